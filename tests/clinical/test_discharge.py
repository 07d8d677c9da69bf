"""Leaving: gates, overrides and what each way of ending asks for."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.discharge import (
    DischargeRequest,
    Override,
    attested_gates,
    check_cancel,
    check_discharge,
)
from dashboard.clinical.errors import GatesClosed, InvalidEntry, WrongState
from dashboard.clinical.events import Event
from dashboard.clinical.gate_case import Verdict
from dashboard.clinical.gates import GATES, GateKind, judge_gates
from dashboard.clinical.readings import ReadingStatus
from dashboard.clinical.session_record import SessionRecord, StaffMember
from dashboard.clinical.sessions import SessionEnd
from tests import factories
from tests.factories import ATTESTED, at, device, dose_start, event, leaving, reading

INFUSION = (dose_start(), event(40, "dose_end"))
ESCORT = {"name": "Jan Kowalczyk"}
ANSWERED: dict[str, Any] = {"reason": "wants to go", "witness": "M. Duarte", "told": "Dr Okafor"}


def record(*events: Event, protocol: str = "iv_racemic_40", **fields: Any) -> SessionRecord:
    return factories.record(events=events, protocol=factories.protocol(protocol), **fields)


def texts(session: SessionRecord, minute: float, **request: Any) -> dict[str, tuple[bool, str]]:
    asked = DischargeRequest(end=SessionEnd.COMPLETED, **request)
    return {g.code: (g.open, g.text) for g in judge_gates(session, at(minute), asked.evidence)}


def going(**fields: Any) -> DischargeRequest:
    """Everything a person can say is said, and the escort is named."""
    return DischargeRequest(**{"end": SessionEnd.COMPLETED, "escort": ESCORT, "gates": ATTESTED, **fields})


def closed(session: SessionRecord, minute: float, request: DischargeRequest) -> list[str]:
    with pytest.raises(GatesClosed) as caught:
        check_discharge(session, request, at(minute))
    return [code for code, _ in caught.value.gates]


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
    judged = texts(record(*events, protocol=protocol), minute, escort=ESCORT)
    assert judged["observation_time"] == (opened, words)


def test_nobody_can_attest_the_observation_time() -> None:
    attested = {"observation_time": {"ok": True, "value": 120}}
    said = texts(record(*INFUSION), 50, gates=attested)["observation_time"]
    assert said == (False, "observed 50 of 100 min, a tick does not open it")


@pytest.mark.hazard("A10")
def test_the_observation_gate_stays_shut_while_the_infusions_end_is_missing() -> None:
    assert texts(record(dose_start()), 300)["observation_time"] == (False, "infusion end not recorded")


@pytest.mark.parametrize(
    "escort", [None, {}, {"name": ""}, {"name": "  "}, {"name": None}, {"relation": "son"}]
)
def test_an_escort_has_a_name(escort: dict[str, Any] | None) -> None:
    assert texts(record(*INFUSION), 120, escort=escort)["escort"] == (False, "escort not named")


def test_before_anything_is_said_every_gate_is_judged_and_says_what_it_needs() -> None:
    gates = judge_gates(leaving(98), at(98))
    assert [g.code for g in gates] == [
        "observation_time", "blood_pressure", "vitals", "alertness", "dissociation", "distress", "nausea",
        "dizziness_gait", "line_out", "instructions", "escort", "mood_safety", "alerts",
    ]  # fmt: skip
    assert {g.code for g in gates if g.open} == {
        "blood_pressure", "vitals", "alertness", "distress", "nausea", "alerts",
    }  # fmt: skip
    assert {g.code for g in gates if g.needs} == {"escort"}
    assert {g.code: g.attest for g in gates if g.attest} == {
        "dissociation": "Knows person, place, time",
        "dizziness_gait": "Walked a few steps, steady",
        "line_out": "IV out, site unremarkable",
        "instructions": "Instructions given",
        "mood_safety": "Asked, and safe to go",
    }
    assert {g.code for g in gates if g.unsaid} == {*ATTESTED, "escort"}
    assert [g.code for g in gates if not g.measured] == [
        "line_out", "instructions", "escort", "mood_safety", "alerts",
    ]  # fmt: skip


def test_completing_needs_every_gate_open() -> None:
    request = DischargeRequest(end=SessionEnd.COMPLETED)
    with pytest.raises(GatesClosed) as caught:
        check_discharge(leaving(98), request, at(98))
    assert [code for code, _ in caught.value.gates] == [
        "observation_time", "dissociation", "dizziness_gait", "line_out", "instructions", "escort",
        "mood_safety",
    ]  # fmt: skip
    assert caught.value.detail.startswith(
        "Not ready to leave. Observed 98 of 100 min. Dissociation 0, 2 min ago; "
    )
    assert "Escort not named. " in caught.value.detail


@pytest.mark.parametrize("gate", [*ATTESTED, "escort"])
def test_completing_needs_each_word_of_a_person(gate: str) -> None:
    said = {code: given for code, given in ATTESTED.items() if code != gate}
    request = going(gates=said, escort=None if gate == "escort" else ESCORT)
    assert closed(leaving(), 110, request) == [gate]
    refused = going(gates={**said, gate: {"ok": False}}, escort=request.escort)
    assert closed(leaving(), 110, refused) == [gate]


def test_completing_with_open_gates_needs_nothing_more() -> None:
    gates = check_discharge(leaving(), going(), at(110))
    assert len(gates) == 13
    assert all(gate.open for gate in gates)


def test_an_override_opens_only_its_own_gate() -> None:
    override = Override("observation_time", "well since 80 min")
    assert closed(leaving(98), 98, going(overrides=(override,), escort=None)) == ["escort"]
    gates = check_discharge(leaving(98), going(overrides=(override,)), at(98))
    assert [gate.code for gate in gates if not gate.open] == ["observation_time"]


def test_an_override_has_a_reason_and_a_known_gate() -> None:
    overrides = (Override("observation_time", " "), Override("mood", "fine"))
    fields = refusal(record(*INFUSION), 98, end=SessionEnd.COMPLETED, overrides=overrides)
    assert fields == ["overrides.0.reason", "overrides.1.gate"]


@pytest.mark.hazard("H45", "A30")
def test_aborting_after_the_drug_passes_the_same_gates() -> None:
    stopped = leaving(100, events=(dose_start(), event(10, "dose_stop")))
    request = going(end=SessionEnd.ABORTED, reason="panic")
    assert closed(stopped, 30, request)[0] == "observation_time"
    assert "vitals" in closed(leaving(100, readings=(reading(-9),)), 100, request)
    assert all(gate.open for gate in check_discharge(stopped, request, at(100)))


@pytest.mark.hazard("H45", "A30")
@pytest.mark.parametrize("events", [(), (event(0, "dose_start", status="struck"),)])
def test_aborting_before_the_drug_needs_only_a_reason(events: tuple[Event, ...]) -> None:
    assert refusal(record(*events), 5, end=SessionEnd.ABORTED) == ["reason"]
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="pressure too high")
    assert check_discharge(record(*events), request, at(5)) == ()


@pytest.mark.hazard("H45", "A30")
@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("dose_end", {"amount_given": 30}), ("dose_stop", {"reason": "panic"}), ("rate_change", {"to": 40}),
        ("bolus", {"amount": 5}), ("booster", {}), ("device_given", {"number": 1}), ("swallowed", {}),
        ("spit_out", {}), ("extravasation", {}), ("rescue_medication", {"drug": "midazolam", "amount": 2}),
    ],
)  # fmt: skip
def test_any_word_of_a_drug_in_the_patient_makes_aborting_pass_the_gates(
    kind: str, detail: dict[str, Any]
) -> None:
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="panic")
    given = record(event(2, kind, detail))
    assert "observation_time" in closed(given, 5, request)
    struck = record(event(2, kind, detail, status="struck"))
    assert check_discharge(struck, request, at(5)) == ()


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
def test_a_session_ends_once_and_a_second_end_learns_by_whom(end: SessionEnd) -> None:
    ended = record(
        *INFUSION, session=factories.ended(100), ended_by=StaffMember("user-9", "Mateo Ruiz"),
        seen_at=at(120),
    )  # fmt: skip
    words = r"Mateo Ruiz ended this session at 15:04 \(completed\)\."
    with pytest.raises(WrongState, match=words):
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


@pytest.mark.parametrize(
    ("kind", "detail", "named"),
    [
        ("fall", {}, "Fall"), ("red_flag", {"sign": "chest_pain"}, "Warning sign"),
        ("adverse_event", {"term": "chest_pain"}, "Adverse event chest pain"),
        ("rescue_medication", {"drug": "labetalol"}, "Rescue medication labetalol"),
        ("oxygen_start", {"flow": 2}, "Oxygen started"),
    ],
)  # fmt: skip
def test_what_happened_to_a_patient_is_struck_before_a_session_is_cancelled(
    kind: str, detail: dict[str, Any], named: str
) -> None:
    with pytest.raises(WrongState) as caught:
        check_cancel(record(event(2, kind, detail), event(3, kind, detail)))
    assert caught.value.code == "events_present"
    assert caught.value.detail == f"Strike these events first, then cancel: {named}."
    check_cancel(record(event(2, kind, detail, status="struck"), event(3, "checked_in")))


def test_a_session_opened_by_mistake_is_cancelled() -> None:
    struck = factories.reading(-5, status=ReadingStatus.STRUCK)
    check_cancel(record(event(0, "other", {"text": "wrong room"}), readings=(struck,)))
    assert check_discharge(record(), DischargeRequest(end=SessionEnd.CANCELLED), at(1)) == ()


def test_a_gate_that_is_off_or_of_another_route_is_neither_shown_nor_judged() -> None:
    gates = {**leaving().protocol.gates, "mood_safety": {"off": True, "attest": "safe_to_go"}}
    off = replace(leaving(), protocol=replace(leaving().protocol, gates=gates))
    unsaid = {code: given for code, given in ATTESTED.items() if code != "mood_safety"}
    assert all(gate.code != "mood_safety" for gate in judge_gates(off, at(110)))
    assert check_discharge(off, going(gates=unsaid), at(110))
    nasal = record(device(0, 1), protocol="in_esketamine")
    assert {"line_out", "approval"}.isdisjoint(gate.code for gate in judge_gates(nasal, at(130)))


def test_a_gate_that_the_protocol_does_not_name_stays_shut() -> None:
    gates = {code: rule for code, rule in leaving().protocol.gates.items() if code != "alertness"}
    unknown = replace(leaving(), protocol=replace(leaving().protocol, gates=gates))
    assert closed(unknown, 110, going()) == ["alertness"]


def test_approval_opens_by_a_clinician_only() -> None:
    gates = {**leaving().protocol.gates, "approval": {"role": "clinician"}}
    asked = replace(leaving(), protocol=replace(leaving().protocol, gates=gates))
    assert closed(asked, 110, going()) == ["approval"]
    attested = going(gates={**ATTESTED, "approval": {"ok": True}})
    assert closed(asked, 110, attested) == ["approval"]
    approved = check_discharge(asked, going(clinician="Dr Carl Okafor"), at(110))
    assert approved[-1].text == "approved by Dr Carl Okafor"


def test_what_was_attested_where_no_gate_judges_is_kept_as_said() -> None:
    said = {"line_out": {"ok": True, "note": "site dry"}, "alertness": {"ok": True}}
    request = DischargeRequest(end=SessionEnd.TRANSFERRED, gates=said)
    kept = attested_gates(request, check_discharge(leaving(), request, at(110)))
    assert [(g.code, g.open, g.text) for g in kept] == [
        ("line_out", True, "attested: site dry"), ("alertness", True, "attested: yes"),
    ]  # fmt: skip


def test_a_further_gate_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    belongings = GateKind("belongings", "Belongings", lambda case: Verdict(case.said, "coat still here"))
    monkeypatch.setitem(GATES, "belongings", belongings)
    gates = {**leaving().protocol.gates, "belongings": {}}
    asked = replace(leaving(), protocol=replace(leaving().protocol, gates=gates))
    with pytest.raises(GatesClosed) as caught:
        check_discharge(asked, going(), at(110))
    assert caught.value.gates == (("belongings", "coat still here"),)
    assert check_discharge(asked, going(gates={**ATTESTED, "belongings": {"ok": True}}), at(110))
