"""Exports as jobs, views, and what the audit and the database themselves hold fast."""

import csv
import hashlib
import io
import json
import time
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.actions import audit, exports, viewing
from dashboard.actions.exports import ExportJob, ExportRequest
from dashboard.actions.readings import ReadingCorrection, correct_reading
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import InvalidEntry, NotFound, NotPermitted, WrongState
from dashboard.clinical.roles import Permission
from dashboard.clinical.rooms import Room
from dashboard.store import rooms
from tests.actions.bedside import Bedside

TODAY = date(2026, 11, 23)
FINISHED_WITHIN_S = 30


def request(**changes: object) -> ExportRequest:
    fields = {
        "format": "csv", "from_date": TODAY, "to_date": TODAY, "deidentified": False,
        "purpose": "Quarterly review",
    }  # fmt: skip
    return ExportRequest(**{**fields, **changes})  # type: ignore[arg-type]


def finished(bedside: Bedside, wanted: ExportRequest) -> ExportJob:
    """The job once it has come to its end."""
    job = exports.request_export(bedside.clinic, bedside.ada, wanted)
    until = time.monotonic() + FINISHED_WITHIN_S
    while job.state in ("queued", "running") and time.monotonic() < until:
        job = exports.export_job(bedside.clinic, bedside.ada, job.id)
    return job


@pytest.mark.parametrize(("deidentified", "begins"), [(False, "identified-"), (True, "deidentified-")])
def test_an_export_is_written_with_its_manifest_and_its_name_says_what_it_is(
    bedside: Bedside, deidentified: bool, begins: str
) -> None:
    bedside.record(bedside.open())
    job = finished(bedside, request(deidentified=deidentified))
    assert (job.state, job.rows_done, job.rows_total) == ("done", 1, 1)
    job, path = exports.export_file(bedside.clinic, bedside.ada, job.id)
    assert path.name.startswith(begins)
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == job.sha256
    manifest = json.loads(next(path.parent.glob("*manifest.json")).read_text(encoding="utf-8"))
    assert (manifest["sha256"], manifest["deidentified"], manifest["purpose"]) == (
        job.sha256, deidentified, "Quarterly review",
    )  # fmt: skip
    assert (b"204881" in content) is not deidentified
    assert not (deidentified and b"Kowalczyk" in content)


def test_the_wide_format_is_written_too(bedside: Bedside) -> None:
    session = bedside.open()
    bedside.record(session)
    bedside.record(session, {"heart_rate": 75})
    job = finished(bedside, request(format="csv_wide"))
    _, path = exports.export_file(bedside.clinic, bedside.ada, job.id)
    assert path.name.startswith("identified-")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len([row for row in rows if row and not row[0].startswith("#")]) >= 3


def test_days_without_sessions_give_an_empty_export(bedside: Bedside) -> None:
    bedside.record(bedside.open())
    job = finished(bedside, request(from_date=date(2020, 1, 1), to_date=date(2020, 1, 2)))
    assert (job.state, job.rows_total) == ("done", 0)


def test_asking_finishing_and_taking_an_export_are_audited_with_its_purpose(bedside: Bedside) -> None:
    bedside.record(bedside.open())
    job = finished(bedside, request())
    exports.export_file(bedside.clinic, bedside.ada, job.id)
    kinds = [AuditKind.EXPORT_REQUESTED, AuditKind.EXPORT_FINISHED, AuditKind.EXPORT_TAKEN]
    entries = [bedside.audit(kind.value)[0] for kind in kinds]
    assert {entry.object_id for entry in entries} == {job.id}
    assert entries[0].reason == "Quarterly review"
    assert entries[2].actor_id == bedside.ada.user_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"purpose": " "}, "purpose"), ({"format": "docx"}, "format"), ({"to_date": date(2026, 11, 1)}, "to")],
)  # fmt: skip
def test_an_export_that_cannot_be_is_refused(
    bedside: Bedside, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidEntry) as refused:
        exports.request_export(bedside.clinic, bedside.ada, request(**changes))
    assert [fault.field for fault in refused.value.errors] == [field]


def test_exports_are_the_administrators(bedside: Bedside) -> None:
    session = bedside.open()
    for actor in (bedside.nina, bedside.carl):
        with pytest.raises(NotPermitted):
            exports.request_export(bedside.clinic, actor, request())
        with pytest.raises(NotPermitted):
            exports.session_csv(bedside.clinic, actor, session)


def test_an_export_whose_file_is_gone_or_unknown_is_not_found(bedside: Bedside) -> None:
    job = finished(bedside, request())
    _, path = exports.export_file(bedside.clinic, bedside.ada, job.id)
    path.unlink()
    with pytest.raises(NotFound):
        exports.export_file(bedside.clinic, bedside.ada, job.id)
    with pytest.raises(NotFound):
        exports.export_job(bedside.clinic, bedside.ada, "none")


def test_an_export_that_could_not_be_written_says_so(bedside: Bedside) -> None:
    (bedside.clinic.data_dir / "exports").write_text("a file where the folder should be", encoding="utf-8")
    job = finished(bedside, request())
    assert (job.state, bool(job.error)) == ("failed", True)
    (bedside.clinic.data_dir / "exports").unlink()
    with pytest.raises(WrongState):
        exports.export_file(bedside.clinic, bedside.ada, job.id)


def test_the_shell_writes_the_same_export_to_a_file_of_ones_choice(bedside: Bedside, tmp_path: Path) -> None:
    bedside.record(bedside.open())
    out, steps = tmp_path / "sent.csv", []
    exports.export_from_shell(
        bedside.clinic,
        "csv",
        TODAY,
        TODAY,
        False,
        "Request 7",
        out,
        lambda done, total: steps.append((done, total)),
    )
    _, path = exports.export_file(bedside.clinic, bedside.ada, finished(bedside, request()).id)
    assert out.read_bytes() == path.read_bytes()
    assert steps[-1] == (1, 1)
    assert bedside.audit("export_taken")[-1].detail["operating_system_user"]


def test_looking_at_a_record_is_audited_once_in_a_quarter_of_an_hour(bedside: Bedside) -> None:
    session = bedside.open()

    def views() -> int:
        return len(bedside.audit("record_viewed"))

    viewing.view_session(bedside.clinic, bedside.nina, session)
    bedside.clock.forward(14.9)
    viewing.view_session(bedside.clinic, bedside.nina, session)
    assert views() == 1
    viewing.view_session(bedside.clinic, bedside.ada, session)
    assert views() == 2
    bedside.clock.forward(0.2)
    viewing.view_session(bedside.clinic, bedside.nina, session)
    assert views() == 3
    entry = bedside.audit("record_viewed")[0]
    assert (entry.actor_id, entry.patient_id) == (bedside.nina.user_id, bedside.look(session).patient.id)


def test_the_board_is_seen_by_all_and_is_no_view_of_a_record(bedside: Bedside) -> None:
    session = bedside.open()
    for actor in (bedside.nina, bedside.carl, bedside.ada):
        board = viewing.view_board(bedside.clinic, actor)
        assert [r.session.id for _, r in board.rooms if r] == [session]
    assert bedside.audit("record_viewed") == []


def test_verifying_is_the_administrators_and_is_itself_audited(bedside: Bedside) -> None:
    bedside.record(bedside.open())
    verified = audit.verify_for(bedside.clinic, bedside.ada)
    assert verified.ok
    assert bedside.audit("audit_verified")[0].actor_id == bedside.ada.user_id
    with pytest.raises(NotPermitted):
        audit.verify_for(bedside.clinic, bedside.nina)


@pytest.mark.parametrize("statement", ["UPDATE {table} SET version = 9", "DELETE FROM {table}"])
@pytest.mark.parametrize("table", ["reading_versions", "event_versions", "session_versions"])
def test_what_was_recorded_is_neither_changed_nor_deleted_in_sql(
    bedside: Bedside, table: str, statement: str
) -> None:
    session = bedside.open()
    bedside.dose(session)
    reading = bedside.record(session).reading
    correct_reading(
        bedside.clinic,
        bedside.nina,
        reading.id,
        1,
        ReadingCorrection(reason="misread", values={"heart_rate": 80}),
    )
    with pytest.raises(sa.exc.DBAPIError), bedside.clinic.database.writing() as db:
        db.execute(sa.text(statement.format(table=table)))
    record = bedside.look(session)
    assert (record.readings[0].version, len(record.earlier_readings), len(record.events)) == (2, 1, 1)
    assert audit.verify(bedside.clinic).ok


def test_a_change_without_an_audit_entry_is_rolled_back(bedside: Bedside) -> None:
    with (
        pytest.raises(RuntimeError, match="without an audit entry"),
        bedside.clinic.work(bedside.ada, Permission.MANAGE_ROOMS) as work,
    ):
        rooms.add_room(work.db, Room(work.new_id(), "Secret room", 99))
    assert "Secret room" not in [
        room.name for room, _ in viewing.view_board(bedside.clinic, bedside.ada).rooms
    ]
    assert audit.verify(bedside.clinic).ok


def test_nothing_is_announced_for_what_was_rolled_back(bedside: Bedside) -> None:
    session = bedside.open()
    told = []
    bedside.clinic.subscribe(told.append)
    with pytest.raises(InvalidEntry):
        bedside.record(session, {"spo2": 101})
    assert told == []
    bedside.record(session, {"spo2": 97})
    assert [(change.kind, change.session_id) for change in told] == [("reading", session)]
