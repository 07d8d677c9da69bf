"""The sets at the left: which version counts, which wait, which are to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html

from dashboard.clinical.rules import RuleState, RuleVersion, in_force, state_of
from dashboard.components.panels import empty
from dashboard.pages.thresholds.who import Asking


def set_links(by_code: Mapping[str, Sequence[RuleVersion]], at: datetime, chosen: str, asking: Asking) -> Any:
    """A link for each set in two or more lines; the chosen one is marked."""
    if not by_code:
        return empty("No sets of limits", "They come with the first start.")
    items = [_item(code, versions, at, chosen, asking) for code, versions in by_code.items()]
    return html.Ul(items, className="set-list")


def _item(code: str, versions: Sequence[RuleVersion], at: datetime, chosen: str, asking: Asking) -> Any:
    current = in_force(versions, at)
    lines = [html.B((current or versions[-1]).label), html.Span(_counting(current, at, asking))]
    for version in versions:
        state = state_of(version, versions, at)
        if state is RuleState.WAITING:
            lines.append(html.Span(f"version {version.version} waits", className="set-waiting"))
        elif state is RuleState.SCHEDULED and version.in_force_from is not None:
            lines.append(html.Span(f"version {version.version} from {asking.moment(version.in_force_from)}"))
    here = {"aria-current": "page"} if code == chosen else {}
    return html.Li(html.A(lines, href=f"/thresholds?set={code}", className="set-link", **here))


def _counting(current: RuleVersion | None, at: datetime, asking: Asking) -> str:
    if current is None or current.in_force_from is None:
        return "no version in force"
    since = max(current.in_force_from, current.at)
    return f"version {current.version} in force, {asking.day(since, at)}"
