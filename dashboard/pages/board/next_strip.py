"""The Next strip: one line for each room that needs someone, the most urgent first."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.clinical.need import RoomNeed
from dashboard.components.need import LOOKS, LOUD, WORDS, address, need_clock, need_glyph, need_words

CALM = "Nothing is due within 5 min."
NOBODY = "No sessions are running. Start one from a free room."


def next_items(found: Sequence[RoomNeed], names: Mapping[str, str]) -> list[Any]:
    """The strip's lines; while nobody is needed, a sentence that says so. `names` are of who is there."""
    if not found:
        return [html.P(CALM if names else NOBODY, className="next-calm", **{"data-key": "calm"})]
    return [next_item(need, names[need.record.session.id]) for need in found]


def next_item(need: RoomNeed, name: str) -> Any:
    """A room with who is there, the word, and what it is about; a tap goes to that session."""
    more = f"+{need.more_urgent} urgent" if need.more_urgent else ""
    word, words = WORDS[need.kind], need_words(need)
    first = [html.Span(name, className="next-name"), need_glyph(need), html.B(word)]
    second = [
        html.Span(words, className="next-words"), html.Span(more, className="next-more-urgent"),
        need_clock(need, "next-time"),
    ]  # fmt: skip
    named = ", ".join(part for part in (need.record.room.name, name, word, words, more) if part)
    loud = {"data-loud": "true"} if need.kind in LOUD else {}
    return html.A(
        [
            html.Span(need.record.room.block, className="next-room"),
            html.Span([html.Span(first, className="next-line"), html.Span(second, className="next-line")],
                      className="next-said"),
        ],
        href=address(need), className=f"next-item {LOOKS[need.kind]}",
        **{"data-key": need.record.session.id, "data-word": word, "aria-label": named, **loud},
    )  # fmt: skip
