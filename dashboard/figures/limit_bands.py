"""One measure's limits as bands from low to high, with the peaks of past sessions standing in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure, measure_of, shown
from dashboard.clinical.thresholds import LimitKind, ThresholdSet
from dashboard.figures.svg import FAMILY, box, line, tag, words
from dashboard.figures.theme import THEMES, Theme

WIDTH, NARROW, HEIGHT = 452, 306, 96
_TOP, _FOOT = 18, 76
_COLUMNS = 45
_HALF_LETTER, _GAP = 4, 4
_CAPITAL = 9.6
# What lies beside the outermost limit or peak, as a share of all that is drawn.
_MARGIN = 0.12
_NAMES = {Level.URGENT: ("URGENT", "!!"), Level.ADVISORY: ("ADVISORY", "!")}
# Limits in their order from low to high, as the columns of the editor stand.
_EDGES = (
    (LimitKind.LOW, Level.URGENT), (LimitKind.LOW, Level.ADVISORY),
    (LimitKind.HIGH, Level.ADVISORY), (LimitKind.HIGH, Level.URGENT),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ground:
    """The axis of one measure and the colours it is drawn in."""

    first: float
    last: float
    theme: Theme
    width: int

    def x(self, value: float) -> float:
        """Where a value stands; what lies beyond the axis stands at its edge."""
        share = (value - self.first) / (self.last - self.first)
        return self.width * min(1.0, max(0.0, share))


def bands_svg(
    measure: str, limits: ThresholdSet, former: ThresholdSet | None, peaks: Sequence[float], theme: str,
    width: int = WIDTH,
) -> str:  # fmt: skip
    """An `<svg>` 96 px high: bands of `limits`, a dotted line where `former` differs, columns of peaks.

    KeyError for another theme or measure.
    """
    edges, olds = _values(measure, limits), _values(measure, former) if former else {}
    moved = {edge: value for edge, value in olds.items() if edges.get(edge) != value}
    ground = _ground(measure_of(measure), [*peaks, *edges.values(), *moved.values()], THEMES[theme], width)
    pieces = [
        *_bands(ground, edges), *_columns(ground, peaks), *_lines(ground, measure, edges),
        *_former(ground, measure, moved),
        *_names(ground, edges, [ground.x(value) for value in moved.values()]),
    ]  # fmt: skip
    return tag(
        "svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {HEIGHT}", width=width,
        height=HEIGHT, font_family=FAMILY,
    )  # fmt: skip


_Edges = dict[tuple[LimitKind, Level], float]


def _values(measure: str, limits: ThresholdSet) -> _Edges:
    found = {edge: limits.of(measure, *edge) for edge in _EDGES}
    return {edge: limit.value for edge, limit in found.items() if limit is not None}


def _ground(measure: Measure, there: Sequence[float], theme: Theme, width: int) -> _Ground:
    """As wide as limits and peaks need, with some room beside them; a scale is shown whole."""
    low, high = measure.possible
    if measure.is_scale:
        return _Ground(low, high, theme, width)
    beside = (max(there) - min(there) or high - low) * _MARGIN
    return _Ground(max(low, min(there) - beside), min(high, max(there) + beside), theme, width)


def _bands(ground: _Ground, edges: _Edges) -> list[str]:
    theme = ground.theme
    colours = {Level.URGENT: theme.band_urg, Level.ADVISORY: theme.band_adv}
    drawn = [box(0, _TOP, ground.width, _FOOT - _TOP, theme.sunken)]
    for kind, level in sorted(_EDGES, key=lambda edge: edge[1].rank):
        if (kind, level) in edges:
            at = ground.x(edges[kind, level])
            left, right = (0.0, at) if kind is LimitKind.LOW else (at, float(ground.width))
            drawn.append(box(left, _TOP, right - left, _FOOT - _TOP, colours[level]))
    return drawn


def _columns(ground: _Ground, peaks: Sequence[float]) -> list[str]:
    """How many sessions peaked there; the tallest column fills the height."""
    width = ground.width / _COLUMNS
    counted = Counter(min(_COLUMNS - 1, int(ground.x(value) / width)) for value in peaks)
    unit = (_FOOT - _TOP - 4) / max(counted.values(), default=1)
    return [
        box(place * width + 0.5, _FOOT - number * unit, width - 1, number * unit, ground.theme.step)
        for place, number in sorted(counted.items())
    ]


def _lines(ground: _Ground, measure: str, edges: _Edges) -> list[str]:
    drawn: list[str] = []
    taken: list[tuple[float, str]] = []
    for edge in sorted(edges, key=lambda e: e[1] is not Level.URGENT):
        at = ground.x(edges[edge])
        drawn.append(line(at, _TOP, at, _FOOT, ground.theme.ink, 1.5))
        text = shown(measure, edges[edge])
        if all(abs(at - other) >= _HALF_LETTER * len(text + said) + _GAP for other, said in taken):
            drawn.append(_label(ground, text, at, HEIGHT - 6, ground.theme.ink))
            taken.append((at, text))
    return drawn


def _former(ground: _Ground, measure: str, moved: _Edges) -> list[str]:
    drawn = []
    for value in moved.values():
        at, colour = ground.x(value), ground.theme.act
        drawn.append(line(at, _TOP - 2, at, _FOOT, colour, 1.5, "3,3"))
        drawn.append(_label(ground, f"was {shown(measure, value)}", at, _TOP - 5, colour))
    return drawn


def _names(ground: _Ground, edges: _Edges, taken: Sequence[float]) -> list[str]:
    """What each band means, in words where they fit; none where a former limit is told."""
    theme, drawn = ground.theme, []
    colours = {Level.URGENT: theme.urg_text, Level.ADVISORY: theme.adv_text}
    for left, right, level in _spans(ground, edges):
        long, short = _NAMES[level] if level else ("inside", "")
        text = long if right - left >= _CAPITAL * len(long) else short
        at, half = (left + right) / 2, _CAPITAL * len(text) / 2
        if text and right - left >= 2 * half and all(abs(at - other) > half + 34 for other in taken):
            colour = colours[level] if level else theme.ink_2
            weight = 600 if level else 400
            drawn.append(words(text, at, _TOP - 5, colour, 14, text_anchor="middle", font_weight=weight))
    return drawn


def _spans(ground: _Ground, edges: _Edges) -> list[tuple[float, float, Level | None]]:
    """From where to where each band is seen, and its level; None for what lies inside all limits."""
    there = [edge for edge in _EDGES if edge in edges]
    lows = [level for kind, level in there if kind is LimitKind.LOW]
    highs = [level for kind, level in there if kind is LimitKind.HIGH]
    cuts = [0.0, *(ground.x(edges[edge]) for edge in there), float(ground.width)]
    levels = [*lows, None, *highs]
    return [(left, right, level) for (left, right), level in zip(pairwise(cuts), levels, strict=True)]


def _label(ground: _Ground, text: str, at: float, y: float, colour: str) -> str:
    room = 5 * len(text)
    x = min(max(at, room), ground.width - room)
    return words(text, x, y, colour, 14, text_anchor="middle", font_weight=600)
