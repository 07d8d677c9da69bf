"""Leaving: gates, overrides and what each way of ending asks for."""

from typing import Any

import pytest

from dashboard.clinical.discharge import (
    GATES,
    DischargeRequest,
    GateKind,
    Override,
    check_cancel,
    check_discharge,
    judge_gates,
)
from dashboard.clinical.errors import GatesClosed, InvalidEntry, WrongState
from dashboard.clinical.events import Event
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests import factories
from tests.factories import at, device, dose_start, event

INFUSION = (dose_start(), event(40, "dose_end"))
ESCORT = {"name": "Jan Kowalczyk"}
ANSWERED: dict[str, Any] = {"reason": "wants to go", "witness": "M. Duarte", "told": "Dr Okafor"}


def record(*events: Event, protocol: str = "iv_racemic_40", **fields: Any) -> SessionRecord:
    return factories.record(events=events, protocol=factories.protocol(protocol), **fields)


def texts(session: SessionRecord, minute: float, **request: Any) -> list[tuple[bool, str]]:
    asked = DischargeRequest(end=SessionEnd.COMPLETED, **request)
    return [(gate.open, gate.text) for gate in judge_gates(session, asked, at(minute))]


def refusal(session: SessionRecord, minute: float, **request: Any) -> list[str]:
    with pytest.raises(InvalidEntry) as caught:
        check_discharge(session, DischargeRequest(**request), at(minute))
    return [error.field for error in caught.value.errors]


@pytest.mark.parametrize(
    ("protocol", "events", "minute", "opened", "words"),
    [
        ("iv_racemic_40", INFUSION, 99.9, False, "observed 99 of 100 min"),
        ("iv_racemic_40", INFUSION, 100, True, "observed 100 of 100 min"),
        ("iv_racemic_40", (dose_start(), event(55, "dose_end")), 100, False, "observed 100 of 115 min"),
        ("in_esketamine", (device(0, 1), device(5, 2)), 98, False, "observed 98 of 125 min"),
        ("im_racemic", (dose_start(),), 119.99, False, "observed 119 of 120 min"),
        ("im_racemic", (dose_start(),), 120, True, "observed 120 of 120 min"),
        ("iv_racemic_40", (), 300, False, "no dose recorded"),
    ],
)
@pytest.mark.hazard("H35")
def test_the_observation_gate_counts_the_minutes_itself(
    protocol: str, events: tuple[Event, ...], minute: float, opened: bool, words: str
) -> None:
    observation, _ = texts(record(*events, protocol=protocol), minute, escort=ESCORT)
    assert observation == (opened, words)


def test_nobody_can_attest_the_observation_time() -> None:
    attested = {"observation_time": {"ok": True, "value": 120}}
    assert texts(record(*INFUSION), 50, gates=attested)[0] == (False, "observed 50 of 100 min")


@pytest.mark.hazard("A10")
def test_the_observation_gate_stays_shut_while_the_infusions_end_is_missing() -> None:
    assert texts(record(dose_start()), 300)[0] == (False, "infusion end not recorded")


@pytest.mark.parametrize(
    "escort", [None, {}, {"name": ""}, {"name": "  "}, {"name": None}, {"relation": "son"}]
)
def test_an_escort_has_a_name(escort: dict[str, Any] | None) -> None:
    assert texts(record(*INFUSION), 120, escort=escort)[1] == (False, "escort not named")


def test_before_anything_is_said_every_gate_is_judged_and_says_what_it_needs() -> None:
    gates = judge_gates(record(*INFUSION), None, at(98))
    assert [(g.code, g.open, g.needs) for g in gates] == [
        ("observation_time", False, ()), ("escort", False, ("name", "relation", "time")),
    ]  # fmt: skip


def test_completing_needs_every_gate_open() -> None:
    request = DischargeRequest(end=SessionEnd.COMPLETED)
    with pytest.raises(GatesClosed) as caught:
        check_discharge(record(*INFUSION), request, at(98))
    assert [code for code, _ in caught.value.gates] == ["observation_time", "escort"]
    assert caught.value.detail == "Not ready to leave: observed 98 of 100 min, escort not named."


def test_completing_with_open_gates_needs_nothing_more() -> None:
    request = DischargeRequest(end=SessionEnd.COMPLETED, escort=ESCORT)
    gates = check_discharge(record(*INFUSION), request, at(100))
    assert all(gate.open for gate in gates)


def test_an_override_opens_only_its_own_gate() -> None:
    override = Override("observation_time", "well since 80 min")
    request = DischargeRequest(end=SessionEnd.COMPLETED, overrides=(override,))
    with pytest.raises(GatesClosed) as caught:
        check_discharge(record(*INFUSION), request, at(98))
    assert [code for code, _ in caught.value.gates] == ["escort"]
    passed = DischargeRequest(end=SessionEnd.COMPLETED, overrides=(override,), escort=ESCORT)
    assert [gate.open for gate in check_discharge(record(*INFUSION), passed, at(98))] == [False, True]


def test_an_override_has_a_reason_and_a_known_gate() -> None:
    overrides = (Override("observation_time", " "), Override("mood", "fine"))
    fields = refusal(record(*INFUSION), 98, end=SessionEnd.COMPLETED, overrides=overrides)
    assert fields == ["overrides.0.reason", "overrides.1.gate"]


@pytest.mark.hazard("H45", "A30")
def test_aborting_after_the_drug_passes_the_same_gates() -> None:
    stopped = record(dose_start(), event(10, "dose_stop"))
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="panic")
    with pytest.raises(GatesClosed):
        check_discharge(stopped, request, at(30))
    open_gates = DischargeRequest(end=SessionEnd.ABORTED, reason="panic", escort=ESCORT)
    assert check_discharge(stopped, open_gates, at(100))


@pytest.mark.hazard("H45", "A30")
@pytest.mark.parametrize("events", [(), (event(0, "dose_start", status="struck"),)])
def test_aborting_before_the_drug_needs_only_a_reason(events: tuple[Event, ...]) -> None:
    assert refusal(record(*events), 5, end=SessionEnd.ABORTED) == ["reason"]
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="pressure too high")
    assert check_discharge(record(*events), request, at(5)) == ()


@pytest.mark.hazard("H45", "A30")
@pytest.mark.parametrize("missing", ["reason", "witness", "told"])
def test_leaving_against_advice_needs_reason_witness_and_who_was_told(missing: str) -> None:
    said = {**ANSWERED, missing: "  "}
    assert refusal(record(*INFUSION), 50, end=SessionEnd.AGAINST_ADVICE, **said) == [missing]
    request = DischargeRequest(end=SessionEnd.AGAINST_ADVICE, **ANSWERED)
    assert check_discharge(record(*INFUSION), request, at(50)) == ()


@pytest.mark.hazard("A30")
def test_a_transfer_is_never_held_back() -> None:
    request = DischargeRequest(end=SessionEnd.TRANSFERRED)
    assert check_discharge(record(dose_start()), request, at(5)) == ()


@pytest.mark.parametrize("end", list(SessionEnd))
def test_a_session_ends_once(end: SessionEnd) -> None:
    ended = record(*INFUSION, session=factories.ended(100))
    with pytest.raises(WrongState):
        check_discharge(ended, DischargeRequest(end=end, escort=ESCORT, **ANSWERED), at(120))


@pytest.mark.hazard("H45", "A30")
@pytest.mark.parametrize("kind", ["dose_start", "device_given", "bolus", "dose_pause", "dose_end"])
def test_after_a_dose_event_nothing_is_cancelled(kind: str) -> None:
    with pytest.raises(WrongState) as caught:
        check_cancel(record(event(0, kind)))
    assert caught.value.code == "dose_recorded"
    with pytest.raises(WrongState):
        check_discharge(record(event(0, kind)), DischargeRequest(end=SessionEnd.CANCELLED), at(1))


@pytest.mark.hazard("A30")
def test_cancelling_asks_first_to_strike_the_readings() -> None:
    with pytest.raises(WrongState) as caught:
        check_cancel(record(readings=(factories.reading(-5), factories.reading(-3))))
    assert caught.value.code == "readings_present"
    assert caught.value.detail == "Strike its 2 readings first, then cancel."


def test_a_session_opened_by_mistake_is_cancelled() -> None:
    struck = factories.reading(-5, status=ReadingStatus.STRUCK)
    check_cancel(record(event(0, "other", {"text": "wrong room"}), readings=(struck,)))
    assert check_discharge(record(), DischargeRequest(end=SessionEnd.CANCELLED), at(1)) == ()


def test_a_further_gate_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    line = GateKind("line_out", "Line out", lambda _r, given, _n: (given.get("ok") is True, "line still in"))
    monkeypatch.setitem(GATES, "line_out", line)
    request = DischargeRequest(end=SessionEnd.COMPLETED, escort=ESCORT)
    with pytest.raises(GatesClosed) as caught:
        check_discharge(record(*INFUSION), request, at(100))
    assert caught.value.gates == (("line_out", "line still in"),)
    attested = DischargeRequest(end=SessionEnd.COMPLETED, escort=ESCORT, gates={"line_out": {"ok": True}})
    assert check_discharge(record(*INFUSION), attested, at(100))
