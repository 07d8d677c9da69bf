"""The lane on paper: dose bars, rings for events, shapes for alerts, and their words."""

from dashboard.clinical.alerts import Level
from dashboard.figures.lane import DoseBar, LaneMark, alert_marks, dose_bars, dose_labels, event_marks
from dashboard.figures.paper import Paper
from dashboard.figures.sheet import Sheet
from dashboard.figures.svg import box, cross, line, octagon, tag, triangle, words

TEXT = 10.7
_LETTER = 5.9


def lane_drawn(paper: Paper, sheet: Sheet) -> list[str]:
    """Dose bars, events and alerts under the rows, with the words that fit."""
    dose, events = (paper.top + middle for middle in sheet.lane_middle)
    ink = paper.theme.ink
    pieces = [
        words("Dose", 0, dose + 4, ink, TEXT, font_weight=600),
        words("Events", 0, events + 4, ink, TEXT, font_weight=600),
    ]
    bars = dose_bars(paper.scene)
    per_minute = (paper.right - paper.left) / (paper.last - paper.first)
    pieces += [piece for bar in bars for piece in _dose(paper, bar, dose)]
    for label in dose_labels(bars, per_minute, _LETTER):
        colour = paper.theme.surface if label.inside else ink
        pieces.append(words(label.words, paper.x(label.minute) + label.clearance, dose + 3.8, colour, TEXT))
    marks = [
        *event_marks(paper.scene, 12 / per_minute), *alert_marks(paper.scene, 16 / per_minute),
    ]  # fmt: skip
    for mark in marks:
        pieces += (
            _event(paper, mark, events, marks) if mark.level is None else _alert(paper, mark, events, marks)
        )
    return pieces


def _dose(paper: Paper, bar: DoseBar, y: float) -> list[str]:
    theme = paper.theme
    start, end = paper.x(bar.start), paper.x(bar.end)
    ahead = paper.x(bar.planned_end) if bar.planned_end is not None else end
    shape = box(start, y - 7.5, end - start, 15, theme.ink_2, rx=1)
    if bar.end == bar.start:
        shape = tag("path", d=f"M{start - 5:.1f} {y:.1f}l5 -5l5 5l-5 5z", fill=theme.ink_2)
    planned = {"stroke": theme.line_2, "stroke_width": 0.8}
    lighter = [box(end, y - 7.5, ahead - end, 15, theme.sunken, **planned)] if ahead > end else []
    return [*lighter, shape]


def _event(paper: Paper, mark: LaneMark, y: float, others: list[LaneMark]) -> list[str]:
    x, ink = paper.x(mark.minute), paper.theme.ink_2
    before = max((paper.x(m.minute) for m in others if m.minute < mark.minute), default=paper.left)
    pieces = [
        line(x, y - 9, x, y + 9, ink, 1.3),
        tag(
            "circle",
            cx=x,
            cy=y,
            r=4.5 if mark.count == 1 else 7,
            fill=paper.theme.surface,
            stroke=ink,
            stroke_width=1.5,
        ),
    ]
    if mark.count > 1:
        pieces.append(words(str(mark.count), x, y + 3.8, ink, TEXT, text_anchor="middle"))
    if mark.taken_back:
        pieces.append(cross(x, y, 5, paper.theme.ink_3))
    if told := mark.words_within((x - before - 18) / _LETTER):
        pieces.append(words(told, x - (8 if mark.count == 1 else 11), y + 4, ink, TEXT, text_anchor="end"))
    return pieces


def _alert(paper: Paper, mark: LaneMark, y: float, others: list[LaneMark]) -> list[str]:
    theme, x = paper.theme, paper.x(mark.minute)
    urgent = mark.level is Level.URGENT
    fill = theme.surface if mark.taken_back else theme.urg if urgent else theme.adv
    edge = theme.ink_3 if mark.taken_back else theme.urg if urgent else theme.adv_line
    shape = [octagon(x, y, 8.5, fill, filled=True)] if urgent else [triangle(x, y, 8, fill, edge)]
    if urgent:
        shape.append(octagon(x, y, 8.5, edge, filled=False))
    sign, ink = ("!!", theme.urg_ink) if urgent else ("!", theme.adv_ink)
    if not mark.taken_back:
        shape.append(
            words(sign, x, y + (3.8 if urgent else 5), ink, TEXT, text_anchor="middle", font_weight=700)
        )
    after = min((paper.x(m.minute) for m in others if m.minute > mark.minute), default=paper.right)
    if urgent and not mark.taken_back and after - x > 70:
        shape.append(words(mark.words, x + 14, y + 4, theme.urg_text, TEXT, font_weight=600))
    return shape
