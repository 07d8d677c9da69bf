"""The note as plain text for pasting into another record: lines of at most 80, own words ASCII."""

from collections.abc import Callable, Sequence

from dashboard.documents.blocks import (
    NOT_ASKED,
    Block,
    Facts,
    Item,
    Listing,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    Written,
)
from dashboard.documents.text_lines import WIDTH, columns_of, padded, printable, wrapped
from dashboard.documents.words import level

FLAG_ROOM = 9
# Stands before each line of what a person wrote.
WRITTEN = "| "
_TICKS = {None: "- ", True: "[x] ", False: "[ ] "}


def to_text(note: Note) -> str:
    """The whole note, ending with a line break."""
    lines = [*_head(note)]
    for section in note.sections:
        lines += ["", *_section(section)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(note: Note) -> list[str]:
    marks = [" ".join(f"*** {mark} ***" for mark in note.marks)] if note.marks else []
    place = wrapped(f"{note.clinic}, {note.session_date}, {note.room}")
    return [*marks, *wrapped(note.title.upper()), *place, *_packed(note.identity), "=" * WIDTH]


def _packed(parts: Sequence[str]) -> list[str]:
    """The parts with semicolons between, broken only between parts where they fit."""
    lines = [parts[0]]
    for part in parts[1:]:
        if columns_of(f"{lines[-1]}; {part}") < WIDTH:
            lines[-1] += f"; {part}"
        else:
            lines[-1] += ";"
            lines.append(part)
    return [line for long in lines for line in wrapped(long)]


def _section(section: Section) -> list[str]:
    lines = [section.title.upper(), "-" * len(section.title)]
    for block in section.blocks:
        lines += _block(block)
    return lines


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return wrapped(block.text)
        case Facts():
            return _facts(block)
        case Listing():
            return [line for item in block.items for line in _item(item)]
        case Table():
            return _table(block)
        case Written():
            return _written(block)


def _written(block: Written) -> list[str]:
    return [*wrapped(f"{block.label}. {block.said}:"), *wrapped(block.text, WRITTEN, WRITTEN)]


def _facts(facts: Facts) -> list[str]:
    width = max(len(f.label) for f in facts.items) + 2
    lead = {fact: padded(f"{fact.label}:", width, right=False) for fact in facts.items}
    return [line for fact in facts.items for line in wrapped(fact.text, lead[fact])]


def _item(item: Item) -> list[str]:
    words = [item.lead, level(item.level) if item.level else ""]
    lead = " ".join(w for w in words if w)
    mark = _TICKS[item.ticked]
    return wrapped(f"{lead}: {item.text}" if lead else item.text, mark)


def _table(table: Table) -> list[str]:
    widths = [
        max(columns_of(c) for c in (column.label, *(_cell(r.cells[place]) for r in table.rows)))
        for place, column in enumerate(table.columns)
    ]
    legend = wrapped(table.legend.replace(f"'{NOT_ASKED}'", "'.'")) if table.legend else []
    if sum(widths) + len(widths) > WIDTH - (FLAG_ROOM if table.flag_column else 0):
        spelled = (line for row in table.rows for line in _spelled(table, row))
        return [*wrapped(table.caption), *spelled, *legend]
    write = _row_writer(table, widths)
    flag_start = sum(widths) + len(widths)
    heads = wrapped(table.flag_column, write([c.label for c in table.columns]) + " ", " " * flag_start)
    lines = [*wrapped(table.caption), *heads, "-" * min(WIDTH, flag_start + len(table.flag_column))]
    for row in table.rows:
        lines += _row(row, write(row.cells), flag_start)
    return [*lines, *legend]


def _spelled(table: Table, row: Row) -> list[str]:
    """A row too wide for the page: every cell with its column's name."""
    named = [f"{c.label} {_cell(cell)}" for c, cell in zip(table.columns, row.cells, strict=True)]
    flagged = [f"{table.flag_column}: {row.flagged}"] if row.flagged else []
    lines = wrapped(", ".join([*named, *flagged]), "- ")
    return [*lines, *(line for remark in row.remarks for line in wrapped(remark, " " * 6))]


def _cell(text: str) -> str:
    return "." if text == NOT_ASKED else printable(text)


def _row_writer(table: Table, widths: Sequence[int]) -> Callable[[Sequence[str]], str]:
    def write(cells: Sequence[str]) -> str:
        placed = zip(cells, widths, table.columns, strict=True)
        return " ".join(padded(_cell(cell), width, right=c.numeric) for cell, width, c in placed)

    return write


def _row(row: Row, cells: str, flag_start: int) -> list[str]:
    lines = wrapped(row.flagged, f"{cells} ", " " * flag_start)
    return [*lines, *(line for remark in row.remarks for line in wrapped(remark, " " * 6))]
