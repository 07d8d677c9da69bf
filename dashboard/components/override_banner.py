"""Limits that a clinician moved: a banner on the session page, and a word where there is no room for it."""

from typing import Any

from dash import html

from dashboard.clinical.moved_limits import MovedLimit, end_words, for_words, move_words, standing_moves
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.panels import action_button
from dashboard.components.severity import glyph

MOVED = "Limits moved"


def override_banner(record: SessionRecord, *, may_end: bool) -> list[Any]:
    """A line for each limit that stands moved in a running session, with the way back for clinicians."""
    if record.session.ended_at is not None:
        return []
    return [_banner(record, move, may_end) for move in standing_moves(record)]


def moved_word(record: SessionRecord) -> str | None:
    """ "Limits moved" while any is, for the tile and the limits' own line."""
    running = record.session.ended_at is None
    return MOVED if running and standing_moves(record) else None


def _banner(record: SessionRecord, move: MovedLimit, may_end: bool) -> Any:
    override, what = move.override, move_words(move)
    told = what[:1].lower() + what[1:]
    title = f"Limit moved {for_words(override)} by {override.by_name}"
    line = [html.B(f"{told} {end_words(record, override)}."), f" Reason: {override.reason}"]
    words = html.Div(
        [html.Span([title, ": "], className="moved-title"), *line], className="banner-words moved-words"
    )
    about = {"override": override.id, "text": what, "session": record.session.id}
    buttons = [action_button("End override", "end-override", "", **about)] if may_end else []
    return html.Div(
        [glyph("info"), words, html.Div(buttons, className="banner-actions")], className="banner moved",
        role="note", **{"data-key": f"moved-{override.id}"},
    )  # fmt: skip
