"""The clinic's own rules, the whole note and the course: approvals, overrides, merges, note texts, REMS.

New columns may be empty, so that the rows from before keep their hashes. Frozen like the first.
"""

from typing import Any

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Double, Index, Integer, String, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = DateTime(timezone=True).with_variant(String(32), "sqlite")
_VERSIONED = ("protocol_versions", "threshold_set_versions")


def _code(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, String(64), primary_key=key, nullable=null)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _text(name: str, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _at(name: str, null: bool = False) -> Column[Any]:
    return Column(name, _TIME, nullable=null)


def upgrade() -> None:
    """Columns, tables, and the triggers that keep the new tables append-only."""
    for table in _VERSIONED:
        op.add_column(table, _text("reason", null=True))
        op.add_column(table, _at("starts_at", null=True))
        op.add_column(table, Column("needs_approval", Boolean, nullable=True))
    op.add_column("patient_versions", _text("allergies", null=True))
    op.add_column("patient_versions", _text("facts", null=True))
    op.add_column("clinic_versions", _text("address", null=True))
    op.add_column("users", _text("contact", null=True))
    for name, parts in _NEW.items():
        op.create_table(name, *parts)
        for statement in _TRIGGERS[op.get_bind().dialect.name]:
            op.execute(statement.format(table=name))


_NEW: dict[str, tuple[Any, ...]] = {
    "rule_decisions": (
        _code("kind", key=True), _code("code", key=True), _number("version"), _number("number"),
        _code("decision"), _at("at"), _code("by"), _text("reason", null=True),
    ),
    "limit_overrides": (
        _code("id", key=True), _code("patient_id"), _code("session_id", null=True), _code("measure"),
        _code("kind"), _code("level"), Column("value", Double, nullable=False), _text("reason"), _at("at"),
        _code("by"), _at("until", null=True), Index("limit_overrides_by_patient", "patient_id"),
    ),
    "limit_override_ends": (_code("override_id", key=True), _at("at"), _code("by"), _text("reason")),
    "patient_merges": (
        _code("id", key=True), _code("from_id"), _code("into_id"), _at("at"), _code("by"), _text("reason"),
        Index("patient_merges_by_from", "from_id"), Index("patient_merges_by_into", "into_id"),
    ),
    "patient_unmerges": (_code("merge_id", key=True), _at("at"), _code("by"), _text("reason")),
    "note_texts": (
        _code("session_id", key=True), _number("version"), _text("assessment", null=True),
        _text("plan", null=True), _text("patient_words", null=True), _text("composed"), _at("at"),
        _code("by"),
    ),
    "rems_answers": (
        _code("session_id", key=True), _number("version"), _text("answers"), _at("at"), _code("by"),
    ),
    "rems_sendings": (
        _code("session_id", key=True), _number("number"), _at("sent_at"), _text("reference"),
        _text("note", null=True), _at("at"), _code("by"),
    ),
}  # fmt: skip

_TRIGGERS = {
    "sqlite": tuple(
        f"CREATE TRIGGER {{table}}_never_{change.lower()}d BEFORE {change} ON {{table}} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for change in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION chairside_append_only()",
        "CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION chairside_append_only()",
    ),
}
