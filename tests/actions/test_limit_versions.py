"""What is in force stays in force: through an upgrade, new versions, and for sessions of last year."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from dashboard import __version__
from dashboard.actions import opening
from dashboard.actions.clinic import Clinic
from dashboard.actions.discharge import end_session
from dashboard.actions.limit_preview import preview_limits, sessions_to_draw
from dashboard.actions.merging import merge_patients, part_patients
from dashboard.actions.patients import PatientCorrection, correct_patient
from dashboard.actions.rules import RuleDraft, decide_version, list_versions, write_version
from dashboard.clinical.alerts import Level
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.errors import InvalidEntry, NotFound, WrongState
from dashboard.clinical.limit_differences import differences
from dashboard.clinical.limit_preview import Flagged
from dashboard.clinical.roles import SYSTEM
from dashboard.clinical.rules import Decision, RuleKind, RuleState, RuleVersion, in_force, state_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.clinical.thresholds import threshold_set_from
from tests.actions.bedside import Bedside
from tests.people import Staff, open_test_clinic

SETS = RuleKind.THRESHOLD_SET
COURSE = ({"systolic": 150}, {"systolic": 165, "spo2": 92}, {"systolic": 186, "diastolic": 104}, {"spo2": 97})


@pytest.fixture
def floor(on_sqlite: Bedside) -> Bedside:
    """A clinic whose clock a test holds."""
    return on_sqlite


def past_session(floor: Bedside, mrn: str = "204881") -> str:
    """A session with flags of each level, sent home before the dose; its id."""
    session = floor.open(mrn=mrn)
    for values in COURSE:
        floor.record(session, values)
        floor.clock.forward(5)
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="Sent home before the dose")
    end_session(floor.clinic, floor.nina, session, request)
    return session


def judged(record: SessionRecord) -> bytes:
    """Every flag and every alert of a session."""
    flags = [
        [(f.measure, f.level, f.limit.kind, f.limit.value, f.set_code, f.set_version) for f in flags]
        for flags in map(record.flags, record.readings)
    ]
    return json.dumps([flags, [(a.level, a.text, a.limit) for a in record.alerts]]).encode()


def standard() -> dict[str, Any]:
    return deepcopy(opening.reference("threshold_sets.json")["threshold_sets"][0])


def moved(**values: float) -> dict[str, Any]:
    """The shipped standard set with its urgent or advisory high systolic moved."""
    document = standard()
    for line in document["limits"]:
        if (line["measure"], line["kind"]) == ("systolic", "high") and line["level"] in values:
            line["value"] = values[line["level"]]
    return document


def write(floor: Bedside, document: dict[str, Any], **more: Any) -> RuleVersion:
    draft = RuleDraft(kind=SETS, code="standard", document=document, shared=None, reason="Reviewed")
    return write_version(floor.clinic, floor.ada, draft, new=False, **more)


def counting(clinic: Clinic, staff: Staff) -> bytes:
    """All that is in force, byte by byte."""
    found = []
    for kind in RuleKind:
        by_code, at = list_versions(clinic, staff.ada, kind)
        versions = {code: in_force(versions, at) for code, versions in by_code.items()}
        found.append({c: [v.version, v.document, v.shared] for c, v in versions.items() if v is not None})
    return json.dumps(found, sort_keys=True).encode()


def waiting(clinic: Clinic, staff: Staff, kind: RuleKind) -> list[RuleVersion]:
    by_code, at = list_versions(clinic, staff.ada, kind)
    every = [(v, versions) for versions in by_code.values() for v in versions]
    return [v for v, versions in every if state_of(v, versions, at) is RuleState.WAITING]


@pytest.fixture
def newer_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that ships a stricter standard set, one more set, and one longer protocol."""
    sets, protocols = opening.reference("threshold_sets.json"), opening.reference("protocols.json")
    sets["threshold_sets"][0] = moved(urgent=175)
    sets["threshold_sets"].append({**standard(), "code": "evening", "label": "Evening"})
    protocols["protocols"][0]["observation"]["after_dose_start_min"] = 130
    shipped = {"threshold_sets.json": sets, "protocols.json": protocols}
    monkeypatch.setattr(opening, "reference", lambda name: deepcopy(shipped[name]))


@pytest.mark.hazard("H32", "A24")
def test_an_upgrade_puts_nothing_in_force_and_its_news_wait_as_drafts_once(
    floor: Bedside, request: pytest.FixtureRequest
) -> None:
    sessions = [past_session(floor, mrn) for mrn in ("1001", "1002", "1003")]
    before = counting(floor.clinic, floor.staff), [judged(floor.look(s)) for s in sessions]
    request.getfixturevalue("newer_release")
    for _start in range(2):
        upgraded = open_test_clinic(floor.clinic.data_dir, floor.clock)
        after = Bedside(upgraded, floor.clock, floor.staff)
        assert (counting(upgraded, floor.staff), [judged(after.look(s)) for s in sessions]) == before
        drafts = waiting(upgraded, floor.staff, SETS)
        assert [(v.code, v.version) for v in drafts] == [("evening", 1), ("standard", 2)]
        assert {v.by for v in drafts} == {SYSTEM.user_id}
        assert {v.reason for v in drafts} == {f"Shipped with Chairside {__version__}"}
        assert [v.code for v in waiting(upgraded, floor.staff, RuleKind.PROTOCOL)] == [
            opening.reference("protocols.json")["protocols"][0]["code"]
        ]
        upgraded.close()


@pytest.mark.hazard("H32", "A24")
def test_a_shipped_draft_shows_its_difference_and_counts_only_by_a_clinicians_word(
    floor: Bedside, newer_release: None
) -> None:
    upgraded = open_test_clinic(floor.clinic.data_dir, floor.clock)
    by_code, at = list_versions(upgraded, floor.carl, SETS)
    first, draft = by_code["standard"]
    said = differences(*(threshold_set_from(v.document, v.version) for v in (first, draft)), {})
    assert said == ["Systolic urgent high 180 → 175"]
    approved = decide_version(upgraded, floor.carl, SETS, "standard", 2, Decision.APPROVED, None)
    assert approved.by == SYSTEM.user_id
    by_code, at = list_versions(upgraded, floor.carl, SETS)
    assert in_force(by_code["standard"], at) == approved
    upgraded.close()


@pytest.mark.hazard("H32")
def test_a_shipped_draft_that_was_refused_is_not_offered_again(floor: Bedside, newer_release: None) -> None:
    for _start in range(2):
        upgraded = open_test_clinic(floor.clinic.data_dir, floor.clock)
        if _start == 0:
            decide_version(upgraded, floor.carl, SETS, "standard", 2, Decision.REJECTED, "Not for us")
        by_code, at = list_versions(upgraded, floor.carl, SETS)
        versions = by_code["standard"]
        assert [state_of(v, versions, at) for v in versions] == [RuleState.IN_FORCE, RuleState.REJECTED]
        upgraded.close()


@pytest.mark.hazard("H30")
def test_last_years_session_keeps_its_flags_after_three_new_versions(floor: Bedside) -> None:
    session = past_session(floor)
    before = judged(floor.look(session))
    floor.clock.forward(365 * 24 * 60)
    for urgent in (175, 170, 185):
        write(floor, moved(urgent=urgent), second=floor.carl)
        floor.clock.forward(60)
    record = floor.look(session)
    assert judged(record) == before
    assert record.threshold_set.version == 1
    fresh = floor.look(floor.open(mrn="2002"))
    assert fresh.threshold_set.version == 4


def test_a_version_that_a_later_one_has_outrun_is_not_approved_but_may_be_refused(floor: Bedside) -> None:
    write(floor, moved(urgent=175))
    write(floor, moved(urgent=170), second=floor.carl)
    with pytest.raises(WrongState) as refusal:
        decide_version(floor.clinic, floor.carl, SETS, "standard", 2, Decision.APPROVED, None)
    assert refusal.value.code == "outrun"
    refused = decide_version(floor.clinic, floor.carl, SETS, "standard", 2, Decision.REJECTED, "Outrun")
    assert refused.rejection is not None


def test_who_wrote_a_version_does_not_approve_it(floor: Bedside) -> None:
    with pytest.raises(InvalidEntry):
        write(floor, moved(urgent=175), second=floor.ada)


@pytest.mark.hazard("H29")
def test_a_preview_counts_what_the_draft_would_have_flagged_beside_the_version_in_force(
    floor: Bedside,
) -> None:
    session = past_session(floor)
    found = preview_limits(floor.clinic, floor.ada, "standard", moved(advisory=145, urgent=160))
    assert found.errors == []
    assert [r.session.id for r in found.records] == [session]
    assert found.in_force == Flagged(advisory_sessions=1, urgent_sessions=1, advisory=3, urgent=1)
    assert found.draft is not None
    assert (found.draft.urgent_sessions, found.draft.urgent) == (1, 2)
    assert found.in_force.advisory + found.in_force.urgent == len(
        [a for a in floor.look(session).alerts if a.source == "limit"]
    )


def test_a_preview_reads_a_draft_that_contradicts_itself_but_not_one_it_cannot_read(floor: Bedside) -> None:
    past_session(floor)
    contradictory = preview_limits(floor.clinic, floor.ada, "standard", moved(advisory=185))
    assert [e.code for e in contradictory.errors] == ["contradicts"]
    assert contradictory.draft is not None
    unreadable = preview_limits(floor.clinic, floor.ada, "standard", {"limits": "all"})
    assert unreadable.errors
    assert unreadable.draft is None
    assert unreadable.in_force is not None


def test_a_preview_changes_nothing_and_a_session_that_is_drawn_is_audited_as_seen(floor: Bedside) -> None:
    session = past_session(floor)
    rows = floor.rows()
    preview_limits(floor.clinic, floor.ada, "standard", moved(urgent=175))
    assert floor.rows() == rows
    found = preview_limits(floor.clinic, floor.carl, "standard", moved(urgent=175), session)
    assert found.chosen is not None
    with pytest.raises(NotFound):
        preview_limits(floor.clinic, floor.ada, "standard", moved(urgent=175), "nobody")
    assert [r.session.id for r in sessions_to_draw(floor.clinic, floor.ada)] == [session]
    by_code, at = list_versions(floor.clinic, floor.ada, SETS)
    assert [state_of(v, by_code["standard"], at) for v in by_code["standard"]] == [RuleState.IN_FORCE]


def test_a_set_without_a_version_in_force_has_nothing_to_stand_beside(floor: Bedside) -> None:
    found = preview_limits(floor.clinic, floor.ada, "evening", {**standard(), "code": "evening"})
    assert (found.former, found.in_force) == (None, None)
    assert found.draft == Flagged()


def stricter_from_65(floor: Bedside) -> None:
    """A version in force with limits of its own for the old."""
    document = standard()
    document["limits"] += [
        {**line, "value": line["value"] - 30, "from_age": 65}
        for line in document["limits"] if (line["measure"], line["kind"]) == ("systolic", "high")
    ]  # fmt: skip
    write(floor, document)
    decide_version(floor.clinic, floor.carl, SETS, "standard", 2, Decision.APPROVED, None)


@pytest.mark.hazard("H02", "H30")
def test_a_merge_leaves_the_flags_of_past_sessions_though_the_birth_dates_differ(floor: Bedside) -> None:
    stricter_from_65(floor)
    session = past_session(floor)
    before = judged(floor.look(session))
    older = floor.admit("204882")
    correction = PatientCorrection(birth_date=date(1949, 3, 14), reason="Typed wrongly")
    correct_patient(floor.clinic, floor.nina, older, correction)
    merge = merge_patients(
        floor.clinic, floor.carl, floor.look(session).patient.id, older, "Registered twice."
    )
    merged = floor.look(session)
    assert (merged.patient.id, merged.patient.age_on(merged.session_date)) == (older, 77)
    assert judged(merged) == before
    part_patients(floor.clinic, floor.carl, merge.id, "Two sisters.")
    own = floor.look(session).patient.id
    correct_patient(floor.clinic, floor.nina, own, correction)
    assert judged(floor.look(session)) != before


@pytest.mark.hazard("H30", "A23")
def test_a_corrected_birth_date_is_judged_in_the_open_session_at_once(floor: Bedside) -> None:
    stricter_from_65(floor)
    session = floor.open()
    floor.pressure(session, 155, 85)
    assert not [alert for alert in floor.alerts(session) if alert.level is Level.URGENT]
    correction = PatientCorrection(birth_date=date(1949, 3, 14), reason="Typed wrongly")
    correct_patient(floor.clinic, floor.nina, floor.look(session).patient.id, correction)
    [urgent] = [alert for alert in floor.alerts(session) if alert.level is Level.URGENT]
    assert urgent.limit is not None
    assert urgent.limit["value"] == 150
