"""The transfer summary: one page for the ambulance and the emergency department, ready at any moment.

It asks for nothing and never fails: a part that cannot be written says so and the rest stands. What the
record does not hold has a line to write on by hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.patients import fact_words
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS, SessionEnd
from dashboard.clinical.trends import session_summary
from dashboard.documents import note_dose, words
from dashboard.documents.bedside_values import (
    NOT_WRITTEN,
    LatestValue,
    age,
    dose_blocks,
    flag_lines,
    latest_values,
    section_or_gap,
    sets_of,
)
from dashboard.documents.blocks import Block, Column, Fact, Facts, Paragraph, Section, day
from dashboard.documents.identity import page_identity
from dashboard.documents.open_matters import (
    clipped,
    moment,
    shortened,
    standing_alerts,
    treatments,
    warning_signs,
)
from dashboard.documents.paper_html import (
    escaped,
    flags_html,
    isolated,
    latest_html,
    marks,
    section_html,
    sheets_page,
    style,
)
from dashboard.documents.paper_pdf import drawn, section_values

TITLE = "Transfer summary"
LAST_SETS = 5
_BY_HAND = "_" * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSummary:
    """A composed summary; `identity` is its foot. Times are the clinic's, ages those at `state_at`."""

    title: str
    marks: tuple[str, ...]
    clinic: str
    emergency_text: str
    room: str
    patient: str
    about: str
    mrn: str
    state_at: str
    state_on: str
    identity: tuple[str, ...]
    latest: tuple[LatestValue, ...]
    flags: tuple[str, ...]
    sections: tuple[Section, ...]
    generated_at: datetime


def compose_transfer(record: SessionRecord) -> TransferSummary:
    """The summary as the record stands at `record.seen_at`, whether or not the session has ended."""
    patient = record.patient
    parts = (
        ("Why and when", _reason), ("Drug and dose", _dose), (f"Last {LAST_SETS} sets", _sets),
        ("Alerts that stand", standing_alerts), ("Warning signs", warning_signs),
        ("Medication given, adverse events, who was told", treatments), ("Cared for by", _persons),
    )  # fmt: skip
    return TransferSummary(
        title=TITLE, marks=("PRACTICE",) if record.clinic.practice else (), clinic=record.clinic.name,
        emergency_text=record.clinic.emergency_text, room=record.room.name, patient=patient.name,
        about=(
            f"born {day(patient.birth_date)}, {patient.age_on(record.session_date)} years, "
            f"{patient.sex.value}"
        ),
        mrn=patient.mrn, state_at=words.time_of_day(record, record.seen_at),
        state_on=day(record.local(record.seen_at).date()),
        identity=page_identity(record),
        latest=_or_nothing(latest_values, record),
        flags=_or_nothing(flag_lines, record) or (NOT_WRITTEN,),
        sections=tuple(section_or_gap(n, *part, record) for n, part in enumerate(parts, start=1)),
        generated_at=record.seen_at,
    )  # fmt: skip


def _or_nothing(part: Callable[[SessionRecord], tuple[Any, ...]], record: SessionRecord) -> tuple[Any, ...]:
    try:
        return part(record)
    except Exception:  # as in section_or_gap: the page comes, with the gap named
        return ()


def _reason(record: SessionRecord) -> Sequence[Block]:
    session, said = record.session, record.session.discharge
    reason = clipped(said.reason) if said is not None and said.reason else _BY_HAND
    if session.ended_at is None or session.end is None:
        when = "no end is in the record; the session is running"
    else:
        by = f" by {record.ended_by.display_name}" if record.ended_by else ""
        when = f"{END_WORDS[session.end]} {moment(record, session.ended_at)}{by}"
    told = said.told if said is not None and session.end is SessionEnd.TRANSFERRED else None
    return [Facts((
        Fact("Reason", reason), Fact("Session", when), *((Fact("Told", told),) if told else ()),
        *_screening(record), Fact("Report given to, at, by", _BY_HAND),
    ))]  # fmt: skip


def _screening(record: SessionRecord) -> tuple[Fact, ...]:
    """Allergies and history as they were asked; what nobody asked has a line to write on."""
    patient = record.patient
    known = fact_words(patient)
    history = (Fact("Known history", ", ".join(known)),) if known else ()
    if patient.allergies is None:
        return (*history, Fact("Allergies and own medicines (ask)", _BY_HAND))
    return (Fact("Allergies", patient.allergies), *history, Fact("Own medicines (ask)", _BY_HAND))


def _dose(record: SessionRecord) -> Sequence[Block]:
    weight = record.session.weight_kg
    weighed = Fact("Weight", f"{words.number(weight)} kg" if weight is not None else "not recorded")
    protocol = Fact("Protocol", clipped(record.protocol.label))
    blocks = [shortened(block) for block in dose_blocks(record)]
    given = [replace(block, strong=True) if isinstance(block, Paragraph) else block for block in blocks]
    return [Facts((weighed, protocol)), *given]


def _sets(record: SessionRecord) -> Sequence[Block]:
    last = {reading.id for reading in record.counted_readings[-LAST_SETS:]}
    sets = sets_of(record)
    if sets is None or not last:
        return [Paragraph("No reading was recorded.")]
    kept = sets.having(lambda reading: reading.id in last)
    ages = [age(record, reading.observed_at) for reading in kept.readings]
    table = kept.with_column(Column("age"), ages)
    rows = tuple(replace(r, remarks=tuple(clipped(said) for said in r.remarks)[:3]) for r in table.rows)
    caption = f"Newest last; ages at {words.time_of_day(record, record.seen_at)}. {_course(record)}"
    legend = "BP mmHg, symptoms 0 to 10, sedation MOAA/S with 5 awake; x not taken."
    return [replace(table, rows=rows, caption=caption, legend=legend)]


def _course(record: SessionRecord) -> str:
    """The baseline and the highest systolic: what the last sets must be held against."""
    base = record.baseline_reading
    said = [f"Baseline {_vitals(base)}." if base is not None else note_dose.NO_BASELINE]
    if base is not None and record.baseline_after_dose:
        said.append(note_dose.AFTER_DOSE)
    course = session_summary(record).course("systolic")
    if course is not None:
        said.append(f"Highest systolic {words.point(course.highest, 'systolic')}.")
    return " ".join(said)


def _vitals(reading: Reading) -> str:
    held = {code: v for code, v in reading.values.items() if not measure_of(code).is_scale}
    return words.values(replace(reading, values=held))


def _persons(record: SessionRecord) -> Sequence[Block]:
    named = [("Nurse", record.nurse), ("Clinician", record.clinician)]
    facts = [Fact(label, person.display_name if person else "not named") for label, person in named]
    recorded = dict.fromkeys(
        [r.recorded_by_name for r in record.counted_readings]
        + [e.recorded_by_name for e in record.counted_events]
    )
    if recorded:
        facts.append(Fact("Recorded by", clipped(", ".join(recorded))))
    return [Facts(tuple(facts))]


def transfer_pdf(summary: TransferSummary) -> bytes:
    """One page as PDF; what does not fit in ordinary type is set smaller."""
    paper = {
        "title": summary.title, "marks": summary.marks, "clinic": summary.clinic, "room": summary.room,
        "emergency_text": summary.emergency_text, "patient": summary.patient, "about": summary.about,
        "mrn": summary.mrn, "state_at": summary.state_at, "state_on": summary.state_on,
        "identity": summary.identity, "flags": summary.flags,
        "latest": [
            {"label": v.label, "text": v.text, "unit": v.unit, "age": v.age, "questioned": v.questioned,
             "level": v.level.value if v.level else ""}
            for v in summary.latest
        ],
        "sections": [section_values(section) for section in summary.sections],
    }  # fmt: skip
    return drawn("transfer", paper, summary.generated_at)


def transfer_html(summary: TransferSummary) -> str:
    """The page for a browser: own style, no script, nothing loaded."""
    whose = " · ".join(isolated(part) for part in summary.identity)
    foot = f'<div class="running">{whose}{marks(summary.marks)}</div>'
    body = (
        f'{_head(summary)}<p class="emergency"><strong>{escaped(summary.emergency_text)}</strong></p>'
        f"{flags_html(summary.flags)}{latest_html(summary.latest)}"
        f"{''.join(section_html(section) for section in summary.sections)}"
    )
    title = f"{escaped(summary.title)}, {escaped(summary.patient)}"
    return sheets_page(title, style("paper", "bedside", "transfer"), "", foot, body)


def _head(summary: TransferSummary) -> str:
    return (
        f"<header><div><h1>{escaped(summary.title)}</h1>"
        f"<p>{isolated(summary.clinic)} · {isolated(summary.room)}{marks(summary.marks)}</p></div>"
        f'<p class="state">state at <strong>{escaped(summary.state_at)}</strong> '
        f"{escaped(summary.state_on)}</p>"
        f'<p class="identity"><strong>{isolated(summary.patient)}</strong><br>{escaped(summary.about)}<br>'
        f"MRN <strong>{isolated(summary.mrn)}</strong></p></header>"
    )
