"""The banners: the loudest first, urgent ones never folded, quiet but present once answered."""

from dataclasses import replace

import pytest

from dashboard.clinical.alerts import Level
from dashboard.components.alert_banners import alert_banners
from tests import factories as f
from tests.components.reading_a_page import attribute, buttons, text, with_class
from tests.figures.drawn import design_record


def test_the_urgent_alert_stands_first_at_full_size() -> None:
    banners = alert_banners(design_record(), may_answer=True)
    assert text(banners[0]).startswith("URGENT · Systolic 186, limit 180")
    assert "line" not in banners[0].className.split()
    assert "line" in banners[1].className.split()


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


@pytest.mark.hazard("H22")
def test_urgent_alerts_never_fold() -> None:
    def raised(n: int, level: Level) -> object:
        return replace(f.alert(n, "systolic", 150 + n, 140), id=f"alert-{n}", level=level)

    alerts = [raised(n, Level.ADVISORY) for n in range(4)] + [raised(n, Level.URGENT) for n in range(10, 15)]
    banners = alert_banners(design_record(alerts=tuple(alerts)), may_answer=True)
    assert len([b for b in banners if "urgent" in b.className.split()]) == 5
    assert text(with_class(banners, "banner-more")[0]) == "4 more"
