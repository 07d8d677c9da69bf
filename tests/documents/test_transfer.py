"""The one page that goes with the patient: whole at any moment, each value with its own age."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Reason
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.documents.transfer import TransferSummary, compose_transfer, transfer_html, transfer_pdf
from tests.documents.paper import html_lines, run_tool, within_margins
from tests.documents.printed import printed_pages
from tests.factories import (
    alert,
    alert_action,
    at,
    baseline,
    clinic,
    dose_start,
    ended,
    event,
    full,
    patient,
    reading,
    record,
    session,
)

WORDS = st.text(st.characters(), max_size=400)


def sixty_readings() -> list[object]:
    """58 full sets, then one under oxygen, then one without pressure."""
    many = [reading(n * 2.2 - 9, full(120 + n, 60 + n, 70, 95, 14, 1, 2, 3, 4, 5)) for n in range(58)]
    oxygen = {"systolic": 186, "diastolic": 108, "heart_rate": 92, "spo2": 93, "oxygen_flow": 2}
    late = {"systolic": Reason.EQUIPMENT, "diastolic": Reason.EQUIPMENT}
    return [*many, reading(130, oxygen, note="Arm moved. " * 40),
            reading(138, {"spo2": 95, "heart_rate": 88}, not_obtained=late)]  # fmt: skip


def transferred(**fields: object) -> SessionRecord:
    """A long session going badly, seen at 140 min."""
    asked = alert_action(131, told="Dr Okafor", signs=("chest_pain",))
    given = {
        "readings": sixty_readings(), "seen_at": at(140), "baselines": (baseline(-9),),
        "events": [
            dose_start(0, 35, lot="K2291"), event(40, "dose_end", {"amount_given": 35}),
            event(-20, "pre_dose_checklist",
                  {"opioid": "yes", "benzodiazepine": "no", "other_sedative": "na"}),
            event(131, "rescue_medication", {"drug": "labetalol", "amount": 10, "unit": "mg", "route": "iv"}),
            event(132, "adverse_event", {"term": "chest_pain", "severity": "moderate"}),
            event(133, "provider_told", {"who": "Dr Okafor"}),
        ],
        "alerts": [
            alert(130, "systolic", 186, 180, level=Level.URGENT, actions=(asked,)),
            alert(130, "spo2", 93, 93),
        ],
    }  # fmt: skip
    return record(**{**given, **fields})


def text_of(summary: TransferSummary, folder: Path) -> str:
    """The words of the PDF, which must be one page."""
    path = folder / "transfer.pdf"
    path.write_bytes(transfer_pdf(summary))
    assert re.search(r"Pages:\s+1\n", run_tool("pdfinfo", str(path)))
    return " ".join(run_tool("pdftotext", "-layout", str(path), "-").split())


@pytest.mark.hazard("H46")
def test_sixty_readings_and_all_that_happened_fit_one_page_in_print_and_pdf(
    tmp_path: Path, chromium_path: str
) -> None:
    summary = compose_transfer(transferred())
    printed = printed_pages(transfer_html(summary), chromium_path, tmp_path)
    assert len(printed) == 1
    # Each line to write on is one line.
    assert re.findall(r"_+", printed[0]) == ["_" * 60] * transfer_html(summary).count("_" * 60)
    for text in (text_of(summary, tmp_path), printed[0]):
        for said in (
            "Kowalczyk, Marta", "born 14 Mar 1979, 47 years, female", "MRN 204881", "Call 112.",
            "Ketamine 35 mg IV, lot K2291", "Total given: 35 mg (0.5 mg/kg at 70 kg), as planned. From 13:24",
            "Baseline BP 120/60", "Highest systolic 186 at 130 min", "Weight 70 kg", "Nurse Nina Brandt",
            "labetalol 10 mg IV", "Chest pain, moderate", "Provider told Dr Okafor",
            "CHEST PAIN; asked by Nina Brandt",
            "OPEN, nobody has answered", "Systolic 186, limit 180; acknowledged 15:35",
        ):  # fmt: skip
            assert said in text


@pytest.mark.hazard("H46")
def test_the_last_five_sets_are_read_back_with_their_ages() -> None:
    lines = html_lines(transfer_html(compose_transfer(transferred())))
    rows = [line for line in lines if re.match(r"\d+ min [\d.-]+ \d\d:\d\d ", line)]
    assert len(rows) == 5
    assert rows[-1].startswith("2 min 138 15:42 x 88 95 on 2 L/min . . . . . .")
    assert rows[-2].startswith("10 min 130 15:34 186/108 92 93 on 2 L/min")
    assert rows[-3].startswith("23 min 116.4 15:20 177/117 70 95 14 1 2 3 4 5")


@pytest.mark.hazard("H16")
def test_each_of_the_newest_values_has_its_own_age() -> None:
    latest = {v.label: (v.text, v.unit, v.age) for v in compose_transfer(transferred()).latest}
    assert latest["Blood pressure"] == ("186/108", "mmHg", "10 min")
    assert latest["SpO2"] == ("95", "% on 2 L/min", "2 min")
    assert latest["Respiratory rate"] == ("14", "/min", "23 min")


@pytest.mark.hazard("H37")
def test_sedatives_and_oxygen_stand_as_flags() -> None:
    flags = compose_transfer(transferred()).flags
    assert flags == ("Opioid: YES", "On oxygen 2 L/min")


@pytest.mark.hazard("H37")
def test_an_unasked_sedative_is_said_to_be_unasked_and_ended_oxygen_is_no_flag() -> None:
    ended_oxygen = [reading(5, {"oxygen_flow": 2}), reading(9, {"oxygen_flow": 0})]
    assert compose_transfer(record(readings=ended_oxygen)).flags == (
        "Not asked in this record: opioid, benzodiazepine, other sedative",
    )


@pytest.mark.hazard("H40")
def test_oxygen_started_as_an_event_stands_beside_spo2() -> None:
    given = event(3, "oxygen_start", {"flow": 4})
    summary = compose_transfer(record(readings=[reading(5, {"spo2": 96})], events=[dose_start(), given]))
    assert summary.latest[0].unit == "% on 4 L/min"
    assert summary.flags[0] == "On oxygen 4 L/min"


@pytest.mark.hazard("H46")
def test_a_warning_sign_seen_by_itself_stands_among_the_signs(tmp_path: Path) -> None:
    seen = record(events=[dose_start(), event(20, "red_flag", {"sign": "seizure"})])
    assert "13:44 SEIZURE; seen by Nina Brandt" in text_of(compose_transfer(seen), tmp_path)


@pytest.mark.hazard("H46")
def test_an_empty_record_asks_nothing_and_gives_a_page(tmp_path: Path) -> None:
    text = text_of(compose_transfer(record(session=session(weight_kg=None, planned_dose=None))), tmp_path)
    for said in ("No reading was recorded.", "No dose was recorded.", "Weight not recorded", "Reason ____"):
        assert said in text
    assert "Allergies and own medicines (ask) ____" in text


def test_a_transferred_session_says_why_when_and_by_whom(tmp_path: Path) -> None:
    end = ended(139, SessionEnd.TRANSFERRED, discharge={"reason": "Chest pain", "told": "Ambulance 7"})
    text = text_of(compose_transfer(transferred(session=end)), tmp_path)
    assert "Reason Chest pain" in text
    assert "transferred 15:43 (139 min)" in text
    assert "Ambulance 7" in text


@pytest.mark.hazard("H46")
def test_what_cannot_be_written_is_named_and_the_rest_stands(tmp_path: Path) -> None:
    odd = event(1, "dose_start", {"drug": "ketamine", "amount": "a lot"})
    text = text_of(compose_transfer(transferred(events=[odd])), tmp_path)
    assert "This part could not be written. Read it from the record." in text
    assert "186/108" in text


@pytest.mark.hazard("H46")
def test_far_more_than_anyone_has_seen_still_is_one_page(tmp_path: Path) -> None:
    long = "Wolfeschlegelsteinhausen" * 40
    alerts = [alert(n, "systolic", 186, 180, id=f"a{n}", text=long) for n in range(60)]
    happened = [event(n, "adverse_event", {"term": "other", "text": long}) for n in range(60)]
    crowded = transferred(
        alerts=alerts, events=[dose_start(), *happened], patient=patient(family_name=long),
        clinic=clinic(emergency_text=long, name=long),
    )  # fmt: skip
    assert "52 more in the record" in text_of(compose_transfer(crowded), tmp_path)


@pytest.mark.hazard("H60")
def test_the_page_says_whose_it_is_and_of_when(tmp_path: Path) -> None:
    summary = compose_transfer(transferred())
    text = text_of(summary, tmp_path)
    for said in ("MRN 204881", "session 23 Nov 2026", "record 4f9a 21c7", "state at 15:44", "Page 1 of 1"):
        assert said in text
    foot = transfer_html(summary).split("<tfoot>", 1)[1].split("</tfoot>", 1)[0]
    assert "Kowalczyk, Marta" in foot
    assert "state at 15:44" in foot


@pytest.mark.hazard("H56")
def test_practice_stands_on_it(tmp_path: Path) -> None:
    summary = compose_transfer(transferred(clinic=clinic(practice=True)))
    assert "PRACTICE" in text_of(summary, tmp_path)
    assert "PRACTICE" in transfer_html(summary)
    assert "PRACTICE" not in transfer_html(compose_transfer(transferred()))


def test_a_name_longer_than_its_frame_breaks_inside_it(tmp_path: Path) -> None:
    named = compose_transfer(transferred(patient=patient(family_name="W" * 90, given_name="Ola")))
    text_of(named, tmp_path)
    assert within_margins(tmp_path / "transfer.pdf", 12)


@pytest.mark.parametrize("name", ["王小明", "अनुष्का", "שרה כהן", "Łukasz Nguyễn", "Ольга"])
def test_a_name_in_any_script_is_on_the_page(name: str, tmp_path: Path) -> None:
    named = compose_transfer(transferred(patient=patient(family_name=name, given_name="")))
    assert all(c in text_of(named, tmp_path) for c in name if not c.isspace())
    assert name in transfer_html(named)


def test_typed_text_never_becomes_markup_and_nothing_is_loaded() -> None:
    evil = "<script>alert(1)</script>\"' onload=x"
    page = transfer_html(compose_transfer(transferred(
        patient=patient(family_name=evil, mrn=evil), clinic=clinic(name=evil, emergency_text=evil),
        events=[dose_start(lot=evil), event(3, "provider_told", {"who": evil, "text": evil})],
    )))  # fmt: skip
    assert not re.search(r"<(script|link|img|iframe)\b|\s(src|href)=|@import|url\(", page)
    assert "&lt;script&gt;alert(1)" in page


@given(WORDS, WORDS)
@settings(max_examples=25, deadline=None)
def test_any_words_give_a_page(name: str, words: str) -> None:
    summary = compose_transfer(record(
        patient=patient(family_name=name, given_name=words, mrn=words), clinic=clinic(name=name),
        readings=[reading(5, note=words, recorded_by_name=name)],
        events=[dose_start(lot=words), event(3, "rescue_medication", {"text": words, "drug": name})],
        alerts=[alert(5, "systolic", 186, 180, text=words)],
    ))  # fmt: skip
    assert transfer_pdf(summary).startswith(b"%PDF-")
    assert transfer_html(summary).endswith("</html>\n")
