"""The picture on paper and on tiles: well-formed, escaped, and the same values as on the screen."""

from xml.etree import ElementTree

from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.static_chart import session_svg
from dashboard.figures.theme import DIM, PRINT
from dashboard.figures.tile_chart import HEIGHT, WIDTH, tile_svg
from tests import factories as f
from tests.figures.drawn import design_record

SVG = "{http://www.w3.org/2000/svg}"


def texts(record: SessionRecord) -> list[str]:
    """Everything written on the paper picture."""
    return [node.text or "" for node in ElementTree.fromstring(session_svg(record)).iter(f"{SVG}text")]


def test_the_paper_picture_names_and_describes_itself() -> None:
    root = ElementTree.fromstring(session_svg(f.rich_record()))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Course of the session, Kowalczyk, Marta"
    assert "Rows: Blood pressure" in (root.findtext(f"{SVG}desc") or "")


def test_the_paper_picture_labels_its_rows_limits_dose_and_alerts_directly() -> None:
    written = texts(f.rich_record())
    for words in ("Heart rate", "SpO₂", "Distress", "systolic 180 urgent", "diastolic 110 / 100"):
        assert words in written
    assert "Ketamine 35 mg IV" in written
    assert "URGENT" in written
    assert "min from dose" in written


def test_what_people_typed_cannot_break_the_picture() -> None:
    typed = f.event(60, "other", {"text": "</svg><i>&"})
    name = f.patient(family_name="<Smith & Sons>")
    record = f.record(patient=name, events=(f.dose_start(), typed), seen_at=f.at(90))
    written = texts(record)
    assert "</svg><i>&" in written
    assert "<script" not in session_svg(record)


def test_a_struck_value_is_a_cross_and_no_caret_on_paper() -> None:
    with_struck, without = f.rich_record(), f.rich_record(readings=f.rich_record().counted_readings)
    carets = [session_svg(r).count(f'fill="{PRINT.sys}"') for r in (with_struck, without)]
    assert carets[0] == carets[1]
    assert session_svg(with_struck).count("m0 -7l-7 7") == 3


def test_the_width_is_as_asked_and_a_fresh_session_has_a_picture_too() -> None:
    root = ElementTree.fromstring(session_svg(f.record(), width=500))
    assert root.get("width") == "500"
    ElementTree.fromstring(session_svg(design_record()))


def test_a_tile_shows_the_carets_of_the_last_hour_and_no_words() -> None:
    root = ElementTree.fromstring(tile_svg(design_record(), "dim"))
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert not list(root.iter(f"{SVG}text"))
    assert len([p for p in root.iter(f"{SVG}path") if p.get("fill") == DIM.sys]) == 5
