"""Past sessions to draw a draft over."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.protocols import ROUTE_WORDS
from dashboard.clinical.review import listed, short_names
from dashboard.clinical.session_record import SessionRecord


def session_options(records: Sequence[SessionRecord]) -> list[Any]:
    """An option for each session by day, patient and route; nothing is chosen beforehand."""
    first = "Choose a session" if records else "No ended session yet"
    names = short_names([listed(record) for record in records])
    return [html.Option(first, value=""), *(_option(record, names[record.session.id]) for record in records)]


def _option(record: SessionRecord, name: str) -> Any:
    at = record.local(record.clock.started_at or record.session.opened_at)
    words = f"{at.day} {at:%b %Y %H:%M}, {name}, {ROUTE_WORDS[record.protocol.route]}"
    return html.Option(words, value=record.session.id)
