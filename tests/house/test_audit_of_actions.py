"""Every action that changes something leaves an audit entry: each is asked once and the audit looked at."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dashboard import actions as floor
from dashboard.actions import (
    alerts,
    audit,
    clinic_profile,
    contacts,
    discharge,
    events,
    exports,
    handover,
    imports,
    merging,
    note_texts,
    notes,
    overrides,
    patients,
    readings,
    rems,
    rooms,
    rules,
    session_header,
    sessions,
    sign_in,
    users,
    viewing,
    watching,
)
from dashboard.actions.clinic import Clinic
from dashboard.clinical.alerts import Level
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.notes import Meaning
from dashboard.clinical.people import Contact
from dashboard.clinical.readings import StrikeReason
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.clinical.rooms import Room
from dashboard.clinical.rules import Decision, RuleKind
from dashboard.clinical.sessions import SessionEnd
from dashboard.clinical.thresholds import LimitKind
from dashboard.store import rooms as rooms_store
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD, Clock, hire, open_test_clinic

TODAY = date(2026, 11, 23)
SHELL_PASSWORD = "another good sentence"


@dataclass
class Day:
    """A clinic in the middle of a day, and the ids of what is there."""

    bedside: Bedside
    folder: Path
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def clinic(self) -> Clinic:
        return self.bedside.clinic

    def begin(self) -> "Day":
        bedside = self.bedside
        session = bedside.open()
        reading = bedside.pressure(session, 186, 90)
        self.ids = {
            "session": session, "reading": reading.reading.id, "alert": reading.raised[0],
            "patient": reading.record.patient.id, "room": reading.record.room.id,
            "event": bedside.event(session, "other", text="Arrived").id,
            "token": sign_in.sign_in(bedside.clinic, "nina", PASSWORD, ADDRESS).token,
        }  # fmt: skip
        return self

    def ended(self) -> str:
        session = self.bedside.open(room="Room 2", mrn="2")
        end(self, session)
        return session

    def sheet(self) -> Path:
        path = self.folder / "sheet.csv"
        path.write_text("observed_at,heart_rate\n2026-11-23T12:00Z,70\n", encoding="utf-8")
        return path


def nurse(day: Day) -> tuple[Clinic, Actor]:
    return day.clinic, day.bedside.nina


def boss(day: Day) -> tuple[Clinic, Actor]:
    return day.clinic, day.bedside.ada


def end(day: Day, session: str) -> None:
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="fever")
    discharge.end_session(day.clinic, day.bedside.nina, session, request)


def sign(day: Day) -> str:
    session = day.ended()
    notes.sign_note(day.clinic, day.bedside.carl, session, Meaning.APPROVED, PASSWORD, ADDRESS)
    return session


def merge(day: Day) -> str:
    one, other = day.bedside.admit("78"), day.bedside.admit("79")
    return merging.merge_patients(*boss(day), one, other, "registered twice").id


def moved_limit(until: datetime | None = None) -> overrides.OverrideRequest:
    return overrides.OverrideRequest(
        measure="systolic", kind=LimitKind.HIGH, level=Level.URGENT, value=190, reason="Known", until=until
    )


def move_limit(day: Day) -> str:
    moved = overrides.move_for_session(day.clinic, day.bedside.carl, day.ids["session"], moved_limit())
    return moved.id


def under_rems(day: Day) -> str:
    session = day.bedside.open(room="Room 4", mrn="4", protocol="in_esketamine")
    day.bedside.event(session, "device_given", number=1, amount=28)
    return session


def send_rems(day: Day) -> None:
    session = under_rems(day)
    request = DischargeRequest(end=SessionEnd.TRANSFERRED, reason="fever")
    discharge.end_session(day.clinic, day.bedside.nina, session, request)
    rems.mark_rems_sent(*nurse(day), session, "Confirmation 4711")


def write_limits(day: Day) -> int:
    known = viewing.rule_versions(*boss(day), RuleKind.THRESHOLD_SET, "standard")[-1]
    draft = rules.RuleDraft(
        kind=RuleKind.THRESHOLD_SET, code="standard", document=known.document, shared=None, reason="Review"
    )
    return rules.write_version(*boss(day), draft, new=False).version


def take_export(day: Day) -> None:
    wanted = exports.ExportRequest(
        format="csv", from_date=TODAY, to_date=TODAY, deidentified=False, purpose="x"
    )
    job = exports.request_export(day.clinic, day.bedside.ada, wanted)
    day.clinic.jobs.shutdown(wait=True)
    exports.export_file(day.clinic, day.bedside.ada, job.id)


def asks() -> dict[Callable[..., Any], tuple[str, Callable[[Day], object]]]:
    """By action: the kind of audit entry it leaves, and how it is asked."""
    new = users.NewUser("mateo", "", frozenset({Role.NURSE}), PASSWORD)
    return {
        alerts.acknowledge_alert: ("alert_acknowledged", lambda d: alerts.acknowledge_alert(
            *nurse(d), d.ids["alert"], told=None, note=None, signs=[])),
        alerts.resolve_alert: ("alert_resolved", lambda d: alerts.resolve_alert(
            *nurse(d), d.ids["alert"], reason="Cuff had slipped")),
        audit.verify_for: ("audit_verified", lambda d: audit.verify_for(*boss(d))),
        clinic_profile.change_clinic: ("clinic_changed", lambda d: clinic_profile.change_clinic(
            *boss(d), name="Linden")),
        discharge.end_session: ("session_ended", lambda d: end(d, d.ids["session"])),
        events.record_event: ("event_recorded", lambda d: d.bedside.event(
            d.ids["session"], "other", text="Tea")),
        events.correct_event: ("event_corrected", lambda d: events.correct_event(
            *nurse(d), d.ids["event"], 1, events.EventCorrection(reason="typo", detail={"text": "Here"}))),
        events.strike_event: ("event_struck", lambda d: events.strike_event(
            *nurse(d), d.ids["event"], 1, StrikeReason.OTHER, "not so")),
        exports.request_export: ("export_requested", take_export),
        exports.export_file: ("export_taken", take_export),
        exports.session_csv: ("export_taken", lambda d: exports.session_csv(*boss(d), d.ids["session"])),
        exports.export_from_shell: ("export_taken", lambda d: exports.export_from_shell(
            d.clinic, "csv", TODAY, TODAY, False, "x", d.folder / "out.csv", lambda _done, _total: None)),
        handover.hand_over: ("event_recorded", lambda d: handover.hand_over(
            *nurse(d), d.ids["session"], d.bedside.look(d.ids["session"]).session.version,
            d.bedside.carl.user_id, "Likes it quiet")),
        imports.import_file: ("file_imported", lambda d: imports.import_file(
            d.clinic, d.sheet(), d.ids["session"], "nina", lambda _: None)),
        merging.merge_patients: ("patients_merged", merge),
        merging.part_patients: ("patients_parted", lambda d: merging.part_patients(
            *boss(d), merge(d), "two sisters")),
        note_texts.write_text: ("note_written", lambda d: note_texts.write_text(
            *nurse(d), d.ids["session"], 0, {"patient_words": "Calm"})),
        notes.sign_note: ("note_signed", sign),
        notes.add_addendum: ("addendum_added", lambda d: notes.add_addendum(
            *nurse(d), sign(d), "Well at home.")),
        notes.view_note: ("record_viewed", lambda d: notes.view_note(*nurse(d), d.ids["session"])),
        overrides.move_for_session: ("limit_moved", move_limit),
        overrides.move_for_patient: ("limit_moved", lambda d: overrides.move_for_patient(
            d.clinic, d.bedside.carl, d.ids["patient"], moved_limit(d.clinic.now() + timedelta(days=30)))),
        overrides.end_override: ("limit_move_ended", lambda d: overrides.end_override(
            d.clinic, d.bedside.carl, move_limit(d), "Back to the set")),
        patients.add_patient: ("patient_added", lambda d: d.bedside.admit("77")),
        patients.correct_patient: ("patient_corrected", lambda d: patients.correct_patient(
            *nurse(d), d.ids["patient"], patients.PatientCorrection(given_name="Martha"))),
        patients.view_patient: ("record_viewed", lambda d: patients.view_patient(
            *nurse(d), d.ids["patient"])),
        readings.record_reading: ("reading_recorded", lambda d: d.bedside.record(d.ids["session"])),
        readings.correct_reading: ("reading_corrected", lambda d: readings.correct_reading(
            *nurse(d), d.ids["reading"], 1,
            readings.ReadingCorrection(reason="misread", values={"systolic": 168}))),
        readings.strike_reading: ("reading_struck", lambda d: readings.strike_reading(
            *nurse(d), d.ids["reading"], 1,
            readings.Strike(reason_code=StrikeReason.OTHER, reason="not hers"))),
        rems.answer_rems: ("rems_answered", lambda d: rems.answer_rems(
            *nurse(d), under_rems(d), 0, {"enrolled": "yes"})),
        rems.rems_document: ("export_taken", lambda d: rems.rems_document(*nurse(d), under_rems(d), "html")),
        rems.mark_rems_sent: ("rems_sent", send_rems),
        rules.write_version: ("rules_written", write_limits),
        rules.decide_version: ("rules_decided", lambda d: rules.decide_version(
            d.clinic, d.bedside.carl, RuleKind.THRESHOLD_SET, "standard", write_limits(d),
            Decision.APPROVED, None)),
        rooms.add_room: ("room_added", lambda d: rooms.add_room(*boss(d), "Garden room")),
        rooms.give_room: ("room_changed", lambda d: rooms.give_room(
            d.clinic, d.bedside.nina, rooms.list_rooms(d.clinic, d.bedside.nina)[0].id, None)),
        rooms.change_room: ("room_changed", lambda d: rooms.change_room(
            *boss(d), d.ids["room"], name="Garden room")),
        sessions.open_session: ("session_opened", lambda d: d.bedside.open(room="Room 3", mrn="3")),
        session_header.change_session: ("session_changed", lambda d: session_header.change_session(
            *nurse(d), d.ids["session"], 1, session_header.HeaderChange(values={"weight_kg": 70.0}))),
        sessions.cancel_session: ("session_cancelled", lambda d: sessions.cancel_session(
            *nurse(d), d.bedside.open(room="Room 3", mrn="3"), "mistake")),
        sessions.accept_baseline: ("baseline_accepted", lambda d: sessions.accept_baseline(
            *nurse(d), d.ids["session"], d.ids["reading"], None)),
        sign_in.sign_in: ("signed_in", lambda d: sign_in.sign_in(d.clinic, "carl", PASSWORD, ADDRESS)),
        sign_in.sign_out: ("signed_out", lambda d: sign_in.sign_out(*nurse(d), d.ids["token"])),
        users.add_user: ("user_added", lambda d: users.add_user(*boss(d), new)),
        users.add_user_from_shell: ("user_added", lambda d: users.add_user_from_shell(
            d.clinic, "mateo", ["nurse"], None, PASSWORD)),
        users.change_user: ("user_changed", lambda d: users.change_user(
            *boss(d), d.bedside.nina.user_id, users.UserChange(display_name="N. Brandt"))),
        users.disable_user_from_shell: ("user_disabled", lambda d: users.disable_user_from_shell(
            d.clinic, "nina")),
        contacts.change_own_contact: ("user_changed", lambda d: contacts.change_own_contact(
            *nurse(d), Contact(first_name="Nina"))),
        users.change_own_password: ("password_changed", lambda d: users.change_own_password(
            *nurse(d), PASSWORD, SHELL_PASSWORD, address=ADDRESS, token="")),
        watching.watch_session: ("alert_escalated", lambda d: (
            d.bedside.clock.forward(3), watching.watch_session(d.clinic, d.ids["session"]))),
        viewing.view_session: ("record_viewed", lambda d: viewing.view_session(*nurse(d), d.ids["session"])),
    }  # fmt: skip


ASKS = asks()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    clock = Clock()
    clinic = open_test_clinic(tmp_path / "clinic", clock)
    yield Day(Bedside(clinic, clock, hire(clinic)), tmp_path).begin()
    clinic.close()


@pytest.mark.parametrize("action", ASKS, ids=lambda action: action.__name__)
def test_an_action_that_changes_something_leaves_its_audit_entry(
    day: Day, action: Callable[..., Any]
) -> None:
    kind, ask = ASKS[action]
    before = day.bedside.rows()
    ask(day)
    left = [entry for entry in day.bedside.audit() if entry.number > before]
    assert kind in {entry.action for entry in left}
    assert audit.verify(day.clinic).ok


def modules() -> list[ModuleType]:
    return [import_module(f"{floor.__name__}.{m.name}") for m in pkgutil.iter_modules(floor.__path__)]


def test_no_action_that_works_on_the_record_is_left_out() -> None:
    """Whoever adds an action that opens a work decides here what it leaves in the audit."""
    working = {
        function
        for module in modules()
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not function.__name__.startswith("_")
        and "clinic.work(" in inspect.getsource(function)
    }
    audited_elsewhere = {"note_view", "set_up"}
    assert {f.__name__ for f in working - set(ASKS)} == audited_elsewhere


def test_a_work_that_wrote_and_left_no_audit_entry_is_rolled_back(day: Day) -> None:
    with (
        pytest.raises(RuntimeError, match="without an audit entry"),
        day.clinic.work(day.bedside.ada, Permission.MANAGE_ROOMS) as work,
    ):
        rooms_store.add_room(work.db, Room(work.new_id(), "Nowhere", 99))
    assert "Nowhere" not in {room.name for room in rooms.list_rooms(day.clinic, day.bedside.ada)}


def test_setting_a_clinic_up_is_audited(tmp_path: Path) -> None:
    fresh = open_test_clinic(tmp_path, Clock())
    new = sign_in.first_administrator("eva", PASSWORD, "Eva Lund")
    eva = sign_in.set_up(fresh, sign_in.new_set_up_token(fresh), new, "New clinic", "UTC").actor()
    entries = audit.list_audit(fresh, eva)
    fresh.close()
    assert [entry.action for entry in entries] == ["user_added", "clinic_created", "defaults_shipped"]


def test_a_wrong_try_is_audited_too(day: Day) -> None:
    with pytest.raises(Exception, match="wrong"):
        sign_in.sign_in(day.clinic, "nina", "not her password", ADDRESS)
    assert day.bedside.audit()[0].action == "sign_in_refused"
