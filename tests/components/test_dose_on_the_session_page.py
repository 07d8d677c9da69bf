"""What header and action bar say of the dose: sedatives and oxygen, what went in, why it is closed."""

from typing import Any

import pytest

from dashboard.clinical.roles import Actor, Role
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.components.patient_header import patient_header
from dashboard.pages.session.actions import action_bar
from tests import factories as f
from tests.components.reading_a_page import attribute, of_type, text

NURSE = Actor("user-nurse", "nina", "Nina Brandt", frozenset({Role.NURSE}))


def header(*events: Any, seen: float = 10, **fields: Any) -> str:
    return text(patient_header(f.record(events=events, seen_at=f.at(seen), **fields)))


@pytest.mark.hazard("H37", "A27")
def test_sedatives_said_yes_to_and_running_oxygen_are_flags_of_the_header() -> None:
    listed = f.event(
        -20, "pre_dose_checklist", {"opioid": "yes", "benzodiazepine": "no", "other_sedative": "yes"}
    )
    words = header(listed, f.dose_start(), f.event(5, "oxygen_start", {"flow": 2}))
    for flag in ("Opioid", "Other sedative", "Oxygen 2 L/min"):
        assert flag in words
    assert "enzodiazepine" not in words
    assert "Oxygen" not in header(f.event(5, "oxygen_start", {"flow": 2}), f.event(8, "oxygen_stop"))


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((f.dose_start(),), "Ketamine IV 35 mg running, given so far 8.8 mg"),
        ((f.dose_start(), f.event(4, "dose_pause")), "35 mg paused, given so far 3.5 mg"),
        ((f.dose_start(), f.event(4, "extravasation")), "35 mg running, amount unclear"),
        ((f.dose_start(), f.event(8, "dose_stop", {"amount_given": 7})), "Ketamine IV 7 mg"),
    ],
)
def test_the_header_says_what_of_the_dose_has_gone_in(events: tuple[Any, ...], words: str) -> None:
    assert words in header(*events)


def bar(**fields: Any) -> list[Any]:
    given = {"readings": (f.reading(-9),), "baselines": (f.baseline(-9),), "seen_at": f.at(-2)}
    record: SessionRecord = f.record(**{**given, **fields})
    return list(action_bar(record, NURSE))


def dose_button(parts: list[Any]) -> Any:
    return next(part for part in of_type(parts, "Button") if text(part) == "Dose")


@pytest.mark.hazard("H37", "A16")
def test_a_closed_dose_is_locked_with_its_reasons_beside_it_and_stays_within_reach() -> None:
    held = f.reading(-9, {**f.QUIET_SET, "systolic": 158})
    parts = bar(readings=(held,), baselines=(), clinician=None)
    locked = dose_button(parts)
    assert "locked" in locked.className
    assert attribute(locked, "data-action") == "dose"
    assert attribute(locked, "aria-disabled") is None
    (why,) = of_type(parts, "P")
    assert text(why) == (
        "Dose closed: Systolic 158, hold above 140; No baseline accepted; No clinician named"
    )
    assert attribute(locked, "aria-describedby") == why.id


def test_the_bar_says_since_when_a_clinician_is_asked_and_about_what() -> None:
    held = f.reading(-9, {**f.QUIET_SET, "systolic": 158})
    ask = f.event(-5, "override_asked", {"for": "dose"})
    (beside,) = of_type(bar(readings=(held,), events=(ask,)), "P")
    reason = "Dose closed: Systolic 158, hold above 140"
    assert text(beside) == f"{reason} · Clinician asked 13:19: the hold of the dose"
    assert "Clinician asked" not in "".join(text(p) for p in of_type(bar(events=(ask,)), "P"))


def test_an_open_dose_has_no_lock_and_says_nothing() -> None:
    parts = bar()
    assert "locked" not in dose_button(parts).className
    assert not of_type(parts, "P")
    assert not of_type(bar(baselines=(), events=(f.dose_start(),), seen_at=f.at(5)), "P")


@pytest.mark.parametrize(
    ("protocol", "end", "ways"),
    [
        ("iv_racemic_40", SessionEnd.COMPLETED, ["note"]),
        ("in_esketamine", SessionEnd.COMPLETED, ["note", "rems"]),
        ("in_esketamine", SessionEnd.CANCELLED, ["note"]),
    ],
)
def test_an_ended_session_leads_to_its_note_and_under_rems_to_its_worksheet(
    protocol: str, end: SessionEnd, ways: list[str]
) -> None:
    parts = bar(session=f.ended(125, end), protocol=f.protocol(protocol))
    assert [link.href for link in of_type(parts, "A")] == [f"/session/session-4f9a21c7/{w}" for w in ways]
