"""The small figure of a board tile: the last hour and a half of blood pressure, without words or axes."""

from math import ceil

from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.panels import panels_of
from dashboard.figures.paper import Paper, bands_drawn, limits_drawn, pressures_drawn
from dashboard.figures.points import scene_of
from dashboard.figures.sheet import SIZES, Row, sheet_of
from dashboard.figures.svg import box, line, tag
from dashboard.figures.theme import THEMES

WIDTH, HEIGHT = 190, 115
SPAN = 90
_BEHIND = 74
_BEFORE_ZERO = 14


def tile_svg(record: SessionRecord, theme: str = "light") -> str:
    """An `<svg>` of 190x115 px with concrete colours; all its numbers stand as text on the tile.

    Time goes on in it by whole minutes, so that between them a board sends nothing anew.
    """
    scene = scene_of(record)
    now = float(ceil(scene.axis.now if scene.axis.now is not None else scene.axis.last))
    first = max(now - _BEHIND, -_BEFORE_ZERO)
    paper = Paper(scene, THEMES[theme], 0, WIDTH, 0, first, first + SPAN)
    pieces: list[str] = []
    for row in sheet_of(panels_of(record), SIZES["compact"]).rows[:1]:
        whole = Row(row.panel, 0, HEIGHT - 1)
        pieces += [*_ground(paper, now), *bands_drawn(paper, whole), *limits_drawn(paper, whole)]
        pieces += pressures_drawn(paper, whole, 8.0)
    colours = paper.theme
    pieces.append(line(paper.x(now), 0, paper.x(now), HEIGHT, colours.act, 1.5))
    pieces.append(line(0, HEIGHT - 0.5, WIDTH, HEIGHT - 0.5, colours.line_2, 1))
    return tag(
        "svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH, height=HEIGHT,
    )  # fmt: skip


def _ground(paper: Paper, now: float) -> list[str]:
    """Time not yet reached, and the moment of the dose."""
    ahead = box(paper.x(now), 0, WIDTH - paper.x(now), HEIGHT, paper.theme.future)
    if not paper.scene.axis.from_dose or paper.first > 0:
        return [ahead]
    return [ahead, line(paper.x(0), 0, paper.x(0), HEIGHT, paper.theme.line, 1)]
