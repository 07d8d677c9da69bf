"""A session whose note holds all a note can hold, and the same note in each of its forms as words."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.header_versions import HeaderVersion
from dashboard.clinical.instruments import Reason
from dashboard.clinical.notes import NoteText
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.fhir import session_bundle
from dashboard.documents.note import compose
from dashboard.documents.note_docx import to_docx
from dashboard.documents.note_html import to_html
from dashboard.documents.note_text import to_text
from tests.documents.paper import FIGURE, pdf_file, run_tool
from tests.documents.read_back import docx_words, narrative_words
from tests.factories import (
    CLINICIAN,
    NURSE,
    alert,
    alert_action,
    at,
    baseline,
    dose_start,
    ended,
    event,
    pressure,
    reading,
    record,
    series_place,
    session,
)

FORMS = ("txt", "html", "pdf", "docx", "fhir")
ASSESSMENT = "Pressure rose at the end of the infusion without symptoms and settled by itself."
PLAN = "Next infusion 27 Nov, same dose.\nCheck pressure at home meanwhile: 2 x daily."
WORDS = "<b>It was like floating</b> under 王 and over #hill."


def note_text(version: int = 1, minute: float = 110, **fields: Any) -> NoteText:
    """What the clinician wrote; nothing unless told."""
    given = {
        "version": version, "assessment": None, "plan": None, "patient_words": None, "composed": (),
        "at": at(minute), "by": CLINICIAN.id, "by_name": CLINICIAN.display_name,
    }  # fmt: skip
    return NoteText(**{**given, **fields})


def whole_record(**fields: Any) -> SessionRecord:
    """Every section has something to say: checklist, hold, rescue, adverse event, escalation, own words."""
    nurse = {"by": NURSE.id, "by_name": NURSE.display_name}
    given: dict[str, Any] = {
        "session": ended(), "seen_at": at(150), "ended_by": NURSE, "baselines": (baseline(-9),),
        "place": series_place(), "headers": headers(),
        "readings": (
            reading(-9), pressure(10, 164, 98), pressure(20, 186, 108, recorded_at=at(38)),
            reading(
                40, {"heart_rate": 82, "spo2": 97},
                not_obtained={"systolic": Reason.EQUIPMENT, "diastolic": Reason.EQUIPMENT},
            ),
            reading(70), reading(85), reading(100),
        ),
        "events": (
            event(
                -25, "pre_dose_checklist",
                {"identifiers": "yes", "consent": "yes", "benzodiazepine": "yes",
                 "since_last_session": "Slept better for four days", "mood_measures": "PHQ-9 14",
                 "last_food_at": "2026-11-23T07:30:00+01:00", "escort_confirmed": "yes",
                 "escort_name": "Jan Kowalczyk", "text": "Slept badly.\nWorried about the needle."},
            ),
            event(-12, "pre_dose_checklist", {"opioid": "no"}, recorded_by=CLINICIAN.id,
                  recorded_by_name=CLINICIAN.display_name),
            event(-5, "hold_override", {"reason": "known white coat"}, witness=CLINICIAN.id,
                  witness_name=CLINICIAN.display_name),
            dose_start(0, 35, lot="K2291", drawn=50, given=35, wasted=15),
            event(15, "dose_pause", {"reason": "kinked line"}), event(17, "dose_resume"),
            event(21, "rescue_medication",
                  {"drug": "ondansetron", "amount": 4, "unit": "mg", "route": "iv",
                   "ordered_by": "Dr Okafor"}, id="rescue"),
            event(33, "rescue_response", {"of": "rescue", "text": "nausea gone"}),
            event(24, "vomiting"),
            event(26, "adverse_event",
                  {"term": "chest_pain", "severity": "moderate", "serious": "yes",
                   "criterion": "hospitalisation", "relation": "possible", "outcome": "resolved"}),
            event(28, "schedule_paused", {"reason": "bathroom", "minutes": 10}),
            event(42, "dose_end", {"amount_given": 35}),
        ),
        "alerts": (
            alert(20, "systolic", 186, 180, level=Level.URGENT, actions=(
                alert_action(23, ActionKind.ESCALATED, note="No answer for 2 min"),
                alert_action(24, told="Dr Okafor", signs=("chest_pain",)),
                alert_action(50, ActionKind.RESOLVED, note="Seen, sits safely"),
            )),
        ),
        "note_texts": (
            note_text(1, 104, patient_words=WORDS, **nurse),
            note_text(2, 110, patient_words=WORDS, assessment=ASSESSMENT, plan=PLAN),
        ),
    }  # fmt: skip
    return record(**{**given, **fields})


def headers() -> tuple[HeaderVersion, ...]:
    """The header as opened, with its weight corrected, and as it stands after the end."""
    opened = HeaderVersion(
        session=session(weight_kg=72), changed_by_name="Nina Brandt", room="Room 1", nurse="Nina Brandt",
        clinician="Dr Carl Okafor",
    )  # fmt: skip
    weighed = session(version=2, weight_kg=70.0, changed_at=at(-20), change_reason="weighed again")
    end = replace(weighed, version=3, ended_at=at(102), changed_at=at(102))
    return opened, replace(opened, session=weighed), replace(opened, session=end)


def corrected(of: SessionRecord, minute: float, systolic: float, when: float) -> SessionRecord:
    """The record after somebody corrected the systolic pressure of that minute."""
    old = next(r for r in of.readings if r.observed_at == at(minute))
    new = replace(
        old, version=old.version + 1, status=ReadingStatus.AMENDED, recorded_at=at(when),
        values={**old.values, "systolic": systolic}, change_reason="misread",
        first_recorded_at=old.first_recorded_at or old.recorded_at,
    )  # fmt: skip
    readings = tuple(new if r.id == old.id else r for r in of.readings)
    return replace(of, readings=readings, earlier_readings=(*of.earlier_readings, old), seen_at=at(when + 5))


def words_of(of: SessionRecord, form: str, folder: Path) -> str:
    """The note in this form, read back as one line of words."""
    note = compose(of)
    if form == "txt":
        text = re.sub(r"^\| ", "", to_text(note), flags=re.M)
    elif form == "html":
        page = re.sub(r"<style>.*?</style>", "", to_html(note, FIGURE), flags=re.S)
        text = unescape(re.sub(r"<[^>]+>", " ", page.replace("<bdi>", "").replace("</bdi>", "")))
    elif form == "docx":
        text = docx_words(to_docx(note, FIGURE, of.seen_at))
    elif form == "fhir":
        text = narrative_words(session_bundle(of, note))
    else:
        text = run_tool("pdftotext", str(pdf_file(note, folder)), "-")
    return " ".join(text.split())
