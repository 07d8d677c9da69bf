"""A note's sections as the narrative of a FHIR document: plain XHTML of few elements, nothing that runs."""

from collections.abc import Iterable
from html import escape

from dashboard.documents.blocks import Block, Facts, Item, Listing, Paragraph, Row, Section, Table, Written
from dashboard.documents.words import level
from dashboard.documents.xml_text import xml_text

_TICKS = {True: "[x] ", False: "[ ] ", None: ""}


def division(inner: str) -> dict[str, str]:
    """A narrative; it holds words that stand in no structured part."""
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


def section_division(section: Section) -> dict[str, str]:
    """All blocks of a section."""
    return division("".join(_block(block) for block in section.blocks))


def paragraphs(texts: Iterable[str]) -> str:
    """Each text as a paragraph, empty ones left out."""
    return "".join(f"<p>{_text(text)}</p>" for text in texts if text)


def _text(text: str) -> str:
    return "<br/>".join(escape(line) for line in xml_text(text).split("\n"))


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p><b>{_text(block.text)}</b></p>" if block.strong else f"<p>{_text(block.text)}</p>"
        case Facts():
            pairs = (f"<dt>{_text(fact.label)}</dt><dd>{_text(fact.text)}</dd>" for fact in block.items)
            return f"<dl>{''.join(pairs)}</dl>"
        case Listing():
            return f"<ul>{''.join(_item(item) for item in block.items)}</ul>"
        case Table():
            return _table(block)
        case Written():
            said = f"<p><b>{_text(block.label)}</b><br/>{_text(block.said)}:</p>"
            return f"{said}<blockquote><p>{_text(block.text)}</p></blockquote>"


def _item(item: Item) -> str:
    lead = " ".join(word for word in (item.lead, level(item.level) if item.level else "") if word)
    strong = f"<b>{_text(lead)}</b> " if lead else ""
    return f"<li>{_TICKS[item.ticked]}{strong}{_text(item.text)}</li>"


def _table(table: Table) -> str:
    heads = [column.label for column in table.columns]
    if table.flag_column:
        heads.append(f"{table.flag_column}, remarks")
    head = "".join(f"<th>{_text(label)}</th>" for label in heads)
    rows = "".join(_row(row, with_flags=bool(table.flag_column)) for row in table.rows)
    legend = paragraphs([table.legend])
    return (
        f"<table><caption>{_text(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{legend}"
    )


def _row(row: Row, *, with_flags: bool) -> str:
    cells = list(row.cells)
    if with_flags:
        cells.append("\n".join(text for text in (row.flagged, *row.remarks) if text))
    return f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>"
