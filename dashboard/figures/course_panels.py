"""Rows of a figure over several sessions, stacked on one x axis: heights, axes, names, limit bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import Measure
from dashboard.clinical.thresholds import LimitKind, ThresholdSet
from dashboard.figures.drawing import Piece, font, note
from dashboard.figures.theme import Theme

LEFT, TOP, FOOT = 112, 12, 26
GAP = 16
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_TICK_EVERY_PX = 38


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name and unit, its height in px, its y axis from low to high."""

    label: str
    unit: str
    height: int
    low: float
    high: float

    @property
    def ticks(self) -> list[float]:
        """Round values to label, as many as the height has room for."""
        room = max(1, self.height // _TICK_EVERY_PX)
        step = next((s for s in _STEPS if (self.high - self.low) / s <= room), _STEPS[-1])
        return [step * n for n in range(ceil(self.low / step), floor(self.high / step) + 1)]


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows from the top; places on paper are shares of the plot's height from its foot."""

    rows: tuple[Row, ...]
    right: int
    foot: int = FOOT

    @property
    def plot(self) -> int:
        """Height of all rows with the gaps between, px."""
        return sum(row.height for row in self.rows) + GAP * (len(self.rows) - 1)

    @property
    def height(self) -> int:
        """Height of the whole figure, px."""
        return TOP + self.plot + self.foot

    def axis(self, place: int) -> str:
        """The row's y axis as traces name it: y, y2, y3."""
        return "y" if place == 0 else f"y{place + 1}"

    def domain(self, place: int) -> tuple[float, float]:
        """From foot to top of a row, as shares of the plot."""
        above = sum(row.height + GAP for row in self.rows[:place])
        top = 1 - above / self.plot
        return max(0.0, top - self.rows[place].height / self.plot), top

    def layout(self, theme: Theme, x: Piece, shapes: Sequence[Piece], notes: Sequence[Piece]) -> Piece:
        """The layout of the figure; `meta.height` is the height in px it is made for."""
        label = {"bgcolor": theme.surface, "bordercolor": theme.line_2, "font": font(theme.ink)}
        margin = {"l": LEFT, "r": self.right, "t": TOP, "b": self.foot, "pad": 0, "autoexpand": False}
        across = {"fixedrange": True, "zeroline": False, "showline": False, "gridcolor": theme.grid}
        axes = {
            self.axis(n).replace("y", "yaxis"): {
                **across, "domain": self.domain(n), "range": [row.low, row.high], "anchor": "x",
                "tickmode": "array", "tickvals": row.ticks, "tickfont": font(theme.ink_2),
                "ticklabelstandoff": 4,
            }
            for n, row in enumerate(self.rows)
        }  # fmt: skip
        return {
            "autosize": True, "meta": {"height": self.height}, "margin": margin, "font": font(theme.ink_2),
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": theme.surface, "showlegend": False,
            "dragmode": False, "hovermode": "x", "hoverlabel": {**label, "namelength": 0, "align": "left"},
            "xaxis": {**across, "anchor": "free", "position": 0, "tickfont": font(theme.ink_2), **x},
            **axes, "shapes": list(shapes), "annotations": [*self._names(theme), *notes],
        }  # fmt: skip

    def _names(self, theme: Theme) -> list[Piece]:
        place = {"xref": "paper", "yref": "paper", "x": 0, "xshift": 4 - LEFT, "yanchor": "top"}
        place |= {"align": "left"}
        found = []
        for n, row in enumerate(self.rows):
            unit = f'<br><span style="color:{theme.ink_2}">{row.unit}</span>' if row.unit else ""
            text = f"<b>{row.label}</b>{unit}"
            found.append(note(text, **place, y=self.domain(n)[1], font=font(theme.ink)))
        return found


def reaching(low: float, high: float, values: Sequence[float], step: float) -> tuple[float, float]:
    """An axis from low to high, widened by whole steps until every value has its place."""
    if values:
        low = min(low, floor(min(values) / step) * step)
        high = max(high, ceil(max(values) / step) * step)
    return low, high


def high_limits(
    stack: Stack, place: int, measure: Measure, limits: ThresholdSet, span: Sequence[float], theme: Theme
) -> tuple[list[Piece], list[Piece]]:
    """Bands and lines of a row's upper limits over the `span` of x, and their words at its right end."""
    row, axis = stack.rows[place], stack.axis(place)
    shapes: list[Piece] = []
    notes: list[Piece] = []
    ceiling = row.high
    for level in (Level.URGENT, Level.ADVISORY):
        limit = limits.of(measure.code, LimitKind.HIGH, level)
        if limit is None or not row.low < limit.value < ceiling:
            continue
        urgent = level is Level.URGENT
        # On plain axes: only there "between" lies over the grid and under the traces.
        across = {"xref": "x", "yref": axis, "x0": span[0], "x1": span[1]}
        fill = theme.band_urg if urgent else theme.band_adv
        colour = theme.urg_text if urgent else theme.adv_line
        shapes += [
            {**across, "type": "rect", "y0": limit.value, "y1": ceiling, "layer": "below",
             "line": {"width": 0}, "fillcolor": fill},
            {**across, "type": "line", "y0": limit.value, "y1": limit.value, "layer": "between",
             "line": {"color": colour, "width": 1.5, "dash": "solid" if urgent else "6px,4px"}},
        ]  # fmt: skip
        notes.append(
            note(
                f"<b>{level.value} {limit.value:g}</b>", xref="paper", yref=axis, x=1, y=limit.value,
                xshift=-6, xanchor="right", yanchor="bottom",
                font=font(theme.urg_text if urgent else theme.adv_text),
            )
        )  # fmt: skip
        ceiling = limit.value
    return shapes, notes


def sample(
    stack: Stack, theme: Theme, lines: Sequence[tuple[str, Piece, str]], top: float
) -> tuple[list[Piece], list[Piece]]:
    """Words beside the plot, each behind a piece of the line it names: (words, line, colour of the words).

    `top` is where they begin, as a share of the plot.
    """
    shapes: list[Piece] = []
    notes: list[Piece] = []
    for place, (text, line, colour) in enumerate(lines):
        down = -14 - place * 22
        shapes.append({
            "type": "line", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
            "xanchor": 1, "yanchor": top, "x0": 10, "x1": 40, "y0": down, "y1": down, "line": line,
        })  # fmt: skip
        notes.append(
            note(text, xref="paper", yref="paper", x=1, y=top, xshift=46, yshift=down, font=font(colour))
        )
    return shapes, notes
