"""The fields in the form's order: what is keyed in, where it came from, and a button to copy or answer."""

from typing import Any

from dash import html

from dashboard.actions.rems import RemsView
from dashboard.clinical.rems import Worksheet, WorksheetSection
from dashboard.clinical.rems_fields import WorksheetField
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.panels import action_button, panel
from dashboard.documents.rems import COLUMNS, source_words

BLANK = "(blank)"


def sheet_sections(view: RemsView, may_answer: bool) -> list[Any]:
    """A panel for each part of the form."""
    return [
        panel(section.title, _table(view.record, section, may_answer), flush=True)
        for section in view.sheet.sections
    ]


def whole_text(sheet: Worksheet) -> str:
    """All fields as lines of text, for keying in from elsewhere."""
    lines: list[str] = []
    for section in sheet.sections:
        lines += ["", section.title]
        lines += [f"{f.label}: {' '.join(p for p in (f.text, f.unit) if p)}" if f.text
                  else f"{f.label}: {BLANK if f.flag else ''}".rstrip() for f in section.fields]  # fmt: skip
    return "\n".join(lines).strip()


def _table(record: SessionRecord, section: WorksheetSection, may_answer: bool) -> Any:
    heads = html.Tr([*(html.Th(head, scope="col") for head in COLUMNS), html.Th("")])
    rows = [_row(record, field, may_answer) for field in section.fields]
    return html.Table(
        [html.Thead(heads), html.Tbody(rows)], className="table rems-table",
        **{"aria-label": section.title},
    )  # fmt: skip


def _row(record: SessionRecord, field: WorksheetField, may_answer: bool) -> Any:
    return html.Tr(
        [
            html.Th(field.label, scope="row"),
            html.Td(_value(field)),
            html.Td(source_words(record, field), className="rems-from"),
            html.Td(html.Div(_buttons(record, field, may_answer), className="row")),
        ],
        id=f"field-{field.code}",
        **{"data-sources": " ".join(source.id for source in field.sources)},
    )


def _value(field: WorksheetField) -> list[Any]:
    parts: list[Any] = []
    if field.text:
        unit = [" ", html.Span(field.unit, className="quiet-text")] if field.unit else []
        parts.append(html.Div([html.Span(field.text, className="rems-value"), *unit]))
    if field.flag:
        ring = html.Span(className="glyph glyph-ring", **{"aria-hidden": "true"})
        what = html.B("Look at: " if field.text else "Blank: ")
        parts.append(html.Div([ring, html.Span([what, field.flag])], className="rems-flag"))
    return [*parts, *(html.Div(words, className="quiet-text") for words in field.beside)]


def _buttons(record: SessionRecord, field: WorksheetField, may_answer: bool) -> list[Any]:
    found: list[Any] = []
    if field.question is not None and may_answer:
        words = "Change" if field.answered else "Answer"
        found.append(_named(words, field.label, "rems-answer", session=record.session.id, field=field.code))
    if field.text:
        found.append(_named("Copy", field.label, "rems-copy", text=field.text))
    return found


def _named(words: str, label: str, action: str, **data: str) -> Any:
    """A button that says of which field it is to who does not see the row."""
    button = action_button(words, action, "quiet", **data)
    button.children = [words, html.Span(f" {label}", className="spoken")]
    return button
