"""Verifying and reading the audit."""

from collections.abc import Sequence

from dashboard.actions.clinic import Clinic
from dashboard.clinical.audit import AuditKind
from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.store import audit as audit_store
from dashboard.store.audit import AuditEntry, Verification


def verify(clinic: Clinic) -> Verification:
    """Check the chain, every row it names, and the anchor outside the database. Changes nothing."""
    anchor = clinic.anchor.read()  # before the snapshot: the chain only grows
    with clinic.look(SYSTEM, Permission.READ_AUDIT) as look:
        return audit_store.verify_chain(look.db, clinic.audit_key, anchor)


def verify_for(clinic: Clinic, actor: Actor) -> Verification:
    """The same for an administrator; that it was asked is itself audited."""
    actor.require(Permission.READ_AUDIT)
    verified = verify(clinic)
    with clinic.work(actor, Permission.READ_AUDIT) as work:
        work.audit(AuditKind.AUDIT_VERIFIED, "audit", "audit", ok=verified.ok)
    return verified


def list_audit(
    clinic: Clinic, actor: Actor, *, patient_id: str | None = None, actor_id: str | None = None,
    action: str | None = None, before: int | None = None, limit: int = 100,
) -> Sequence[AuditEntry]:  # fmt: skip
    """Audit entries, newest first."""
    with clinic.look(actor, Permission.READ_AUDIT) as look:
        return audit_store.list_audit(
            look.db, patient_id=patient_id, actor_id=actor_id, action=action, before=before, limit=limit
        )
