"""Numbered migrations of the record. A released one never moves; what changes comes as the next number."""

import uuid
from pathlib import Path

from sqlalchemy import Connection

from dashboard.store.tables import instance

# Oldest first. Named here so that a start need not load Alembic when there is nothing to do.
REVISIONS = ("0001", "0002", "0003", "0004")
FOLDER = Path(__file__).parent


def upgrade(connection: Connection, kind: str) -> None:
    """Bring the database of this open transaction to the last revision; `kind` is kept in a new one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.execute(instance.select()).first() is None:
        connection.execute(instance.insert(), {"kind": kind, "id": uuid.uuid4().hex})
