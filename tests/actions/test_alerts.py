"""Alerts as people answer them."""

import pytest

from dashboard.actions.alerts import acknowledge_alert, resolve_alert
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.clinical.alerts import ActionKind, AlertState
from dashboard.clinical.errors import InvalidEntry, NotFound, NotPermitted, WrongState
from tests.actions.bedside import Bedside


def urgent(bedside: Bedside) -> tuple[str, str]:
    """A session and its urgent alert."""
    session = bedside.open()
    return session, bedside.pressure(session, 186, 90).raised[0]


def test_the_first_acknowledgement_stands_and_the_second_is_kept_beside_it(bedside: Bedside) -> None:
    _, alert_id = urgent(bedside)
    acknowledge_alert(
        bedside.clinic, bedside.nina, alert_id, told="Dr Okafor", note="Sat up", signs=["chest_pain"]
    )
    bedside.clock.forward(2)
    alert = acknowledge_alert(bedside.clinic, bedside.carl, alert_id, told=None, note="Seen", signs=[])
    assert alert.acknowledgement is not None
    assert (alert.acknowledgement.by_name, alert.acknowledgement.told, alert.acknowledgement.signs) == (
        "Nina Brandt", "Dr Okafor", ("chest_pain",),
    )  # fmt: skip
    answers = [action.by_name for action in alert.actions if action.kind is ActionKind.ACKNOWLEDGED]
    assert answers == ["Nina Brandt", "Dr Carl Okafor"]


@pytest.mark.hazard("H24", "A18")
def test_an_urgent_alert_is_not_acknowledged_without_an_answer_about_warning_signs(bedside: Bedside) -> None:
    session, alert_id = urgent(bedside)
    with pytest.raises(InvalidEntry) as refused:
        acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told="Dr Okafor", note=None, signs=None)
    assert [fault.field for fault in refused.value.errors] == ["signs"]
    assert bedside.look(session).open_alerts == 1
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    assert bedside.look(session).open_alerts == 0


@pytest.mark.hazard("H24", "A18")
def test_acknowledging_answers_one_alert_and_no_other(bedside: Bedside) -> None:
    session = bedside.open()
    raised = bedside.record(session, {"systolic": 186, "diastolic": 90, "spo2": 88}).raised
    assert len(raised) == 2
    acknowledge_alert(bedside.clinic, bedside.nina, raised[0], told=None, note=None, signs=[])
    assert [a.id for a in bedside.alerts(session) if a.state.value == "open"] == [raised[1]]


def test_an_unknown_warning_sign_is_refused(bedside: Bedside) -> None:
    _, alert_id = urgent(bedside)
    with pytest.raises(InvalidEntry):
        acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=["hiccups"])


def test_an_alert_whose_cause_was_taken_back_has_nothing_to_acknowledge(bedside: Bedside) -> None:
    session, alert_id = urgent(bedside)
    reading = bedside.look(session).readings[0]
    correct_reading(
        bedside.clinic,
        bedside.nina,
        reading.id,
        1,
        ReadingCorrection(reason="misread", values={"systolic": 136}),
    )
    with pytest.raises(WrongState) as refused:
        acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    assert refused.value.code == "alert_invalidated"


def test_a_value_back_in_band_resolves_but_the_alert_stays_open_until_answered(bedside: Bedside) -> None:
    session, alert_id = urgent(bedside)
    bedside.clock.forward(5)
    bedside.pressure(session, 130, 80)
    alert = bedside.alerts(session)[0]
    assert (alert.state.value, alert.resolution is not None) == ("open", True)
    acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    assert bedside.alerts(session)[0].state.value == "resolved"


def test_an_administrator_acknowledges_nothing_and_an_unknown_alert_is_not_found(bedside: Bedside) -> None:
    _, alert_id = urgent(bedside)
    with pytest.raises(NotPermitted):
        acknowledge_alert(bedside.clinic, bedside.ada, alert_id, told=None, note=None, signs=[])
    with pytest.raises(NotFound):
        acknowledge_alert(bedside.clinic, bedside.nina, "none", told=None, note=None, signs=[])


@pytest.mark.hazard("H40", "A28")
def test_a_respiratory_rate_of_eight_is_urgent_at_once(bedside: Bedside) -> None:
    session = bedside.open()
    raised = bedside.record(session, {"respiratory_rate": 8})
    assert [(a.level.value, a.measure) for a in raised.record.alerts] == [("urgent", "respiratory_rate")]


@pytest.mark.hazard("H21", "H8")
def test_a_warning_sign_sends_the_alert_beyond_the_room_at_once(bedside: Bedside) -> None:
    _, alert_id = urgent(bedside)
    alert = acknowledge_alert(
        bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=["chest_pain", "seizure"]
    )
    assert alert.escalation is not None
    assert (alert.escalation.note, alert.escalation.by_name) == (
        "Warning signs: chest pain, seizure", "Chairside",
    )  # fmt: skip
    again = acknowledge_alert(
        bedside.clinic, bedside.carl, alert_id, told=None, note=None, signs=["weakness"]
    )
    assert [action.kind for action in again.actions].count(ActionKind.ESCALATED) == 1
    assert [entry.reason for entry in bedside.audit("alert_escalated")] == [alert.escalation.note]


def test_none_of_the_warning_signs_keeps_it_in_the_room(bedside: Bedside) -> None:
    _, alert_id = urgent(bedside)
    alert = acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
    assert alert.escalation is None


class TestResolvingByHand:
    def test_it_needs_a_reason_or_a_note(self, bedside: Bedside) -> None:
        session, alert_id = urgent(bedside)
        rows = bedside.rows()
        for reason, note in ((None, None), ("", " "), (" ", None)):
            with pytest.raises(InvalidEntry) as refused:
                resolve_alert(bedside.clinic, bedside.nina, alert_id, reason=reason, note=note)
            assert [(e.field, e.code) for e in refused.value.errors] == [("reason", "required")]
        assert bedside.alerts(session)[0].resolution is None
        assert bedside.rows() == rows

    def test_it_does_not_answer_an_open_alert(self, bedside: Bedside) -> None:
        session, alert_id = urgent(bedside)
        alert = resolve_alert(bedside.clinic, bedside.nina, alert_id, reason="Cuff slipped")
        assert (alert.state, alert.resolution and alert.resolution.note) == (AlertState.OPEN, "Cuff slipped")
        acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
        assert bedside.alerts(session)[0].state is AlertState.RESOLVED
        assert [entry.reason for entry in bedside.audit("alert_resolved")] == ["Cuff slipped"]

    def test_a_note_alone_or_beside_the_reason_is_kept(self, bedside: Bedside) -> None:
        session = bedside.open()
        first, second = bedside.record(session, {"systolic": 186, "diastolic": 90, "spo2": 88}).raised
        noted = resolve_alert(bedside.clinic, bedside.nina, first, reason=None, note="Cuff slipped")
        both = resolve_alert(bedside.clinic, bedside.nina, second, reason="Probe off", note="put back on")
        assert [a.resolution and a.resolution.note for a in (noted, both)] == [
            "Cuff slipped", "Probe off: put back on",
        ]  # fmt: skip

    @pytest.mark.hazard("H25", "H23")
    def test_what_was_known_is_not_told_again_and_the_next_crossing_is(self, bedside: Bedside) -> None:
        session, alert_id = urgent(bedside)
        acknowledge_alert(bedside.clinic, bedside.nina, alert_id, told=None, note=None, signs=[])
        bedside.clock.forward(1)
        bedside.pressure(session, 187, 90)
        resolve_alert(bedside.clinic, bedside.nina, alert_id, reason="Arm bent")
        bedside.dose(session)
        known = bedside.look(session).readings[-1]
        change = ReadingCorrection(reason="misread", values={"diastolic": 92})
        correct_reading(bedside.clinic, bedside.nina, known.id, 1, change)
        assert [a for a in bedside.alerts(session) if a.live and a.source == "limit"] == []
        bedside.clock.forward(1)
        assert len(bedside.pressure(session, 181, 90).raised) == 1

    def test_resolved_already_it_stays_as_it_stands(self, bedside: Bedside) -> None:
        _, alert_id = urgent(bedside)
        resolve_alert(bedside.clinic, bedside.nina, alert_id, reason="Cuff slipped")
        rows = bedside.rows()
        again = resolve_alert(bedside.clinic, bedside.carl, alert_id, reason="Other")
        assert again.resolution is not None
        assert (again.resolution.by_name, again.resolution.note) == ("Nina Brandt", "Cuff slipped")
        assert bedside.rows() == rows

    @pytest.mark.hazard("H49")
    def test_an_alert_whose_cause_was_taken_back_is_not_resolved(self, bedside: Bedside) -> None:
        session, alert_id = urgent(bedside)
        change = ReadingCorrection(reason="misread", values={"systolic": 136})
        correct_reading(bedside.clinic, bedside.nina, bedside.look(session).readings[0].id, 1, change)
        with pytest.raises(WrongState) as refused:
            resolve_alert(bedside.clinic, bedside.nina, alert_id, reason="Cuff slipped")
        assert refused.value.code == "alert_invalidated"

    def test_an_administrator_resolves_nothing_and_an_unknown_alert_is_not_found(
        self, bedside: Bedside
    ) -> None:
        _, alert_id = urgent(bedside)
        with pytest.raises(NotPermitted):
            resolve_alert(bedside.clinic, bedside.ada, alert_id, reason="x")
        with pytest.raises(NotFound):
            resolve_alert(bedside.clinic, bedside.nina, "none", reason="x")

    def test_a_warning_sign_named_here_goes_beyond_the_room_too(self, bedside: Bedside) -> None:
        _, alert_id = urgent(bedside)
        alert = resolve_alert(
            bedside.clinic, bedside.nina, alert_id, reason="Transferred", signs=["chest_pain"]
        )
        assert alert.escalation is not None
        with pytest.raises(InvalidEntry):
            resolve_alert(bedside.clinic, bedside.nina, urgent_again(bedside), reason="x", signs=["hiccups"])


def urgent_again(bedside: Bedside) -> str:
    """An urgent alert of another patient."""
    session = bedside.open("Room 2", mrn="204882")
    return bedside.pressure(session, 190, 90).raised[0]
