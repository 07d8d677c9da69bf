"""The session page's skeleton, free of patient data."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Actor
from dashboard.components.panels import action_button
from dashboard.pages.session import ids

# The figure's now line and ages stand still between changes; half a minute keeps them true.
REDRAW_MS = 30_000
KEEP_ON = "Keep the monitor's own alarms on."
CHARTING = f"Charting record, not a physiological alarm system. {KEEP_ON}"


def layout(_clinic: Clinic, _actor: Actor, params: Mapping[str, str]) -> Any:
    """Header, alerts, timeline, actions, and the side panel with Checks, Log and Table.

    The alerts are filled from their source by 47_still.js, so that none moves under a finger (A1).
    """
    stores = [
        dcc.Store(id=ids.WHICH, data=params["session_id"]),
        dcc.Store(id=ids.SEEN),
        dcc.Store(id=ids.LOOK),
        dcc.Interval(id=ids.TICK, interval=REDRAW_MS),
    ]
    still = {"data-still": "true", "aria-label": "Alerts"}
    alerts = html.Section(id=ids.ALERTS, className="alerts", role="region", **still)
    source = html.Div(id=ids.ALERTS_SOURCE, hidden=True, **{"data-still-for": ids.ALERTS})
    grid = html.Div(
        [_timeline(), html.Div(id=ids.BAR, className="actionbar"), _side(params["session_id"])],
        className="session-grid",
    )
    return [*stores, html.Div(id=ids.HEADER), alerts, source, grid]


def _timeline() -> Any:
    words = [
        html.H2("Timeline"),
        html.Span(id=ids.LIMITS, className="note"),
        html.Span(KEEP_ON, className="note push"),
    ]
    head = html.Div(html.Div(words, className="panel-head"), className="wide-only")
    config = {"displayModeBar": False, "doubleClick": False, "responsive": True, "scrollZoom": False}
    graph = dcc.Graph(id=ids.FIGURE, figure={"data": [], "layout": {}}, config=config, responsive=True)
    return html.Section(
        [head, html.Div(graph, className="figure"), html.P(CHARTING, className="spoken")],
        className="panel chart", role="region", tabIndex=0, **{"aria-label": "Timeline"},
    )  # fmt: skip


def _side(session_id: str) -> Any:
    tabs = [
        _tab("tab-checks", ids.CHECKS, "Checks", True), _tab("tab-log", ids.LOG, "Log", False),
        _tab("tab-table", ids.TABLE, "Table", False),
    ]  # fmt: skip
    row = html.Div(tabs, className="tab-row", role="tablist", **{"aria-label": "Record of the session"})
    aside = [
        html.Span(id=ids.COUNT, className="note push narrow-hide"),
        html.Span([action_button("Print", "print", "quiet", session=session_id)], className="push"),
        html.Span(id=ids.NOTE),
    ]
    head = html.Div([row, *aside], className="tabs")
    panels = [
        _tab_panel(ids.CHECKS, "tab-checks", False), _tab_panel(ids.LOG, "tab-log", True),
        _tab_panel(ids.TABLE, "tab-table", True),
    ]  # fmt: skip
    return html.Div(html.Section([head, *panels], className="panel flush"), className="side")


def _tab_panel(own: str, tab: str, hidden: bool) -> Any:
    return html.Div(
        id=own, className="scroll", role="tabpanel", tabIndex=0, hidden=hidden, **{"aria-labelledby": tab}
    )


def _tab(own: str, controls: str, words: str, chosen: bool) -> Any:
    state = {"aria-selected": "true" if chosen else "false", "aria-controls": controls}
    return html.Button(words, id=own, type="button", role="tab", tabIndex=0 if chosen else -1, **state)
