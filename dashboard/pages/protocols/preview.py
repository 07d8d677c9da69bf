"""When the checks of a version or a draft come: a line through time, and each of them in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.clinical.protocol_differences import differences
from dashboard.clinical.protocol_preview import DoseCourse, PreviewRow, ProtocolPreview
from dashboard.clinical.protocol_words import measure_names
from dashboard.clinical.rules import RuleVersion
from dashboard.clinical.schedule_plan import CheckKind
from dashboard.components.panels import empty, panel
from dashboard.components.rule_versions import change_list
from dashboard.figures.schedule_figure import NARROW, WIDTH, height_of, schedule_svg

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
    course: str | None
    width: int


def sent_from(data: Any) -> Sent | None:
    """What is in the store; None before anything is. ValueError for what no script sends."""
    if data is None:
        return None
    code, document, shared, number = (data.get(name) for name in ("code", "document", "shared", "n"))
    readable = isinstance(code, str) and isinstance(document, dict) and isinstance(shared, dict)
    if not readable or not isinstance(number, int):
        raise ValueError("This is no draft.")
    theme, course = data.get("theme"), data.get("course")
    return Sent(
        code=code, document=document, shared=shared, number=number, drafting=data.get("drafting") is True,
        theme=theme if theme in THEMES else THEMES[0], course=course if isinstance(course, str) else None,
        width=NARROW if data.get("narrow") is True else WIDTH,
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


def preview_panel(preview: ProtocolPreview, theme: str, width: int = WIDTH) -> Any:
    """The doses that can be chosen, the line through time, then every check by its minute."""
    if not preview.rows:
        return panel(TITLE, empty("Not drawn yet", "Mend what is marked; then the times are drawn."))
    svg = schedule_svg(preview, theme, width)
    image = html.Img(
        src=f"data:image/svg+xml,{quote(svg)}", alt=_alt(preview), width=width,
        height=height_of(preview, width),
    )  # fmt: skip
    items = [html.Li([html.B(head), html.Span(words)]) for head, words in due_lines(preview)]
    drawn = html.Div([html.Div(image, className="schedule-figure"), html.Ol(items, className="due-list")],
                     className="schedule-drawn")  # fmt: skip
    return panel(TITLE, _courses(preview), drawn, note="Minutes from the dose")


def _alt(preview: ProtocolPreview) -> str:
    times = ", ".join(str(minute) for minute in sorted({row.minute for row in preview.rows}))
    given = preview.course.minutes if preview.course else ()
    doses = f"; doses at {', '.join(str(minute) for minute in given)} min" if len(given) > 1 else ""
    return f"Checks due at {times} min{doses}; observed to {preview.observation_ends} min"


def _courses(preview: ProtocolPreview) -> Any:
    """A button for each course of doses, the drawn one pressed; none where there is nothing to choose."""
    if len(preview.courses) < 2:
        return None
    buttons = [_course(one, one == preview.course) for one in preview.courses]
    name = "Devices" if preview.courses[0].by_device else "Booster at"
    return html.Div(
        [html.Span(name), html.Div(buttons, className="row")], className="schedule-courses", role="group",
        **{"aria-label": name},
    )  # fmt: skip


def _course(course: DoseCourse, drawn: bool) -> Any:
    words = str(len(course.minutes))
    if not course.by_device:
        words = f"{course.minutes[-1]} min" if len(course.minutes) > 1 else "none"
    return html.Button(
        words, type="button", className="button",
        **{"data-action": "protocols-course", "data-course": course.code, "aria-pressed": str(drawn).lower()},
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
    return f"{row.minute} min, taken from {row.opens} to {row.closes}"


def _measures(rows: Sequence[PreviewRow]) -> str:
    names = measure_names([code for row in rows for code in row.measures])
    return names[:1].upper() + names[1:]
