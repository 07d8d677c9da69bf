"""Rows of the record cannot be replaced by inserting, and a signed note takes no more words or signatures.

SQLite deletes what INSERT OR REPLACE replaces without asking the delete triggers, unless the connection
asked for that. So a row whose key is taken is refused before; PostgreSQL has no such statement. Frozen like
the others.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Triggers alone; no row and no table changes."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRESQL:
            op.execute(statement)
        return
    for table, keys in _KEYS.items():
        op.execute(_never_replaced(table, keys))
    for statement in _SQLITE:
        op.execute(statement)


def _never_replaced(table: str, keys: tuple[tuple[str, ...], ...]) -> str:
    # Where the rowid is not given it is -1 here, which no row has.
    keys = keys if table in _WITHOUT_ROWID else (*keys, ("rowid",))
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"
        for key in keys
    )
    return (
        f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table} WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


# Every key that no two rows share.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "clinic_versions": (("version",),),
    "protocol_versions": (("code", "version"),),
    "threshold_set_versions": (("code", "version"),),
    "patient_versions": (("id", "version"),),
    "session_versions": (("id", "version"),),
    "baselines": (("session_id", "number"),),
    "readings": (("session_id", "seq", "version"), ("id", "version")),
    "observations": (("session_id", "seq", "version", "measure"),),
    "events": (("session_id", "seq", "version"), ("id", "version")),
    "alerts": (("session_id", "number"), ("id",)),
    "alert_actions": (("session_id", "alert_id", "number"),),
    "note_signatures": (("session_id", "number"),),
    "note_documents": (("session_id", "number", "format"),),
    "note_addenda": (("session_id", "number"),),
    "idempotency": (("key",),),
    "changes": (("seq",),),
    "audit": (("number",), ("prev_mac",)),
    "rule_decisions": (("kind", "code", "version", "number"),),
    "limit_overrides": (("id",),),
    "limit_override_ends": (("override_id",),),
    "patient_merges": (("id",),),
    "patient_unmerges": (("merge_id",),),
    "note_texts": (("session_id", "version"),),
    "rems_answers": (("session_id", "version"),),
    "rems_sendings": (("session_id", "number"),),
}
_WITHOUT_ROWID = frozenset({
    "baselines", "readings", "observations", "events", "alerts", "alert_actions", "note_signatures",
    "note_addenda",
})  # fmt: skip

# Signatures of addenda have the meaning "addendum:" and the addendum's number; their documents are theirs.
_SIGNED = "EXISTS (SELECT 1 FROM note_signatures WHERE session_id = NEW.session_id AND meaning = 'approved')"
_OF_ADDENDUM = (
    "EXISTS (SELECT 1 FROM note_signatures WHERE session_id = NEW.session_id AND number = NEW.number "
    "AND meaning LIKE 'addendum:%')"
)
_WHEN = {
    "note_texts": _SIGNED,
    "note_signatures": f"NEW.meaning NOT LIKE 'addendum:%' AND {_SIGNED}",
    "note_documents": f"{_SIGNED} AND NOT {_OF_ADDENDUM}",
}
_SQLITE = tuple(
    f"CREATE TRIGGER {table}_closed_by_signature BEFORE INSERT ON {table} WHEN {condition} "
    f"BEGIN SELECT RAISE(ABORT, '{table}: the note is signed'); END"
    for table, condition in _WHEN.items()
)
_POSTGRESQL = tuple(
    statement
    for table, condition in _WHEN.items()
    for statement in (
        f"CREATE FUNCTION {table}_after_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{table}: the note is signed' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_closed_by_signature BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_after_signature()",
    )
)
