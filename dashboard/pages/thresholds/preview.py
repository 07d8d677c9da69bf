"""What a draft would have done: sessions and alerts it would have flagged, and its bands over their peaks."""

from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.actions.limit_preview import LimitPreview
from dashboard.clinical.alerts import Level
from dashboard.clinical.instruments import measure_of
from dashboard.clinical.limit_preview import Flagged, peaks
from dashboard.clinical.thresholds import LimitKind, ThresholdSet
from dashboard.components.panels import empty, panel
from dashboard.components.severity import state
from dashboard.figures.limit_bands import HEIGHT, bands_svg

TITLE = "What this draft would have done"
ALWAYS = ("systolic", "diastolic", "heart_rate", "spo2")


def preview_panel(found: LimitPreview, theme: str, width: int) -> Any:
    """Counts beside those of the version in force, then a band for each measure."""
    if found.limits is None or found.draft is None:
        return panel(TITLE, empty("Not judged yet", "Mend what is marked; then it is counted."))
    if not found.records:
        return panel(TITLE, empty("No ended session yet", "With sessions that are over it can be counted."))
    bands = [_band(found, found.limits, code, theme, width) for code in _measures(found.limits, found.former)]
    intro = f"Last {len(found.records)} ended sessions, each judged reading by reading."
    version = found.former.version if found.former else None
    counts = html.Div(
        [_count(level, found.draft, found.in_force, version, len(found.records))
         for level in (Level.ADVISORY, Level.URGENT)],
        className="limit-counts",
    )  # fmt: skip
    over = html.A("Draw it over a past session", href="#limits-over")
    return panel(TITLE, html.P(intro, className="quiet-text"), counts, html.P(over), *bands)


def _count(level: Level, draft: Flagged, in_force: Flagged | None, version: int | None, of: int) -> Any:
    sessions, alerts = _numbers(draft, level)
    share = f"{100 * sessions / of:.1f}".removesuffix(".0")
    lines = [html.Span(f"{share} %, {_alerts(alerts)}")]
    if in_force is not None:
        was, before = _numbers(in_force, level)
        lines.append(html.Span(f"version {version} had {was}, {_alerts(before)}"))
    name = f"{level.value} sessions"
    number = html.B(str(sessions), className="count-number", **{"aria-label": f"{sessions} {name}"})
    return html.Div([html.Div([state(level), " sessions"]), number, *lines], className="limit-count")


def _alerts(count: int) -> str:
    return f"{count} alert" if count == 1 else f"{count} alerts"


def _numbers(flagged: Flagged, level: Level) -> tuple[int, int]:
    if level is Level.URGENT:
        return flagged.urgent_sessions, flagged.urgent
    return flagged.advisory_sessions, flagged.advisory


def _measures(limits: ThresholdSet, former: ThresholdSet | None) -> list[str]:
    """Those that are always shown, and each whose limits above or below the draft moves."""
    absolute = (LimitKind.HIGH, LimitKind.LOW)
    news, olds = ({x for x in s.limits if x.kind in absolute} if s else set() for s in (limits, former))
    moved = {limit.measure for limit in news ^ olds} if former else set()
    known = {limit.measure for limit in news}
    wanted = known & {*ALWAYS, *moved}
    return sorted(wanted, key=lambda code: (code not in moved, measure_of(code).order))


def _band(found: LimitPreview, limits: ThresholdSet, code: str, theme: str, width: int) -> Any:
    measure = measure_of(code)
    kinds = {limit.kind for limit in limits.limits if limit.measure == code}
    kind = LimitKind.HIGH if LimitKind.HIGH in kinds else LimitKind.LOW
    worst = "highest" if kind is LimitKind.HIGH else "lowest"
    values = peaks(found.records, code, kind)
    unit = f"{measure.possible[0]:g} to {measure.possible[1]:g}" if measure.is_scale else measure.unit
    head = html.P([html.B(measure.label), f" {unit}, {worst} of each session"])
    svg = bands_svg(code, limits, found.former, values, theme, width)
    alt = f"{measure.label}: the draft's bands, and the {worst} values of {len(values)} sessions in them"
    image = html.Img(src=f"data:image/svg+xml,{quote(svg)}", alt=alt, width=width, height=HEIGHT)
    return html.Div([head, image], className="limit-band")
