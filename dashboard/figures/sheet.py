"""Where things stand: the rows of the picture placed in pixels, for a tablet, a desk and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.panels import Draws, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Heights and gaps in px. `width` is the usual width of the plot, by which labels are thinned out."""

    total: int
    width: int
    pressure: int
    line: int
    steps: int
    gap: int
    steps_gap: int
    dose: int
    events: int
    left: int = 112
    right: int = 86
    top: int = 6
    foot: int = 28
    tick_labels: int = 7


SIZES: dict[str, Size] = {
    "compact": Size(
        total=452,
        width=398,
        pressure=146,
        line=41,
        steps=20,
        gap=9,
        steps_gap=6,
        dose=26,
        events=30,
    ),
    "wide": Size(
        total=596,
        width=726,
        pressure=200,
        line=56,
        steps=25,
        gap=13,
        steps_gap=6,
        dose=28,
        events=34,
        tick_labels=13,
    ),
    "paper": Size(
        total=336,
        width=470,
        pressure=112,
        line=30,
        steps=13,
        gap=5,
        steps_gap=6,
        dose=18,
        events=22,
        left=92,
        right=118,
        foot=20,
        tick_labels=13,
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A panel between `top` and `bottom`, px from the top of the plot."""

    panel: Panel
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """px."""
        return self.bottom - self.top

    def y(self, value: float) -> float:
        """Where a value stands, px from the top of the plot."""
        low, high = self.panel.axis
        return self.bottom - (value - low) / (high - low) * self.height

    def units(self, pixels: float) -> float:
        """This many pixels in the row's unit."""
        low, high = self.panel.axis
        return pixels * (high - low) / self.height


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows and the lane; `height` is the plot's, without its margins."""

    size: Size
    rows: tuple[Row, ...]
    dose_top: float
    height: float

    @property
    def lane_middle(self) -> tuple[float, float]:
        """Middle of the dose's and of the events' line, px from the top."""
        return self.dose_top + self.size.dose / 2, self.dose_top + self.size.dose + self.size.events / 2

    @property
    def total(self) -> float:
        """Height with margins, px."""
        return self.height + self.size.top + self.size.foot

    def paper(self, pixels: float) -> float:
        """px from the top as a fraction of the plot from its foot."""
        return 1 - pixels / self.height


def sheet_of(panels: Sequence[Panel], size: Size) -> Sheet:
    """The rows one under another. More rows than usual shrink to two thirds before the picture grows."""
    heights = _shrunk(panels, size)
    rows: list[Row] = []
    at = 0.0
    for place, panel in enumerate(panels):
        at += _gap(panels, place, size)
        rows.append(Row(panel, at, at + heights[place]))
        at += heights[place]
    dose_top = at + (size.gap if panels else 0)
    height = max(dose_top + size.dose + size.events, size.total - size.top - size.foot)
    return Sheet(size, tuple(rows), height - size.dose - size.events, height)


def _gap(panels: Sequence[Panel], place: int, size: Size) -> int:
    if place == 0:
        return 0
    both_steps = panels[place].draws is Draws.STEPS and panels[place - 1].draws is Draws.STEPS
    return size.steps_gap if both_steps else size.gap


def _shrunk(panels: Sequence[Panel], size: Size) -> list[float]:
    full = [_height(panel, size) for panel in panels]
    gaps = sum(_gap(panels, place, size) for place in range(len(panels))) + size.gap
    room = size.total - size.top - size.foot - size.dose - size.events - gaps
    fixed = sum(h for p, h in zip(panels, full, strict=True) if p.draws is Draws.PRESSURE)
    moving = sum(full) - fixed
    factor = min(1.0, max(2 / 3, (room - fixed) / moving)) if moving else 1.0
    return [h if p.draws is Draws.PRESSURE else h * factor for p, h in zip(panels, full, strict=True)]


def _height(panel: Panel, size: Size) -> float:
    return {Draws.PRESSURE: size.pressure, Draws.LINE: size.line, Draws.STEPS: size.steps}[panel.draws]
