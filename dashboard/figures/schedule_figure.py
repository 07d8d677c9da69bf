"""A protocol's checks as a line through time: a row for each, its windows as bars around the minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.clinical.instruments import measure_of, measures
from dashboard.clinical.protocol_preview import PreviewRow, ProtocolPreview
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.figures.svg import FAMILY, box, line, tag, words
from dashboard.figures.theme import THEMES, Theme

WIDTH = 452
_EDGE = 14
_HEAD, _ROW, _FOOT = 42, 50, 30
_BAR = 14
_TICKS = (10, 15, 30, 60, 120, 240)
_MOST_TICKS = 8
_LETTER = 7.6


@dataclass(frozen=True, slots=True)
class _Ground:
    """Minutes across the width, and the colours."""

    first: int
    last: int
    theme: Theme

    def x(self, minute: float) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * (minute - self.first) / max(1, self.last - self.first)


def schedule_svg(preview: ProtocolPreview, theme: str) -> str:
    """An `<svg>` 452 px wide; as many rows as the protocol has checks. KeyError for another theme."""
    lanes = _lanes(preview.rows)
    ends = preview.observation_ends or 0
    told = [0, ends, *(row.opens for row in preview.rows), *(_closing(row) for row in preview.rows)]
    ground = _Ground(min(told), max(told), THEMES[theme])
    foot = _HEAD + _ROW * len(lanes)
    pieces = [
        *_dose(ground, preview.dose_ends), *_end(ground, ends),
        *(piece for place, lane in enumerate(lanes) for piece in _lane(ground, lane, place, ends)),
        *_axis(ground, foot),
    ]  # fmt: skip
    height = foot + _FOOT
    return tag(
        "svg", *pieces, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", width=WIDTH,
        height=height, font_family=FAMILY,
    )  # fmt: skip


def height_of(preview: ProtocolPreview) -> int:
    """How high the figure is, in px."""
    return _HEAD + _ROW * len(_lanes(preview.rows)) + _FOOT


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


def _closing(row: PreviewRow) -> int:
    return row.closes if row.closes is not None else row.minute


def _dose(ground: _Ground, ends: int | None) -> list[str]:
    """The planned infusion as a bar, a dose given at once as its beginning."""
    theme, start = ground.theme, ground.x(0)
    drawn = [line(start, 22, start, 38, theme.ink, 2)]
    if ends is not None:
        drawn.append(box(start, 26, ground.x(ends) - start, 8, theme.step))
    text = "Dose" if ends is None else f"Dose, {ends} min"
    return [*drawn, words(text, start, 16, theme.ink, 14, font_weight=600)]


def _end(ground: _Ground, minute: int) -> list[str]:
    theme, at = ground.theme, ground.x(minute)
    text = f"Observed to {minute} min"
    x = max(at, len(text) * _LETTER + ground.x(0) + 40)
    return [
        line(at, 22, at, 38, theme.act, 2),
        words(text, min(x, WIDTH - 2), 16, theme.act, 14, text_anchor="end", font_weight=600),
    ]


def _lane(ground: _Ground, lane: Sequence[PreviewRow], place: int, ends: int) -> list[str]:
    """A check's name with its measures, and under them its windows with a stroke at each due minute."""
    theme, first, top = ground.theme, lane[0], _HEAD + _ROW * place
    name = first.code.replace("_", " ").capitalize()
    drawn = [
        line(_EDGE, top, WIDTH - _EDGE, top, theme.line, 1),
        tag(
            "text", tag("tspan", name, font_weight=600, fill=theme.ink),
            tag("tspan", short_measures(first.measures), dx=8), x=_EDGE, y=top + 19, fill=theme.ink_2,
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
    step = next((tick for tick in _TICKS if span / tick <= _MOST_TICKS), 480)
    drawn = [line(_EDGE, foot, WIDTH - _EDGE, foot, theme.line_2, 1)]
    minute = -(-ground.first // step) * step
    while minute <= ground.last:
        at = ground.x(minute)
        drawn += [
            line(at, foot, at, foot + 5, theme.line_2, 1),
            words(str(minute), at, foot + 20, theme.ink_2, 14, text_anchor="middle"),
        ]
        minute += step
    return drawn
