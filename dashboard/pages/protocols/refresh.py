"""Filling the page: the protocol that the address names, and what a draft of it asks for."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Input, Output, State

from dashboard.actions.clinic import Clinic
from dashboard.actions.protocol_preview import preview_protocol
from dashboard.actions.rules import list_versions
from dashboard.actions.viewing import list_threshold_sets
from dashboard.clinical.protocol_differences import differences
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import RuleKind, RuleVersion, in_force
from dashboard.components.rule_pages import named_code, named_version, versions_json
from dashboard.components.rule_versions import RuleView, history, rule_links, waiting_panels
from dashboard.pages.protocols import ids
from dashboard.pages.protocols.preview import changes_panel, checked_json, preview_panel, sent_from
from dashboard.pages.protocols.reading import reading_panels
from dashboard.web import callbacks
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

PAGE = "/protocols?protocol="
_PARTS = (ids.LIST, ids.WAITING, ids.READ, ids.HISTORY, ids.DATA)


def register(app: Screens, clinic: Clinic) -> None:
    """The protocol and its versions; what is read or drafted by the script, checked and drawn."""
    app.clientside_callback(
        ClientsideFunction("chairside", "protocol"), Output(ids.DRAFT, "data"), Input(ids.DATA, "children")
    )

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [*(Output(part, "children") for part in _PARTS), Output(ids.SEEN, "data")],
        [Input("live", "data"), Input("address", "search")],
        [State(ids.SEEN, "data")],
    )
    def show_protocol(actor: Actor, _live: Any, search: Any, seen: Any) -> tuple[Any, ...]:
        changed, marks = changed_parts(parts(clinic, actor, str(search or "")), seen)
        return (*changed, marks)

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(part, "children") for part in (ids.PREVIEW, ids.CHANGES, ids.CHECKED)],
        [Input(ids.DRAFT, "data")],
    )
    def show_times(actor: Actor, data: Any) -> tuple[Any, Any, str]:
        sent = sent_from(data)
        if sent is None:
            return None, None, ""
        found = preview_protocol(clinic, actor, sent.document, sent.shared, sent.course)
        changes = changes_panel(sent, _in_force(clinic, actor, sent.code), found)
        return preview_panel(found, sent.theme, sent.width), changes, checked_json(sent, found)


def parts(clinic: Clinic, actor: Actor, search: str) -> list[Any]:
    """The children of LIST, WAITING, READ, HISTORY and DATA for the protocol named, or the first."""
    found, at = list_versions(clinic, actor, RuleKind.PROTOCOL)
    by_code = {code: found[code] for code in sorted(found, key=lambda c: found[c][0].label)}
    view = RuleView(
        actor=actor, zone=ZoneInfo(clinic.profile().time_zone), page=PAGE, api="/protocols",
        changes=changes_between,
    )  # fmt: skip
    code = named_code(by_code, "protocol", search)
    versions = by_code.get(code, ())
    if not versions:
        return [rule_links(by_code, at, code, view), None, None, None, ""]
    shown = named_version(versions, at, search)
    sets = {found.code: found.label for found in list_threshold_sets(clinic, actor)}
    return [
        rule_links(by_code, at, code, view), waiting_panels(versions, at, view),
        reading_panels(shown, sets), history(versions, at, view), versions_json(by_code, code, at, shown),
    ]  # fmt: skip


def changes_between(before: RuleVersion, after: RuleVersion) -> Sequence[str]:
    """The difference between two versions of a protocol, a line each."""
    return differences(_said(before), _said(after))


def _said(version: RuleVersion) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return version.document, version.shared or {}


def _in_force(clinic: Clinic, actor: Actor, code: str) -> RuleVersion | None:
    by_code, at = list_versions(clinic, actor, RuleKind.PROTOCOL)
    return in_force(by_code.get(code, ()), at)
