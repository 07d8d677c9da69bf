"""What every part of the Plotly figure is drawn with: scene, sheet, colours, and a few strokes."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.figures.bands import Band, LimitLine, bands_of, limit_lines
from dashboard.figures.limit_spans import Corner
from dashboard.figures.points import Scene
from dashboard.figures.sheet import Row, Sheet
from dashboard.figures.theme import FONT, Theme

Piece = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a part needs; y axes are numbered by row, the lane's comes last."""

    scene: Scene
    sheet: Sheet
    theme: Theme

    def y_axis(self, row: Row) -> str:
        """The row's y axis as traces name it: y, y2, y3."""
        place = self.sheet.rows.index(row)
        return "y" if place == 0 else f"y{place + 1}"

    @property
    def lane_axis(self) -> str:
        """The lane's y axis, from 0 at its foot, in px."""
        return f"y{len(self.sheet.rows) + 1}" if self.sheet.rows else "y"

    @property
    def pixels_per_minute(self) -> float:
        """At the size's usual width."""
        axis = self.scene.axis
        return self.sheet.size.width / (axis.last - axis.first)

    def bands(self, row: Row) -> tuple[Band, ...]:
        """The row's bands over the whole axis."""
        return bands_of(row.panel, self.scene.spans, self.scene.axis.first, self.scene.axis.last)

    def limits(self, row: Row) -> tuple[LimitLine, ...]:
        """The row's limit lines over the whole axis."""
        return limit_lines(row.panel, self.scene, self.scene.axis.first, self.scene.axis.last)

    def text_colour(self, level: Level) -> str:
        """The colour of a severity's word on a quiet ground."""
        return self.theme.urg_text if level is Level.URGENT else self.theme.adv_text


def trace(name: str, x: list[Any], y: list[Any], yaxis: str, **more: Any) -> Piece:
    """A scatter trace that says nothing on hover unless it is given `hovertext`."""
    hover = "text" if "hovertext" in more else "skip"
    return {
        "type": "scatter", "name": name, "x": x, "y": y, "xaxis": "x", "yaxis": yaxis, "hoverinfo": hover,
        "showlegend": False, "cliponaxis": False, "mode": "markers", **more,
    }  # fmt: skip


def note(text: str, **more: Any) -> Piece:
    """An annotation without an arrow; `text` may hold Plotly's tags, so what people typed comes escaped."""
    base = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "borderpad": 0, "yshift": 0}
    return {"text": text, **base, **more}


def font(colour: str, size: int = 14, weight: int = 400) -> Piece:
    """The figure's type in this colour, px."""
    return {"family": FONT, "size": size, "color": colour, "weight": weight}


def path(corners: Sequence[Corner]) -> str:
    """A path of straight strokes through these corners, in minutes and values."""
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in corners)


def plain(text: str) -> str:
    """What a person typed, so that Plotly shows it as text."""
    return escape(text, quote=False)
