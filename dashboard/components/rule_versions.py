"""Versions of what a clinic makes its own: the list, those that wait for a clinician, the history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.clinical.rules import RuleState, RuleVersion, in_force, state_of
from dashboard.components.panels import action_button, empty, panel, table

STATE_WORDS = {
    RuleState.WAITING: "waits for a clinician", RuleState.REJECTED: "refused",
    RuleState.SCHEDULED: "approved, to come", RuleState.IN_FORCE: "in force",
    RuleState.SUPERSEDED: "followed by another",
}  # fmt: skip
HEADS = ("Version", "Written", "Why", "Decided", "Difference to the one before")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """Who looks, in which zone, on which page.

    `page` is its address up to the code, `api` the path of the kind under /api/v1; `changes` gives the
    lines between two versions.
    """

    actor: Actor
    zone: ZoneInfo
    page: str
    api: str
    changes: Callable[[RuleVersion, RuleVersion], Sequence[str]]

    @property
    def may_write(self) -> bool:
        """Whether the person writes versions."""
        return self.actor.may(Permission.MANAGE_RULES)

    def alone(self, version: RuleVersion) -> bool:
        """Whether the person's own word is enough: a clinician who did not write it."""
        return self.actor.may(Permission.APPROVE_RULES) and version.by != self.actor.user_id

    def moment(self, at: datetime) -> str:
        """Day and time in the clinic's zone."""
        local = at.astimezone(self.zone)
        return f"{local.day} {local:%b %Y %H:%M}"

    def day(self, at: datetime, now: datetime) -> str:
        """The day in the clinic's zone; its year only when it is not this one."""
        local, today = at.astimezone(self.zone), now.astimezone(self.zone)
        return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"

    def address(self, version: RuleVersion) -> str:
        """Where one version is read."""
        return f"{self.page}{version.code}&version={version.version}"


def rule_links(
    by_code: Mapping[str, Sequence[RuleVersion]], at: datetime, chosen: str, view: RuleView
) -> Any:
    """A link for each code: its version in force, those that wait and those to come."""
    items = [_item(code, versions, at, chosen, view) for code, versions in by_code.items()]
    return html.Ul(items, className="rule-list")


def _item(code: str, versions: Sequence[RuleVersion], at: datetime, chosen: str, view: RuleView) -> Any:
    current = in_force(versions, at)
    lines = [html.B((current or versions[-1]).label), html.Span(_counting(current, at, view))]
    for version in versions:
        state = state_of(version, versions, at)
        if state is RuleState.WAITING:
            lines.append(html.Span(f"version {version.version} waits", className="rule-waiting"))
        elif state is RuleState.SCHEDULED and version.in_force_from is not None:
            lines.append(html.Span(f"version {version.version} from {view.moment(version.in_force_from)}"))
    here = {"aria-current": "page"} if code == chosen else {}
    return html.Li(html.A(lines, href=f"{view.page}{code}", className="rule-link", **here))


def _counting(current: RuleVersion | None, at: datetime, view: RuleView) -> Any:
    if current is None or current.in_force_from is None:
        return "no version in force"
    day = view.day(max(current.in_force_from, current.at), at)
    return [f"version {current.version} in force, ", html.Span(day, className="rule-day")]


def waiting_panels(versions: Sequence[RuleVersion], at: datetime, view: RuleView) -> list[Any]:
    """Each waiting version with its difference to the version in force, and the buttons of a clinician."""
    current = in_force(versions, at)
    waiting = [v for v in versions if state_of(v, versions, at) is RuleState.WAITING]
    return [_waiting(version, current, view) for version in waiting]


def _waiting(version: RuleVersion, current: RuleVersion | None, view: RuleView) -> Any:
    outrun = current is not None and current.version > version.version
    start = f"from {view.moment(version.starts_at)}" if version.starts_at else "with the approval"
    counts = f"Counts {start}."
    if current is not None and outrun:
        counts = f"Version {current.version} came later. Refuse this one, or write it anew."
    against = f"Against version {current.version} in force:" if current else "No version is in force yet."
    lines = change_list(view.changes(current, version)) if current else None
    return panel(
        f"Version {version.version} waits for a clinician",
        html.P(f"Written by {_writer(version)}, {view.moment(version.at)}. {version.reason or ''}"),
        html.P(counts), html.P(against, className="quiet-text"), lines, _buttons(version, view, outrun),
        note=html.A("Look at it", href=view.address(version)),
    )  # fmt: skip


def _buttons(version: RuleVersion, view: RuleView, outrun: bool) -> Any:
    """A clinician who did not write it decides alone; beside an administrator one signs in."""
    if not (view.may_write or view.alone(version)):
        return html.P("A clinician who did not write it approves or refuses.", className="quiet-text")
    path = f"{view.api}/{version.code}/versions/{version.version}/approve"
    data: dict[str, Any] = {
        "path": path, "version": version.version, "alone": view.alone(version) or None,
    }  # fmt: skip
    approve = [] if outrun else [action_button("Approve", "rules-approve", "primary", **data)]
    return html.Div([*approve, action_button("Refuse", "rules-refuse", **data)], className="row")


def history(versions: Sequence[RuleVersion], at: datetime, view: RuleView) -> Any:
    """Every version, newest first: who, when, why, by whose word, from when, and what changed."""
    rows = [_row(number, versions, at, view) for number in reversed(range(len(versions)))]
    return panel("History", html.Div(table("History", HEADS, rows), className="table-scroll"), flush=True)


def _row(number: int, versions: Sequence[RuleVersion], at: datetime, view: RuleView) -> tuple[Any, ...]:
    version = versions[number]
    state = STATE_WORDS[state_of(version, versions, at)]
    before = versions[number - 1] if number else None
    return (
        [html.A(f"Version {version.version}", href=view.address(version)), _quiet(state.capitalize())],
        [_writer(version), _quiet(view.moment(version.at))],
        version.reason or "Shipped with the first start",
        _decided(version, view),
        change_list(view.changes(before, version)) if before else "The first",
    )


def _writer(version: RuleVersion) -> str:
    """Who wrote it; what nobody wrote came with the program."""
    return "Chairside" if version.by == SYSTEM.user_id else version.by_name


def _quiet(words: str) -> Any:
    return html.Div(words, className="quiet-text")


def _decided(version: RuleVersion, view: RuleView) -> Any:
    """Whose word it was, and from when the version counts."""
    if not version.needs_approval:
        return "Needed no approval"
    said = version.rejection or version.approval
    if said is None:
        return "Not yet"
    verb = "Refused" if version.rejection else "Approved"
    parts: list[Any] = [f"{verb} by {said.by_name}", _quiet(view.moment(said.at))]
    if version.rejection is not None:
        return [*parts, html.Div(f"“{said.reason}”")]
    counts = version.in_force_from
    return [*parts, html.Div(f"Counts from {view.moment(counts)}")] if counts else parts


def change_list(lines: Sequence[str]) -> Any:
    """The lines of a difference, or that there is none."""
    if not lines:
        return empty("No difference", "Both say the same.")
    return html.Ul([html.Li(words) for words in lines], className="rule-changes")
