"""Builders of a SessionRecord and its parts, with defaults that make a plain, plausible session.

Times are given as minutes from the dose start (`DOSE_START`, 13:24 in the clinic), negative before it.
Every builder takes the fields of its dataclass as keyword arguments and fills in the rest.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.clinical.alerts import ActionKind, Alert, AlertAction, Level
from dashboard.clinical.coverage import stated_of
from dashboard.clinical.events import Event
from dashboard.clinical.instruments import Reason, measure_of
from dashboard.clinical.notes import Addendum, Coverage, Meaning, Signature
from dashboard.clinical.patients import Patient, Sex
from dashboard.clinical.protocols import Protocol, protocol_from
from dashboard.clinical.readings import Reading, ReadingStatus, StrikeReason
from dashboard.clinical.rooms import ClinicProfile, Room
from dashboard.clinical.series import SeriesPlace
from dashboard.clinical.session_record import SessionRecord, StaffMember
from dashboard.clinical.sessions import Baseline, Discharge, PlannedDose, SessionEnd, TreatmentSession
from dashboard.clinical.thresholds import ThresholdSet, threshold_set_from

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
ZONE = "Europe/Berlin"
DOSE_START = datetime(2026, 11, 23, 12, 24, tzinfo=UTC)
NURSE = StaffMember("user-nurse", "Nina Brandt")
CLINICIAN = StaffMember("user-clinician", "Dr Carl Okafor")
QUIET_SET = {
    "systolic": 128, "diastolic": 79, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14,
    "nausea": 0, "dizziness": 0, "dissociation": 0, "distress": 0, "sedation": 5,
}  # fmt: skip


ATTESTED: Mapping[str, Mapping[str, Any]] = {
    gate: {"ok": True}
    for gate in ("dissociation", "dizziness_gait", "line_out", "instructions", "mood_safety")
}


def at(minute: float) -> datetime:
    """The UTC time this many minutes after the dose start."""
    return DOSE_START + timedelta(minutes=minute)


@cache
def _reference(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def protocol(code: str = "iv_racemic_40", version: int = 1) -> Protocol:
    """A shipped protocol."""
    shared = _reference("protocols.json")
    document = next(p for p in shared["protocols"] if p["code"] == code)
    return protocol_from(document, shared, version)


def threshold_set(code: str = "standard", version: int = 1) -> ThresholdSet:
    """A shipped set of limits."""
    documents = _reference("threshold_sets.json")["threshold_sets"]
    return threshold_set_from(next(d for d in documents if d["code"] == code), version)


def clinic(**fields: Any) -> ClinicProfile:
    """A clinic in Berlin."""
    given = {"name": "Linden Clinic", "time_zone": ZONE, "emergency_text": "Call 112."}
    return ClinicProfile(**{**given, **fields})


def room(**fields: Any) -> Room:
    """Room 1."""
    return Room(**{"id": "room-1", "name": "Room 1", "position": 1, **fields})


def patient(**fields: Any) -> Patient:
    """Kowalczyk, Marta, born 14 March 1979."""
    given = {
        "id": "patient-1", "version": 1, "mrn": "204881", "family_name": "Kowalczyk", "given_name": "Marta",
        "birth_date": date(1979, 3, 14), "sex": Sex.FEMALE, "recorded_at": at(-60), "recorded_by": NURSE.id,
    }  # fmt: skip
    return Patient(**{**given, **fields})


def session(**fields: Any) -> TreatmentSession:
    """A session of Room 1, opened half an hour before the dose, 35 mg of ketamine planned for 70 kg."""
    given = {
        "id": "session-4f9a21c7", "version": 1, "patient_id": "patient-1", "room_id": "room-1",
        "protocol_code": "iv_racemic_40", "protocol_version": 1, "threshold_code": "standard",
        "threshold_version": 1, "opened_at": at(-30), "opened_by": NURSE.id, "changed_at": at(-30),
        "changed_by": NURSE.id, "nurse_id": NURSE.id, "clinician_id": CLINICIAN.id, "weight_kg": 70.0,
        "planned_dose": PlannedDose("ketamine", 35, "mg", "iv"),
    }  # fmt: skip
    return TreatmentSession(**{**given, **fields})


def reading(minute: float = 10, values: Mapping[str, float] | None = None, **fields: Any) -> Reading:
    """A reading this many minutes after the dose start, stored 20 s later; a quiet full set unless told."""
    given = {
        "id": f"reading-at-{minute:g}", "session_id": "session-4f9a21c7", "seq": 0, "version": 1,
        "status": ReadingStatus.FINAL, "observed_at": at(minute), "recorded_by": NURSE.id,
        "recorded_by_name": NURSE.display_name, "values": QUIET_SET if values is None else values,
        "not_obtained": {}, "qualifiers": {}, "note": None, "questioned": (),
        "recorded_at": fields.get("observed_at", at(minute)) + timedelta(seconds=20),
    }  # fmt: skip
    return Reading(**{**given, **fields})


def pressure(minute: float, systolic: float, diastolic: float, **fields: Any) -> Reading:
    """A reading of blood pressure alone."""
    return reading(minute, {"systolic": systolic, "diastolic": diastolic}, **fields)


def event(minute: float, kind: str, detail: Mapping[str, Any] | None = None, **fields: Any) -> Event:
    """An event this many minutes after the dose start, stored 10 s later."""
    given = {
        "id": f"{kind}-at-{minute:g}", "session_id": "session-4f9a21c7", "seq": 0, "version": 1,
        "status": "final", "kind": kind, "occurred_at": at(minute), "recorded_by": NURSE.id,
        "recorded_by_name": NURSE.display_name, "detail": detail or {},
        "recorded_at": fields.get("occurred_at", at(minute)) + timedelta(seconds=10),
    }  # fmt: skip
    return Event(**{**given, **fields})


def dose_start(minute: float = 0, amount: float = 35, **detail: Any) -> Event:
    """Ketamine IV starts."""
    given = {"drug": "ketamine", "amount": amount, "unit": "mg", "route": "iv"}
    return event(minute, "dose_start", {**given, **detail})


def device(minute: float, number: int, amount: float = 28, **fields: Any) -> Event:
    """One nasal device of esketamine."""
    return event(minute, "device_given", {"number": number, "amount": amount}, **fields)


def alert(minute: float, measure: str, value: float, crossed: float, **fields: Any) -> Alert:
    """A limit alert, advisory unless told, raised 20 s after the reading of that minute."""
    given = {
        "id": f"alert-{measure}-at-{minute:g}", "session_id": "session-4f9a21c7", "source": "limit",
        "level": Level.ADVISORY, "text": f"{measure_of(measure).label} {value:g}, limit {crossed:g}",
        "raised_at": at(minute) + timedelta(seconds=20), "measure": measure, "value": value,
        "limit": {"kind": "high", "value": crossed, "unit": "mmHg", "set": "standard", "version": 1},
        "reading_id": f"reading-at-{minute:g}", "reading_version": 1,
    }  # fmt: skip
    return Alert(**{**given, **fields})


def alert_action(minute: float, kind: ActionKind = ActionKind.ACKNOWLEDGED, **fields: Any) -> AlertAction:
    """Something done to an alert by the nurse."""
    given = {"kind": kind, "at": at(minute), "by": NURSE.id, "by_name": NURSE.display_name}
    return AlertAction(**{**given, **fields})


def baseline(minute: float = -9, **fields: Any) -> Baseline:
    """The reading of that minute accepted as baseline, one minute later."""
    given = {
        "number": 1, "reading_id": f"reading-at-{minute:g}", "accepted_at": at(minute + 1),
        "accepted_by": NURSE.id, "accepted_by_name": NURSE.display_name,
    }  # fmt: skip
    return Baseline(**{**given, **fields})


def signature(minute: float = 118, **fields: Any) -> Signature:
    """The clinician's approval."""
    given = {
        "user_id": CLINICIAN.id, "printed_name": CLINICIAN.display_name, "meaning": Meaning.APPROVED,
        "signed_at": at(minute), "content_sha256": "5" * 64, "audit_head": "a" * 64,
    }  # fmt: skip
    return Signature(**{**given, **fields})


def coverage(**fields: Any) -> Coverage:
    """Two readings, one of them corrected, a dose, an alert that was answered, a baseline."""
    given = {
        "readings": {1: 1, 2: 2}, "events": {1: 1}, "alerts": {"alert-1": 1}, "baselines": 1, "header": 2,
        "text": 0, "patient": stated_of(patient()), "clinic": 1,
    }  # fmt: skip
    return Coverage(**{**given, **fields})


def addendum(minute: float = 140, number: int = 1, **fields: Any) -> Addendum:
    """The nurse's words after the signature."""
    given = {
        "id": f"addendum-{number}", "number": number, "text": "Called at home: well.", "added_by": NURSE.id,
        "added_by_name": NURSE.display_name, "added_at": at(minute),
    }  # fmt: skip
    return Addendum(**{**given, **fields})


def record(**fields: Any) -> SessionRecord:
    """A running session without readings, doses or alerts, seen 60 min after the dose would have begun.

    Readings and events whose `seq` is 0 are numbered in the order given.
    """
    given = {
        "clinic": clinic(), "session": session(), "patient": patient(), "room": room(),
        "protocol": protocol(), "threshold_set": threshold_set(), "seen_at": at(60),
        "nurse": NURSE, "clinician": CLINICIAN,
    }  # fmt: skip
    numbered = {name: _numbered(fields[name]) for name in ("readings", "events") if name in fields}
    return SessionRecord(**{**given, **fields, **numbered})


def _numbered(rows: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(row if row.seq else replace(row, seq=place) for place, row in enumerate(rows, start=1))


def leaving(minute: float = 110, **fields: Any) -> SessionRecord:
    """An infusion of 40 min whose patient is well: a baseline, and quiet sets ten and two minutes ago."""
    given = {
        "readings": (reading(-9), reading(minute - 10), reading(minute - 2)), "baselines": (baseline(-9),),
        "events": (dose_start(), event(40, "dose_end", {"amount_given": 35})), "seen_at": at(minute),
    }  # fmt: skip
    return record(**{**given, **fields})


def ended(minute: float = 102, end: SessionEnd = SessionEnd.COMPLETED, **fields: Any) -> TreatmentSession:
    """A session that ended at that minute, with its gates."""
    given = {
        "escort": {"name": "Jan Kowalczyk", "relation": "brother", "time": "15:06"},
        "gates": {
            "observation_time": {
                "label": "Observation time", "open": True, "text": "observed 102 of 100 min",
            },
            "escort": {"label": "Escort", "open": True, "text": "escort Jan Kowalczyk"},
        },
    }  # fmt: skip
    discharge = Discharge(**{**given, **fields.pop("discharge", {})})
    return session(version=2, ended_at=at(minute), ended_by=NURSE.id, end=end, discharge=discharge, **fields)


def full(systolic: int, diastolic: int, *others: float) -> dict[str, float]:
    """A set in the order of QUIET_SET."""
    return dict(zip(QUIET_SET, (systolic, diastolic, *others), strict=False))


def rich_record(**fields: Any) -> SessionRecord:
    """A signed session that holds everything a document must show.

    A baseline, a late entry (20 min), a questioned value (25), an urgent with its acknowledgement (40), a
    corrected reading (44), reasons for what was not taken (55), a struck reading (62) and its invalidated
    alert, an addendum.
    """
    given = {
        "session": ended(), "seen_at": at(150), "ended_by": NURSE, "readings": _rich_readings(),
        "earlier_readings": _rich_earlier_readings(), "events": _rich_events(), "alerts": _rich_alerts(),
        "baselines": (baseline(-9),), "signatures": (signature(),), "addenda": (addendum(),),
        "place": series_place(),
    }  # fmt: skip
    return record(**{**given, **fields})


def series_place(**fields: Any) -> SeriesPlace:
    """The third infusion of a first series."""
    given = {
        "drug": "ketamine", "route": "iv", "series": 1, "number": 3, "began": date(2026, 11, 16),
        "maintenance": False,
    }  # fmt: skip
    return SeriesPlace(**{**given, **fields})


def _rich_readings() -> tuple[Reading, ...]:
    struck = ReadingStatus.STRUCK
    return (
        reading(-9, full(128, 79, 72, 98, 14, 0, 0, 0, 0, 5), qualifiers={"arm": "left", "cuff": "adult"}),
        reading(10, {"systolic": 139, "diastolic": 84, "heart_rate": 75, "spo2": 98, "sedation": 5}),
        reading(20, full(151, 92, 80, 97, 14, 1, 3, 4, 1, 5), recorded_at=at(38)),
        pressure(
            25, 149, 91, questioned=("systolic", "diastolic"), qualifiers={"arm": "right"},
            note="Line in the left arm",
        ),
        reading(30, {"systolic": 164, "diastolic": 98, "heart_rate": 84, "spo2": 97, "sedation": 4}),
        reading(40, full(186, 108, 92, 96, 15, 2, 5, 7, 3, 4)),
        reading(
            44, full(172, 101, 88, 96, 15, 2, 4, 6, 2, 4), version=2, status=ReadingStatus.AMENDED,
            recorded_at=at(46), first_recorded_at=at(44.5), change_reason="digits swapped",
            recorded_by=CLINICIAN.id, recorded_by_name=CLINICIAN.display_name,
        ),
        reading(
            55, {"heart_rate": 82, "spo2": 97, "temperature": 36.8},
            not_obtained={
                "systolic": Reason.EQUIPMENT, "diastolic": Reason.EQUIPMENT, "nausea": Reason.IMMERSED,
            },
        ),
        pressure(
            62, 241, 140, version=2, status=struck, recorded_at=at(64), first_recorded_at=at(62),
            change_reason="cuff had slipped off", strike_reason=StrikeReason.WRONG_VALUE,
        ),
        reading(70, full(141, 86, 78, 98, 14, 0, 2, 1, 0, 5)),
        reading(85, full(134, 82, 75, 98, 14, 0, 1, 0, 0, 5)),
        reading(100, full(131, 80, 74, 98, 14, 0, 0, 0, 0, 5)),
    )  # fmt: skip


def _rich_earlier_readings() -> tuple[Reading, ...]:
    return (
        reading(44, full(127, 101, 88, 96, 15, 2, 4, 6, 2, 4), seq=7),
        pressure(62, 241, 140, seq=9, recorded_at=at(62)),
    )


def _rich_events() -> tuple[Event, ...]:
    return (
        dose_start(0, 35, lot="K2291", drawn=50, given=35, wasted=15),
        event(22, "other", {"text": "Repositioned, eye mask on"}),
        event(40, "dose_end", {"amount_given": 35}),
    )


def _rich_alerts() -> tuple[Alert, ...]:
    cleared = alert_action(70, ActionKind.RESOLVED, reading_id="reading-at-70")
    told = alert_action(42, told="Dr Okafor", note="Sat up, calm", signs=())
    taken_away = alert_action(64, ActionKind.INVALIDATED, reading_id="reading-at-62")
    louder = alert_action(40, ActionKind.SUPERSEDED, reading_id="reading-at-40")
    return (
        alert(30, "systolic", 164, 160, actions=(alert_action(32, note="Watching"), louder)),
        alert(40, "systolic", 186, 180, level=Level.URGENT, actions=(told, cleared)),
        alert(62, "diastolic", 140, 110, level=Level.URGENT, actions=(taken_away,)),
    )
