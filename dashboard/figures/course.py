"""The figure "Course": peaks, baseline, dissociation and minutes to ready, session by session."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.clinical.course import Course, CourseSession
from dashboard.clinical.instruments import measure_of
from dashboard.figures.course_frame import WINDOW, course_frame
from dashboard.figures.course_overlay import session_name
from dashboard.figures.course_panels import Row, Stack, high_limits, reaching, sample
from dashboard.figures.drawing import Piece, trace
from dashboard.figures.theme import THEMES, Theme

_RIGHT = 168
_FOOT = 46
# More labels than these would stand in each other.
_MOST_LABELS = 14
# Beyond the last session, as a share of them all: there the limits' words meet no caret.
_ROOM_FOR_WORDS = 0.3


def course_figure(course: Course, theme: str = "light") -> dict[str, Any]:
    """`{"data": [...], "layout": {...}}` for dcc.Graph; one place on the x axis for each session.

    A line joins the sessions of one series and breaks between two. KeyError for another theme.
    """
    colours, sessions = THEMES[theme], course.sessions
    if not sessions:
        return {"data": [], "layout": {"meta": {"height": 0}}}
    stack = Stack(_rows(sessions), _RIGHT, _FOOT)
    data = [t for start, series in _series(sessions) for t in _traces(stack, start, series, colours)]
    span = [-0.6, len(sessions) - 0.4 + _ROOM_FOR_WORDS * len(sessions)]
    limits = sessions[-1].record.limits
    bands, words = high_limits(stack, 0, measure_of("systolic"), limits, span, colours)
    lines, names = sample(stack, colours, _names(colours), 1)
    x = {"range": span, "tickmode": "array", **_ticks(sessions), "showgrid": False}
    return {"data": data, "layout": stack.layout(colours, x, [*bands, *lines], [*words, *names])}


def _rows(sessions: Sequence[CourseSession]) -> tuple[Row, ...]:
    peaks = [s.systolic.value for s in sessions if s.systolic]
    peaks += [s.baseline["systolic"] for s in sessions if "systolic" in s.baseline]
    ready = [s.ready_minute for s in sessions if s.ready_minute is not None]
    return (
        Row("Highest<br>systolic", "mmHg", 200, *reaching(100, 200, peaks, 20)),
        Row("Worst<br>dissociation", "0 to 10", 84, 0, 10.5),
        Row("Ready after", "min", 84, *reaching(50, 150, ready, 50)),
    )


def _series(sessions: Sequence[CourseSession]) -> Iterator[tuple[list[int], list[CourseSession]]]:
    """The places and sessions of each series, in the order they began."""
    keys = [(s.place.drug, s.place.route, s.place.series) for s in sessions]
    for key in dict.fromkeys(keys):
        places = [n for n, other in enumerate(keys) if other == key]
        yield places, [sessions[n] for n in places]


def _traces(stack: Stack, x: list[int], series: list[CourseSession], theme: Theme) -> list[Piece]:
    frame = course_frame(series)
    names = [session_name(s) for s in series]

    def line(name: str, column: str, row: int, unit: str, **more: Any) -> Piece:
        y = [None if value != value else value for value in frame[column]]
        said = [f"{n} · {name} {v:g} {unit}".rstrip() if v is not None else ""
                for n, v in zip(names, y, strict=True)]  # fmt: skip
        return trace(name, list(x), y, stack.axis(row), hovertext=said, mode="lines+markers",
                     connectgaps=False, **more)  # fmt: skip

    caret = {"symbol": "arrow-down", "size": 13, "color": theme.sys}
    hollow = {"symbol": "circle-open", "size": 7, "color": theme.ink_3}
    dot = {"symbol": "circle", "size": 7, "color": theme.ink}
    return [
        line("baseline", "baseline_systolic", 0, "mmHg", marker=hollow, line=_baseline_line(theme)),
        line("middle of 3 peaks", "typical_systolic", 0, "mmHg", line=_middle_line(theme),
             marker={"opacity": 0}),
        line("peak", "peak_systolic", 0, "mmHg", marker=caret, line={"color": theme.sys, "width": 3}),
        line("dissociation", "worst_dissociation", 1, "of 10", marker=dot, line=_plain_line(theme)),
        line("ready", "ready_min", 2, "min", marker=dot, line=_plain_line(theme)),
    ]  # fmt: skip


def _baseline_line(theme: Theme) -> Piece:
    return {"color": theme.ink_3, "width": 1, "dash": "dot"}


def _middle_line(theme: Theme) -> Piece:
    return {"color": theme.line_2, "width": 1.6, "dash": "8px,4px"}


def _plain_line(theme: Theme) -> Piece:
    return {"color": theme.ink, "width": 2}


def _names(theme: Theme) -> list[tuple[str, Piece, str]]:
    return [
        ("<b>peak</b>", {"color": theme.sys, "width": 3}, theme.sys_text),
        (f"middle of {WINDOW} peaks", _middle_line(theme), theme.ink_2),
        ("baseline", _baseline_line(theme), theme.ink_2),
    ]


def _ticks(sessions: Sequence[CourseSession]) -> Piece:
    """The number in its series over the date; of a long course every second, third, so many."""
    every = -(-len(sessions) // _MOST_LABELS)
    shown = [n for n in range(len(sessions)) if (len(sessions) - 1 - n) % every == 0]
    words = []
    for n in shown:
        day = session_name(sessions[n]).split(", ")[1]
        words.append(f"<b>{sessions[n].place.number}</b><br>{day}")
    return {"tickvals": shown, "ticktext": words}
