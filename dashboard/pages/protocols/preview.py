"""When the checks of a version or a draft come: a line through time, and each of them in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.clinical.protocol_differences import differences
from dashboard.clinical.protocol_preview import PreviewRow, ProtocolPreview
from dashboard.clinical.protocol_words import measure_names
from dashboard.clinical.rules import RuleVersion
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.components.panels import empty, panel
from dashboard.components.rule_versions import change_list
from dashboard.figures.schedule_figure import WIDTH, height_of, schedule_svg

THEMES = ("light", "dim", "dark")
TITLE = "When the checks come"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the script asks to be drawn: a version that is read, or a draft over the version `code` has."""

    code: str
    document: Mapping[str, Any]
    shared: Mapping[str, Any]
    number: int
    theme: str
    drafting: bool


def sent_from(data: Any) -> Sent | None:
    """What is in the store; None before anything is. ValueError for what no script sends."""
    if data is None:
        return None
    code, document, shared, number = (data.get(name) for name in ("code", "document", "shared", "n"))
    readable = isinstance(code, str) and isinstance(document, dict) and isinstance(shared, dict)
    if not readable or not isinstance(number, int):
        raise ValueError("This is no draft.")
    theme = data.get("theme")
    return Sent(
        code=code, document=document, shared=shared, number=number, drafting=data.get("drafting") is True,
        theme=theme if theme in THEMES else THEMES[0],
    )  # fmt: skip


def checked_json(sent: Sent, preview: ProtocolPreview) -> str:
    """What the script puts beside the boxes."""
    return json.dumps({"n": sent.number, "errors": [asdict(error) for error in preview.errors]})


def changes_panel(sent: Sent, former: RuleVersion | None, preview: ProtocolPreview) -> Any:
    """What the draft changes against the version in force, in words."""
    if not sent.drafting or former is None:
        return None
    title = f"Changes to {former.label}, version {former.version}"
    if preview.errors:
        return panel(title, html.P("Said when every box can be read.", className="quiet-text"))
    lines = differences((former.document, former.shared or {}), (sent.document, sent.shared))
    return panel(title, change_list(lines)) if lines else None


def preview_panel(preview: ProtocolPreview, theme: str) -> Any:
    """The line through time, then every check by its minute."""
    if not preview.rows:
        return panel(TITLE, empty("Not drawn yet", "Mend what is marked; then the times are drawn."))
    svg = schedule_svg(preview, theme)
    times = ", ".join(str(minute) for minute in sorted({row.minute for row in preview.rows}))
    alt = f"Checks due at {times} min; observed to {preview.observation_ends} min"
    image = html.Img(
        src=f"data:image/svg+xml,{quote(svg)}", alt=alt, width=WIDTH, height=height_of(preview)
    )  # fmt: skip
    items = [html.Li([html.B(head), html.Span(words)]) for head, words in due_lines(preview)]
    return panel(
        TITLE, html.Div(image, className="schedule-figure"), html.Ol(items, className="due-list"),
        note="Minutes from the dose",
    )  # fmt: skip


def due_lines(preview: ProtocolPreview) -> list[tuple[str, str]]:
    """Each due minute with its window, and the measures of all checks that share both."""
    together: dict[tuple[int, int, int | None, CheckKind], list[PreviewRow]] = {}
    for row in preview.rows:
        together.setdefault((row.minute, row.opens, row.closes, row.kind), []).append(row)
    return [(_head(rows[0]), _measures(rows)) for rows in together.values()]


def _head(row: PreviewRow) -> str:
    if row.kind is CheckKind.BASELINE:
        return f"Before the dose, from {-row.opens} min before"
    if row.kind is CheckKind.LEAVING:
        return f"Before leaving, not before {row.minute} min"
    return f"{row.minute} min, {row.opens} to {row.closes}"


def _measures(rows: Sequence[PreviewRow]) -> str:
    names = measure_names([code for row in rows for code in row.measures])
    return names[:1].upper() + names[1:]
