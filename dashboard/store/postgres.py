"""The record on a PostgreSQL server, by psycopg 3."""

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from dashboard.store.refusals import CorruptDatabase, ForeignDatabase, RefusedDatabase

OLDEST_VERSION = (14,)
# Any fixed number: advisory locks are counted per database.
WRITERS_LOCK = 0x43485344
_OPTIONS = "-c timezone=UTC -c synchronous_commit=on"


def postgres_url(url: str) -> URL:
    """The URL with psycopg 3 as its driver; RefusedDatabase for any other database."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RefusedDatabase("--database-url cannot be read: give postgresql://user@host/name.") from error
    if parsed.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise RefusedDatabase(
            f"--database-url: {parsed.drivername} is not served; give postgresql://… or leave it out."
        )
    return parsed.set(drivername="postgresql+psycopg")


def make_engines(url: URL) -> tuple[Engine, Engine]:
    """An engine for writers and one whose transactions are read-only snapshots."""
    arguments = {"options": _OPTIONS}
    writer = create_engine(url, connect_args=arguments, pool_size=8, max_overflow=8, pool_pre_ping=True)
    reader = create_engine(
        url, connect_args=arguments, pool_size=10, max_overflow=30, pool_pre_ping=True,
        isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True},
    )  # fmt: skip
    return writer, reader


def wait_for_turn(connection: Connection) -> None:
    """One writer at a time in this database, until the transaction ends."""
    connection.execute(_TURN, {"lock": WRITERS_LOCK})


_TURN = text("SELECT pg_advisory_xact_lock(:lock)")


def inspect_database(connection: Connection) -> tuple[str | None, str | None]:
    """(revision, kind) of the database, both None for an empty one. Raises RefusedDatabase."""
    version = connection.dialect.server_version_info or (0,)
    if version < OLDEST_VERSION:
        raise RefusedDatabase(
            f"PostgreSQL {version[0]} is too old: Chairside needs {OLDEST_VERSION[0]} or newer."
        )
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None, None
    if not {"instance", "alembic_version"} <= tables:
        raise ForeignDatabase("This PostgreSQL database holds another program's tables. Name an empty one.")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    kind = connection.execute(text("SELECT kind FROM instance")).scalar()
    if revision is None or kind is None:
        raise CorruptDatabase("This database's kind or version is missing. Put a backup in its place.")
    return revision, kind
