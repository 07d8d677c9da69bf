"""A protocol's checks as the schedule itself places them, around planned doses that nobody is given.

The session is made up: opened when the first window before the dose opens, dosed at minute 0, its infusion
ended as planned, its further devices or its booster given in time. So a draft shows what a nurse would be
asked for, reckoned by the same code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dashboard.clinical.errors import FieldError
from dashboard.clinical.events import Event
from dashboard.clinical.numbers import is_number
from dashboard.clinical.patients import Patient, Sex
from dashboard.clinical.protocol_checks import check_protocol
from dashboard.clinical.protocols import Protocol, protocol_from
from dashboard.clinical.rooms import ClinicProfile, Room
from dashboard.clinical.schedule import Check, checks_of
from dashboard.clinical.schedule_plan import CheckKind, plan_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import TreatmentSession
from dashboard.clinical.thresholds import ThresholdSet

DOSE_AT = datetime(2000, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_NOBODY = "preview"
# What a draft must have right before its checks can be placed, and errors that leave them in their places.
_PLACING = ("checks", "observation", "planned_duration_min")
_PLACED_ALL_THE_SAME = frozenset({"under_floor", "gap", "baseline_missing", "twice"})
# When a booster may be drawn, in minutes; a protocol does not say when one is given.
_BOOSTER_AT = (15, 30, 45, 60)
_MOST_DEVICES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCourse:
    """Doses that the checks can be drawn around: a code, the kind of all after the first, their minutes."""

    code: str
    kind: str
    minutes: tuple[int, ...]

    @property
    def by_device(self) -> bool:
        """Whether the doses are devices."""
        return self.kind == "device_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One check in whole minutes from the dose; `closes` is None where only the discharge closes it."""

    code: str
    label: str
    kind: CheckKind
    minute: int
    opens: int
    closes: int | None
    measures: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolPreview:
    """The checks in order of due time, the end of observation and of the planned dose, and what is wrong.

    `course` are the doses they are drawn around, one of `courses`. `rows` and `courses` are empty,
    `observation_ends` and `course` None while the times of the draft cannot be read.
    """

    rows: tuple[PreviewRow, ...]
    observation_ends: int | None
    dose_ends: int | None
    errors: tuple[FieldError, ...]
    course: DoseCourse | None = None
    courses: tuple[DoseCourse, ...] = ()


def preview_protocol(
    document: Mapping[str, Any], shared: Mapping[str, Any], threshold_sets: Mapping[str, ThresholdSet],
    course: str | None = None, first: Mapping[str, Any] | None = None,
) -> ProtocolPreview:  # fmt: skip
    """What a draft asks for; `course` is the code of its doses, the rest as in check_protocol.

    Without one, or with one it does not have, it is drawn around its most devices, else around one dose.
    """
    errors = check_protocol(document, shared, threshold_sets, first)
    if any(_unplaced(error) for error in errors):
        return ProtocolPreview(rows=(), observation_ends=None, dose_ends=None, errors=tuple(errors))
    placing = {name: document[name] for name in _PLACING if name in document}
    blank = {"code": _NOBODY, "label": "", "drug": "", "route": "", "routes": [], "threshold_set": ""}
    courses = dose_courses(document, errors)
    usual = courses[-1] if courses[0].by_device else courses[0]
    chosen = next((one for one in courses if one.code == course), usual)
    return _placed(protocol_from({**blank, **placing}, {}, 0), chosen, courses, errors)


def dose_courses(document: Mapping[str, Any], errors: Sequence[FieldError]) -> tuple[DoseCourse, ...]:
    """One device up to as many as the largest dose not asked about; a dose with and without a booster; or the
    infusion. What an error concerns is not counted on.
    """
    wrong = {error.field.split(".")[0] for error in errors}
    each, gap = (document.get(name) for name in ("devices_mg", "device_gap_min"))
    if is_number(each) and not wrong & {"devices_mg", "device_gap_min", "dose_ask"}:
        most = min(_MOST_DEVICES, max(1, int(document["dose_ask"]["mg"][1] // each)))
        return tuple(
            DoseCourse(
                code=str(count), kind="device_given", minutes=tuple(n * (gap or 0) for n in range(count))
            )
            for count in range(1, most + 1)
        )
    once = DoseCourse(code="1", kind="booster", minutes=(0,))
    if document.get("planned_duration_min") is not None or each is not None:
        return (once,)
    later = [DoseCourse(code=f"booster_{at}", kind="booster", minutes=(0, at)) for at in _BOOSTER_AT]
    return (once, *later)


def _placed(
    protocol: Protocol, course: DoseCourse, courses: tuple[DoseCourse, ...], errors: Sequence[FieldError]
) -> ProtocolPreview:
    record = _record(protocol, course)
    ends = record.observation_ends_at
    return ProtocolPreview(
        rows=tuple(_row(check) for check in checks_of(record)),
        observation_ends=_minute(ends) if ends is not None else None,
        dose_ends=protocol.planned_duration_min, errors=tuple(errors), course=course, courses=courses,
    )  # fmt: skip


def _unplaced(error: FieldError) -> bool:
    return error.field.split(".")[0] in _PLACING and error.code not in _PLACED_ALL_THE_SAME


def _row(check: Check) -> PreviewRow:
    return PreviewRow(
        code=check.code, label=check.label, kind=check.kind, minute=_minute(check.due_at),
        opens=_minute(check.opens_at), measures=check.measures, required=check.required,
        closes=_minute(check.closes_at) if check.closes_at is not None else None,
    )  # fmt: skip


def _minute(at: datetime) -> int:
    return (at - DOSE_AT) // MINUTE


def _events(protocol: Protocol, course: DoseCourse) -> list[Event]:
    first = course.kind if course.by_device else "dose_start"
    given = [(first, 0), *((course.kind, minute) for minute in course.minutes[1:])]
    planned = protocol.planned_duration_min
    ended = [("dose_end", planned)] if planned else []
    return [_event(seq, kind, minute) for seq, (kind, minute) in enumerate([*given, *ended], start=1)]


def _record(protocol: Protocol, course: DoseCourse) -> SessionRecord:
    before = [rule.opens for rule in plan_of(protocol).rules if rule.kind is CheckKind.BASELINE]
    opened = DOSE_AT + min(before, default=timedelta())
    return SessionRecord(
        clinic=ClinicProfile(name="", time_zone="UTC", emergency_text=""),
        session=TreatmentSession(
            id=_NOBODY, version=1, patient_id=_NOBODY, room_id=_NOBODY, protocol_code=protocol.code,
            protocol_version=protocol.version, threshold_code=_NOBODY, threshold_version=0,
            opened_at=opened, opened_by=_NOBODY, changed_at=opened, changed_by=_NOBODY,
        ),
        patient=Patient(
            id=_NOBODY, version=1, mrn="", family_name="", given_name="", birth_date=date(1970, 1, 1),
            sex=Sex.UNKNOWN, recorded_at=opened, recorded_by=_NOBODY,
        ),
        room=Room(id=_NOBODY, name="", position=1), protocol=protocol,
        threshold_set=ThresholdSet(code=_NOBODY, version=0, label="", limits=(), escalation={}),
        seen_at=DOSE_AT, events=tuple(_events(protocol, course)),
    )  # fmt: skip


def _event(seq: int, kind: str, minute: int) -> Event:
    at = DOSE_AT + minute * MINUTE
    return Event(
        id=f"{_NOBODY}-{seq}", session_id=_NOBODY, seq=seq, version=1, status="final", kind=kind,
        occurred_at=at, recorded_at=at, recorded_by=_NOBODY, recorded_by_name="", detail={},
    )  # fmt: skip
