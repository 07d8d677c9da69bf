"""The note as one HTML page for a printer: own style, no script, nothing loaded from outside.

The page is a table whose head and foot a browser repeats on every printed sheet, so that each sheet says
whose it is and how old.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from dashboard.clinical.alerts import Level
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
)
from dashboard.documents.text_lines import printable
from dashboard.documents.words import level

_SIGNS = {
    Level.URGENT: (
        '<polygon points="3,0 7,0 10,3 10,7 7,10 3,10 0,7 0,3" fill="#B3231A"/>'
        '<path d="M4 2.2v3.6M6 2.2v3.6M4 7v1M6 7v1" stroke="#fff"/>'
    ),
    Level.ADVISORY: (
        '<polygon points="5,0.6 9.6,9.4 0.4,9.4" fill="#F2B632" stroke="#8A5A00" stroke-width="0.8"/>'
        '<path d="M5 3.6v3M5 7.5v1" stroke="#2A1C00"/>'
    ),
    Level.INFO: '<circle cx="5" cy="5" r="4" fill="none" stroke="#0A5F74"/>',
}
_TICKS = {True: "\N{CHECK MARK}", False: "\N{BALLOT BOX}"}


def to_html(note: Note, chart_svg: str) -> str:
    """The whole page. `chart_svg` is the session's figure as SVG of our own making, or empty."""
    sections = "".join(_section(section, note, chart_svg) for section in note.sections)
    title = f"{_text(note.title)}, {_text(note.patient)}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_style()}</style></head>\n"
        '<body><table class="sheets" role="presentation">'
        f"<thead><tr><td>{_running_head(note)}</td></tr></thead>"
        f"<tfoot><tr><td>{_running_foot(note)}</td></tr></tfoot>\n"
        f"<tbody><tr><td><main>{_head(note)}{sections}</main></td></tr></tbody></table></body></html>\n"
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("note.css").read_text(encoding="utf-8")


def _text(words: str) -> str:
    """Escaped, control characters as code points, line breaks kept."""
    return "<br>".join(escape(line) for line in printable(words, keep="\n\t").split("\n"))


def _isolated(words: str) -> str:
    """Words of any script that must not turn the direction of what stands beside them."""
    return f"<bdi>{_text(words)}</bdi>"


def _marks(note: Note) -> str:
    return "".join(f' <strong class="mark">{mark}</strong>' for mark in note.marks)


def _running_head(note: Note) -> str:
    return f'<div class="running">{_text(note.title)}{_marks(note)}</div>'


def _running_foot(note: Note) -> str:
    return f'<div class="running">{" · ".join(_isolated(part) for part in note.identity)}</div>'


def _head(note: Note) -> str:
    place = " · ".join(_isolated(part) for part in (note.clinic, note.session_date, note.room))
    born, mrn = note.identity[1:3]
    return (
        f"<header><div><h1>{_text(note.title)}</h1><p>{place}{_marks(note)}</p></div>"
        f'<p class="identity"><strong>{_isolated(note.patient)}</strong><br>'
        f"{_isolated(born)} · {_isolated(mrn)}</p></header>"
    )


def _section(section: Section, note: Note, chart_svg: str) -> str:
    figure = ""
    if section.figure and chart_svg:
        figure = f'<figure role="img" aria-label="{escape(note.figure_text)}">{chart_svg}</figure>'
    blocks = "".join(_block(block) for block in section.blocks)
    name = f"section-{section.number}"
    head = f'<h2 id="{name}">{_text(section.title)}</h2>'
    return f'<section aria-labelledby="{name}">{head}{figure}{blocks}</section>\n'


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            words = _text(block.text)
            return f"<p><strong>{words}</strong></p>" if block.strong else f"<p>{words}</p>"
        case Facts():
            pairs = (f"<div><dt>{_text(f.label)}</dt><dd>{_isolated(f.text)}</dd></div>" for f in block.items)
            return f"<dl>{''.join(pairs)}</dl>"
        case Listing():
            return f'<ul class="across-{block.columns}">{"".join(_item(item) for item in block.items)}</ul>'
        case Table():
            return _table(block)


def _sign(of: Level) -> str:
    return f'<svg class="sign" viewBox="0 0 10 10" aria-hidden="true">{_SIGNS[of]}</svg>'


def _item(item: Item) -> str:
    tick = f'<span aria-hidden="true">{_TICKS[item.ticked]}</span> ' if item.ticked is not None else ""
    lead = f"<strong>{_isolated(item.lead)}</strong> " if item.lead else ""
    severity = f"{_sign(item.level)} <strong>{level(item.level)}</strong> " if item.level else ""
    return f"<li>{tick}{lead}{severity}{_text(item.text)}</li>"


def _table(table: Table) -> str:
    heads = [_cell("th", c.label, c.numeric, ' scope="col"') for c in table.columns]
    if table.flag_column:
        heads.append(_cell("th", f"{table.flag_column}, remarks", numeric=False, attributes=' scope="col"'))
    rows = "".join(_row(table, row) for row in table.rows)
    legend = f'<p class="legend">{_text(table.legend)}</p>' if table.legend else ""
    return (
        f"<table><caption>{_text(table.caption)}</caption><thead><tr>{''.join(heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{legend}"
    )


def _cell(
    tag: str, words: str, numeric: bool, attributes: str = "", loud: bool = False, gone: bool = False
) -> str:
    text = f"<s>{_text(words)}</s>" if gone else _text(words)
    classes = " ".join(name for name, holds in (("words", not numeric), ("loud", loud)) if holds)
    shown = f' class="{classes}"' if classes else ""
    return f"<{tag}{shown}{attributes}>{text}</{tag}>"


def _row(table: Table, row: Row) -> str:
    cells = [
        _cell("td", words, c.numeric, loud=place in row.loud, gone=row.struck and _is_value(words, place))
        for place, (words, c) in enumerate(zip(row.cells, table.columns, strict=True))
    ]
    if table.flag_column:
        cells.append(f'<td class="words">{"<br>".join(_remarks(row))}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _is_value(words: str, place: int) -> bool:
    """Whether a cell of a reading holds a value: not its minute or time, and not the mark of none."""
    return place > 1 and words != NOT_ASKED


def _remarks(row: Row) -> Iterable[str]:
    if row.flagged:
        sign = _sign(row.level) + " " if row.level and not row.struck else ""
        words = _text(row.flagged)
        quiet = row.level is Level.INFO and not row.struck
        yield f"{sign}{words}" if quiet else f"{sign}<strong>{words}</strong>"
    yield from (f"<small>{_text(remark)}</small>" for remark in row.remarks)
