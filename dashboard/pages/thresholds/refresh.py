"""Filling the page: the set that the address names, what the draft says, and what it would have done."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from dash import Input, Output, State

from dashboard.actions.clinic import Clinic
from dashboard.actions.limit_preview import limit_errors, preview_limits, sessions_to_draw
from dashboard.actions.rules import list_versions
from dashboard.actions.viewing import list_protocols, view_session
from dashboard.clinical.limit_checks import form_errors
from dashboard.clinical.limit_differences import differences
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.rules import RuleKind, RuleVersion, in_force
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.thresholds import ThresholdSet, threshold_set_from
from dashboard.components.panels import empty
from dashboard.components.rule_pages import named_code, named_version, versions_json
from dashboard.components.rule_versions import RuleView, history, rule_links, waiting_panels
from dashboard.figures.timeline import session_figure
from dashboard.pages.thresholds import ids
from dashboard.pages.thresholds.checked import Draft, changes_panel, checked_json, draft_of
from dashboard.pages.thresholds.data import used_words
from dashboard.pages.thresholds.preview import preview_panel
from dashboard.pages.thresholds.sessions import session_options
from dashboard.web import callbacks
from dashboard.web.parts import changed_parts
from dashboard.web.shell import Screens

PAGE = "/thresholds?set="
NO_FIGURE: dict[str, Any] = {"data": [], "layout": {}}
_PARTS = (ids.SETS, ids.WAITING, ids.USED, ids.HISTORY, ids.DATA)


def register(app: Screens, clinic: Clinic) -> None:
    """The set and its versions; the draft checked; the draft tried on past sessions."""
    _show(app, clinic)
    _check(app, clinic)
    _try(app, clinic)


def _show(app: Screens, clinic: Clinic) -> None:
    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [*(Output(part, "children") for part in _PARTS), Output(ids.SEEN, "data")],
        [Input("live", "data"), Input("address", "search")],
        [State(ids.SEEN, "data")],
    )
    def show_set(actor: Actor, _live: Any, search: Any, seen: Any) -> tuple[Any, ...]:
        changed, marks = changed_parts(parts(clinic, actor, str(search or "")), seen)
        return (*changed, marks)


def parts(clinic: Clinic, actor: Actor, search: str) -> list[Any]:
    """The children of SETS, WAITING, USED, HISTORY and DATA for the set that the address names.

    Without one it is the first: sets stand by how many protocols use them.
    """
    by_code, at = list_versions(clinic, actor, RuleKind.THRESHOLD_SET)
    protocols = list_protocols(clinic, actor)
    used = [protocol.threshold_set for protocol in protocols]
    codes = sorted(by_code, key=lambda code: (-used.count(code), by_code[code][-1].label))
    ordered = {code: by_code[code] for code in codes}
    code = named_code(ordered, "set", search)
    versions = by_code.get(code, ())
    if not versions:
        return [empty("No sets of limits", "They come with the first start."), None, None, None, ""]
    view = _view(clinic, actor)
    return [
        rule_links(ordered, at, code, view), waiting_panels(versions, at, view),
        used_words(code, protocols), history(versions, at, view),
        versions_json(ordered, code, at, named_version(versions, at, search)),
    ]  # fmt: skip


def _view(clinic: Clinic, actor: Actor) -> RuleView:
    names = protocol_names(clinic, actor)
    return RuleView(
        actor=actor, zone=ZoneInfo(clinic.profile().time_zone), page=PAGE, api="/threshold-sets",
        changes=lambda before, after: differences(_limits(before), _limits(after), names),
    )  # fmt: skip


def _limits(version: RuleVersion) -> ThresholdSet:
    return threshold_set_from(version.document, version.version)


def protocol_names(clinic: Clinic, actor: Actor) -> Mapping[str, str]:
    """The protocols' names by their codes."""
    return {protocol.code: protocol.label for protocol in list_protocols(clinic, actor)}


def _check(app: Screens, clinic: Clinic) -> None:
    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(ids.CHANGES, "children"), Output(ids.CHECKED, "children")],
        [Input(ids.DRAFT, "data")],
    )
    def show_checked(actor: Actor, data: Any) -> tuple[Any, str]:
        draft = draft_of(data)
        if draft is None:
            return None, ""
        readable = not form_errors(draft.document)
        changes = changes_panel(
            draft, _in_force(clinic, actor, draft.code), readable, protocol_names(clinic, actor)
        )
        return changes, checked_json(draft, limit_errors(clinic, actor, draft.document))

    @callbacks.register(
        app, Permission.VIEW_RECORDS, [Output(ids.PICKER, "children")], [Input(ids.PICK, "data")]
    )
    def show_sessions(actor: Actor, wanted: Any) -> Any:
        return session_options(sessions_to_draw(clinic, actor)) if wanted else []


def _in_force(clinic: Clinic, actor: Actor, code: str) -> RuleVersion | None:
    by_code, at = list_versions(clinic, actor, RuleKind.THRESHOLD_SET)
    return in_force(by_code.get(code, ()), at)


def _try(app: Screens, clinic: Clinic) -> None:
    @callbacks.register(
        app, Permission.VIEW_RECORDS, [Output(ids.PREVIEW, "children")], [Input(ids.TRIED, "data")]
    )
    def show_preview(actor: Actor, data: Any) -> Any:
        draft = draft_of(data)
        if draft is None:
            return None
        found = preview_limits(clinic, actor, draft.code, draft.document)
        return preview_panel(found, draft.theme, draft.width)

    @callbacks.register(
        app,
        Permission.VIEW_RECORDS,
        [Output(ids.IN_FORCE_FIGURE, "figure"), Output(ids.DRAFT_FIGURE, "figure")],
        [Input(ids.DRAWN, "data")],
    )
    def show_over(actor: Actor, data: Any) -> tuple[Any, Any]:
        draft = draft_of(data)
        if draft is None or not draft.session_id:
            return NO_FIGURE, NO_FIGURE
        return figures(clinic, actor, draft)


def figures(clinic: Clinic, actor: Actor, draft: Draft) -> tuple[Any, Any]:
    """The session's timeline with the bands in force, and with those of the draft; its view is audited."""
    record = view_session(clinic, actor, str(draft.session_id))
    former = _in_force(clinic, actor, draft.code)
    before = _limits(former) if former else None
    after = None if form_errors(draft.document) else threshold_set_from(draft.document, 0)
    return _figure(record, before, draft.theme), _figure(record, after, draft.theme)


def _figure(record: SessionRecord, limits: ThresholdSet | None, theme: str) -> Any:
    if limits is None:
        return NO_FIGURE
    return session_figure(replace(record, threshold_set=limits), theme)
