"""A protocol's checks as a line through time: its doses, and its windows as bars in a row for each check."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.clinical.instruments import measure_of, measures
from dashboard.clinical.protocol_preview import DoseCourse, PreviewRow, ProtocolPreview
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.figures.svg import FAMILY, box, line, tag, words
from dashboard.figures.theme import THEMES, Theme

WIDTH, NARROW = 452, 306
_EDGE = 14
_HEAD, _ROW, _FOOT = 42, 50, 30
_LINE = 18
_BAR = 14
_TICKS = (10, 15, 30, 60, 120, 240)
_TICK_ROOM = 52
_LETTER = 7.6


@dataclass(frozen=True, slots=True)
class _Ground:
    """Minutes across the width, and the colours."""

    first: int
    last: int
    theme: Theme
    width: int

    def x(self, minute: float) -> float:
        return _EDGE + (self.width - 2 * _EDGE) * (minute - self.first) / max(1, self.last - self.first)


def schedule_svg(preview: ProtocolPreview, theme: str, width: int = WIDTH) -> str:
    """An `<svg>` with as many rows as the protocol has checks. KeyError for another theme."""
    lanes = _lanes(preview.rows)
    ends = preview.observation_ends or 0
    told = [0, ends, *(row.opens for row in preview.rows), *(_closing(row) for row in preview.rows)]
    ground = _Ground(min(told), max(told), THEMES[theme], width)
    top = _head(width)
    foot, height = top + _ROW * len(lanes), height_of(preview, width)
    pieces = [
        *_dose(ground, preview, top), *_end(ground, preview, top),
        *(piece for n, lane in enumerate(lanes) for piece in _lane(ground, lane, top + _ROW * n, ends)),
        *_axis(ground, foot),
    ]  # fmt: skip
    return tag(
        "svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=width,
        height=height, font_family=FAMILY,
    )  # fmt: skip


def height_of(preview: ProtocolPreview, width: int = WIDTH) -> int:
    """How high the figure is, in px."""
    return _head(width) + _ROW * len(_lanes(preview.rows)) + _FOOT


def _head(width: int) -> int:
    """How high all above the rows is: in a narrow figure the words of dose and end have a line each."""
    return _HEAD if width >= WIDTH else _HEAD + _LINE


def short_measures(codes: Sequence[str]) -> str:
    """'BP, HR, SpO2, sedation': as many words as stand beside a check's name."""
    if {*codes} == {measure.code for measure in measures() if measure.on_form}:
        return "everything on the form"
    named = ["BP"] if "systolic" in codes else []
    rest = sorted((measure_of(c) for c in codes if c not in ("systolic", "diastolic")), key=lambda m: m.order)
    return ", ".join([*named, *(m.label.lower() if m.is_scale else m.short for m in rest)])


def _lanes(rows: Sequence[PreviewRow]) -> list[list[PreviewRow]]:
    """The checks by their codes, in the order in which each first comes due."""
    lanes: dict[str, list[PreviewRow]] = {}
    for row in rows:
        lanes.setdefault(row.code, []).append(row)
    return list(lanes.values())


def _cut(text: str, room: float) -> str:
    """As many of the words as there is room for, with an ellipsis where some are left out."""
    most = int(room / (_LETTER - 0.6))
    return text if len(text) <= most else f"{text[: max(most - 1, 0)].rstrip(' ,')}…"


def _closing(row: PreviewRow) -> int:
    return row.closes if row.closes is not None else row.minute


def dose_words(course: DoseCourse | None, ends: int | None) -> str:
    """'Dose', 'Dose, 40 min' of an infusion, '3 devices', 'Dose and booster'."""
    count = len(course.minutes) if course else 1
    if course and course.by_device:
        return f"{count} device{'' if count == 1 else 's'}"
    if count > 1:
        return "Dose and booster"
    return "Dose" if ends is None else f"Dose, {ends} min"


def _dose(ground: _Ground, preview: ProtocolPreview, top: int) -> list[str]:
    """The planned infusion as a bar, what is given at once as a stroke."""
    theme, start, ends = ground.theme, ground.x(0), preview.dose_ends
    given = preview.course.minutes if preview.course else (0,)
    drawn = [line(ground.x(m), top - 20, ground.x(m), top - 4, theme.ink, 2) for m in given]
    if ends is not None:
        drawn.append(box(start, top - 16, ground.x(ends) - start, 8, theme.step))
    text = dose_words(preview.course, ends)
    return [*drawn, words(text, start, top - 26, theme.ink, 14, font_weight=600)]


def _end(ground: _Ground, preview: ProtocolPreview, top: int) -> list[str]:
    """The end of observation; its words stand beside those of the dose, or above them in a narrow figure."""
    theme, minute = ground.theme, preview.observation_ends or 0
    at, text = ground.x(minute), f"Observed to {minute} min"
    beside = dose_words(preview.course, preview.dose_ends)
    least = ground.x(0) + (len(beside) + 1) * _LETTER if ground.width >= WIDTH else 0
    x = min(max(at, least + len(text) * _LETTER), ground.width - 2)
    return [
        line(at, top - 20, at, top - 4, theme.act, 2),
        words(text, x, 16, theme.act, 14, text_anchor="end", font_weight=600),
    ]


def _lane(ground: _Ground, lane: Sequence[PreviewRow], top: int, ends: int) -> list[str]:
    """A check's name with its measures, and under them its windows with a stroke at each due minute."""
    theme, first = ground.theme, lane[0]
    name = first.code.replace("_", " ").capitalize()
    measured = _cut(short_measures(first.measures), ground.width - 2 * _EDGE - 8 - len(name) * _LETTER)
    drawn = [
        line(_EDGE, top, ground.width - _EDGE, top, theme.line, 1),
        tag(
            "text", tag("tspan", name, font_weight=600, fill=theme.ink),
            tag("tspan", measured, dx=8), x=_EDGE, y=top + 19, fill=theme.ink_2,
            font_size=14,
        ),
    ]  # fmt: skip
    y = top + 27
    # Dose and end of observation go on beside the bars, not through the names.
    for minute, colour in ((0, theme.ink_2), (ends, theme.act)):
        drawn.append(line(ground.x(minute), y - 3, ground.x(minute), top + _ROW, colour, 1.5))
    for row in lane:
        left, right = ground.x(row.opens), ground.x(_closing(row))
        colour = theme.step if row.required else theme.step_fill
        drawn.append(box(left, y, max(right - left - 1, 2), _BAR, theme.step_fill, stroke=theme.step))
        if row.kind is not CheckKind.BASELINE:
            drawn.append(line(ground.x(row.minute), y - 2, ground.x(row.minute), y + _BAR + 2, colour, 2.5))
    return drawn


def _axis(ground: _Ground, foot: float) -> list[str]:
    theme, span = ground.theme, ground.last - ground.first
    step = next((tick for tick in _TICKS if span / tick <= ground.width / _TICK_ROOM), 480)
    drawn = [line(_EDGE, foot, ground.width - _EDGE, foot, theme.line_2, 1)]
    minute = -(-ground.first // step) * step
    while minute <= ground.last:
        at = ground.x(minute)
        drawn += [
            line(at, foot, at, foot + 5, theme.line_2, 1),
            words(str(minute), at, foot + 20, theme.ink_2, 14, text_anchor="middle"),
        ]
        minute += step
    return drawn
