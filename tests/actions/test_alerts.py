"""Alerts as people answer them."""

import pytest

from dashboard.actions.alerts import acknowledge_alert
from dashboard.actions.readings import ReadingCorrection, correct_reading
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
    assert [action.by_name for action in alert.actions] == ["Nina Brandt", "Dr Carl Okafor"]


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
