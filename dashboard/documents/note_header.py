"""The note's first section: who, where, when, under which protocol and limits."""

from dashboard.clinical.moved_limits import MovedLimit, end_words, for_words, move_words, moves_in_session
from dashboard.clinical.patients import Patient, fact_words
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Fact, Facts, Section, day
from dashboard.documents.note_header_changes import header_changes
from dashboard.documents.words import clock_time, number

NOT_NAMED = "not named"


def section(record: SessionRecord) -> Section:
    """Section 1, header."""
    return Section(1, "Session", (Facts(_facts(record)),))


def _facts(record: SessionRecord) -> tuple[Fact, ...]:
    patient, session, protocol = record.patient, record.session, record.protocol
    limits = record.threshold_set
    weight = f"{number(session.weight_kg)} kg" if session.weight_kg is not None else "not recorded"
    return (
        Fact("Clinic", record.clinic.name),
        Fact("Patient", patient.name),
        Fact("Birth date", f"{day(patient.birth_date)}, {patient.age_on(record.session_date)} years"),
        Fact("Sex", patient.sex.value),
        Fact("Record number", patient.mrn),
        Fact("Allergies", patient.allergies or "not asked"),
        Fact("Known history", history(patient)),
        Fact("Series", series_words(record)),
        Fact("Session", f"{day(record.session_date)}, opened {clock_time(record, session.opened_at)}"),
        Fact("Room", record.room.name),
        Fact("Weight", weight),
        Fact("Nurse", record.nurse.display_name if record.nurse else NOT_NAMED),
        Fact("Clinician", record.clinician.display_name if record.clinician else NOT_NAMED),
        Fact("Drug and route", f"{DRUG_WORDS[protocol.drug]}, {ROUTE_WORDS[protocol.route]}"),
        Fact("Protocol", f"{protocol.label} ({protocol.code} version {protocol.version})"),
        Fact("Limits", f"{limits.label} ({limits.code} version {limits.version})"),
        *moved_limits(record),
        *header_changes(record),
    )


def series_words(record: SessionRecord) -> str:
    """'Infusion 3, counted here since 17 Nov 2026'; sessions at another clinic are not known."""
    place = record.place
    if place is None:
        return "not known" if record.clock.started_at else "not counted, no dose recorded"
    if place.number > 1:
        return f"{place.words}, counted here since {day(place.began)}"
    return f"{place.words}, {'the first recorded here' if place.series == 1 else 'of a new series'}"


def history(patient: Patient) -> str:
    """The screening facts in words, or that nobody asked."""
    if patient.facts is None:
        return "not asked"
    return ", ".join(fact_words(patient)) or "none of hypertension, cardiac disease, substance use"


def moved_limits(record: SessionRecord) -> tuple[Fact, ...]:
    """Each limit that stood moved at some time of the session: where, by whom, how long, why."""
    return tuple(Fact("Limit moved", _moved(record, move)) for move in moves_in_session(record))


def _moved(record: SessionRecord, move: MovedLimit) -> str:
    override, end = move.override, move.override.end
    who = f"{for_words(override)} by {override.by_name} at {clock_time(record, override.at)}"
    taken = f" Taken back by {end.by_name} at {clock_time(record, end.at)}: {end.reason}." if end else ""
    return f"{move_words(move)}, {who}, {end_words(record, override)}. Reason: {override.reason}.{taken}"
