"""Several sessions of a course over each other: minutes since the dose on one axis, this one in colour."""

from collections.abc import Sequence
from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.course import CourseSession
from dashboard.clinical.instruments import Measure, measure_of, shown
from dashboard.clinical.readings import Reading
from dashboard.clinical.thresholds import worst
from dashboard.figures.course_panels import LEFT, Row, Stack, high_limits, reaching, sample
from dashboard.figures.drawing import Piece, font, note, trace
from dashboard.figures.panels import printed
from dashboard.figures.theme import THEMES, Theme

MEASURES = (
    "systolic", "diastolic", "heart_rate", "spo2", "nausea", "dizziness", "dissociation", "distress",
)  # fmt: skip
SHOWN_FIRST = ("systolic", "dissociation")
# As many earlier sessions as there are dashes that the eye can tell apart.
DASHES = ("solid", "8px,4px", "2px,4px")
EARLIER = len(DASHES)
_RIGHT = 200
_TALL, _MIDDLE, _LOW = 244, 132, 92
_FROM, _UNTIL = -14, 104
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def overlay_figure(
    current: CourseSession, earlier: Sequence[CourseSession], measures: Sequence[str], theme: str = "light"
) -> dict[str, Any]:
    """`{"data": [...], "layout": {...}}` for dcc.Graph: a row for each measure of MEASURES that is asked for.

    `earlier` are up to EARLIER sessions, the nearest first. KeyError for another theme.
    """
    colours = THEMES[theme]
    chosen = [measure_of(code) for code in MEASURES if code in measures]
    sessions = [current, *earlier[:EARLIER]]
    stack = Stack(tuple(_row(m, sessions) for m in chosen), _RIGHT)
    if not chosen:
        return {"data": [], "layout": {"meta": {"height": 0}}}
    x = _x_axis(sessions)
    data: list[Piece] = []
    shapes: list[Piece] = []
    notes: list[Piece] = []
    for place, measure in enumerate(chosen):
        data += [_line(stack, place, measure, s, n, colours) for n, s in reversed(list(enumerate(sessions)))]
        bands, words = high_limits(stack, place, measure, current.record.limits, x["range"], colours)
        shapes += bands
        ring, said = _urgent_peak(stack, place, measure, current, colours)
        data += ring
        notes += [*words, *said]
        notes += _peaks(stack, place, measure, sessions, colours)
    lines, names = sample(stack, colours, _names(sessions, colours), 1)
    shapes += [_zero(stack, place, colours) for place in range(len(chosen))]
    notes += [*names, _foot(colours)]
    layout = stack.layout(colours, x, [*shapes, *lines], notes)
    return {"data": data, "layout": {**layout, "uirevision": current.record.session.id}}


def _zero(stack: Stack, place: int, theme: Theme) -> Piece:
    """The rule at the dose."""
    row = stack.rows[place]
    upright = {"type": "line", "xref": "x", "yref": stack.axis(place), "x0": 0, "x1": 0}
    rule = {"color": theme.line_2, "width": 1}
    return {**upright, "y0": row.low, "y1": row.high, "layer": "between", "line": rule}


def session_name(session: CourseSession) -> str:
    """'Infusion 4, 23 Nov'."""
    day = session.record.session_date
    return f"{session.place.words.split(',')[0]}, {day.day} {_MONTHS[day.month - 1]}"


def points_of(session: CourseSession, measure: Measure) -> list[tuple[float, float, Reading]]:
    """Minute since the dose, value and reading of every unstruck value, in the order observed."""
    record = session.record
    return [
        (minute, reading.all_values[measure.code], reading)
        for reading in record.counted_readings
        if measure.code in reading.all_values
        and (minute := record.minute(reading.observed_at)) is not None
    ]


def _row(measure: Measure, sessions: Sequence[CourseSession]) -> Row:
    values = [value for s in sessions for _, value, _ in points_of(s, measure)]
    label = printed(measure.label)
    if measure.is_scale:
        return Row(label, "0 to 10", _LOW, 0, 10.5)
    if measure.code in ("systolic", "diastolic"):
        axis, height = ((100, 200), _TALL) if measure.code == "systolic" else ((50, 120), _MIDDLE)
        return Row(label, measure.unit, height, *reaching(*axis, values, 20))
    own = reaching(*(measure.axis or measure.ask), values, 4)
    return Row(label.replace("Heart rate", "Heart<br>rate"), measure.unit, _MIDDLE, *own)


def _colour(measure: Measure, theme: Theme) -> str:
    return {"systolic": theme.sys, "diastolic": theme.dia}.get(measure.code, theme.ink)


def _line(
    stack: Stack, place: int, measure: Measure, session: CourseSession, age: int, theme: Theme
) -> Piece:
    """One session's line; `age` 0 is this one, in colour and with its readings marked."""
    points = points_of(session, measure)
    shape = "hv" if measure.is_scale else "linear"
    line: Piece = {"color": theme.line_2, "width": 1.6, "dash": DASHES[age - 1], "shape": shape}
    more: Piece = {"mode": "lines"}
    if age == 0:
        line = {"color": _colour(measure, theme), "width": 3, "shape": shape}
        symbol = {"systolic": "arrow-down", "diastolic": "arrow-up"}.get(measure.code, "circle")
        size = 13 if symbol.startswith("arrow") else 6
        mode = "lines" if measure.is_scale else "lines+markers"
        more = {"mode": mode, "marker": {"symbol": symbol, "size": size, "color": line["color"]}}
    words = [_hover(session, measure, minute, value) for minute, value, _ in points]
    return trace(
        session_name(session), [p[0] for p in points], [p[1] for p in points], stack.axis(place), line=line,
        hovertext=words, **more,
    )  # fmt: skip


def _hover(session: CourseSession, measure: Measure, minute: float, value: float) -> str:
    unit = f" {measure.unit}" if measure.unit else ""
    return f"{session_name(session)} · {minute:g} min · {shown(measure.code, value)}{unit}"


def _names(sessions: Sequence[CourseSession], theme: Theme) -> list[tuple[str, Piece, str]]:
    """The words beside the plot: this session in bold, the nearest of the earlier ones under it."""
    first = (f"<b>{session_name(sessions[0])}</b>", {"color": theme.sys, "width": 3}, theme.sys_text)
    others = [
        (session_name(s), {"color": theme.line_2, "width": 1.6, "dash": dash}, theme.ink_2)
        for s, dash in zip(sessions[1:], DASHES, strict=False)
    ]
    return [first, *others]


def _urgent_peak(
    stack: Stack, place: int, measure: Measure, session: CourseSession, theme: Theme
) -> tuple[list[Piece], list[Piece]]:
    """A ring and words at this session's highest systolic, when it lies beyond an urgent limit."""
    points = points_of(session, measure)
    if measure.code != "systolic" or not points:
        return [], []
    minute, value, reading = max(points, key=lambda p: p[1])
    flags = [f for f in session.record.flags(reading) if f.measure == measure.code]
    if worst(flags) is not Level.URGENT:
        return [], []
    axis = stack.axis(place)
    outline = {"color": theme.urg_text, "width": 2}
    marker = {"symbol": "octagon-open", "size": 26, "color": theme.urg_text, "line": outline}
    words = f"<b>{shown(measure.code, value)} at {minute:g} min</b>"
    said = note(words, xref="x", yref=axis, x=minute, y=value, xshift=20, yshift=7, font=font(theme.urg_text))
    # A caret's tip is the value, its body stands above it: so does the ring.
    lifted = value + 7 * (stack.rows[place].high - stack.rows[place].low) / stack.rows[place].height
    return [trace("Urgent", [minute], [lifted], axis, marker=marker)], [said]


def _peaks(
    stack: Stack, place: int, measure: Measure, sessions: Sequence[CourseSession], theme: Theme
) -> list[Piece]:
    """Beside every row but the first: the peaks from the earliest session to this one."""
    if place == 0:
        return []
    extreme = min if measure.code == "spo2" else max
    found = [
        shown(measure.code, extreme(p[1] for p in points)) if (points := points_of(s, measure)) else "none"
        for s in reversed(sessions)
    ]
    word = "lowest" if measure.code == "spo2" else "peak"
    text = f"{word} {', '.join([*found[:-1], f'<b>{found[-1]}</b>'])}"
    return [
        note(text, xref="paper", yref="paper", x=1, xshift=10, y=stack.domain(place)[1], yanchor="top",
             font=font(theme.ink_2))
    ]  # fmt: skip


def _x_axis(sessions: Sequence[CourseSession]) -> Piece:
    minutes = [m for s in sessions for r in s.record.counted_readings
               if (m := s.record.minute(r.observed_at)) is not None]  # fmt: skip
    first: float = _FROM if min(minutes, default=0) >= _FROM + 2 else max(-60, min(minutes) - 4)
    last: float = max(_UNTIL, *(m + 4 for m in minutes), 0)
    step = next(s for s in (10, 20, 30, 60, 120, 240, 1440) if (last - first) / s <= 13)
    # A label at the very edge would stand in the words beside the plot.
    ticks = list(range(-(-int(first) // step) * step, int(last), step))
    words = ["<b>0</b>" if t == 0 else f"{t}".replace("-", "−") for t in ticks]
    return {"range": [first, last], "tickmode": "array", "tickvals": ticks, "ticktext": words}


def _foot(theme: Theme) -> Piece:
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "xshift": 4 - LEFT, "yshift": -3}
    return note("min from dose", **place, yanchor="top", font=font(theme.ink_2))
