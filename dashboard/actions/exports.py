"""Exports: asked for with a purpose, written as a job with progress, audited, kept with a manifest."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.actions.clinic import Clinic, Once
from dashboard.actions.users import shell_actor
from dashboard.actions.viewing import view_session
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import CannotStore, FieldError, InvalidEntry, NotFound, WrongState
from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.texts import text_error
from dashboard.documents.deidentify import StudyIds
from dashboard.documents.exports import FORMATS, export_file_name
from dashboard.store import exports as exports_store
from dashboard.store import sessions as sessions_store
from dashboard.store.exports import ExportJob
from dashboard.store.session_records import load_records

PURPOSE_LENGTH = 300
_SESSIONS_AT_ONCE = 50
__all__ = [
    "ExportJob", "ExportRequest", "export_file", "export_from_shell", "export_job", "list_exports",
    "request_export",
    "session_csv",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is wanted: a format of the registry, dates of the clinic's zone (both inclusive), and why."""

    format: str
    from_date: date
    to_date: date
    deidentified: bool
    purpose: str


def request_export(
    clinic: Clinic, actor: Actor, request: ExportRequest, once: Once | None = None
) -> ExportJob:
    """Queue an export; it is written in the background."""
    _check(request)
    with clinic.work(actor, Permission.EXPORT_RECORDS, once) as work:
        job = ExportJob(
            id=work.new_id(), state="queued", format=request.format, from_date=request.from_date,
            to_date=request.to_date, deidentified=request.deidentified, purpose=request.purpose,
            requested_by=actor.user_id, requested_by_name=actor.display_name, requested_at=work.now,
            finished_at=None, rows_done=0, rows_total=0, sha256=None, file_name=None, error=None,
        )  # fmt: skip
        exports_store.add_export(work.db, job)
        work.audit(
            AuditKind.EXPORT_REQUESTED, "export", job.id, reason=request.purpose, format=request.format,
            from_date=request.from_date.isoformat(), to_date=request.to_date.isoformat(),
            deidentified=request.deidentified,
        )  # fmt: skip
        work.done(job)
    clinic.jobs.submit(_run, clinic, job)
    return job


def export_job(clinic: Clinic, actor: Actor, export_id: str) -> ExportJob:
    """How far an export is; NotFound when there is none."""
    with clinic.look(actor, Permission.EXPORT_RECORDS) as look:
        job = exports_store.load_export(look.db, export_id)
    if job is None:
        raise NotFound("There is no such export.")
    return job


def list_exports(clinic: Clinic, actor: Actor) -> list[ExportJob]:
    """Earlier exports, newest first."""
    with clinic.look(actor, Permission.EXPORT_RECORDS) as look:
        return list(exports_store.list_exports(look.db))


def export_file(clinic: Clinic, actor: Actor, export_id: str) -> tuple[ExportJob, Path]:
    """The finished file; taking it is audited. WrongState before it is done."""
    job = export_job(clinic, actor, export_id)
    path = _folder(clinic) / (job.file_name or "")
    if job.state != "done" or job.file_name is None:
        raise WrongState("The export is not finished.", "not_finished")
    if not path.is_file():
        raise NotFound("The file was removed from the data folder.")
    with suppress(CannotStore), clinic.work(actor, Permission.EXPORT_RECORDS) as work:
        work.audit(AuditKind.EXPORT_TAKEN, "export", job.id, sha256=job.sha256)
    return job, path


def session_csv(clinic: Clinic, actor: Actor, session_id: str) -> bytes:
    """One session's readings as the long CSV, identified; audited as an export."""
    actor.require(Permission.EXPORT_RECORDS)
    record = view_session(clinic, actor, session_id)
    content = b"".join(FORMATS["csv"].write([record], lambda _: None, None))
    # A full disk stops saving, not the way out of what is there.
    with suppress(CannotStore), clinic.work(actor, Permission.EXPORT_RECORDS) as work:
        work.audit(
            AuditKind.EXPORT_TAKEN, "session", session_id, patient_id=record.patient.id, format="csv",
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    return content


def export_from_shell(
    clinic: Clinic, format: str, from_date: date, to_date: date, deidentified: bool, purpose: str, out: Path,
    progress: Callable[[int, int], None],
) -> None:  # fmt: skip
    """`export` of the command line: the same writers into a file of one's choice."""
    request = ExportRequest(
        format=format, from_date=from_date, to_date=to_date, deidentified=deidentified, purpose=purpose
    )
    _check(request)
    ids = _session_ids(clinic, request)
    progress(0, len(ids))
    digest, rows = _write(clinic, request, ids, out, lambda done: progress(done, len(ids)))
    who = shell_actor()
    with clinic.work(who, Permission.EXPORT_RECORDS) as work:
        work.audit(
            AuditKind.EXPORT_TAKEN, "export", out.name, reason=purpose, sha256=digest, rows=rows,
            operating_system_user=who.operating_system_user, format=format, deidentified=deidentified,
            from_date=from_date.isoformat(), to_date=to_date.isoformat(),
        )  # fmt: skip


def _check(request: ExportRequest) -> None:
    errors = [text_error("purpose", "The purpose", request.purpose, PURPOSE_LENGTH, required=True)]
    if request.format not in FORMATS:
        known = ", ".join(FORMATS)
        errors.append(
            FieldError(
                "format", "unknown_format", f"{request.format[:40]} is not a format. There are: {known}."
            )
        )
    if request.to_date < request.from_date:
        errors.append(FieldError("to", "order", "The last day lies before the first."))
    if found := [e for e in errors if e]:
        raise InvalidEntry(found)


def _folder(clinic: Clinic) -> Path:
    folder = clinic.data_dir / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _session_ids(clinic: Clinic, request: ExportRequest) -> list[str]:
    ids: list[str] = []
    cursor: str | None = None
    with clinic.look(SYSTEM, Permission.EXPORT_RECORDS) as look:
        while True:
            found, cursor = sessions_store.list_sessions(
                look.db, from_date=request.from_date, to_date=request.to_date, before=cursor
            )
            ids += [s.id for s in found]
            if cursor is None:
                return ids[::-1]


def _records(clinic: Clinic, ids: list[str], done: Callable[[int], None]) -> Iterator[SessionRecord]:
    """Sessions in small batches, so that memory stays flat and no connection is held for long."""
    for start in range(0, len(ids), _SESSIONS_AT_ONCE):
        with clinic.look(SYSTEM, Permission.EXPORT_RECORDS) as look:
            batch = load_records(look.db, ids[start : start + _SESSIONS_AT_ONCE], look.now)
        yield from batch
        done(min(start + _SESSIONS_AT_ONCE, len(ids)))


def _write(
    clinic: Clinic, request: ExportRequest, ids: list[str], out: Path, done: Callable[[int], None]
) -> tuple[str, int]:
    """Write the file beside its place, then move it there; the SHA-256 and the number of rows."""
    digest = hashlib.sha256()
    rows = 0

    def count(number: int) -> None:
        nonlocal rows
        rows = number

    study_ids = StudyIds() if request.deidentified else None
    partial = out.with_name(out.name + ".part")
    with partial.open("wb") as file:
        for chunk in FORMATS[request.format].write(_records(clinic, ids, done), count, study_ids):
            digest.update(chunk)
            file.write(chunk)
    partial.replace(out)
    return digest.hexdigest(), rows


def _run(clinic: Clinic, job: ExportJob) -> None:
    request = ExportRequest(
        format=job.format,
        from_date=job.from_date,
        to_date=job.to_date,
        deidentified=job.deidentified,
        purpose=job.purpose,
    )
    try:
        ids = _session_ids(clinic, request)
        running = replace(job, state="running", rows_total=len(ids))
        _progress(clinic, running)
        name = _file_name(clinic, job)
        path = _folder(clinic) / name
        digest, rows = _write(
            clinic, request, ids, path, lambda done: _progress(clinic, replace(running, rows_done=done))
        )
        _write_manifest(clinic, running, path, digest, rows)
        _finish(
            clinic, replace(running, state="done", rows_done=len(ids), sha256=digest, file_name=name), rows
        )
    except Exception as error:  # a job has nobody to raise to: its state says what went wrong
        _finish(clinic, replace(job, state="failed", error=f"The export stopped: {type(error).__name__}."), 0)


def _file_name(clinic: Clinic, job: ExportJob) -> str:
    """The registry's name with the job's own mark, so that two exports never share a file."""
    name = export_file_name(
        FORMATS[job.format],
        job.from_date,
        job.to_date,
        deidentified=job.deidentified,
        practice=clinic.practice,
    )
    stem, _, extension = name.rpartition(".")
    return f"{stem}-{job.id[-6:]}.{extension}"


def _progress(clinic: Clinic, job: ExportJob) -> None:
    with clinic.database.writing() as db:
        exports_store.update_export(db, job)


def _finish(clinic: Clinic, job: ExportJob, rows: int) -> None:
    with clinic.work(SYSTEM, Permission.EXPORT_RECORDS) as work:
        exports_store.update_export(work.db, replace(job, finished_at=work.now))
        work.audit(AuditKind.EXPORT_FINISHED, "export", job.id, state=job.state, sha256=job.sha256, rows=rows)


def _write_manifest(clinic: Clinic, job: ExportJob, path: Path, digest: str, rows: int) -> None:
    """What the file is, beside it: for whoever receives it."""
    manifest = {
        "file": path.name, "format": job.format, "sha256": digest, "sessions": job.rows_total, "rows": rows,
        "from": job.from_date.isoformat(), "to": job.to_date.isoformat(), "deidentified": job.deidentified,
        "purpose": job.purpose, "requested_at": job.requested_at.isoformat(), "practice": clinic.practice,
        "audit_head": (head.mac if (head := clinic.anchor.read()) else None),
    }  # fmt: skip
    path.with_suffix(".manifest.json").write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8"
    )
