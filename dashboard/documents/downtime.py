"""The downtime sheet: one session on paper when the server is gone, with lines to go on by hand.

A page that stands on its own: it reads from a disk, without a server and without scripts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents import note_dose, words
from dashboard.documents.bedside_values import (
    age,
    dose_blocks,
    flag_lines,
    latest_values,
    section_or_gap,
    sets_of,
)
from dashboard.documents.blocks import Block, Column, Item, Listing, Paragraph, Section, day
from dashboard.documents.identity import record_code
from dashboard.documents.note_readings import table_measures
from dashboard.documents.open_matters import moment, standing_alerts, treatments, warning_signs
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
from dashboard.documents.protocol_words import limits_table, plan_items, scale_words, waiting_items

# A sheet from the printer's tray is no picture of the patient after this long.
PRESENT_FOR = timedelta(minutes=20)
HAND_LINES = 18
MOST_CHECKS = 12
NEWEST_FIRST_AFTER = "Newest last. 'age' is how old the set was at the time on top."


def downtime_sheet(record: SessionRecord) -> bytes:
    """The page as UTF-8, as the record stands at `record.seen_at`."""
    parts = (
        ("What is open", _open), ("Drug and dose", dose_blocks),
        ("Medication given, adverse events, who was told", treatments),
        ("Checks", _checks),
        ("Limits of this session", lambda r: [limits_table(r)]), ("Sets so far", _sets),
    )  # fmt: skip
    sections = "".join(
        section_html(section_or_gap(number, *part, record)) for number, part in enumerate(parts, start=1)
    )
    body = f"{_front(record)}{sections}{_hand_section(len(parts) + 1)}"
    title = f"Downtime sheet, {escaped(record.room.name)}, {escaped(record_code(record.session.id))}"
    css = style("paper", "bedside", "downtime")
    return sheets_page(title, css, _head(record), _foot(record), body).encode("utf-8")


def _head(record: SessionRecord) -> str:
    """What every printed sheet begins with: whose it is, where, and of when."""
    patient = record.patient
    practice = marks(("PRACTICE",) if record.clinic.practice else ())
    return (
        f'<div class="top"><p class="room">{isolated(record.room.name)}{practice}</p>'
        f'<p class="whose"><strong>{isolated(patient.name)}</strong><br>'
        f"born {day(patient.birth_date)} · MRN <b>{isolated(patient.mrn)}</b></p>"
        f'<p class="state">state at <strong>{words.time_of_day(record, record.seen_at)}</strong> '
        f"{day(record.local(record.seen_at).date())}</p></div>"
    )


def _foot(record: SessionRecord) -> str:
    until = words.clock_time(record, record.seen_at + PRESENT_FOR)
    parts = (
        "Downtime sheet", record.clinic.name, f"session {day(record.session_date)}",
        f"record {record_code(record.session.id)}", f"not to be taken for the present after {until}",
    )  # fmt: skip
    return f'<div class="running">{" · ".join(isolated(part) for part in parts)}</div>'


def _front(record: SessionRecord) -> str:
    """Emergency words, standing flags and the newest values."""
    flags = section_or_gap(0, "", lambda r: [Listing(tuple(Item(text=f) for f in flag_lines(r)))], record)
    said = [
        item.text for block in flags.blocks
        for item in (block.items if isinstance(block, Listing) else (block,))
        if isinstance(item, Item | Paragraph)
    ]  # fmt: skip
    try:
        newest = latest_html(latest_values(record))
    except Exception:  # as in section_or_gap: the sheet is written whatever one value holds
        newest = ""
    emergency = escaped(record.clinic.emergency_text)
    staff = " · ".join(
        f"{label} {isolated(person.display_name) if person else 'not named'}"
        for label, person in (("Nurse", record.nurse), ("Clinician", record.clinician))
    )
    return f'<p class="emergency"><strong>{emergency}</strong></p><p>{staff}</p>{flags_html(said)}{newest}'


def _open(record: SessionRecord) -> Sequence[Block]:
    return [Listing(tuple(_clocks(record))), *standing_alerts(record), *_asked_signs(record)]


def _clocks(record: SessionRecord) -> list[Item]:
    """The observation's end, an infusion that still runs, a missing baseline."""
    clock, ends_at = record.clock, record.observation_ends_at
    items = []
    if ends_at is None:
        items.append(Item(lead="Observation", text="no dose is in the record, so no time runs"))
    else:
        items.append(Item(lead="Observation", text=f"until {moment(record, ends_at)}, later by a later dose"))
    if clock.end_missing and clock.planned_end_at is not None:
        planned = moment(record, clock.planned_end_at)
        items.append(Item(lead="Infusion", text=f"its end is not recorded; planned end {planned}"))
    if record.baseline_reading is None:
        items.append(Item(lead="Baseline", text=note_dose.NO_BASELINE))
    return items


def _asked_signs(record: SessionRecord) -> Sequence[Block]:
    return [Paragraph("Warning signs:"), *warning_signs(record)]


def _checks(record: SessionRecord) -> Sequence[Block]:
    plan = Listing(plan_items(record.protocol))
    waiting = waiting_items(record)
    if not waiting:
        return [Paragraph("No check waits. The protocol:"), plan]
    shown = (*waiting[:MOST_CHECKS], *(
        (Item(text=f"{len(waiting) - MOST_CHECKS} more after these"),) if len(waiting) > MOST_CHECKS else ()
    ))  # fmt: skip
    return [Paragraph("Still to take:"), Listing(shown, columns=2), Paragraph("The protocol:"), plan]


def _sets(record: SessionRecord) -> Sequence[Block]:
    sets = sets_of(record)
    if sets is None:
        return [Paragraph("No reading was recorded.")]
    ages = [age(record, reading.observed_at) for reading in sets.readings]
    table = sets.with_column(Column("age"), ages)
    return [replace(table, legend=f"{NEWEST_FIRST_AFTER} {table.legend}")]


def _hand_section(number: int) -> str:
    """Blank lines of the same columns, with the words of the scales."""
    columns = table_measures()
    heads = (
        "time",
        f"BP {measure_of('systolic').unit}",
        *(m.short for m in columns),
        "O2 L/min",
        "what happened, what was given",
        "by",
    )
    scales = tuple(Item(lead=m.label, text=scale_words(m)) for m in columns if m.is_scale)
    cells = "".join(f"<th>{escaped(head)}</th>" for head in heads)
    line = f"<tr>{'<td></td>' * len(heads)}</tr>"
    how = (
        "Write the wall clock's time for each set. When the server is back, whoever measured enters it "
        "late, with these times."
    )
    hand = Section(number, "To go on by hand", (Paragraph(how), Listing(scales, columns=2)))
    table = f'<table class="hand"><thead><tr>{cells}</tr></thead><tbody>{line * HAND_LINES}</tbody></table>'
    return f'<div class="by-hand">{section_html(hand)}{table}</div>'
