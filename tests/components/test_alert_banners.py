"""The banners: the loudest first, urgent ones never folded, quiet but present once answered."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.clinical.alerts import ActionKind, Alert, Level
from dashboard.components.alert_banners import alert_banners, no_clinician_words
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, of_type, text, with_class
from tests.figures.drawn import design_record


@pytest.mark.hazard("H01", "A1")
def test_the_urgent_alert_stands_first_and_each_banner_has_a_key_of_its_own() -> None:
    record = design_record()
    banners = alert_banners(record, may_answer=True)
    assert text(banners[0]).startswith("URGENT · Systolic 186, limit 180")
    keys = [attribute(banner, "data-key") for banner in banners]
    assert keys == [alert.id for alert in record.live_alerts]


def test_each_open_banner_can_be_answered_and_names_what_it_is_about() -> None:
    banner = alert_banners(design_record(), may_answer=True)[0]
    for action, words in (
        ("repeat-now", "Repeat now"), ("provider-told", "Provider told"), ("acknowledge", "Acknowledge"),
    ):  # fmt: skip
        assert text(buttons(banner, action)[0]) == words
    acknowledge = buttons(banner, "acknowledge")[0]
    assert attribute(acknowledge, "data-level") == "urgent"
    assert attribute(acknowledge, "data-who") == "Room 1 · Kowalczyk, Marta"


def test_without_the_right_to_answer_there_are_words_but_no_buttons() -> None:
    banners = alert_banners(design_record(), may_answer=False)
    assert banners
    assert not buttons(banners, "acknowledge")


def test_an_acknowledged_alert_stays_with_who_and_when() -> None:
    answered = f.alert(40, "systolic", 186, 180, level=Level.URGENT, actions=(f.alert_action(42, signs=()),))
    banner = alert_banners(design_record(alerts=(answered,)), may_answer=True)[0]
    assert "acknowledged" in banner.className.split()
    assert "Acknowledged 14:06 by Nina Brandt" in text(banner)
    assert "Stays until a reading is inside the limit" in text(banner)
    assert not buttons(banner, "acknowledge")


def raised(minute: float, level: Level, **fields: Any) -> Alert:
    crossed = {Level.URGENT: 140, Level.ADVISORY: 130}[level]
    given = {"id": f"alert-{level}-{minute:g}", "level": level, **fields}
    return f.alert(minute, "systolic", 150 + minute, crossed, **given)


@pytest.mark.hazard("H22", "A17")
def test_two_urgents_stand_on_lines_of_their_own_above_four_advisories() -> None:
    quiet = [raised(30 + n, Level.ADVISORY) for n in range(4)]
    loud = [raised(10, Level.URGENT), raised(11, Level.URGENT)]
    banners = alert_banners(design_record(alerts=(*quiet, *loud)), may_answer=True)
    assert [b.className for b in banners] == [
        "banner urgent", "banner urgent", "banner advisory", "banner-more",
    ]  # fmt: skip
    for banner, words in zip(banners, ("Systolic 161, limit 140", "Systolic 160, limit 140"), strict=False):
        assert text(banner).startswith(f"URGENT · {words}")
    assert text(banners[3]) == "3 more · ADVISORY"


@pytest.mark.hazard("H22", "A17")
def test_urgent_alerts_never_fold() -> None:
    alerts = [raised(n, Level.ADVISORY) for n in range(4)] + [raised(n, Level.URGENT) for n in range(10, 15)]
    banners = alert_banners(design_record(alerts=tuple(alerts)), may_answer=True)
    assert len([b for b in banners if "urgent" in b.className.split()]) == 5
    assert text(with_class(banners, "banner-more")[0]) == "4 more · ADVISORY"


def escalated(**fields: Any) -> Alert:
    words = f.alert_action(42, ActionKind.ESCALATED, note="No answer for 2 min")
    return raised(40, Level.URGENT, actions=(words,), **fields)


def test_the_words_of_an_escalation_join_the_first_line_until_someone_answers() -> None:
    banner = alert_banners(design_record(alerts=(escalated(),)), may_answer=True)[0]
    assert text(with_class(banner, "banner-title")) == (
        "URGENT · Systolic 190, limit 140 · No answer for 2 min"
    )  # fmt: skip
    answer = f.alert_action(43, told="Dr Okafor", signs=("chest_pain",))
    answered = replace(escalated(), actions=(*escalated().actions, answer))
    banner = alert_banners(design_record(alerts=(answered,)), may_answer=True)[0]
    assert "No answer" not in text(banner)
    assert "Dr Okafor told 14:07. Warning sign: chest pain." in text(banner)


@pytest.mark.hazard("H42")
def test_a_warning_sign_named_in_the_answer_stands_in_the_first_line() -> None:
    answer = f.alert_action(42, signs=("chest_pain",))
    sign = f.alert_action(42, ActionKind.ESCALATED, note="Warning sign: chest pain")
    answered = raised(40, Level.URGENT, actions=(answer, sign))
    banner = alert_banners(design_record(alerts=(answered,)), may_answer=True)[0]
    assert text(with_class(banner, "banner-title")).endswith(" · Warning sign: chest pain")


@pytest.mark.hazard("H21", "A16")
def test_an_escalation_with_no_clinician_at_a_screen_says_so_with_the_emergency_text() -> None:
    record = design_record(alerts=(escalated(),))
    words = "No clinician screen is open. Call. Call 112."
    assert no_clinician_words(record.clinic) == words
    first = alert_banners(record, may_answer=True, reachable=False)[0]
    assert text(first) == words
    assert attribute(first, "role") == "alert"
    assert words not in text(alert_banners(record, may_answer=True, reachable=True))


def test_what_was_not_taken_and_answered_never_waits_for_an_inside_limit() -> None:
    answered = f.alert(
        40, "systolic", 0, 0, source="not_obtained", check_key="not_obtained:1", actions=(f.alert_action(42),)
    )
    assert "inside the limit" not in text(alert_banners(design_record(alerts=(answered,)), may_answer=True))


def test_an_unanswered_alert_that_a_person_ended_gives_their_reason() -> None:
    ended = f.alert_action(42, ActionKind.RESOLVED, note="Cuff slipped")
    record = design_record(alerts=(raised(40, Level.URGENT, actions=(ended,)),))
    banner = alert_banners(record, may_answer=True)[0]
    assert "Resolved by hand: Cuff slipped" in text(banner)
    assert "back inside the limit" not in text(banner)


@pytest.mark.hazard("A16")
def test_nobody_is_called_for_what_the_room_itself_may_still_answer() -> None:
    for alert in (
        raised(40, Level.URGENT),
        replace(escalated(), actions=(*escalated().actions, f.alert_action(43, signs=()))),
    ):
        banners = alert_banners(design_record(alerts=(alert,)), may_answer=True, reachable=False)
        assert not with_class(banners, "no-clinician")


def test_a_pressure_to_be_confirmed_counts_down_to_its_repeat() -> None:
    banner = alert_banners(design_record(), may_answer=True)[0]
    (repeat,) = with_class(banner, "repeat")
    assert attribute(repeat, "data-due") == "Repeat BP"
    assert attribute(repeat, "data-until") == f.at(45).isoformat()


def test_no_repeat_is_asked_for_once_it_was_taken() -> None:
    record = design_record()
    again = replace(record, readings=(*record.readings, f.pressure(41, 151, 92, seq=99)))
    assert not with_class(alert_banners(again, may_answer=True), "repeat")


@pytest.mark.parametrize(
    ("source", "deed", "words", "answer"),
    [
        ("check", "record", "Take now", "Why late"),
        ("not_obtained", "record", "Take now", "Why not taken"),
        ("dose", "dose", "Enter now", "Why late"),
    ],
)
def test_what_was_not_done_is_done_or_explained(source: str, deed: str, words: str, answer: str) -> None:
    given = raised(40, Level.ADVISORY, source=source, check_key=f"{source}:1")
    late = replace(given, measure=None, value=None, reading_id=None)
    banner = alert_banners(design_record(alerts=(late,)), may_answer=True)[0]
    assert text(buttons(banner, deed)[0]) == words
    assert "primary" in buttons(banner, deed)[0].className.split()
    assert text(buttons(banner, "why-late")[0]) == answer
    assert not buttons(banner, "acknowledge")


def test_a_limit_that_stands_after_its_answer_can_be_resolved_by_hand() -> None:
    answered = raised(40, Level.URGENT, actions=(f.alert_action(42, signs=()),))
    banner = alert_banners(design_record(alerts=(answered,)), may_answer=True)[0]
    assert text(buttons(banner, "resolve-alert")[0]) == "Resolve"
    assert not buttons(alert_banners(design_record(), may_answer=True), "resolve-alert")


def named(banner: Any) -> list[str]:
    return [text(button) for button in of_type(banner, "Button")]


@pytest.mark.hazard("H31")
def test_who_may_move_limits_is_offered_it_before_the_answer_but_after_acknowledge() -> None:
    banner = alert_banners(design_record(), may_answer=True, may_move=True)[0]
    assert named(banner) == ["Repeat now", "Provider told", "Acknowledge", "Move limit"]
    move = buttons(banner, "move-limit")[0]
    assert "quiet" in move.className.split()
    assert attribute(move, "data-limit") == "systolic high urgent"
    assert "Move limit" not in named(alert_banners(design_record(), may_answer=True)[0])
    answered = raised(40, Level.URGENT, actions=(f.alert_action(42, signs=()),))
    after = alert_banners(design_record(alerts=(answered,)), may_answer=True, may_move=True)[0]
    assert named(after).count("Move limit") == 1


def test_what_no_limit_raised_has_no_limit_to_move() -> None:
    late = raised(40, Level.ADVISORY, source="check", check_key="check:1")
    banner = alert_banners(design_record(alerts=(late,)), may_answer=True, may_move=True)[0]
    assert not buttons(banner, "move-limit")


@pytest.mark.hazard("A20")
def test_what_was_entered_afterwards_says_that_the_value_is_back() -> None:
    back = f.alert_action(41, ActionKind.RESOLVED)
    late = raised(20, Level.ADVISORY, retrospective=True, actions=(back,))
    words = text(alert_banners(design_record(alerts=(late,)), may_answer=True))
    assert "Entered late: back in band since" in words
    standing = replace(late, actions=())
    words = text(alert_banners(design_record(alerts=(standing,)), may_answer=True))
    assert "Entered late ·" in words
    assert "back in band" not in words


@pytest.mark.hazard("H21", "A16")
@pytest.mark.parametrize("why", ["Warning sign: chest pain", "Confirmed by the repeat"])
def test_what_was_answered_in_the_room_and_sent_on_afterwards_calls_until_it_is_answered_again(
    why: str,
) -> None:
    sent_on = (f.alert_action(42, signs=()), f.alert_action(42, ActionKind.ESCALATED, note=why))
    record = design_record(alerts=(raised(40, Level.URGENT, actions=sent_on),))
    banners = alert_banners(record, may_answer=True, reachable=False)
    assert with_class(banners, "no-clinician")
    assert why in text(with_class(banners, "banner-title"))
    assert text(buttons(banners, "provider-told")[0]) == "Provider told"
    told = (*sent_on, f.alert_action(44, told="Dr Okafor", signs=()))
    answered = design_record(alerts=(raised(40, Level.URGENT, actions=told),))
    after = alert_banners(answered, may_answer=True, reachable=False)
    assert not with_class(after, "no-clinician")
    assert not buttons(after, "provider-told")
    assert "Dr Okafor told 14:08." in text(after)
    assert why not in text(after)
