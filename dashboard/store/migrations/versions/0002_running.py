"""The running session: what a check's alert is about, who stood by, a room's nurse, whose screens are open.

The new columns may be empty, so that the rows from before keep their hashes.
"""

from alembic import op
from sqlalchemy import Column, DateTime, Index, String, Text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = DateTime(timezone=True).with_variant(String(32), "sqlite")


def upgrade() -> None:
    """Three columns and one table."""
    op.add_column("alerts", Column("check_key", Text, nullable=True))
    op.add_column("events", Column("witness", String(64), nullable=True))
    op.add_column("rooms", Column("nurse_id", String(64), nullable=True))
    op.create_table(
        "open_screens",
        Column("id", String(64), primary_key=True),
        Column("user_id", String(64), nullable=False),
        Column("seen_at", _TIME, nullable=False),
        Index("open_screens_by_time", "seen_at"),
    )
