"""The review page's words: each thing that waits says what, where and why, and leads there in one tap."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.actions.patients import KnownPatient
from dashboard.actions.review import Review
from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.course import course_of
from dashboard.clinical.notes import NoteText
from dashboard.clinical.review import (
    alert_needs,
    ask_needs,
    day_line,
    hold_needs,
    in_order,
    listed,
    note_need,
)
from dashboard.clinical.roles import Actor, Role
from dashboard.clinical.sessions import SessionEnd
from dashboard.pages.review.alerts import alerts_panel, beyond_panel
from dashboard.pages.review.chosen import panels_of
from dashboard.pages.review.day import overview
from dashboard.pages.review.rail import age_words, day_list, found_list, names_of, needs_list
from dashboard.pages.review.refresh import chosen_in, lists_of
from tests import factories as f
from tests.components.reading_a_page import attribute, of_type, text, with_class

CARL = Actor(f.CLINICIAN.id, "carl", f.CLINICIAN.display_name, frozenset({Role.CLINICIAN}))
ESCALATED = f.alert_action(42.4, ActionKind.ESCALATED, note="No answer for 2 min")
URGENT = f.alert(40, "systolic", 186, 180, level=Level.URGENT, actions=(ESCALATED,))
FULL = f.reading(40, f.full(186, 108, 92, 96, 15, 2, 5, 7, 3, 4))


def running(**fields: Any) -> f.SessionRecord:
    """A session with an urgent alert that went beyond the room."""
    given = {"readings": (f.reading(-9), FULL), "events": (f.dose_start(),), "alerts": (URGENT,)}
    return f.record(**{**given, **fields})


def review(*records: f.SessionRecord, notes: Any = (), cut: bool = False) -> Review:
    """The list of these sessions of the day and these notes."""
    open_ones = [r for r in records if r.session.ended_at is None]
    needs = [need for r in records for need in alert_needs(listed(r), r.alerts)]
    needs += [need for r in open_ones for need in (*ask_needs(r), *hold_needs(r))]
    ordered = in_order([*needs, *notes], CARL.user_id)
    return Review(ordered, tuple(day_line(r) for r in records), cut, f.at(60), ZoneInfo(f.ZONE))


def items(found: Review) -> list[Any]:
    """The items of everybody's list."""
    return of_type(needs_list(found, found.needs, names_of(found), mine=False), "Li")


@pytest.mark.hazard("H20", "H21", "A16")
def test_an_escalation_names_room_patient_severity_words_and_why_and_leads_to_the_session() -> None:
    (item,) = items(review(running()))
    for words in ("Room 1 · M.K.", "URGENT", "Systolic 186, limit 180", "No answer for 2 min"):
        assert words in text(item)
    (link,) = of_type(item, "A")
    assert link.href == "/session/session-4f9a21c7"
    assert "urgent" in link.className.split()
    assert with_class(item, "glyph-octagon")
    ages = [e for e in of_type(item, "Span") if attribute(e, "data-since")]
    assert [attribute(e, "data-since") for e in ages] == [URGENT.raised_at.isoformat()]


def test_a_warning_sign_stands_though_the_nurse_has_answered() -> None:
    answer = f.alert_action(41, signs=("chest_pain",))
    sent_on = replace(ESCALATED, note="Warning sign: chest pain")
    (item,) = items(review(running(alerts=(replace(URGENT, actions=(answer, sent_on)),))))
    assert "Warning sign: chest pain · answered by Nina Brandt" in text(item)


def test_items_can_be_kept_in_their_place_under_a_pointer() -> None:
    found = review(running())
    made = needs_list(found, found.needs, names_of(found), mine=True)
    assert attribute(made, "data-still") == "true"
    assert [(attribute(li, "data-key"), attribute(li, "data-rank")) for li in of_type(made, "Li")] == [
        (URGENT.id, "0")
    ]


def test_a_hold_says_the_value_and_its_limit() -> None:
    (item,) = items(review(f.record(readings=(f.pressure(-5, 166, 96),), seen_at=f.at(0))))
    assert "HOLD Systolic 166, hold" in text(item)
    assert "Dose waits for an override" in text(item)


def test_an_ask_says_what_is_shut_who_asks_and_since_when() -> None:
    ask = f.event(50, "override_asked", {"for": "leaving", "gate": "escort", "text": "Her sister is late"})
    asking = f.record(events=(f.dose_start(), f.event(40, "dose_end"), ask))
    (item,) = items(review(asking))
    for words in ("LEAVING Escort: escort not named", "“Her sister is late”", "asked by Nina Brandt"):
        assert words in text(item)
    assert of_type(item, "A")[0].href == "/session/session-4f9a21c7"
    assert [attribute(e, "data-since") for e in of_type(item, "Span") if attribute(e, "data-since")] == [
        f.at(50).isoformat()
    ]


def test_a_note_names_the_patient_and_its_age_and_leads_to_the_note() -> None:
    ended = f.rich_record(signatures=(), addenda=())
    old = replace(listed(ended), ended_at=f.at(60) - timedelta(days=2, hours=3))
    (item,) = items(review(notes=[note_need(old)]))
    assert "Kowalczyk, Marta" in text(item)
    assert "Note to sign, 2 days · 21 Nov" in text(item)
    assert of_type(item, "A")[0].href == "/session/session-4f9a21c7/note"


def test_a_note_changed_after_signing_says_so() -> None:
    (item,) = items(review(notes=[note_need(listed(f.rich_record()), f.at(20))]))
    assert "Changed after signing, 40 min ago" in text(item)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-1, "0 min"), (0, "0 min"), (59, "59 min"), (60, "1 h"), (1439, "23 h"), (1440, "1 day"),
     (2880, "2 days")],
)  # fmt: skip
def test_ages_are_said_in_the_largest_whole_unit(minutes: int, words: str) -> None:
    assert age_words(timedelta(minutes=minutes)) == words


def test_my_list_holds_less_than_all_and_both_are_counted() -> None:
    others = f.session(clinician_id="olga", id="s2")
    note = note_need(listed(f.rich_record(session=f.ended(clinician_id="olga", id="s3"), signatures=())))
    quiet = f.alert(40, "systolic", 186, 180, level=Level.URGENT, session_id="s2")
    found = review(running(), running(session=others, alerts=(quiet,)), notes=[note])
    mine, everybodys, count, all_count, *_ = lists_of(found, CARL, None)
    assert (len(of_type(mine, "Li")), len(of_type(everybodys, "Li"))) == (1, 3)
    assert (count, all_count) == ("1", "3")


def test_empty_lists_say_what_to_do_next() -> None:
    mine, everybodys, _, _, cut, today, table = lists_of(review(), CARL, None)
    assert "See All" in text(mine)
    assert "appear here by themselves" in text(everybodys)
    assert "No session today" in text(today)
    assert "No session today" in text(table)
    assert cut is None


def test_a_list_that_was_cut_says_so() -> None:
    assert "The oldest 200 unsigned notes" in text(lists_of(review(cut=True), CARL, None)[4])


def test_the_days_table_holds_what_was_given_how_high_it_went_and_where_the_note_is() -> None:
    ended = f.rich_record(signatures=(), addenda=())
    found = review(running(), ended)
    rows = of_type(of_type(overview(found.today, names_of(found)), "Tbody")[0], "Tr")
    for words in ("M.K., 47", "Room 1", "so far", "186/108at 40 min", "7 of 10at 40 min", "1 urgent",
                  "1 unanswered", "not yet"):  # fmt: skip
        assert words in text(rows[0])
    for words in ("35 mg", "completed", "186/108", "to sign"):
        assert words in text(rows[1])
    assert attribute(of_type(rows[0], "A")[0], "data-review") == "session-4f9a21c7"


def test_peaks_of_two_readings_stand_each_with_its_own_minute() -> None:
    record = running(readings=(f.pressure(10, 150, 99), f.pressure(20, 170, 90), f.pressure(-5, 120, 70)))
    found = review(record)
    words = text(overview(found.today, names_of(found)))
    assert "170 systolicat 20 min99 diastolicat 10 min" in words
    assert "not asked" in words


def test_a_cancelled_session_stands_in_the_day_without_a_note() -> None:
    found = review(f.record(session=f.ended(end=SessionEnd.CANCELLED)))
    assert "cancelled" in text(overview(found.today, names_of(found)))
    assert "to sign" not in text(overview(found.today, names_of(found)))


def test_the_chosen_session_is_marked_in_the_days_list() -> None:
    found = review(running(), f.rich_record(session=f.ended(id="s2")))
    links = of_type(day_list(found.today, names_of(found), "s2"), "A")
    assert [attribute(a, "aria-current") for a in links] == [None, "true"]
    assert lists_of(found, CARL, "s2")[-1] is None


@pytest.mark.parametrize(
    ("search", "chosen"),
    [("", None), (None, None), ("?session=abc-1", "abc-1"), ("?a=1&session=x&b=2", "x"), ("?session=", None),
     ("?session=../etc", None), ("?session=" + "x" * 65, None), (["?session=x"], None),
     ("?obsession=x", None)],
)  # fmt: skip
def test_only_an_id_in_the_address_chooses_a_session(search: Any, chosen: str | None) -> None:
    assert chosen_in(search) == chosen


def test_every_alert_says_who_answered_after_how_long_and_how_it_ended() -> None:
    rows = [text(row) for row in of_type(alerts_panel(f.rich_record()), "Tr")][1:]
    assert "Nina Brandt 13:56, after 1 min 40 s“Watching”" in rows[0]
    assert "A louder alert took its place" in rows[0]
    assert "Nina Brandt 14:06, after 1 min 40 s, Dr Okafor told, no warning signs" in rows[1]
    assert "Back inside the limit by 141/86" in rows[1]
    assert "Its cause was corrected or struck" in rows[2]


def test_an_alert_nobody_answered_says_so_and_when_it_went_beyond_the_room() -> None:
    row = text(alerts_panel(running()))
    for words in ("URGENT", "Not answered", "14:06 No answer for 2 min", "open"):
        assert words in row


def test_readings_beyond_limits_stand_with_the_limit_and_its_severity() -> None:
    panel = beyond_panel(f.rich_record())
    words = text(panel)
    assert "40 min" in words
    assert "Systolic 186, limit 180" in words
    assert "241" not in words
    shapes = [e for e in of_type(panel, "Span") if attribute(e, "role") == "img"]
    assert {attribute(e, "aria-label") for e in shapes} == {"URGENT", "ADVISORY"}


def test_a_quiet_session_has_sentences_in_place_of_tables() -> None:
    quiet = f.record(readings=(f.reading(-9),))
    assert "No alert was raised" in text(alerts_panel(quiet))
    assert "No reading lies beyond a limit" in text(beyond_panel(quiet))


def test_the_chosen_session_names_patient_limits_and_the_state_of_its_note() -> None:
    header, limits, note, *_ = panels_of(f.rich_record(signatures=(), addenda=()))
    assert "Kowalczyk, Marta" in text(header)
    assert text(limits) == "Limits: Standard, version 1"
    assert "Nobody has signed this note yet" in text(note)
    assert [a.href for a in of_type(note, "A")] == [
        "/session/session-4f9a21c7/note", "/session/session-4f9a21c7",
        "/api/v1/sessions/session-4f9a21c7/note.html",
    ]  # fmt: skip
    assert [attribute(b, "data-action") for b in of_type(note, "Button")] == ["sign"]
    signed = panels_of(f.rich_record())[2]
    assert "Approved by Dr Carl Okafor" in text(signed)
    assert [attribute(b, "data-action") for b in of_type(signed, "Button")] == ["addendum"]


def test_beside_the_chosen_session_stand_its_numbers_and_the_words_written_into_its_note() -> None:
    written = NoteText(
        version=1, assessment=None, plan="Same dose on Friday", patient_words=None, composed=(), at=f.at(120),
        by=f.CLINICIAN.id, by_name=f.CLINICIAN.display_name,
    )  # fmt: skip
    record = f.rich_record(signatures=(), addenda=(), note_texts=(written,))
    (line,) = course_of([record]).sessions
    note = panels_of(record, line)[2]
    assert line.systolic is not None
    for words in ("Infusion 1", f"{line.systolic.value:g}", "Plan", "Same dose on Friday"):
        assert words in text(note)
    assert "Assessment" not in text(note)


def test_a_note_that_cannot_be_signed_yet_says_why_and_a_cancelled_session_has_none() -> None:
    note = panels_of(running())[2]
    assert "Signing opens later: the session has not ended" in text(note)
    assert not [b for b in of_type(note, "Button") if attribute(b, "data-action")]
    cancelled = panels_of(f.record(session=f.ended(5, SessionEnd.CANCELLED), events=()))[2]
    assert "it has no note" in text(cancelled)
    assert not of_type(cancelled, "Button")


def test_a_session_under_rems_leads_to_its_worksheet() -> None:
    nasal = f.record(protocol=f.protocol("in_esketamine"), session=f.ended(125))
    hrefs = [a.href for a in of_type(panels_of(nasal)[2], "A")]
    assert "/session/session-4f9a21c7/rems" in hrefs


def test_found_patients_lead_to_their_page_and_look_alikes_are_said() -> None:
    found = found_list([KnownPatient(f.patient(), similar=("p2",))])
    assert of_type(found, "A")[0].href == "/patient/patient-1"
    assert "born 14 Mar 1979 · MRN 204881" in text(found)
    assert "looks alike" in text(found)
    assert "Nobody found" in text(found_list([]))
    many = [KnownPatient(f.patient(id=f"p{n}")) for n in range(9)]
    assert "type another letter" in text(found_list(many))
