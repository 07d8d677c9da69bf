"""One measure's limits as bands from low to high, with the peaks of past sessions standing in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure, measure_of, shown
from dashboard.clinical.thresholds import LimitKind, ThresholdSet
from dashboard.figures.svg import FAMILY, box, line, tag, words
from dashboard.figures.theme import THEMES, Theme

WIDTH, HEIGHT = 452, 96
_TOP, _FOOT = 18, 76
_COLUMNS = 45
_HALF_LETTER, _GAP = 4, 4
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

    def x(self, value: float) -> float:
        """Where a value stands; what lies beyond the axis stands at its edge."""
        share = (value - self.first) / (self.last - self.first)
        return WIDTH * min(1.0, max(0.0, share))


def bands_svg(
    measure: str, limits: ThresholdSet, former: ThresholdSet | None, peaks: Sequence[float], theme: str
) -> str:
    """An `<svg>` of 452x96 px: bands of `limits`, a dotted line where `former` differs, columns of peaks.

    KeyError for another theme or measure.
    """
    ground = _ground(measure_of(measure), limits, peaks, THEMES[theme])
    edges = _values(measure, limits)
    pieces = [
        *_bands(ground, edges), *_columns(ground, peaks), *_lines(ground, measure, edges),
        *_former(ground, measure, edges, _values(measure, former) if former else {}),
    ]  # fmt: skip
    return tag(
        "svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH,
        height=HEIGHT, font_family=FAMILY,
    )  # fmt: skip


_Edges = dict[tuple[LimitKind, Level], float]


def _values(measure: str, limits: ThresholdSet) -> _Edges:
    found = {edge: limits.of(measure, *edge) for edge in _EDGES}
    return {edge: limit.value for edge, limit in found.items() if limit is not None}


def _ground(measure: Measure, limits: ThresholdSet, peaks: Sequence[float], theme: Theme) -> _Ground:
    """The measure's usual axis, widened until every limit and peak has its place."""
    first, last = measure.axis or measure.ask
    there = [*peaks, *_values(measure.code, limits).values()]
    return _Ground(min([first, *there]), max([last, *there]), theme)


def _bands(ground: _Ground, edges: _Edges) -> list[str]:
    theme = ground.theme
    colours = {Level.URGENT: theme.band_urg, Level.ADVISORY: theme.band_adv}
    drawn = [box(0, _TOP, WIDTH, _FOOT - _TOP, theme.sunken)]
    for kind, level in sorted(_EDGES, key=lambda edge: edge[1].rank):
        if (kind, level) in edges:
            at = ground.x(edges[kind, level])
            left, right = (0.0, at) if kind is LimitKind.LOW else (at, float(WIDTH))
            drawn.append(box(left, _TOP, right - left, _FOOT - _TOP, colours[level]))
    return drawn


def _columns(ground: _Ground, peaks: Sequence[float]) -> list[str]:
    """How many sessions peaked there; the tallest column fills the height."""
    width = WIDTH / _COLUMNS
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


def _former(ground: _Ground, measure: str, edges: _Edges, former: _Edges) -> list[str]:
    drawn = []
    for edge, value in former.items():
        if edges.get(edge) != value:
            at, colour = ground.x(value), ground.theme.act
            drawn.append(line(at, _TOP - 2, at, _FOOT, colour, 1.5, "3,3"))
            drawn.append(_label(ground, f"was {shown(measure, value)}", at, _TOP - 5, colour))
    return drawn


def _label(ground: _Ground, text: str, at: float, y: float, colour: str) -> str:
    room = 5 * len(text)
    x = min(max(at, room), WIDTH - room)
    return words(text, x, y, colour, 14, text_anchor="middle", font_weight=600)
