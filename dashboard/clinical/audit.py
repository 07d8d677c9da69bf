"""The kinds of audit entries and the sentence for each. Codes are stored for ever."""

from enum import StrEnum


class AuditKind(StrEnum):
    """What was done or seen."""

    CLINIC_CREATED = "clinic_created"
    CLINIC_CHANGED = "clinic_changed"
    DEFAULTS_SHIPPED = "defaults_shipped"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_DISABLED = "user_disabled"
    PASSWORD_CHANGED = "password_changed"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    PATIENT_ADDED = "patient_added"
    PATIENT_CORRECTED = "patient_corrected"
    ROOM_ADDED = "room_added"
    ROOM_CHANGED = "room_changed"
    SESSION_OPENED = "session_opened"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_ENDED = "session_ended"
    BASELINE_ACCEPTED = "baseline_accepted"
    READING_RECORDED = "reading_recorded"
    READING_CORRECTED = "reading_corrected"
    READING_STRUCK = "reading_struck"
    READING_MOVED = "reading_moved"
    EVENT_RECORDED = "event_recorded"
    EVENT_CORRECTED = "event_corrected"
    EVENT_STRUCK = "event_struck"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    ALERT_RESOLVED = "alert_resolved"
    ALERT_ESCALATED = "alert_escalated"
    ALERTS_JUDGED = "alerts_judged"
    NOTE_SIGNED = "note_signed"
    ADDENDUM_ADDED = "addendum_added"
    RULES_WRITTEN = "rules_written"
    RULES_DECIDED = "rules_decided"
    LIMIT_MOVED = "limit_moved"
    LIMIT_MOVE_ENDED = "limit_move_ended"
    PATIENTS_MERGED = "patients_merged"
    PATIENTS_PARTED = "patients_parted"
    NOTE_WRITTEN = "note_written"
    REMS_ANSWERED = "rems_answered"
    REMS_SENT = "rems_sent"
    HANDED_OVER = "handed_over"
    RECORD_VIEWED = "record_viewed"
    EXPORT_REQUESTED = "export_requested"
    EXPORT_FINISHED = "export_finished"
    EXPORT_TAKEN = "export_taken"
    FILE_IMPORTED = "file_imported"
    AUDIT_VERIFIED = "audit_verified"


SENTENCES: dict[AuditKind, str] = {
    AuditKind.CLINIC_CREATED: "{who} created the clinic",
    AuditKind.CLINIC_CHANGED: "{who} changed the clinic's details",
    AuditKind.DEFAULTS_SHIPPED: "Shipped protocols and limits were put in place",
    AuditKind.USER_ADDED: "{who} added a person",
    AuditKind.USER_CHANGED: "{who} changed a person",
    AuditKind.USER_DISABLED: "{who} disabled a person",
    AuditKind.PASSWORD_CHANGED: "{who} changed a password",
    AuditKind.SIGNED_IN: "{who} signed in",
    AuditKind.SIGN_IN_REFUSED: "A sign-in was refused",
    AuditKind.SIGNED_OUT: "{who} signed out",
    AuditKind.PATIENT_ADDED: "{who} added a patient",
    AuditKind.PATIENT_CORRECTED: "{who} corrected a patient's details",
    AuditKind.ROOM_ADDED: "{who} added a room",
    AuditKind.ROOM_CHANGED: "{who} changed a room",
    AuditKind.SESSION_OPENED: "{who} opened a session",
    AuditKind.SESSION_CHANGED: "{who} changed a session's header",
    AuditKind.SESSION_CANCELLED: "{who} cancelled a session",
    AuditKind.SESSION_ENDED: "{who} ended a session",
    AuditKind.BASELINE_ACCEPTED: "{who} accepted a baseline",
    AuditKind.READING_RECORDED: "{who} recorded a reading",
    AuditKind.READING_CORRECTED: "{who} corrected a reading",
    AuditKind.READING_STRUCK: "{who} struck a reading",
    AuditKind.READING_MOVED: "{who} moved a reading here from another session",
    AuditKind.EVENT_RECORDED: "{who} recorded an event",
    AuditKind.EVENT_CORRECTED: "{who} corrected an event",
    AuditKind.EVENT_STRUCK: "{who} struck an event",
    AuditKind.ALERT_ACKNOWLEDGED: "{who} acknowledged an alert",
    AuditKind.ALERT_RESOLVED: "{who} resolved an alert",
    AuditKind.ALERT_ESCALATED: "An alert went beyond the room",
    AuditKind.ALERTS_JUDGED: "Time passed and alerts were judged again",
    AuditKind.NOTE_SIGNED: "{who} signed a note",
    AuditKind.ADDENDUM_ADDED: "{who} added an addendum",
    AuditKind.RULES_WRITTEN: "{who} wrote a version of a protocol or of limits",
    AuditKind.RULES_DECIDED: "{who} approved or refused a version of a protocol or of limits",
    AuditKind.LIMIT_MOVED: "{who} moved a limit for a patient or session",
    AuditKind.LIMIT_MOVE_ENDED: "{who} took a moved limit back",
    AuditKind.PATIENTS_MERGED: "{who} merged two records of one patient",
    AuditKind.PATIENTS_PARTED: "{who} parted two merged records",
    AuditKind.NOTE_WRITTEN: "{who} wrote in a note",
    AuditKind.REMS_ANSWERED: "{who} answered a REMS worksheet",
    AuditKind.REMS_SENT: "{who} marked a REMS worksheet as sent",
    AuditKind.HANDED_OVER: "{who} handed a session over",
    AuditKind.RECORD_VIEWED: "{who} viewed a patient's record",
    AuditKind.EXPORT_REQUESTED: "{who} asked for an export",
    AuditKind.EXPORT_FINISHED: "An export was finished",
    AuditKind.EXPORT_TAKEN: "{who} downloaded an export",
    AuditKind.FILE_IMPORTED: "{who} imported a file",
    AuditKind.AUDIT_VERIFIED: "{who} verified the audit chain",
}
