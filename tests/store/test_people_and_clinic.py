"""People, sign-ins, the clinic, its rules and rooms, exports and looks come back as they were stored."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dashboard.clinical.errors import NotFound
from dashboard.clinical.roles import Role
from dashboard.clinical.rules import Decision, RuleDecision, RuleKind
from dashboard.store import (
    clinic,
    exports,
    rooms,
    rules,
    sign_ins,
    users,
    views,
)
from dashboard.store.database import Database
from dashboard.store.exports import ExportJob
from dashboard.store.writing import Db
from tests import factories
from tests.store.keeping import AT, CARL, NINA, audited, furnish, shipped

LATER = AT + timedelta(hours=8)


def test_people_are_found_by_name_in_any_case(database: Database) -> None:
    furnish(database)
    with database.reading() as db:
        assert users.load_user(db, NINA.id) == NINA
        assert users.find_user(db, "NINA") == (NINA, "hash of nina")
        assert users.find_user(db, "nobody") is None
        assert users.list_users(db) == [CARL, NINA]


def test_a_username_is_taken_once_in_any_case(database: Database) -> None:
    furnish(database)
    with pytest.raises(IntegrityError), audited(database) as db:
        users.add_user(db, replace(NINA, id="other", username="nINA"), "hash")


def test_an_administrator_counts_until_disabled(database: Database) -> None:
    furnish(database)
    with database.reading() as db:
        assert users.any_administrator(db)
    with audited(database) as db:
        users.update_user(db, replace(CARL, disabled_at=LATER))
        users.set_password(db, CARL.id, "new hash")
    with database.reading() as db:
        assert not users.any_administrator(db)
        assert users.find_user(db, "carl") == (replace(CARL, disabled_at=LATER), "new hash")
    with audited(database) as db:
        users.update_user(db, replace(NINA, roles=frozenset({Role.ADMINISTRATOR})))
        assert users.any_administrator(db)


def test_sign_ins_end_one_by_one_or_all_but_one(database: Database) -> None:
    furnish(database)
    with database.writing() as db:
        for token in ("a", "b", "c"):
            sign_ins.add_sign_in(
                db,
                token_sha256=token,
                user_id=NINA.id,
                csrf_token=f"csrf {token}",
                created_at=AT,
                expires_at=LATER,
            )
        sign_ins.end_sign_in(db, "a")
        assert sign_ins.load_sign_in(db, "a") is None
        assert sign_ins.load_sign_in(db, "b") == sign_ins.SignIn(NINA, "csrf b", LATER)
        sign_ins.end_sign_ins_of(db, NINA.id, except_token="c")
        assert sign_ins.load_sign_in(db, "b") is None
        assert sign_ins.load_sign_in(db, "c") is not None
        sign_ins.end_sign_ins_of(db, NINA.id)
        assert sign_ins.load_sign_in(db, "c") is None


def test_wrong_tries_are_counted_per_account_and_address(database: Database) -> None:
    with database.writing() as db:
        for minutes in (0, 10, 20):
            sign_ins.add_try(db, "nina", "10.0.0.1", AT + timedelta(minutes=minutes))
        sign_ins.add_try(db, "nina", "10.0.0.2", AT)
        assert sign_ins.count_tries(db, "nina", "10.0.0.1", AT + timedelta(minutes=5)) == 2
        assert sign_ins.count_tries(db, "carl", "10.0.0.1", AT) == 0
        sign_ins.clear_tries(db, "nina", "10.0.0.1")
        assert sign_ins.count_tries(db, "nina", "10.0.0.1", AT) == 0
        assert sign_ins.count_tries(db, "nina", "10.0.0.2", AT) == 1


def test_the_clinic_has_no_details_until_they_are_given(database: Database) -> None:
    with database.reading() as db:
        assert not clinic.has_clinic(db)
        with pytest.raises(NotFound):
            clinic.load_clinic(db)
    furnish(database)
    changed = factories.clinic(name="Elm Clinic", emergency_text="Call 911.")
    with audited(database) as db:
        clinic.add_clinic_version(db, changed, LATER, "user")
    with database.reading() as db:
        assert clinic.has_clinic(db)
        assert clinic.load_clinic(db) == changed


def test_protocols_and_limits_are_kept_in_every_version(database: Database) -> None:
    furnish(database)
    document = {**factories._reference("threshold_sets.json")["threshold_sets"][0], "label": "Mended"}
    second = shipped(RuleKind.THRESHOLD_SET, document, version=2)
    second = replace(second, reason="Mended", at=LATER, starts_at=LATER)
    with audited(database) as db:
        rules.add_rule_version(db, second)
    with database.reading() as db:
        assert rules.protocol_in_force(db, "iv_racemic_40", LATER) == factories.protocol()
        assert rules.protocol_in_force(db, "unknown", LATER) is None
        codes = {p.code for p in rules.protocols_in_force(db, LATER)}
        assert codes >= {"iv_racemic_40", "im_racemic", "in_esketamine"}
        assert rules.threshold_set_in_force(db, "standard", AT) == factories.threshold_set()
        newest = rules.threshold_set_in_force(db, "standard", LATER)
        assert newest is not None
        assert (newest.version, newest.label) == (2, "Mended")
        assert [(s.code, s.version) for s in rules.threshold_sets_in_force(db, LATER)] == [
            ("cautious", 1), ("spravato_rems", 1), ("standard", 2),
        ]  # fmt: skip
        kept = rules.list_rule_versions(db, RuleKind.THRESHOLD_SET, "standard")
        assert [(v.version, v.reason) for v in kept] == [(1, None), (2, "Mended")]
        assert kept[1].document == document


@pytest.mark.hazard("H29", "A24")
def test_a_version_counts_only_when_approved_and_from_its_start(database: Database) -> None:
    furnish(database)
    document = factories._reference("threshold_sets.json")["threshold_sets"][0]
    start = LATER + timedelta(days=2)
    waiting = replace(
        shipped(RuleKind.THRESHOLD_SET, document, version=2), needs_approval=True, starts_at=start
    )
    with audited(database) as db:
        rules.add_rule_version(db, waiting)
    with database.reading() as db:
        assert _version_at(db, start + timedelta(days=1)) == 1
    approved = RuleDecision(decision=Decision.APPROVED, at=LATER, by=CARL.id, by_name="")
    with audited(database) as db:
        rules.add_rule_decision(db, waiting, approved)
    with database.reading() as db:
        assert _version_at(db, start - timedelta(seconds=1)) == 1
        assert _version_at(db, start) == 2
        stored = rules.list_rule_versions(db, RuleKind.THRESHOLD_SET, "standard")[1]
        assert stored.approval is not None
        assert stored.approval.by_name == CARL.display_name


def _version_at(db: Db, at: datetime) -> int | None:
    found = rules.threshold_set_in_force(db, "standard", at)
    return found.version if found else None


def test_rooms_keep_their_order_and_are_found_in_any_case(database: Database) -> None:
    furnish(database)
    garden = factories.room(id="r2", name="Garden", position=0)
    with audited(database) as db:
        rooms.add_room(db, garden)
        rooms.update_room(db, replace(garden, in_use=False))
    with database.reading() as db:
        assert [r.name for r in rooms.list_rooms(db)] == ["Garden", "Room 1"]
        assert rooms.find_room(db, "gARDEN") == rooms.load_room(db, "r2") == replace(garden, in_use=False)
        assert rooms.find_room(db, "Attic") is None


def test_an_export_is_followed_from_asked_to_done(database: Database) -> None:
    furnish(database)
    job = ExportJob(
        id="e1", state="queued", format="csv", from_date=date(2026, 1, 1), to_date=date(2026, 1, 31),
        deidentified=True, purpose="audit", requested_by=CARL.id, requested_by_name=CARL.display_name,
        requested_at=AT,
    )  # fmt: skip
    done = replace(
        job, state="done", rows_done=9, rows_total=9, sha256="f" * 64, file_name="a.csv", finished_at=LATER
    )
    with database.writing() as db:
        exports.add_export(db, job)
        exports.add_export(db, replace(job, id="e2", requested_at=LATER))
        exports.update_export(db, done)
    with database.reading() as db:
        assert exports.load_export(db, "e1") == done
        assert exports.load_export(db, "e9") is None
        assert [e.id for e in exports.list_exports(db)] == ["e2", "e1"]


def test_the_last_look_at_a_patient_is_remembered(database: Database) -> None:
    with database.writing() as db:
        assert views.last_view(db, "u", "p") is None
        views.add_view(db, "u", "p", AT)
        views.add_view(db, "u", "p", LATER)
        assert views.last_view(db, "u", "p") == LATER
        assert views.last_view(db, "u", "q") is None
