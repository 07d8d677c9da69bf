"""Papers made on request: the transfer summary at once, a downtime sheet by hand, a blank flowsheet."""

from contextlib import suppress

from dashboard.actions.clinic import Clinic
from dashboard.actions.clinic_profile import clinic_profile
from dashboard.actions.viewing import list_protocols, view_session
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.errors import CannotStore, NotFound
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.downtime import downtime_sheet
from dashboard.documents.flowsheet import blank_flowsheet, flowsheet_html, flowsheet_pdf
from dashboard.documents.transfer import compose_transfer, transfer_html, transfer_pdf


def transfer_summary(clinic: Clinic, actor: Actor, session_id: str, form: str) -> bytes:
    """One page for whoever takes the patient over, as html or pdf; audited as taken away, never held back."""
    record = view_session(clinic, actor, session_id)
    summary = compose_transfer(record)
    _audit_taken(clinic, actor, record, f"transfer {form}")
    return transfer_pdf(summary) if form == "pdf" else transfer_html(summary).encode("utf-8")


def downtime_page(clinic: Clinic, actor: Actor, session_id: str) -> bytes:
    """The session's downtime sheet as it stands now."""
    record = view_session(clinic, actor, session_id)
    _audit_taken(clinic, actor, record, "downtime sheet")
    return downtime_sheet(record)


def flowsheet(clinic: Clinic, actor: Actor, protocol_code: str, minutes: tuple[int, ...], form: str) -> bytes:
    """A blank flowsheet of a protocol to print; without minutes those of its checks."""
    protocol = next((p for p in list_protocols(clinic, actor) if p.code == protocol_code), None)
    if protocol is None:
        raise NotFound("There is no such protocol.")
    wanted = minutes or tuple(sorted({m for check in protocol.checks for m in check.get("at_min", ())}))
    every = next((int(c["every_min"]) for c in protocol.checks if c["code"] == "during"), None)
    if not minutes and every and protocol.planned_duration_min:
        wanted = tuple(range(every, protocol.after_dose_start_min + 1, every))
    sheet = blank_flowsheet(protocol, wanted, clinic_profile(clinic, actor))
    if form == "pdf":
        return flowsheet_pdf(sheet, clinic.now())
    return flowsheet_html(sheet).encode("utf-8")


def _audit_taken(clinic: Clinic, actor: Actor, record: SessionRecord, form: str) -> None:
    with suppress(CannotStore), clinic.work(actor, Permission.VIEW_RECORDS) as work:
        work.audit(
            AuditKind.EXPORT_TAKEN, "session", record.session.id, patient_id=record.patient.id, format=form
        )
