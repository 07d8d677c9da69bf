"""What bedside events ask for: alerts of their own, a response that is due, and what stands until undone.

Pure: judged on the unstruck events and readings of the record, up to the moment it was seen.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dashboard.clinical.alerts import SIGNS, Level
from dashboard.clinical.dose_findings import EventFinding
from dashboard.clinical.events import Event
from dashboard.clinical.instruments import shown, spoken_answer
from dashboard.clinical.oxygen import oxygen_at
from dashboard.clinical.session_record import SessionRecord

RESPONSE_DUE_AFTER = timedelta(minutes=10)
VOMITING_URGENT_FROM_SEDATION = 3
FALL_CARE_FROM_DIZZINESS = 4
# So long after the same drug was given, a second one is asked about with the first beside it.
SAME_DRUG_ASKED_FOR = timedelta(hours=2)
_LONGEST_DRUG_NAME = 60
_ALWAYS_URGENT = {"fall": "Fall", "syncope": "Syncope", "asks_to_stop": "Patient asks to stop"}
# An adverse event of these terms tells the same as the event or the warning sign of that name.
_URGENT_TERMS = frozenset({"vomiting", "fall", "syncope", "chest_pain", "seizure"})
_SIGN_OF = {**{sign: sign for sign in SIGNS}, "red_flag": ""}
_SEDATIVES = {
    "opioid": "opioid", "benzodiazepine": "benzodiazepine", "other_sedative": "other sedative",
}  # fmt: skip


def urgent_events(record: SessionRecord) -> tuple[EventFinding, ...]:
    """What bedside events ask for as soon as they are recorded; one finding per event at most."""
    return tuple(_urgent(record))


def warning_signs(record: SessionRecord) -> tuple[tuple[str, str], ...]:
    """Events that tell of a warning sign, oldest first: each one's id and sign, "" where not said which."""
    found = ((event.id, _about(event)) for event in record.counted_events)
    return tuple((event_id, _SIGN_OF[about]) for event_id, about in found if about in _SIGN_OF)


def response_due(record: SessionRecord) -> tuple[EventFinding, ...]:
    """Rescue medications given ten minutes ago or more without a response, while the session runs."""
    until = record.session.ended_at or record.seen_at
    return tuple(
        EventFinding(event.id, "event", Level.ADVISORY, f"Response to {drug_words(event)} not recorded")
        for event in awaiting_response(record)
        if until - event.occurred_at >= RESPONSE_DUE_AFTER
    )


def awaiting_response(record: SessionRecord) -> tuple[Event, ...]:
    """The rescue medications that nobody has told a response to yet, oldest first."""
    return tuple(
        event
        for event in record.counted_events
        if event.kind == "rescue_medication" and response_to(record, event) is None
    )


def response_to(record: SessionRecord, medication: Event) -> Event | None:
    """The first response to this rescue medication; one that names none answers the last given before it."""
    last: Event | None = None
    for event in record.counted_events:
        if event.kind == "rescue_medication":
            last = event
        elif event.kind == "rescue_response":
            answered = event.detail.get("of") or (last.id if last is not None else None)
            if answered == medication.id:
                return event
    return None


def last_same_rescue(record: SessionRecord, drug: str) -> Event | None:
    """The rescue medication of this name given last; case and spaces do not tell names apart."""
    same = [
        event
        for event in record.counted_events
        if event.kind == "rescue_medication" and _name(event.detail.get("drug", "")) == _name(drug)
    ]
    return same[-1] if same and _name(drug) else None


def rescues_given(record: SessionRecord) -> tuple[Event, ...]:
    """Of each drug given as rescue medication the last one, oldest first."""
    given = (e for e in record.counted_events if e.kind == "rescue_medication")
    return tuple(e for e in given if last_same_rescue(record, e.detail.get("drug", "")) is e)


def standing_flags(record: SessionRecord) -> tuple[str, ...]:
    """What header, tile, handover and transfer summary carry: sedatives said yes to, and oxygen running."""
    flags = [words for code, words in _SEDATIVES.items() if _last_answer(record, code) == "yes"]
    flow = oxygen_at(record, record.seen_at)
    if flow is not None:
        flags.append(f"oxygen {flow:g} L/min" if flow else "oxygen, flow not stated")
    return tuple(flags)


def off_unit_since(record: SessionRecord) -> datetime | None:
    """When the patient left for the bathroom and has not come back from it; None in the room."""
    left: datetime | None = None
    for event in record.counted_events:
        if event.kind == "to_bathroom":
            left = left or event.occurred_at
        elif event.kind == "back_from_bathroom":
            left = None
    return left if record.session.ended_at is None else None


def dizzy_fall_care(record: SessionRecord) -> bool:
    """Whether the last dizziness asks for care against a fall."""
    latest = record.latest().get("dizziness")
    return latest is not None and latest.all_values["dizziness"] >= FALL_CARE_FROM_DIZZINESS


def _urgent(record: SessionRecord) -> Iterator[EventFinding]:
    """In the order of recording, so that an adverse event never tells again what is told already."""
    told: set[str] = set()
    for event in sorted(record.counted_events, key=lambda e: e.seq):
        about = _about(event)
        if event.kind == "adverse_event" and about in told:
            continue
        told.add(about)
        words = _urgent_words(record, about, event)
        if words is not None:
            yield EventFinding(event.id, "event", Level.URGENT, words)


def _about(event: Event) -> str:
    if event.kind == "red_flag":
        return str(event.detail.get("sign", "red_flag"))
    if event.kind == "adverse_event":
        term = str(event.detail.get("term", ""))
        return term if term in _URGENT_TERMS else ""
    return event.kind


def _urgent_words(record: SessionRecord, about: str, event: Event) -> str | None:
    if about == "vomiting":
        return _vomiting_words(record, event)
    if about == "red_flag":
        return "Warning sign, not said which"
    return f"Warning sign: {SIGNS[about].lower()}" if about in SIGNS else _ALWAYS_URGENT.get(about)


def _vomiting_words(record: SessionRecord, event: Event) -> str | None:
    """Urgent by the last sedation up to the vomiting; without one it is only kept."""
    taken = [
        reading.all_values["sedation"]
        for reading in record.counted_readings
        if "sedation" in reading.all_values and reading.observed_at <= event.occurred_at
    ]
    if not taken or taken[-1] > VOMITING_URGENT_FROM_SEDATION:
        return None
    return f"Vomiting at sedation {shown('sedation', taken[-1])}, {spoken_answer('sedation', taken[-1])}"


def _last_answer(record: SessionRecord, code: str) -> str | None:
    """The last answer of the pre-dose checklists: a later list that leaves it open takes nothing back."""
    answers = [
        event.detail[code]
        for event in record.counted_events
        if event.kind == "pre_dose_checklist" and code in event.detail
    ]
    return answers[-1] if answers else None


def drug_words(event: Event) -> str:
    """The name of the drug as it was given, cut where it is very long."""
    name = " ".join(str(event.detail.get("drug", "")).split())
    return name[:_LONGEST_DRUG_NAME] or "rescue medication"


def _name(drug: str) -> str:
    return " ".join(drug.split()).casefold()
