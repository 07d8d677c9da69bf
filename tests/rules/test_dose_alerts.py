"""What dosing events raise: all are stored, and some ask to be told about."""

import pytest

from dashboard.clinical.alert_changes import AlertChange, Invalidate, Raise, Recross, Resolve
from dashboard.clinical.alerts import AlertState
from dashboard.clinical.sessions import PlannedDose
from tests.rules.bedside import Bedside

IM, NASAL = "im_racemic", "in_esketamine"
QUESTION = "Resume, booster, or struck?"


def said(changes: tuple[AlertChange, ...]) -> list[tuple[str, str, str]]:
    return [(c.source, c.level.value, c.text) for c in changes if isinstance(c, Raise)]


def ready(protocol: str = "iv_racemic_40", **session: object) -> Bedside:
    """A bedside with an accepted baseline that speaks against nothing."""
    bedside = Bedside(protocol, **session)
    bedside.reading(-9, systolic=128, diastolic=79, heart_rate=70, spo2=98, sedation=5)
    bedside.baseline(-9)
    return bedside


def devices(*minutes: float, planned: float = 84) -> list[tuple[str, str, str]]:
    """What the last of these devices raises."""
    bedside = ready(NASAL, planned_dose=PlannedDose("esketamine", planned, "mg", "nasal"))
    changes: tuple[AlertChange, ...] = ()
    for number, minute in enumerate(minutes, start=1):
        changes = bedside.device(minute, number)
    return said(changes)


def test_a_dose_as_planned_raises_nothing() -> None:
    bedside = ready()
    assert bedside.dose() == ()
    assert bedside.event(40, "dose_end") == ()


@pytest.mark.hazard("H34", "A25")
def test_another_drug_than_the_protocols_is_urgent() -> None:
    changes = ready().event(0, "dose_start", drug="esketamine", amount=35, route="iv")
    assert said(changes) == [("dose", "urgent", "Esketamine given, protocol ketamine")]


@pytest.mark.hazard("H34", "A25")
def test_another_route_than_the_protocols_is_urgent() -> None:
    assert said(ready().event(0, "dose_start", amount=35, route="im")) == [
        ("dose", "urgent", "Given IM, protocol IV")
    ]
    assert said(ready("oral_sl").event(0, "dose_start", amount=100, route="oral")) == []
    assert said(ready("oral_sl").event(0, "bolus", amount=100, route="nasal")) == [
        ("dose", "urgent", "Given nasal, protocol sublingual or oral")
    ]


@pytest.mark.hazard("H36", "A26")
def test_a_second_start_asks_what_it_was() -> None:
    bedside = ready()
    bedside.dose(0)
    assert said(bedside.dose(10)) == [("dose", "advisory", f"Second dose start. {QUESTION}")]
    bedside.strike_event(10, "dose_start")
    assert bedside.live() == []


@pytest.mark.hazard("H36", "A26")
def test_a_resume_without_a_pause_asks_and_the_pause_answers() -> None:
    bedside = ready()
    bedside.dose(0)
    assert said(bedside.event(20, "dose_resume")) == [
        ("dose", "advisory", f"Resumed without a pause. {QUESTION}")
    ]
    assert bedside.event(15, "dose_pause") == (Invalidate(bedside.alerts[0].id),)


@pytest.mark.hazard("H35")
@pytest.mark.parametrize(("second", "words"), [(5, []), (4.9, ["4 min"]), (3, ["3 min"])])
def test_the_next_device_too_early_is_advisory(second: float, words: list[str]) -> None:
    expected = [
        ("dose", "advisory", f"Device given {word} after the one before, limit 5 min") for word in words
    ]
    assert devices(0, second) == expected


@pytest.mark.hazard("H35", "A26")
def test_a_device_beyond_the_plan_is_advisory_and_beyond_the_largest_dose_urgent() -> None:
    assert devices(0, 6, 12) == []
    assert devices(0, 6, 12, planned=56) == [("dose", "advisory", f"Device 3 of 2 planned. {QUESTION}")]
    assert devices(0, 6, 12, 18) == [
        ("dose", "urgent", f"112 mg given in all, largest dose 84 mg; Device 4 of 3 planned. {QUESTION}")
    ]


@pytest.mark.hazard("A26")
@pytest.mark.parametrize(("amount", "urgent"), [(75, False), (75.5, True), (350, True)])
def test_a_single_dose_beyond_the_protocols_largest_is_urgent_at_once(amount: float, urgent: bool) -> None:
    words = [("dose", "urgent", f"{amount:g} mg given, largest dose 75 mg")] if urgent else []
    assert said(ready().dose(0, amount)) == words


@pytest.mark.hazard("A26")
def test_a_booster_that_goes_beyond_the_largest_in_all_is_urgent() -> None:
    bedside = ready(IM)
    bedside.event(0, "dose_start", amount=100, route="im")
    assert said(bedside.event(20, "booster", amount=20, route="im")) == []
    assert said(bedside.event(30, "booster", amount=5, route="im")) == [
        ("dose", "urgent", "125 mg given in all, largest dose 120 mg")
    ]


def test_a_corrected_amount_takes_the_alert_back() -> None:
    bedside = ready()
    bedside.dose(0, 350)
    bedside.correct_event(0, "dose_start", amount=35)
    assert [a.state for a in bedside.alerts] == [AlertState.INVALIDATED]


def test_a_start_without_a_baseline_is_advisory_until_there_is_one() -> None:
    bedside = Bedside()
    bedside.reading(-9, systolic=128, diastolic=79)
    assert said(bedside.dose()) == [
        ("baseline", "advisory", "No baseline accepted for this dose: no rise is judged")
    ]
    assert bedside.baseline(-9) == (Resolve("alert-1", "reading-at--9"),)
    assert bedside.alerts[0].state is AlertState.OPEN
    bedside.acknowledge("baseline")
    assert bedside.alerts[0].state is AlertState.RESOLVED


@pytest.mark.hazard("H28", "A21")
def test_when_the_baseline_falls_its_alert_stands_again() -> None:
    bedside = Bedside()
    bedside.reading(-9, systolic=128, diastolic=79)
    bedside.dose()
    bedside.baseline(-9)
    assert Recross("alert-1", None) in bedside.strike(-9)
    assert [a.source for a in bedside.live()] == ["baseline"]


@pytest.mark.hazard("H28", "A21")
def test_a_baseline_that_falls_during_the_dose_is_told() -> None:
    bedside = ready()
    bedside.dose()
    assert [source for source, _, _ in said(bedside.strike(-9))] == ["baseline"]


@pytest.mark.parametrize(
    ("values", "level", "words"),
    [
        ({"systolic": 145, "diastolic": 80}, "advisory", "Dose started at Systolic 145, hold above 140"),
        ({"systolic": 165, "diastolic": 80}, "urgent", "Dose started at Systolic 165, hold from 160 up"),
        ({"spo2": 93}, "urgent", "Dose started at SpO2 93, hold below 94"),
    ],
)
def test_a_start_against_a_hold_names_the_value(values: dict[str, float], level: str, words: str) -> None:
    bedside = Bedside()
    bedside.reading(-9, **values)
    assert ("hold", level, words) in said(bedside.dose())


def test_the_hold_is_judged_on_the_latest_values_before_the_dose() -> None:
    bedside = ready()
    bedside.reading(-20, systolic=170, diastolic=95)
    bedside.reading(5, systolic=150, diastolic=80)
    assert "hold" not in [source for source, _, _ in said(bedside.dose(0))]


def test_a_late_entry_does_not_raise_a_hold_afterwards_but_a_struck_one_takes_it_back() -> None:
    bedside = ready()
    bedside.dose(0)
    assert "hold" not in [source for source, _, _ in said(bedside.reading(-2, systolic=150, diastolic=80))]
    held = Bedside()
    held.reading(-9, systolic=150, diastolic=80)
    held.dose(0)
    assert [a.source for a in held.live()] == ["baseline", "hold"]
    held.strike(-9)
    assert [a.source for a in held.live()] == ["baseline"]


def test_striking_the_start_takes_all_its_alerts_away() -> None:
    bedside = Bedside()
    bedside.reading(-9, systolic=165, diastolic=80)
    bedside.acknowledge("systolic")
    bedside.event(0, "dose_start", drug="esketamine", amount=100, route="im")
    assert sorted(a.source for a in bedside.live()) == ["baseline", "dose", "hold", "limit"]
    bedside.strike_event(0, "dose_start")
    assert [a.source for a in bedside.live()] == ["limit"]


def test_one_alert_per_event_and_source_says_all_its_findings() -> None:
    (found,) = said(ready().event(0, "dose_start", drug="esketamine", amount=100, route="im"))
    assert found == (
        "dose", "urgent",
        "Esketamine given, protocol ketamine; Given IM, protocol IV; 100 mg given, largest dose 75 mg",
    )  # fmt: skip


def held_bedside() -> Bedside:
    """158/96 nine minutes before the dose, accepted as baseline."""
    bedside = Bedside()
    bedside.reading(-9, systolic=158, diastolic=96, heart_rate=70, spo2=98, sedation=5)
    bedside.baseline(-9)
    return bedside


HELD = "Dose started at Systolic 158, hold above 140; Dose started at Diastolic 96, hold above 90"


@pytest.mark.hazard("H37")
def test_a_dose_against_a_hold_tells_and_against_an_overridden_one_does_not() -> None:
    assert ("hold", "advisory", HELD) in said(held_bedside().dose())
    overridden = held_bedside()
    overridden.event(-5, "hold_override", reason="Usual for her", measure="systolic", value=158)
    assert [change for change in said(overridden.dose()) if change[0] == "hold"] == []


@pytest.mark.hazard("H37")
def test_a_value_newer_than_the_override_tells_again() -> None:
    bedside = held_bedside()
    bedside.event(-5, "hold_override", reason="Usual for her")
    bedside.reading(-2, systolic=156)
    assert ("hold", "advisory", "Dose started at Systolic 156, hold above 140") in said(bedside.dose())


@pytest.mark.hazard("H37")
def test_an_override_of_before_that_is_entered_late_takes_the_alert_back() -> None:
    bedside = held_bedside()
    bedside.dose()
    bedside.event(-5, "hold_override", reason="Usual for her")
    assert [alert for alert in bedside.live() if alert.source == "hold"] == []
    bedside.strike_event(-5, "hold_override")
    assert [alert.text for alert in bedside.live() if alert.source == "hold"] == [HELD]
