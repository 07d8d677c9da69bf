"""The note as a page: its sections, rendered as they were composed."""

import base64
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.alerts import Level
from dashboard.documents.blocks import (
    Block,
    Facts,
    Listing,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    Written,
    day,
)
from dashboard.documents.note_changes import SectionChange

SHAPES = {Level.URGENT: "octagon", Level.ADVISORY: "triangle", Level.INFO: "info"}


def contents(note: Note, changes: Sequence[SectionChange]) -> Any:
    """The list of sections, with what is empty and what changed."""
    changed = {change.number for change in changes}
    return html.Ul([_entry(section, section.number in changed) for section in note.sections])


def _entry(section: Section, changed: bool) -> Any:
    unwritten = section.number in (12, 13) and not all(isinstance(b, Written) for b in section.blocks)
    name, word = ("ring", "not all written") if unwritten else ("tick", "composed")
    glyph = html.Span(className=f"glyph glyph-{name}", role="img", **{"aria-label": word})
    mark = [html.Span("changed", className="hint push")] if changed else []
    return html.Li(html.A([glyph, section.title, *mark], href=f"#{_anchor(section)}"))


def paper(note: Note, chart_svg: str, changes: Sequence[SectionChange], since: str) -> Any:
    """The whole note; beside each section what changed in it since words were saved or it was signed.

    `chart_svg` is the session's figure as it is printed.
    """
    top = html.Div(
        [html.H2(note.patient), html.P(f"{note.title}, state at {note.state_at}", className="note")],
        className="paper-head",
    )
    figure = _figure(note, chart_svg)
    changed = {change.number: _changed(change, since) for change in changes}
    who = f"born {day(note.born_on)} · MRN {note.mrn} · {note.session_date} · {note.room}"
    return [
        top,
        html.P(who, className="quiet-text"),
        *(_section(section, figure, changed.get(section.number)) for section in note.sections),
    ]


def _figure(note: Note, chart_svg: str) -> Any:
    """The figure as on paper: always ink on white, whatever the theme."""
    image = base64.b64encode(chart_svg.encode("utf-8", "replace")).decode("ascii")
    return html.Img(src=f"data:image/svg+xml;base64,{image}", alt=note.figure_text, className="paper-figure")


def _section(section: Section, figure: Any, changed: Any) -> Any:
    return html.Section(
        [
            html.H3(section.title),
            *([changed] if changed else []),
            *([figure] if section.figure else []),
            *(_block(block) for block in section.blocks),
        ],
        id=_anchor(section),
    )


def _changed(change: SectionChange, since: str) -> Any:
    said = [html.P([html.B("Changed"), f" since {since}."])]
    said += [html.P([html.B("Before: "), line]) for line in change.before]
    said += [html.P([html.B("Now: "), line]) for line in change.after]
    return html.Div(said, className="section-changed")


def _anchor(section: Section) -> str:
    return f"section-{section.number}"


def _block(block: Block) -> Any:
    match block:
        case Paragraph():
            return html.P(html.Strong(block.text) if block.strong else block.text, className="words")
        case Facts():
            pairs = [part for fact in block.items for part in (html.Dt(fact.label), html.Dd(fact.text))]
            return html.Dl(pairs, className="facts")
        case Listing():
            return html.Ul(
                [_item(item.lead, item.text, item.level, item.ticked) for item in block.items],
                className="lines",
            )
        case Table():
            return _table(block)
        case Written():
            return _written(block)


def _written(block: Written) -> Any:
    words = html.P(block.text, className="words typed")
    said = html.P(f"{block.said}:", className="hint")
    return html.Div([html.H4(block.label), said, words], className="own-words")


def _item(lead: str, text: str, level: Level | None, ticked: bool | None) -> Any:
    parts: list[Any] = []
    if ticked is not None:
        name, word = ("tick", "yes") if ticked else ("cross", "no")
        parts.append(html.Span(className=f"glyph glyph-{name}", role="img", **{"aria-label": word}))
    if level is not None:
        parts.append(_severity(level))
    if lead:
        parts.append(html.B(f"{lead} "))
    return html.Li([*parts, text])


def _severity(level: Level) -> Any:
    glyph = html.Span(className=f"glyph glyph-{SHAPES[level]} {level.value}", **{"aria-hidden": "true"})
    return html.Span([glyph, f"{level.value.upper()} "], className="state")


def _table(block: Table) -> Any:
    heads = [html.Th(c.label, className="number" if c.numeric else None, scope="col") for c in block.columns]
    if block.flag_column:
        heads.append(html.Th(block.flag_column, scope="col"))
    rows = [line for row in block.rows for line in _rows(block, row)]
    legend = [html.P(block.legend, className="hint")] if block.legend else []
    sheet = html.Table([html.Caption(block.caption, className="spoken"), html.Thead(html.Tr(heads)),
    html.Tbody(rows)],
                       className="table")  # fmt: skip
    return html.Div(
        [
            html.Div(
                sheet, className="table-wide", tabIndex=0, role="group", **{"aria-label": block.caption}
            ),
            *legend,
        ]
    )


def _rows(block: Table, row: Row) -> list[Any]:
    cells = [
        html.Td(words, className=_cell_class(block.columns[place].numeric, place in row.loud))
        for place, words in enumerate(row.cells)
    ]
    if block.flag_column:
        severity = [_severity(row.level)] if row.level else [row.flagged]
        cells.append(html.Td(severity))
    lines = [html.Tr(cells, className="struck-row" if row.struck else None)]
    width = len(block.columns) + bool(block.flag_column)
    lines += [html.Tr(html.Td(words, colSpan=width, className="remark")) for words in row.remarks]
    return lines


def _cell_class(numeric: bool, loud: bool) -> str | None:
    names = [name for name, holds in (("number", numeric), ("crossed", loud)) if holds]
    return " ".join(names) or None
