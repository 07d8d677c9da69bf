"""The blocks of a note as paragraphs and tables of a DOCX; severities stand as words."""

from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell as Cell
from docx.table import _Row as DocxRow
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from dashboard.clinical.alerts import Level
from dashboard.documents.blocks import (
    NOT_ASKED,
    Block,
    Facts,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
    Written,
)
from dashboard.documents.docx_style import CELL, NUMBERS, RULE, TEXT_WIDTH_MM, WRITTEN, quiet
from dashboard.documents.text_lines import columns_of
from dashboard.documents.words import level
from dashboard.documents.xml_text import xml_text

_LABELS_MM = 32
_TICKS = {True: "\N{BALLOT BOX WITH CHECK} ", False: "\N{BALLOT BOX} ", None: ""}
# Widths of a character in the table's size and in its heads, and what stands between two columns.
_DIGIT_MM, _HEAD_MM, _GAP_MM, _WIDEST_MM = 1.65, 2.0, 3.4, 42
_FLAG_SHARE = 0.3


def add_block(document: Docx, block: Block) -> None:
    """Add one block of a note at the end of the document."""
    match block:
        case Paragraph():
            document.add_paragraph().add_run(xml_text(block.text)).bold = block.strong
        case Facts():
            for fact in block.items:
                _fact(document.add_paragraph(), fact.label, fact.text)
        case Listing():
            for item in block.items:
                _item(document.add_paragraph(), item)
        case Table():
            _table(document, block)
        case Written():
            document.add_heading(xml_text(block.label), 3)
            said = document.add_paragraph()
            quiet(said, f"{block.said}:")
            said.paragraph_format.keep_with_next = True
            document.add_paragraph(xml_text(block.text), style=WRITTEN)


def _fact(paragraph: DocxParagraph, label: str, text: str) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Mm(_LABELS_MM), Mm(-_LABELS_MM)
    shape.space_after = Pt(1)
    quiet(paragraph, label)
    paragraph.add_run(xml_text(f"\t{text}"))


def _item(paragraph: DocxParagraph, item: Item) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Mm(4), Mm(-4)
    lead = " ".join(word for word in (item.lead, level(item.level) if item.level else "") if word)
    if lead:
        paragraph.add_run(xml_text(f"{_TICKS[item.ticked]}{lead} ")).bold = True
    paragraph.add_run(xml_text(item.text if lead else f"{_TICKS[item.ticked]}{item.text}"))


def _table(document: Docx, table: Table) -> None:
    caption = document.add_paragraph()
    quiet(caption, table.caption)
    caption.paragraph_format.keep_with_next = True
    heads = [column.label for column in table.columns]
    if table.flag_column:
        heads.append(f"{table.flag_column}, remarks")
    made = document.add_table(rows=0, cols=len(heads))
    made.autofit = False
    _rule(made)
    # A row takes its widths from the columns when it is added.
    for column, width in zip(made.columns, _widths(table), strict=True):
        column.width = Mm(width)
    head_row = made.add_row()
    _set_once(head_row, "w:tblHeader")
    for place, (head, cell) in enumerate(zip(heads, head_row.cells, strict=True)):
        _write(cell, head, numeric=_numeric(table, place)).bold = True
    for given in table.rows:
        _row(table, made.add_row(), given)
    if table.legend:
        quiet(document.add_paragraph(), table.legend)


def _numeric(table: Table, place: int) -> bool:
    return place < len(table.columns) and table.columns[place].numeric


def _row(table: Table, made: DocxRow, row: Row) -> None:
    _set_once(made, "w:cantSplit")
    cells = made.cells
    for place, text in enumerate(row.cells):
        run = _write(cells[place], text, numeric=_numeric(table, place))
        if place in row.loud:
            run.bold = True
        if row.struck and place > 1 and text != NOT_ASKED:
            run.font.strike = True
    if table.flag_column:
        _remarks(cells[-1], row)


def _write(cell: Cell, text: str, *, numeric: bool) -> Run:
    return _in_cell(cell.paragraphs[0], NUMBERS if numeric else CELL).add_run(xml_text(text))


def _remarks(cell: Cell, row: Row) -> None:
    _in_cell(cell.paragraphs[0], CELL)
    if row.flagged:
        run = _write(cell, row.flagged, numeric=False)
        run.bold = row.struck or row.level is not Level.INFO
    for place, remark in enumerate(row.remarks):
        first = place == 0 and not row.flagged
        quiet(_in_cell(cell.paragraphs[0] if first else cell.add_paragraph(), CELL), remark)


def _in_cell(paragraph: DocxParagraph, style: str) -> DocxParagraph:
    """The paragraph in a style by its id; looking each up by its name takes longer than all the rest."""
    paragraph._p.style = style
    return paragraph


def _widths(table: Table) -> list[float]:
    """mm by column: as wide as their longest words, the remarks take the rest."""
    longest = [
        max((columns_of(c.label) * _HEAD_MM, *(columns_of(r.cells[place]) * _DIGIT_MM for r in table.rows)))
        for place, c in enumerate(table.columns)
    ]
    widths = [min(_WIDEST_MM, length + _GAP_MM) for length in longest]
    room = TEXT_WIDTH_MM * (1 - _FLAG_SHARE if table.flag_column else 1)
    if sum(widths) > room:
        widths = [width * room / sum(widths) for width in widths]
    return [*widths, TEXT_WIDTH_MM - sum(widths)] if table.flag_column else widths


def _set_once(row: DocxRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _rule(table: DocxTable) -> None:
    """A hairline under every row, little room at the sides of a cell."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), "60")
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    # Parts stand in the order that the format lays down.
    properties.insert_element_before(borders, "w:tblLayout", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")
