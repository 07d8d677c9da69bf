"""Readings: recording, listing, correcting, striking."""

from typing import Any

from pydantic import Field

from dashboard.actions import readings, viewing
from dashboard.api.answers import reading_answer, recorded_reading_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule
from dashboard.api.fields import Body, Code, LongText, Moment, Number
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.instruments import Reason, find_measure, measures
from dashboard.clinical.readings import ReadingEntry, StrikeReason
from dashboard.clinical.roles import Permission


def values_schema(schema: dict[str, Any]) -> None:
    """Name each measure of the registry with its possible range, as it stands when asked."""
    for kind in schema.get("anyOf", [schema]):
        kind.pop("additionalProperties", None)
    schema["additionalProperties"] = False
    schema["properties"] = {
        m.code: {
            "type": ["number" if m.decimals else "integer", "null"],
            "minimum": m.possible[0], "maximum": m.possible[1], "description": f"{m.label}, {m.unit}",
        }
        for m in measures()
    }  # fmt: skip


class ReadingBody(Body):
    """A set measured at one moment; any part of it may be sent alone."""

    values: dict[str, Number] = Field(default_factory=dict, json_schema_extra=values_schema)
    not_obtained: dict[str, Code] = Field(default_factory=dict)
    confirmed: list[Code] = Field(default_factory=list)
    qualifiers: dict[str, Code] = Field(default_factory=dict)
    observed_at: Moment | None = None
    note: LongText | None = None
    time_unchecked: bool = False


class CorrectionBody(Body):
    """Named values replace, null takes away, unnamed stay."""

    reason: LongText
    values: dict[str, Number | None] = Field(default_factory=dict, json_schema_extra=values_schema)
    observed_at: Moment | None = None
    confirmed: list[Code] = Field(default_factory=list)


class StrikeBody(Body):
    """Why an entry is withdrawn."""

    reason_code: StrikeReason = Field(strict=False)
    reason: LongText


class ReadingStrikeBody(StrikeBody):
    """A reading may be moved to the session it belongs to."""

    move_to_session_id: Code | None = None


def record(call: Call[ReadingBody]) -> Any:
    """Store a set of values."""
    body = call.body
    _check_whole(body.values)
    entry = ReadingEntry(
        values=body.values, not_obtained=_reasons(body.not_obtained), confirmed=frozenset(body.confirmed),
        qualifiers=body.qualifiers, observed_at=body.observed_at, note=body.note,
        time_unchecked=body.time_unchecked,
    )  # fmt: skip
    stored = readings.record_reading(
        call.clinic, call.actor, call.ids["session_id"], entry, call.once(recorded_reading_answer)
    )
    return recorded_reading_answer(stored)


def list_all(call: Call[Nothing]) -> Any:
    """The session's readings in the order they were stored; with history also earlier and struck versions."""
    record = viewing.view_session(call.clinic, call.actor, call.ids["session_id"])
    found = [r for r in record.readings if not r.struck]
    if call.query("history") == "true":
        found = sorted((*record.readings, *record.earlier_readings), key=lambda r: (r.seq, r.version))
    return {"items": [reading_answer(record, r) for r in found], "next": None}


def correct(call: Call[CorrectionBody]) -> Any:
    """Correct a reading; both versions stay."""
    body = call.body
    _check_whole(body.values)
    _check_known(body.values)
    correction = readings.ReadingCorrection(
        reason=body.reason,
        values=body.values,
        observed_at=body.observed_at,
        confirmed=frozenset(body.confirmed),
    )
    stored = readings.correct_reading(
        call.clinic,
        call.actor,
        call.ids["reading_id"],
        call.version,
        correction,
        call.once(recorded_reading_answer),
    )
    return recorded_reading_answer(stored)


def strike(call: Call[ReadingStrikeBody]) -> Any:
    """Withdraw a reading; it stays visible with the reason."""
    body = call.body
    strike = readings.Strike(
        reason_code=body.reason_code, reason=body.reason, move_to_session_id=body.move_to_session_id
    )
    stored = readings.strike_reading(
        call.clinic, call.actor, call.ids["reading_id"], call.expected, strike,
        call.once(recorded_reading_answer),
    )
    return recorded_reading_answer(stored)


def _check_whole(values: dict[str, Any]) -> None:
    """A whole number is another type than 120.0: who sends that may mean something else."""
    errors = [
        FieldError(f"values.{code}", "wrong_type", f"{measure.label} must be a whole number.")
        for code, value in values.items()
        if isinstance(value, float) and (measure := find_measure(code)) and not measure.decimals
    ]
    if errors:
        raise InvalidEntry(errors)


def _check_known(values: dict[str, Any]) -> None:
    unknown = [code for code in values if find_measure(code) is None]
    if unknown:
        raise InvalidEntry(
            [FieldError(f"values.{c}", "unknown_measure", f"{c[:40]} is not a measure.") for c in unknown]
        )


def _reasons(given: dict[str, str]) -> dict[str, Reason]:
    known = {reason.value for reason in Reason}
    errors = [
        FieldError(f"not_obtained.{code}", "unknown_reason", f"'{reason[:40]}' is not a reason.")
        for code, reason in given.items()
        if reason not in known
    ]
    if errors:
        raise InvalidEntry(errors)
    return {code: Reason(reason) for code, reason in given.items()}


RULES = (
    Rule(
        method="POST", path="/sessions/{session_id}/readings", handler=record, body=ReadingBody, status=201,
        permission=Permission.RECORD_READING, key=Header.REQUIRED, pool=Pool.WRITE,
    ),
    Rule(
        method="GET", path="/sessions/{session_id}/readings", handler=list_all, query=("history",),
        permission=Permission.VIEW_RECORDS,
    ),
    Rule(
        method="POST", path="/readings/{reading_id}/corrections", handler=correct, body=CorrectionBody,
        status=201, permission=Permission.CORRECT_RECORD, key=Header.TAKEN, if_match=Header.REQUIRED,
        pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path="/readings/{reading_id}/strike", handler=strike, body=ReadingStrikeBody,
        status=201, permission=Permission.CORRECT_RECORD, key=Header.TAKEN, if_match=Header.TAKEN,
        pool=Pool.WRITE,
    ),
)  # fmt: skip
