"""A limit that stands moved is said on the session page, in the header's words and on paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.clinical.alerts import Level
from dashboard.clinical.overrides import LimitOverride, OverrideEnd
from dashboard.clinical.patients import Fact, Patient, allergy_words, fact_words
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import LimitKind
from dashboard.components.log import log
from dashboard.components.override_banner import moved_word, override_banner
from dashboard.components.patient_header import patient_header
from dashboard.documents.note_header import moved_limits
from dashboard.documents.transfer import compose_transfer
from tests import factories as f
from tests.components.reading_a_page import text

MINUTE = timedelta(minutes=1)
MOVED = LimitOverride(
    id="o1", patient_id="patient-1", session_id="session-4f9a21c7", measure="systolic", kind=LimitKind.HIGH,
    level=Level.URGENT, value=195, reason="known hypertension", at=f.at(20), by="c1", by_name="Dr A. Brandt",
)  # fmt: skip
OXYGEN = replace(MOVED, id="o2", measure="spo2", kind=LimitKind.LOW, value=89, session_id=None,
                 until=f.at(0) + timedelta(days=30))  # fmt: skip


def with_moves(*moves: LimitOverride, **fields: object) -> SessionRecord:
    return replace(f.record(**fields), overrides=moves)


class TestBanner:
    @pytest.mark.hazard("H31")
    def test_it_says_who_moved_what_how_far_how_long_and_why(self) -> None:
        banner = override_banner(with_moves(MOVED), may_end=False)
        assert " ".join(text(banner[0]).split()) == (
            "Limit moved for this session by Dr A. Brandt: systolic urgent 195 instead of 180 until the end."
            " Reason: known hypertension"
        )

    @pytest.mark.hazard("H31")
    def test_one_for_the_patient_says_its_date(self) -> None:
        words = text(override_banner(with_moves(OXYGEN), may_end=False)[0])
        assert "for this patient" in words
        assert "SpO2 low urgent 89 instead of 91 until 23 Dec 2026 13:24" in words

    def test_only_a_clinician_has_the_way_back(self) -> None:
        assert "End override" in text(override_banner(with_moves(MOVED), may_end=True)[0])
        assert "End override" not in text(override_banner(with_moves(MOVED), may_end=False)[0])

    @pytest.mark.hazard("H31")
    def test_several_share_one_banner_that_names_each(self) -> None:
        banners = override_banner(with_moves(MOVED, OXYGEN), may_end=True)
        assert len(banners) == 1
        words = text(banners[0])
        for said in ("2 limits moved", "systolic urgent 195", "SpO2 low urgent 89", "Show moved limits"):
            assert said in words

    def test_of_two_moves_of_one_limit_the_later_is_said(self) -> None:
        later = replace(MOVED, id="o3", value=190, at=f.at(25))
        banners = override_banner(with_moves(MOVED, later), may_end=False)
        assert "190 instead of 180" in text(banners[0])

    @pytest.mark.hazard("H31")
    @pytest.mark.parametrize(
        "gone",
        [
            replace(MOVED, session_id="another"),
            replace(MOVED, until=f.at(21)),
            replace(MOVED, end=OverrideEnd(at=f.at(22), by="c1", by_name="", reason="no more")),
            replace(MOVED, measure="nausea"),
        ],
    )
    def test_what_no_longer_counts_here_is_not_said(self, gone: LimitOverride) -> None:
        assert override_banner(with_moves(gone), may_end=True) == []
        assert moved_word(with_moves(gone)) is None

    def test_an_ended_session_has_no_banner(self) -> None:
        ended = with_moves(MOVED, session=f.ended(100))
        assert override_banner(ended, may_end=True) == []
        assert moved_word(ended) is None
        assert moved_word(with_moves(MOVED)) == "Limits moved"


@pytest.mark.hazard("H31")
def test_the_log_holds_the_move_and_its_end() -> None:
    end = OverrideEnd(at=f.at(30), by="c1", by_name="Dr A. Brandt", reason="calm again")
    words = text(log(with_moves(replace(MOVED, end=end)), may_correct=False))
    moved = "13:44Limit moved Systolic urgent 195 instead of 180, for this session: known hypertension"
    assert moved in words
    assert "13:54Moved limit ended Systolic urgent: calm again" in words


class TestOnPaper:
    @pytest.mark.hazard("H31")
    def test_the_note_keeps_every_move_of_the_session(self) -> None:
        end = OverrideEnd(at=f.at(30), by="c1", by_name="Dr A. Brandt", reason="calm again")
        said = [fact.text for fact in moved_limits(with_moves(replace(MOVED, end=end), OXYGEN))]
        words = "Systolic urgent 195 instead of 180, for this session by Dr A. Brandt at 13:44"
        assert said[0].startswith(words)
        assert said[0].endswith("Taken back by Dr A. Brandt at 13:54: calm again.")
        assert len(said) == 2

    def test_a_move_that_was_over_before_the_session_is_none_of_its_own(self) -> None:
        before = replace(OXYGEN, at=f.at(-900), until=f.at(-600))
        assert moved_limits(with_moves(before)) == ()

    @pytest.mark.hazard("H46")
    def test_the_transfer_summary_says_the_allergen_and_the_history(self) -> None:
        known = f.patient(allergies="Penicillin", facts=frozenset({Fact.CARDIAC}))
        said = str(compose_transfer(f.record(patient=known)).sections)
        for words in ("'Allergies'", "Penicillin", "Known history", "Cardiac disease", "Own medicines (ask)"):
            assert words.strip("'") in said
        assert "Allergies and own medicines" not in said


def patient(**fields: object) -> Patient:
    return f.patient(**fields)


class TestScreeningFacts:
    @pytest.mark.parametrize(
        ("allergies", "words"),
        [
            (None, "Allergies not asked"),
            ("Penicillin", "Penicillin allergy"),
            ("None known", "No known allergies"),
            ("NKDA.", "No known allergies"),
            ("penicillin, latex", "Allergies: penicillin, latex"),
            ("Allergic to bees", "Allergic to bees"),
            ("Sulfa  drugs\nand nuts", "Sulfa drugs and nuts allergy"),
        ],
    )
    def test_the_allergen_is_always_named(self, allergies: str | None, words: str) -> None:
        assert allergy_words(patient(allergies=allergies)) == words
        assert words in text(patient_header(f.record(patient=patient(allergies=allergies))))

    def test_facts_stand_in_the_order_of_the_list(self) -> None:
        facts = frozenset({Fact.SUBSTANCE_USE, Fact.HYPERTENSION})
        assert fact_words(patient(facts=facts)) == ("Hypertension", "History of substance use")
        assert "Hypertension" in text(patient_header(f.record(patient=patient(facts=facts))))
