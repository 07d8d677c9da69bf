"""All tables of the record. Rows of APPEND_ONLY are never changed; triggers refuse it on both databases.

The key of a versioned table begins with what it is read by, and WITHOUT ROWID lays it on disk in that
order: one session's readings lie together however many sessions there are.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from dashboard.store.column_types import JsonText, UtcTime

metadata = MetaData()


def _id(name: str = "id", **options: Any) -> Column[str]:
    return Column(name, String(64), primary_key=True, **options)


def _part(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _code(name: str, *references: ForeignKey, null: bool = False) -> Column[str]:
    return Column(name, String(64), *references, nullable=null)


def _text(name: str, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _at(name: str, null: bool = False) -> Column[Any]:
    return Column(name, UtcTime, nullable=null)


def _json(name: str, null: bool = False) -> Column[Any]:
    return Column(name, JsonText, nullable=null)


def _whole(name: str, null: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=null)


def _number(name: str, null: bool = True) -> Column[float]:
    return Column(name, Double, nullable=null)


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _session(primary_key: bool = False) -> Column[str]:
    return Column(
        "session_id", String(64), ForeignKey("sessions.id"), primary_key=primary_key, nullable=False
    )


def _clustered(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


# The clinic and its people

instance = Table("instance", metadata, _id("kind"), _code("id"))

users = Table(
    "users", metadata,
    _id(), _text("username"), _text("username_folded"), _text("display_name"), _json("roles"),
    _text("password_hash"), _at("created_at"), _at("disabled_at", null=True), _json("contact", null=True),
    Index("users_by_name", "username_folded", unique=True),
)  # fmt: skip

sign_ins = Table(
    "sign_ins", metadata,
    _id("token_sha256"), _code("user_id", ForeignKey("users.id")), _text("csrf_token"), _at("created_at"),
    _at("expires_at"), Index("sign_ins_by_user", "user_id"),
)  # fmt: skip

sign_in_tries = Table(
    "sign_in_tries", metadata,
    Column("id", Integer, primary_key=True), _text("account"), _text("address"), _at("at"),
    Index("sign_in_tries_by_account", "account", "address", "at"),
)  # fmt: skip

clinic_versions = Table(
    "clinic_versions", metadata,
    _part("version"), _text("name"), _code("time_zone"), _text("emergency_text"), _at("at"), _code("by"),
    _json("address", null=True),
)  # fmt: skip

rooms = Table(
    "rooms", metadata,
    _id(), _text("name"), _text("name_folded"), _whole("position"), _yes("in_use"),
    _code("nurse_id", null=True),
    Index("rooms_by_name", "name_folded", unique=True),
)  # fmt: skip

protocol_versions = Table(
    "protocol_versions", metadata,
    _id("code"), _part("version"), _json("document"), _json("shared"), _at("at"), _code("by"),
    _text("reason", null=True), _at("starts_at", null=True), Column("needs_approval", Boolean, nullable=True),
)  # fmt: skip

threshold_set_versions = Table(
    "threshold_set_versions", metadata,
    _id("code"), _part("version"), _json("document"), _at("at"), _code("by"),
    _text("reason", null=True), _at("starts_at", null=True), Column("needs_approval", Boolean, nullable=True),
)  # fmt: skip

# A version that needs approval is in force only after a clinician's; `kind` is protocol or threshold_set.
rule_decisions = Table(
    "rule_decisions", metadata,
    _id("kind"), _id("code"), _part("version"), _part("number"), _code("decision"), _at("at"), _code("by"),
    _text("reason", null=True),
)  # fmt: skip

limit_overrides = Table(
    "limit_overrides", metadata,
    _id(), _code("patient_id"), _code("session_id", null=True), _code("measure"), _code("kind"),
    _code("level"), _number("value", null=False), _text("reason"), _at("at"), _code("by"),
    _at("until", null=True), Index("limit_overrides_by_patient", "patient_id"),
)  # fmt: skip

limit_override_ends = Table(
    "limit_override_ends", metadata, _id("override_id"), _at("at"), _code("by"), _text("reason"),
)  # fmt: skip

# Patients: one row that points to the current version, and every version

patients = Table(
    "patients", metadata,
    _id(), _text("mrn"), _whole("current_version"), Index("patients_by_mrn", "mrn", unique=True),
)  # fmt: skip

patient_versions = Table(
    "patient_versions", metadata,
    _id(), _part("version"), _text("mrn"), _text("family_name"), _text("given_name"),
    Column("birth_date", Date, nullable=False), _code("sex"), _text("family_folded"), _text("given_folded"),
    _at("recorded_at"), _code("recorded_by"), _text("reason", null=True), _text("allergies", null=True),
    _json("facts", null=True),
    Index("patient_versions_by_birth", "birth_date"),
    Index("patient_versions_by_name", "family_folded", "given_folded"),
    Index("patient_versions_by_time", "recorded_at"),
)  # fmt: skip

patient_merges = Table(
    "patient_merges", metadata,
    _id(), _code("from_id"), _code("into_id"), _at("at"), _code("by"), _text("reason"),
    Index("patient_merges_by_from", "from_id"), Index("patient_merges_by_into", "into_id"),
)  # fmt: skip

patient_unmerges = Table(
    "patient_unmerges", metadata, _id("merge_id"), _at("at"), _code("by"), _text("reason"),
)  # fmt: skip

# Sessions and what is recorded in them

sessions = Table(
    "sessions", metadata,
    _id(), _code("patient_id", ForeignKey("patients.id")), _code("room_id", ForeignKey("rooms.id")),
    _whole("current_version"), _yes("is_open"), Column("session_date", Date, nullable=False),
    _at("opened_at"),
    Index("sessions_open_in_room", "room_id", unique=True, sqlite_where=text("is_open = 1"),
          postgresql_where=text("is_open")),
    Index("sessions_open_of_patient", "patient_id", unique=True, sqlite_where=text("is_open = 1"),
          postgresql_where=text("is_open")),
    Index("sessions_by_date", "session_date", "opened_at", "id"),
    Index("sessions_by_patient", "patient_id", "session_date", "opened_at", "id"),
)  # fmt: skip

session_versions = Table(
    "session_versions", metadata,
    _id(), _part("version"), _code("patient_id"), _code("room_id"), _code("protocol_code"),
    _whole("protocol_version"), _code("threshold_code"), _whole("threshold_version"), _at("opened_at"),
    _code("opened_by"), _at("changed_at"), _code("changed_by"), _code("nurse_id", null=True),
    _code("clinician_id", null=True), _number("weight_kg"), _json("planned_dose", null=True),
    _at("ended_at", null=True), _code("ended_by", null=True), _code("end", null=True),
    _json("discharge", null=True), _text("change_reason", null=True),
    Column("session_date", Date, nullable=False),
)  # fmt: skip

baselines = _clustered(
    "baselines", _session(True), _part("number"), _code("reading_id"), _at("accepted_at"),
    _code("accepted_by"), _text("reason", null=True),
)  # fmt: skip

readings = _clustered(
    "readings",
    _session(True), _part("seq"), _part("version"), _code("id"), _code("status"), _at("observed_at"),
    _at("recorded_at"), _code("recorded_by"), _json("qualifiers"), _text("note", null=True),
    _json("questioned"), _code("source"), _yes("time_unchecked"), _at("first_recorded_at", null=True),
    _text("change_reason", null=True), _code("strike_reason", null=True),
    _code("moved_from", null=True), _code("moved_to", null=True),
    Index("readings_by_id", "id", "version", unique=True),
)  # fmt: skip

observations = _clustered(
    "observations",
    _session(True), _part("seq"), _part("version"), _id("measure"), _number("value"),
    _code("reason", null=True),
)  # fmt: skip

events = _clustered(
    "events",
    _session(True), _part("seq"), _part("version"), _code("id"), _code("status"), _code("kind"),
    _at("occurred_at"), _at("recorded_at"), _code("recorded_by"), _json("detail"),
    _at("first_recorded_at", null=True), _text("change_reason", null=True), _code("strike_reason", null=True),
    _code("witness", null=True), Index("events_by_id", "id", "version", unique=True),
)  # fmt: skip

alerts = _clustered(
    "alerts",
    _session(True), _part("number"), _code("id"), _code("source"), _code("level"), _text("text"),
    _at("raised_at"), _code("measure", null=True), _number("value"), _json("limit", null=True),
    _code("reading_id", null=True), _whole("reading_version", null=True), _code("event_id", null=True),
    _yes("retrospective"), _text("check_key", null=True), Index("alerts_by_id", "id", unique=True),
)  # fmt: skip

alert_actions = _clustered(
    "alert_actions",
    _session(True), _id("alert_id"), _part("number"), _code("kind"), _at("at"), _code("by"),
    _text("told", null=True), _text("note", null=True), _json("signs", null=True),
    _code("reading_id", null=True),
)  # fmt: skip

note_signatures = _clustered(
    "note_signatures",
    _session(True), _part("number"), _code("user_id"), _text("printed_name"), _code("meaning"),
    _at("signed_at"), _code("content_sha256"), _code("audit_head"),
)  # fmt: skip

note_documents = Table(
    "note_documents", metadata,
    _session(True), _part("number"), _id("format"), Column("bytes", LargeBinary, nullable=False),
    _code("sha256"),
)  # fmt: skip

note_addenda = _clustered(
    "note_addenda",
    _session(True), _part("number"), _code("id"), _text("text"), _code("added_by"), _at("added_at"),
)  # fmt: skip

# What people write into the note; `composed` is the composed text that stood beside it.
note_texts = Table(
    "note_texts", metadata,
    _id("session_id"), _part("version"), _text("assessment", null=True), _text("plan", null=True),
    _text("patient_words", null=True), _json("composed"), _at("at"), _code("by"),
)  # fmt: skip

rems_answers = Table(
    "rems_answers", metadata, _id("session_id"), _part("version"), _json("answers"), _at("at"), _code("by"),
)  # fmt: skip

rems_sendings = Table(
    "rems_sendings", metadata,
    _id("session_id"), _part("number"), _at("sent_at"), _text("reference"), _text("note", null=True),
    _at("at"), _code("by"),
)  # fmt: skip

# What holds the record together

idempotency = Table(
    "idempotency", metadata,
    _id("key"), _code("user_id"), _text("path"), _code("body_sha256"), _whole("status"), _text("answer"),
    _at("at"),
)  # fmt: skip

changes = Table("changes", metadata, _part("seq"), _code("session_id", null=True), _code("kind"), _at("at"))

audit = Table(
    "audit", metadata,
    _part("number"), _at("at"), _code("actor_id"), _text("actor_name"), _code("action"), _code("object_kind"),
    _code("object_id"), _whole("object_version", null=True), _code("patient_id", null=True),
    _text("reason", null=True), _text("request_id"), _json("rows"), _json("detail"), _code("prev_mac"),
    _code("mac"),
    Index("audit_by_prev_mac", "prev_mac", unique=True),
    Index("audit_by_patient", "patient_id", "number"),
    Index("audit_by_actor", "actor_id", "number"),
    Index("audit_by_object", "object_id", "number"),
)  # fmt: skip

exports = Table(
    "exports", metadata,
    _id(), _code("state"), _code("format"), Column("from_date", Date, nullable=False),
    Column("to_date", Date, nullable=False), _yes("deidentified"), _text("purpose"), _code("requested_by"),
    _at("requested_at"), _at("finished_at", null=True), _whole("rows_done"), _whole("rows_total", null=True),
    _code("sha256", null=True), _text("file_name", null=True), _text("error", null=True),
    Index("exports_by_time", "requested_at"),
)  # fmt: skip

# Which people have a page open now, renewed as long as they listen. Nothing of the record.
open_screens = Table(
    "open_screens", metadata,
    _id(), _code("user_id"), _at("seen_at"), Index("open_screens_by_time", "seen_at"),
)  # fmt: skip

views = Table("views", metadata, _id("user_id"), _id("patient_id"), _at("at"))

# Every row of these is named, with its hash, by exactly one audit entry.
NAMED_ONCE = (
    clinic_versions, protocol_versions, threshold_set_versions, patient_versions, session_versions, baselines,
    readings, observations, events, alerts, alert_actions, note_signatures, note_documents, note_addenda,
    idempotency, changes, rule_decisions, limit_overrides, limit_override_ends, patient_merges,
    patient_unmerges, note_texts, rems_answers, rems_sendings,
)  # fmt: skip
# These change; the audit entry named last says how each row must stand.
NAMED_LAST = (users, rooms)
APPEND_ONLY = (*NAMED_ONCE, audit)
