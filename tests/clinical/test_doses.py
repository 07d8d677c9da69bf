"""What was given, from the events; and what is asked before a dose is stored."""

import pytest

from dashboard.clinical.dose_asks import dose_questions, weight_question
from dashboard.clinical.doses import contradictions, given, mg_per_kg
from dashboard.clinical.events import Event
from dashboard.clinical.sessions import PlannedDose
from tests import factories
from tests.factories import device, dose_start, event

IM, NASAL = "im_racemic", "in_esketamine"


def total(*events: Event, protocol: str = "iv_racemic_40", seen: float = 120) -> float | None:
    return given(_record(*events, protocol=protocol, seen=seen)).amount_mg


def _record(
    *events: Event, protocol: str = "iv_racemic_40", seen: float = 120, planned: float = 84
) -> factories.SessionRecord:
    plan = PlannedDose("esketamine", planned, "mg", "nasal") if protocol == NASAL else None
    return factories.record(
        events=events, protocol=factories.protocol(protocol), seen_at=factories.at(seen),
        session=factories.session(planned_dose=plan),
    )  # fmt: skip


def rate(minute: float, old: float, new: float, unit: str = "mL/h") -> Event:
    return event(minute, "rate_change", {"from": old, "to": new, "unit": unit})


PAUSE, RESUME = event(15, "dose_pause"), event(20, "dose_resume")


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("events", "seen", "mg"),
    [
        ((dose_start(), PAUSE, RESUME, event(45, "dose_stop")), 60, 35),
        ((dose_start(), event(40, "dose_end")), 60, 35),
        ((dose_start(), event(20, "dose_stop")), 60, 17.5),
        ((dose_start(), event(20, "dose_stop", {"amount_given": 18.2})), 60, 18.2),
        ((dose_start(),), 10, 8.75),
        ((dose_start(), PAUSE), 30, 13.12),
        ((dose_start(), PAUSE, RESUME), 24, 16.62),
        ((dose_start(),), 60, 35),
        ((dose_start(), event(60, "dose_end")), 90, 35),
        ((dose_start(), rate(20, 60, 30)), 40, 26.25),
        ((dose_start(), rate(20, 60, 0), rate(30, 0.0, 0.875, "mg/min")), 40, 26.25),
        ((dose_start(), rate(20, 0, 60, "mg/h")), 30, 27.5),
        ((dose_start(), event(40, "dose_end"), event(50, "booster", {"amount": 10})), 60, 45),
        ((dose_start(), event(5, "bolus", {"amount": 5}), event(40, "dose_end")), 60, 40),
    ],
)
def test_an_infusions_milligrams_follow_its_events(events: tuple[Event, ...], seen: float, mg: float) -> None:
    assert total(*events, seen=seen) == pytest.approx(mg, abs=0.01)


@pytest.mark.parametrize(
    ("events", "protocol", "mg"),
    [
        ((dose_start(0, 70),), IM, 70),
        ((dose_start(0, 70), event(20, "booster", {"amount": 15})), IM, 85),
        ((dose_start(0, 70), event(2, "dose_end", {"amount_given": 50})), IM, 50),
        ((event(0, "dose_start", {"given": 65}),), IM, 65),
        ((event(0, "device_given", {"number": 1}), event(5, "device_given", {"number": 2})), NASAL, 56),
        ((device(0, 1), device(5, 2, 14)), NASAL, 42),
        ((device(0, 1), device(5, 2), event(6, "dose_end", {"amount_given": 40})), NASAL, 40),
    ],
)
def test_what_is_given_at_once_adds_up(events: tuple[Event, ...], protocol: str, mg: float) -> None:
    assert total(*events, protocol=protocol) == mg


def test_struck_events_are_not_given() -> None:
    assert total(dose_start(), event(5, "bolus", {"amount": 5}, status="struck"), event(40, "dose_end")) == 35


def test_without_a_dose_there_is_no_total_and_nothing_unclear() -> None:
    found = given(_record(event(0, "other", {"text": "Music on"})))
    assert (found.amount_mg, found.parts, found.unclear) == (None, (), ())


def test_an_amount_not_stated_leaves_the_total_unclear_until_the_end_states_it() -> None:
    unstated = event(0, "dose_start", {"drug": "ketamine"})
    assert given(_record(unstated)).unclear == ("Dose started: the amount is not stated.",)
    assert total(unstated, event(40, "dose_end", {"amount_given": 31})) == 31


def test_a_rate_without_its_former_rate_leaves_the_total_unclear() -> None:
    changed = event(10, "rate_change", {"to": 40, "unit": "mL/h"})
    assert total(dose_start(), changed) is None
    assert total(dose_start(), changed, event(40, "dose_end", {"amount_given": 33})) == 33


def test_a_slip_in_the_former_rate_never_gives_more_than_was_drawn_up() -> None:
    assert total(dose_start(), rate(20, 5e-324, 60), rate(20, 60, 30), event(40, "dose_end")) == 35


def test_each_part_says_whether_it_still_runs() -> None:
    running = given(_record(dose_start(), event(5, "bolus", {"amount": 5}), seen=10)).parts
    assert [(p.label, p.amount_mg, p.full_mg, p.running) for p in running] == [
        ("Dose started", 8.75, 35, True), ("Bolus given", 5, 5, False),
    ]  # fmt: skip
    ended = given(_record(dose_start(), event(20, "dose_stop"))).parts
    assert [(p.amount_mg, p.full_mg, p.running) for p in ended] == [(17.5, 17.5, False)]


@pytest.mark.hazard("H36", "A26")
@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((dose_start(0), dose_start(10)), "Second dose start."),
        ((dose_start(0), event(10, "dose_resume")), "Resumed without a pause."),
        ((dose_start(0), event(10, "dose_stop"), event(12, "dose_resume")), "Resumed without a pause."),
        ((dose_start(0), PAUSE, RESUME, event(22, "dose_resume")), "Resumed without a pause."),
    ],
)
def test_a_contradiction_is_asked_and_leaves_the_total_unclear(events: tuple[Event, ...], words: str) -> None:
    record = _record(*events)
    (odd,) = contradictions(record)
    assert odd.event_id == events[-1].id
    assert odd.text == f"{words} Resume, booster, or struck?"
    assert given(record).amount_mg is None
    assert given(record).unclear == (odd.text,)


@pytest.mark.hazard("H36", "A26")
def test_striking_the_odd_event_makes_the_total_clear_again() -> None:
    assert total(dose_start(0), event(10, "dose_start", status="struck"), event(40, "dose_end")) == 35


@pytest.mark.hazard("H35", "A26")
def test_a_device_given_before_or_beyond_the_plan_is_asked() -> None:
    twice = _record(device(0, 1), device(6, 1, id="again"), protocol=NASAL)
    assert [c.text for c in contradictions(twice)] == [
        "Device 1 was given before. Resume, booster, or struck?"
    ]
    beyond = _record(device(0, 1), device(6, 2), device(12, 3), protocol=NASAL, planned=56)
    assert [c.text for c in contradictions(beyond)] == ["Device 3 of 2 planned. Resume, booster, or struck?"]
    assert given(beyond).amount_mg is None


def test_devices_within_the_plan_are_not_asked_about() -> None:
    assert not contradictions(_record(device(0, 1), device(6, 2), device(12, 3), protocol=NASAL))


@pytest.mark.hazard("H36", "A26")
@pytest.mark.parametrize(
    ("events", "protocol", "reason"),
    [
        ((dose_start(0, 100), event(5, "spit_out")), "oral_sl", "Spat out"),
        ((dose_start(), event(10, "extravasation"), event(12, "dose_stop")),
         "iv_racemic_40", "Extravasation"),
        ((dose_start(), event(8, "dose_stop", {"amount_given": 7}), event(9, "extravasation")),
         "iv_racemic_40", "Extravasation"),
    ],
)  # fmt: skip
def test_what_did_not_all_stay_in_leaves_the_total_unclear(
    events: tuple[Event, ...], protocol: str, reason: str
) -> None:
    found = given(_record(*events, protocol=protocol))
    assert found.amount_mg is None
    assert found.unclear == (f"{reason}: state the amount given at the end.",)


@pytest.mark.hazard("H36", "A26")
def test_an_end_that_states_the_amount_makes_it_clear_again() -> None:
    ended = event(20, "dose_stop", {"amount_given": 60})
    assert total(dose_start(0, 100), event(5, "spit_out"), ended, protocol="oral_sl") == 60
    struck = event(10, "extravasation", status="struck")
    assert total(dose_start(), struck, event(40, "dose_end")) == 35
    assert given(_record(event(-5, "extravasation"))).unclear == ()


def asked(
    amount: float, weight: float | None = 70, last: float | None = None, hours: float | None = None,
    protocol: str = "iv_racemic_40",
) -> list[str]:  # fmt: skip
    return dose_questions(factories.protocol(protocol), amount, weight, last, hours)


@pytest.mark.hazard("H33", "A6")
@pytest.mark.parametrize(
    ("amount", "weight", "questions"),
    [
        (35, 70, []),
        (14, 70, []), (70, 70, []), (75, 75, []), (10, 50, []),
        (9, 45, ["9 mg lies outside 10 to 75 mg."]),
        (13, 70, ["13 mg is 0.19 mg/kg, outside 0.2 to 1 mg/kg."]),
        (71, 70, ["71 mg is 1.01 mg/kg, outside 0.2 to 1 mg/kg."]),
        (77, 154, ["77 mg lies outside 10 to 75 mg."]),
        (350, 70, ["350 mg lies outside 10 to 75 mg.", "350 mg is 5.0 mg/kg, outside 0.2 to 1 mg/kg."]),
        (35, None, ["No weight: the dose per kg cannot be judged."]),
    ],
)  # fmt: skip
def test_a_dose_outside_the_protocols_range_is_asked_about(
    amount: float, weight: float | None, questions: list[str]
) -> None:
    assert asked(amount, weight) == questions


@pytest.mark.parametrize(("amount", "steps"), [(28, 0), (56, 0), (84, 0), (50, 1)])
def test_esketamine_comes_in_whole_devices(amount: float, steps: int) -> None:
    found = asked(amount, None, protocol=NASAL)
    assert [text for text in found if "multiple" in text] == ["50 mg is not a multiple of 28 mg."] * steps


@pytest.mark.hazard("H33", "A6")
@pytest.mark.parametrize(
    ("amount", "last", "more"), [(50, 40, []), (52, 40, ["52 mg is 30 % above the last session's 40 mg."])]
)
def test_more_than_a_quarter_above_the_last_session_is_asked(
    amount: float, last: float, more: list[str]
) -> None:
    assert asked(amount, last=last) == more


@pytest.mark.hazard("H33", "A6")
@pytest.mark.parametrize(("hours", "words"), [(20, []), (19.9, ["19 h"]), (8, ["8 h"])])
def test_a_dose_less_than_twenty_hours_after_the_last_is_asked(hours: float, words: list[str]) -> None:
    assert asked(35, hours=hours) == [f"The last dose was {word} ago, less than 20 h." for word in words]


@pytest.mark.hazard("H07", "H33", "A6")
def test_a_first_weight_is_read_back_in_pounds() -> None:
    assert weight_question(154, None) == "Kilograms? 154 kg is 340 lb."


@pytest.mark.hazard("H07", "A6")
@pytest.mark.parametrize(
    ("weight", "asks"), [(70, False), (77, False), (63, False), (77.1, True), (62.9, True)]
)
def test_a_weight_that_changed_by_more_than_a_tenth_is_read_back(weight: float, asks: bool) -> None:
    words = weight_question(weight, 70)
    assert (words is not None) is asks
    assert words is None or ("lb" in words and "the last weight was 70 kg" in words)


def test_milligrams_per_kilogram_need_both() -> None:
    assert mg_per_kg(35, 70) == 0.5
    assert mg_per_kg(35, None) is None
    assert mg_per_kg(None, 70) is None
