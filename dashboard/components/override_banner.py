"""Limits that a clinician moved: a banner on the session page, and a word where there is no room for it."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.moved_limits import MovedLimit, end_words, for_words, move_words, standing_moves
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.panels import action_button
from dashboard.components.severity import glyph

MOVED = "Limits moved"


def override_banner(record: SessionRecord, *, may_end: bool) -> list[Any]:
    """What stands moved in a running session, with the way back for clinicians; several share one banner."""
    moves = () if record.session.ended_at is not None else standing_moves(record)
    if len(moves) > 1:
        return [_several(record, moves)]
    return [_one(record, move, may_end) for move in moves]


def moved_word(record: SessionRecord) -> str | None:
    """ "Limits moved" while any is, for the tile and the limits' own line."""
    running = record.session.ended_at is None
    return MOVED if running and standing_moves(record) else None


def _one(record: SessionRecord, move: MovedLimit, may_end: bool) -> Any:
    override = move.override
    words = [
        f"Limit moved {for_words(override)} by {override.by_name}: ",
        html.B(f"{_told(move)} {end_words(record, override)}."), f" Reason: {override.reason}",
    ]  # fmt: skip
    about = {"override": override.id, "text": move_words(move), "session": record.session.id}
    buttons = [action_button("End override", "end-override", **about)] if may_end else []
    return _banner(f"moved-{override.id}", words, buttons)


def _several(record: SessionRecord, moves: Sequence[MovedLimit]) -> Any:
    said = "; ".join(f"{_told(move)} {end_words(record, move.override)}" for move in moves)
    show = action_button("Show moved limits", "moved-limits", session=record.session.id)
    return _banner("moved", [f"{len(moves)} limits moved by a clinician: ", html.B(f"{said}.")], [show])


def _told(move: MovedLimit) -> str:
    """The move within a sentence: a name like SpO2 keeps its capital."""
    words = move_words(move)
    return words if not words[1:3].islower() else words[:1].lower() + words[1:]


def _banner(key: str, words: list[Any], buttons: list[Any]) -> Any:
    told = html.Div(words, className="banner-words moved-words")
    actions = html.Div(buttons, className="banner-actions")
    return html.Div(
        [glyph("info"), told, actions], className="banner moved", role="note", **{"data-key": key}
    )
