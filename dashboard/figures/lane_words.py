"""The words of the lane: of doses, of events where they have room, and of the newest urgent alert."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dashboard.clinical.alerts import Level
from dashboard.figures.drawing import Drawing, Piece, font, note, plain
from dashboard.figures.lane import LaneMark, dose_bars, dose_labels
from dashboard.figures.lane_traces import alerts_of, dose_middle, events_of

LETTER = 7.1
# From the middle of a mark to where words may begin, px.
_CLEAR = 12
_URGENT_WIDTH = 60


@dataclass(frozen=True, slots=True)
class MarkWords:
    """Words beside a mark, to its left (they end there) or to its right."""

    mark: LaneMark
    words: str
    left: bool


def lane_notes(drawing: Drawing) -> list[Piece]:
    """All words of the lane."""
    at = {"xref": "x", "yref": drawing.lane_axis, "y": drawing.sheet.size.events / 2}
    marks = sorted((*events_of(drawing), *alerts_of(drawing)), key=lambda mark: mark.minute)
    axis, scale = drawing.scene.axis, drawing.pixels_per_minute
    placed = mark_words(marks, axis.first * scale, axis.last * scale, scale)
    return [*_dose_notes(drawing), *(_note(drawing, one, at) for one in placed)]


def mark_words(marks: Sequence[LaneMark], left: float, right: float, scale: float) -> Iterator[MarkWords]:
    """Words that run into no mark and no other words, between `left` and `right`, px; `scale` is px a minute.

    The newest urgent alert has its word at its right; an event's are before its mark, else after it.
    """
    urgent = [m for m in marks if m.level is Level.URGENT and not m.taken_back][-1:]
    taken = left
    for mark, following in zip_longest(marks, marks[1:]):
        x = mark.minute * scale
        end = right if following is None else following.minute * scale - _CLEAR
        found = _beside(mark, x - _CLEAR - taken, end - x - _CLEAR, mark in urgent)
        taken = max(taken, x + _CLEAR)
        if found is not None:
            taken += 0 if found.left else len(found.words) * LETTER + _CLEAR
            yield found


def _beside(mark: LaneMark, before: float, after: float, newest: bool) -> MarkWords | None:
    """Where so many pixels are free before and after it."""
    if mark.level is not None:
        return MarkWords(mark, mark.words, False) if newest and after >= _URGENT_WIDTH else None
    sides = [(mark.words_within(free / LETTER), left) for free, left in ((before, True), (after, False))]
    sides.sort(key=lambda side: len(side[0]), reverse=True)
    words, left = sides[0]
    return MarkWords(mark, words, left) if words else None


def _note(drawing: Drawing, one: MarkWords, at: Piece) -> Piece:
    theme, mark = drawing.theme, one.mark
    if mark.level is not None:
        return note(f"<b>{mark.words}</b>", **at, x=mark.minute, xshift=14, font=font(theme.urg_text))
    colour = font(theme.ink_3 if mark.taken_back else theme.ink_2)
    away = 8 if mark.count == 1 else _CLEAR
    side = {"xanchor": "right", "xshift": -away} if one.left else {"xshift": away}
    return note(plain(one.words), **at, x=mark.minute, font=colour, **side)


def _dose_notes(drawing: Drawing) -> list[Piece]:
    at = {"xref": "x", "yref": drawing.lane_axis, "y": dose_middle(drawing)}
    theme = drawing.theme
    return [
        note(
            plain(x.words), **at, x=x.minute, xshift=x.clearance,
            font=font(theme.surface if x.inside else theme.ink),
        )
        for x in dose_labels(dose_bars(drawing.scene), drawing.pixels_per_minute, LETTER)
    ]  # fmt: skip
