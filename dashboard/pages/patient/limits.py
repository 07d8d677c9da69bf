"""The limits that clinicians moved for a patient in all sessions: which stand, which are over."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.actions.overrides import LimitsOf
from dashboard.clinical.moved_limits import limit_words, value_words
from dashboard.clinical.overrides import LimitOverride
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, empty, panel
from dashboard.documents.blocks import day


def moved_limits(found: LimitsOf, patient_id: str, actor: Actor, zone: ZoneInfo) -> Any:
    """Those that stand first, each with its reason and end; a clinician may move one or take one back."""
    dated = sorted((o for o in found.overrides if o.session_id is None), key=lambda o: o.at, reverse=True)
    standing = [o for o in dated if o.holds("", found.seen_at)]
    over = [o for o in dated if o not in standing]
    may = actor.may(Permission.OVERRIDE_LIMITS)
    rows = [_row(found, override, zone, may) for override in standing]
    rows += [_row(found, override, zone, False) for override in over]
    body = (
        html.Ul(rows, className="moved-list")
        if rows
        else empty("No limit is moved", "Sessions begin with the limits of their set.")
    )
    move = action_button("Move limit", "move-limit", "quiet", patient=patient_id) if may else None
    return panel("Limits moved for this patient", body, note=move)


def _row(found: LimitsOf, override: LimitOverride, zone: ZoneInfo, may_end: bool) -> Any:
    what = f"{limit_words(override)} {value_words(override, override.value)}"
    said = [html.B(what), f"{_instead(found, override)}, {_until(override, found.seen_at, zone)}."]
    by = f" {override.by_name}, {_moment(override.at, zone)}: {override.reason}"
    end = override.end
    taken = f". Taken back by {end.by_name}, {_moment(end.at, zone)}: {end.reason}" if end else ""
    about = {"override": override.id, "text": what}
    buttons = [action_button("End override", "end-override", **about)] if may_end else []
    return html.Li([html.Div([*said, html.Span(f"{by}{taken}", className="quiet-text")]), *buttons])


def _instead(found: LimitsOf, override: LimitOverride) -> str:
    """Where the limit stands in the set of the open session, or in each set in force."""
    own = [
        (limits.label, limit)
        for limits, _ in found.sets
        if (limit := limits.of(override.measure, override.kind, override.level)) is not None
    ]
    values = {value_words(limit, limit.value) for _, limit in own}
    if len(values) == 1:
        return f" instead of {values.pop()}"
    return f" ({', '.join(f'{label} {value_words(limit, limit.value)}' for label, limit in own)})"


def _until(override: LimitOverride, now: datetime, zone: ZoneInfo) -> str:
    if override.end is not None:
        return "ended before its time"
    assert override.until is not None
    return f"{'until' if override.until > now else 'lapsed'} {_moment(override.until, zone)}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M}"
