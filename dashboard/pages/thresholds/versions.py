"""The versions of one set: those that wait for a clinician, and the history with what each one changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html

from dashboard.clinical.limit_differences import differences
from dashboard.clinical.rules import RuleState, RuleVersion, in_force, state_of
from dashboard.clinical.thresholds import threshold_set_from
from dashboard.components.panels import action_button, panel, table
from dashboard.pages.thresholds.who import Asking

STATE_WORDS = {
    RuleState.WAITING: "Waits for a clinician", RuleState.REJECTED: "Refused",
    RuleState.SCHEDULED: "Approved, to come", RuleState.IN_FORCE: "In force",
    RuleState.SUPERSEDED: "Followed by another",
}  # fmt: skip
HEADS = ("Version", "Written", "Why", "Decided", "Difference to the one before")


def waiting_panels(
    versions: Sequence[RuleVersion], at: datetime, asking: Asking, names: Mapping[str, str]
) -> list[Any]:
    """Each waiting version with its difference to the version in force, and the buttons of a clinician."""
    current = in_force(versions, at)
    waiting = [v for v in versions if state_of(v, versions, at) is RuleState.WAITING]
    return [_waiting(v, current, asking, names) for v in waiting]


def _waiting(
    version: RuleVersion, current: RuleVersion | None, asking: Asking, names: Mapping[str, str]
) -> Any:
    outrun = current is not None and current.version > version.version
    against = f"Against version {current.version} in force:" if current else "No version is in force yet."
    written = f"Written by {asking.author(version)}, {asking.moment(version.at)}. {version.reason or ''}"
    start = f"from {asking.moment(version.starts_at)}" if version.starts_at else "with the approval"
    later = f"Version {current.version} came later. Refuse this one, or write it anew." if current else ""
    return panel(
        f"Version {version.version} waits for a clinician", html.P(written),
        html.P(later if outrun else f"Counts {start}."), html.P(against, className="quiet-text"),
        _lines(current, version, names), _buttons(version, asking, outrun),
        note=html.A("Look at it", href=_address(version)),
    )  # fmt: skip


def _address(version: RuleVersion) -> str:
    return f"/thresholds?set={version.code}&version={version.version}"


def _buttons(version: RuleVersion, asking: Asking, outrun: bool) -> Any:
    if not asking.may_decide(version):
        return html.P("A clinician who did not write it approves or refuses.", className="quiet-text")
    data: dict[str, Any] = {
        "code": version.code,
        "version": version.version,
        "alone": asking.alone(version) or None,
    }
    approve = [] if outrun else [action_button("Approve", "limits-approve", "primary", **data)]
    return html.Div([*approve, action_button("Refuse", "limits-refuse", **data)], className="row")


def history(versions: Sequence[RuleVersion], at: datetime, asking: Asking, names: Mapping[str, str]) -> Any:
    """Every version, newest first: who, when, why, by whose word, from when, and what changed."""
    rows = [_row(number, versions, at, asking, names) for number in reversed(range(len(versions)))]
    scroll = html.Div(table("History", HEADS, rows), className="table-scroll")
    return panel("History", scroll, flush=True)


def _row(
    number: int, versions: Sequence[RuleVersion], at: datetime, asking: Asking, names: Mapping[str, str]
) -> tuple[Any, ...]:
    version = versions[number]
    state = STATE_WORDS[state_of(version, versions, at)]
    show = html.A(f"Version {version.version}", href=_address(version))
    before = versions[number - 1] if number else None
    return (
        [show, html.Div(state, className="quiet-text")],
        [
            asking.author(version),
            html.Div(asking.moment(version.at), className="quiet-text"),
        ],
        version.reason or "Shipped with the first start",
        _decided(version, asking),
        _lines(before, version, names) if before else "The first",
    )


def _decided(version: RuleVersion, asking: Asking) -> Any:
    """Whose word it was, and from when the version counts."""
    if not version.needs_approval:
        return "Needed no approval"
    said = version.rejection or version.approval
    if said is None:
        return "Not yet"
    verb = "Refused" if version.rejection else "Approved"
    parts: list[Any] = [f"{verb} by {said.by_name}", html.Div(asking.moment(said.at), className="quiet-text")]
    if version.rejection is not None:
        return [*parts, html.Div(f"“{said.reason}”")]
    counts = version.in_force_from
    return [*parts, html.Div(f"Counts from {asking.moment(counts)}")] if counts else parts


def _lines(before: RuleVersion | None, after: RuleVersion, names: Mapping[str, str]) -> Any:
    """What changed, a line each; the label of a change keeps its old and new value together."""
    if before is None:
        return None
    olds, news = (threshold_set_from(v.document, v.version) for v in (before, after))
    return change_list(differences(olds, news, names))


def change_list(lines: Sequence[str]) -> Any:
    """The lines of a difference, or that there is none."""
    if not lines:
        return html.P("No difference", className="quiet-text")
    return html.Ul([html.Li(words) for words in lines], className="limit-changes")
