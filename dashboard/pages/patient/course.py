"""The course on a patient's page: table, trend and overlay, each with its numbers in a table."""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Input, Output, dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.actions.courses import view_course
from dashboard.clinical.course import Course, CourseSession
from dashboard.clinical.errors import NotFound
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.course_table import course_table, day_words, kind_words
from dashboard.components.panels import empty, panel, table
from dashboard.figures.course import course_figure
from dashboard.figures.course_frame import Trend, course_frame, trends
from dashboard.figures.course_overlay import (
    EARLIER,
    MEASURES,
    SHOWN_FIRST,
    overlay_figure,
    points_of,
    session_name,
)
from dashboard.web import callbacks
from dashboard.web.shell import Screens

TABLE, TREND, FIGURE = "course-table", "course-trend", "course-figure"
OVERLAY, VALUES, CHOSEN = "overlay-figure", "overlay-values", "overlay-measures"
BODY, LOOK = "course-body", "look"
THEMES = ("light", "dim", "dark")
NO_FIGURE: dict[str, Any] = {"data": [], "layout": {}}
COUNTED = "Counted from this clinic's records. How many were planned is not recorded."


def places() -> list[Any]:
    """The empty places, free of patient data; the figures stand hidden until there is a session."""
    figures = html.Div([_trend(), _overlay()], className="course-figures", id=BODY, hidden=True)
    stores = [dcc.Store(id=CHOSEN, data=list(SHOWN_FIRST)), dcc.Store(id=LOOK)]
    return [*stores, html.Div(id=TABLE), figures]


def _graph(own: str) -> Any:
    config = {"displayModeBar": False, "doubleClick": False, "responsive": True, "scrollZoom": False}
    return dcc.Graph(id=own, figure=NO_FIGURE, config=config, responsive=True)


def _figure(own: str, name: str, kind: str = "") -> Any:
    look = f"course-figure {kind}".strip()
    return html.Div(_graph(own), className=look, role="figure", **{"aria-label": name})


def _trend() -> Any:
    return panel("Trend", _figure(FIGURE, "Course", "trend"), html.Div(id=TREND))


def _overlay() -> Any:
    buttons = [
        html.Button(
            measure_of(code).label, type="button", className="button toggle",
            **{"data-action": "overlay-measure", "data-measure": code,
               "aria-pressed": "true" if code in SHOWN_FIRST else "false"},
        )
        for code in MEASURES
    ]  # fmt: skip
    choose = html.Div(buttons, className="toggles", role="group", **{"aria-label": "Measures"})
    note = f"same clock, minutes from dose; up to {EARLIER} earlier"
    values = html.Details([html.Summary("Values as a table"), html.Div(id=VALUES)])
    return panel("Course overlay", choose, _figure(OVERLAY, "Course overlay"), values, note=note)


def register(app: Screens, clinic: Clinic, which: str) -> None:
    """Table and trend, and the overlay by the measures chosen; `which` is the store with the patient's id."""
    app.clientside_callback(
        ClientsideFunction("chairside", "look"), Output(LOOK, "data"), Input("address", "pathname")
    )

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(TABLE, "children"), Output(BODY, "hidden"), Output(TREND, "children"),
         Output(FIGURE, "figure"), Output(OVERLAY, "figure"), Output(OVERLAY, "style"),
         Output(VALUES, "children")],
        [Input(which, "data"), Input("live", "data"), Input(LOOK, "data"), Input(CHOSEN, "data")],
    )  # fmt: skip
    def show_course(actor: Actor, patient_id: Any, _live: Any, look: Any, chosen: Any) -> tuple[Any, ...]:
        try:
            course = view_course(clinic, actor, str(patient_id))
        except NotFound:
            return None, True, None, NO_FIGURE, NO_FIGURE, {}, None
        theme = look.get("theme") if isinstance(look, dict) else None
        return course_parts(course, measures_in(chosen), theme if theme in THEMES else THEMES[0])


def measures_in(chosen: Any) -> tuple[str, ...]:
    """The known ones of the measures that the page names."""
    return tuple(code for code in MEASURES if isinstance(chosen, list) and code in chosen)


def course_parts(course: Course, measures: Sequence[str], theme: str) -> tuple[Any, ...]:
    """Table, whether the figures are hidden, trend in words, both figures, the overlay's height and values.

    The height follows from the rows that one chooses, so that no style sheet can know it.
    """
    if not course.sessions:
        words = empty("No dose yet", "Sessions with a dose stand here, with their peaks and times.")
        return _page(panel("Course", words)), True, None, NO_FIGURE, NO_FIGURE, {}, None
    newest = course.sessions[-1]
    earlier = course.before(newest.record.session.id, EARLIER)
    overlay = overlay_figure(newest, earlier, measures, theme)
    height = {"height": f"{overlay['layout']['meta']['height']}px"}
    whole = panel("Course", course_table(course), note=COUNTED, flush=True)
    values = overlay_values([newest, *earlier], measures)
    figure = course_figure(course, theme)
    return _page(whole), False, trend_table(course), figure, overlay, height, values


def _page(child: Any) -> Any:
    return html.Div(child, className="page-body")


def trend_table(course: Course) -> Any:
    """What the numbers of the newest series do, with how many sessions say so."""
    series = course.latest_series
    heads = ("Number", "Sessions", "First", "Last", "Median", "Middle half", "Change per session")
    rows = [_trend_row(trend) for trend in trends(course_frame(series))]
    first = series[0]
    words = f"{kind_words(first)}, series since {day_words(first)}"
    return [html.H3(words), html.Div(table("Trend", heads, rows), className="table-scroll")]


def _trend_row(trend: Trend) -> tuple[Any, ...]:
    quartiles = [_tenth(value) for value in trend.quartiles or ()]
    middle = " to ".join(quartiles) or "under 4 sessions"
    slope = "under 3 sessions" if trend.slope is None else _signed(trend.slope)
    numbers = [_tenth(value) for value in (trend.first, trend.last, trend.median)]
    return (trend.label, str(trend.count), *numbers, middle, slope)


def _tenth(value: float) -> str:
    return f"{round(value, 1):g}"


def _signed(value: float) -> str:
    """'+7.9', '−0.8', '0'."""
    rounded = round(value, 1)
    return f"{rounded:+g}".replace("-", "\N{MINUS SIGN}") if rounded else "0"


def overlay_values(sessions: Sequence[CourseSession], measures: Sequence[str]) -> Any:
    """Every value of the overlay with its minute, a column for each measure."""
    heads = ("Session", *(measure_of(code).label for code in measures))
    rows = [(session_name(s), *(_values(s, code) for code in measures)) for s in sessions]
    return html.Div(table("Course overlay", heads, rows), className="table-scroll")


def _values(session: CourseSession, code: str) -> str:
    points = points_of(session, measure_of(code))
    said = [f"{shown(code, value)} at {minute:g}" for minute, value, _ in points]
    return ", ".join(said).replace("-", "−") or "none taken"
