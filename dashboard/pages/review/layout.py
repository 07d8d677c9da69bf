"""The review page's skeleton, free of patient data: the rail at the left, then the day or one session."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Actor
from dashboard.components.search_box import search_box
from dashboard.pages.review import ids

# Ages of notes and the figure's now line stand still between changes; half a minute keeps them true.
REDRAW_MS = 30_000


def layout(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    """Rail and main part with empty places."""
    stores = [
        dcc.Store(id=ids.SEEN), dcc.Store(id=ids.CHOSEN_SEEN), dcc.Store(id=ids.LOOK),
        dcc.Store(id=ids.OVERLAID, data=False), dcc.Interval(id=ids.TICK, interval=REDRAW_MS),
    ]  # fmt: skip
    main = html.Div([html.Div(id=ids.OVERVIEW), _chosen()], className="review-main")
    return [*stores, html.Div([_rail(), main], className="review-grid")]


def _rail() -> Any:
    search = search_box("Find patient", ids.SEARCH, ids.SEARCHED)
    needs = html.Section(
        [html.H2("Needs me", id="review-needs"), _tabs(), _tab_panel(ids.MINE, "tab-mine", False),
         _tab_panel(ids.ALL, "tab-all", True), html.P(id=ids.CUT, className="quiet-text rail-words")],
        **{"aria-labelledby": "review-needs"},
    )  # fmt: skip
    head = html.Div(
        [html.H2("Today", id="review-today"), html.A("All as a table", href="/review")], className="rail-head"
    )
    today = html.Section([head, html.Div(id=ids.DAY_LIST)], **{"aria-labelledby": "review-today"})
    return html.Aside([search, html.Div(id=ids.FOUND), needs, today], className="review-rail")


def _tabs() -> Any:
    tabs = [_tab("tab-mine", ids.MINE, "Mine", ids.MINE_COUNT, True),
            _tab("tab-all", ids.ALL, "All", ids.ALL_COUNT, False)]  # fmt: skip
    row = html.Div(tabs, className="tab-row", role="tablist", **{"aria-label": "Whose sessions"})
    return html.Div(row, className="tabs")


def _tab(own: str, controls: str, words: str, count: str, chosen: bool) -> Any:
    state = {"aria-selected": "true" if chosen else "false", "aria-controls": controls}
    inner = [words, " ", html.Span(id=count, className="count")]
    return html.Button(inner, id=own, type="button", role="tab", tabIndex=0 if chosen else -1, **state)


def _tab_panel(own: str, tab: str, hidden: bool) -> Any:
    return html.Div(id=own, role="tabpanel", hidden=hidden, **{"aria-labelledby": tab})


def _chosen() -> Any:
    """The places of one session; hidden while none is chosen."""
    config = {"displayModeBar": False, "doubleClick": False, "responsive": True, "scrollZoom": False}
    graph = dcc.Graph(id=ids.FIGURE, figure={"data": [], "layout": {}}, config=config, responsive=True)
    toggle = html.Button(
        ["Earlier sessions", html.Span("O", className="key-hint wide-only", **{"aria-hidden": "true"})],
        type="button", className="button toggle", **{"data-action": "overlay", "aria-pressed": "false"},
    )  # fmt: skip
    title = html.H2("Timeline", id=ids.CHART_TITLE)
    head = html.Div([title, html.Span(id=ids.LIMITS, className="note"), toggle], className="panel-head")
    chart = html.Section(
        [head, html.Div(graph, className="figure")],
        className="panel chart", role="region", **{"aria-labelledby": ids.CHART_TITLE},
    )  # fmt: skip
    course = [chart, html.Div(id=ids.ALERTS, className="review-alerts")]
    beside = [
        html.Div(id=ids.NOTE, className="review-note"), html.Div(id=ids.BEYOND, className="review-beyond")
    ]  # fmt: skip
    parts = [html.Div(column, className="review-column") for column in (course, beside)]
    return html.Div(
        [html.Div(id=ids.HEADER), html.Div(id=ids.STRIP, className="review-strip"),
         html.Div(parts, className="review-session")],
        id=ids.CHOSEN, hidden=True,
    )  # fmt: skip
