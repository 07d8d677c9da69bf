"""Adding a measure is one entry in the registry: followed here from the form to the note and the files."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.actions import exports, notes, readings
from dashboard.actions.imports import import_file
from dashboard.actions.readings import ReadingCorrection
from dashboard.api.entry_form import entry_form
from dashboard.api.timeline import timeline_columns
from dashboard.clinical import instruments
from dashboard.clinical.alerts import Level
from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.instruments import Choice, Entry, Instrument, Measure
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import Limit, LimitKind
from dashboard.components.readings_table import readings_table
from dashboard.documents.exports import FORMATS
from dashboard.figures.static_chart import session_svg
from dashboard.figures.timeline import session_figure
from dashboard.simulator.courses import draw_course
from tests.actions.bedside import QUIET, Bedside
from tests.documents.paper import pdf_file, pdf_pages
from tests.people import Clock, hire, open_test_clinic

PAIN = Measure(
    code="pain", label="Pain", short="Pain", unit="of 10", ucum="{score}", entry=Entry.SCALE,
    possible=(0, 10), ask=(0, 10), order=55, panel="pain", axis=(0, 10), on_form=True, better="low",
    choices=tuple(Choice(n, {0: "none", 10: "worst"}.get(n, "")) for n in range(11)),
    note_phrase="Pain (0 none to 10 worst)", simulator_mean=0,
)  # fmt: skip
LIMIT = Limit(measure="pain", kind=LimitKind.HIGH, level=Level.ADVISORY, value=6)


@pytest.fixture
def bedside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bedside]:
    """A clinic that asks about pain; nothing but the registry was touched."""
    added = Instrument("pain_scale", "Pain 0 to 10", (PAIN,))
    monkeypatch.setattr(instruments, "REGISTRY", (*instruments.REGISTRY, added))
    clock = Clock()
    clinic = open_test_clinic(tmp_path / "clinic", clock)
    yield Bedside(clinic, clock, hire(clinic))
    clinic.close()


@pytest.fixture
def session(bedside: Bedside) -> str:
    """A session with pain 0 before the dose, 7 after it, and corrected from 3 to 4 later."""
    session = bedside.open()
    bedside.record(session, {**QUIET, "pain": 0})
    bedside.dose(session)
    bedside.clock.forward(10)
    bedside.record(session, {"heart_rate": 80, "pain": 7})
    bedside.clock.forward(10)
    later = bedside.record(session, {"pain": 3}).reading
    correction = ReadingCorrection(reason="said four", values={"pain": 4})
    readings.correct_reading(bedside.clinic, bedside.nina, later.id, 1, correction)
    return session


@pytest.fixture
def record(bedside: Bedside, session: str) -> SessionRecord:
    """The session with a limit on pain in its set."""
    found = bedside.look(session)
    limited = replace(found.threshold_set, limits=(*found.threshold_set.limits, LIMIT))
    return replace(found, threshold_set=limited)


def texts(component: Any) -> list[str]:
    """All strings within a tree of Dash components."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, list | tuple):
        return [text for part in component for text in texts(part)]
    return texts(getattr(component, "children", None) or ())


def test_it_is_checked_like_the_others(bedside: Bedside) -> None:
    session = bedside.open()
    with pytest.raises(InvalidEntry, match=r"Pain 11 cannot be stored\. It must lie between 0 and 10"):
        bedside.record(session, {"pain": 11})
    with pytest.raises(InvalidEntry, match="Pain must be a whole number"):
        bedside.record(session, {"pain": 2.5})


def test_it_is_asked_on_the_form_with_its_words_and_last_answer(
    bedside: Bedside, record: SessionRecord
) -> None:
    form = entry_form(record, bedside.nina)
    asked = next(m for m in form["measures"] if m["code"] == "pain")
    assert (asked["label"], asked["entry"], asked["place"]) == ("Pain", "scale", "main")
    assert [choice["word"] for choice in asked["choices"]][0::10] == ["none", "worst"]
    assert form["last"]["pain"]["value"] == 4
    assert any(limit["measure"] == "pain" for limit in form["limits"]["items"])


def test_its_limit_is_judged(record: SessionRecord) -> None:
    flags = [(r.values["pain"], f.level.value) for r in record.counted_readings for f in record.flags(r)]
    assert flags == [(7, "advisory")]


def test_it_has_a_row_of_its_own_on_the_timeline(record: SessionRecord) -> None:
    figure = session_figure(record)
    go.Figure(figure)
    assert "Pain" in json.dumps(figure)
    drawn = [trace for trace in figure["data"] if 7 in list(trace.get("y") or ())]
    assert drawn
    assert "Pain" in session_svg(record)


def test_it_is_a_column_of_the_timelines_data(record: SessionRecord) -> None:
    columns = timeline_columns(record)
    assert columns["columns"]["pain"] == [0, 7, 4]
    assert {"code": "pain", "label": "Pain", "unit": "of 10", "panel": "pain", "axis": [0, 10]} in columns[
        "measures"
    ]


def test_it_stands_in_the_table_of_readings(record: SessionRecord) -> None:
    shown = texts(readings_table(record, may_correct=True))
    assert "Pain" in shown
    assert {"0", "7", "4"} <= set(shown)


def test_it_is_in_the_note_as_text_html_and_pdf(bedside: Bedside, session: str, tmp_path: Path) -> None:
    for form in ("txt", "html"):
        text = notes.note_document(bedside.clinic, bedside.nina, session, form).decode()
        assert "Pain" in text
    note = notes.view_note(bedside.clinic, bedside.nina, session).note
    assert "Pain" in "\n".join(pdf_pages(pdf_file(note, tmp_path)))


def test_it_is_in_both_csv_formats(bedside: Bedside, session: str, record: SessionRecord) -> None:
    long = b"".join(FORMATS["csv"].write([record], lambda _: None, None)).decode("utf-8-sig")
    assert [line for line in csv.reader(io.StringIO(long)) if "pain" in line and "7" in line]
    wide = b"".join(FORMATS["csv_wide"].write([record], lambda _: None, None)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(wide)))
    head = next(row for row in rows if "pain" in row)
    column = head.index("pain")
    assert {"0", "7", "4"} <= {row[column] for row in rows if len(row) > column}
    request = exports.ExportRequest(
        format="csv_wide",
        from_date=date(2026, 11, 23),
        to_date=date(2026, 11, 23),
        deidentified=True,
        purpose="x",
    )
    assert exports.request_export(bedside.clinic, bedside.ada, request).format == "csv_wide"
    assert b"pain" in exports.session_csv(bedside.clinic, bedside.ada, session)


def test_practice_data_hold_it(bedside: Bedside) -> None:
    assert draw_course("iv", 40, Random(1)).values_at(20, Random(1))["pain"] == 0


def test_a_sheet_may_hold_it(bedside: Bedside, tmp_path: Path) -> None:
    session = bedside.open(room="Room 2", mrn="2")
    path = tmp_path / "sheet.csv"
    path.write_text("observed_at,pain\n2026-11-23T12:00Z,2\n", encoding="utf-8")
    assert import_file(bedside.clinic, path, session, "nina", lambda _: None) == 0
    assert bedside.look(session).readings[0].values == {"pain": 2}
