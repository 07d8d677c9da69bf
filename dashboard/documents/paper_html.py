"""What printed HTML pages share: escaped words, severities, blocks. Nothing runs and nothing loads.

A page is a table whose head and foot a browser repeats on every printed sheet, so that each sheet says
whose it is and how old.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from dashboard.clinical.alerts import Level
from dashboard.documents.bedside_values import LatestValue
from dashboard.documents.blocks import (
    NOT_ASKED,
    Block,
    Facts,
    Item,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    Written,
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


def sheets_page(title: str, css: str, head: str, foot: str, body: str) -> str:
    """The whole page: `head` and `foot` repeat on each printed sheet. `title` comes escaped."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{css}</style></head>\n"
        '<body><table class="sheets" role="presentation">'
        f"<thead><tr><td>{head}</td></tr></thead>"
        f"<tfoot><tr><td>{foot}</td></tr></tfoot>\n"
        f"<tbody><tr><td><main>{body}</main></td></tr></tbody></table></body></html>\n"
    )


@cache
def style(*names: str) -> str:
    """These style sheets of this folder, one after the other."""
    return "".join(Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8") for name in names)


def escaped(words: str) -> str:
    """Escaped, control characters as code points, line breaks kept."""
    return "<br>".join(escape(line) for line in printable(words, keep="\n\t").split("\n"))


def isolated(words: str) -> str:
    """Words of any script that must not turn the direction of what stands beside them."""
    return f"<bdi>{escaped(words)}</bdi>"


def marks(words: Iterable[str]) -> str:
    """DRAFT, PRACTICE: each in its frame."""
    return "".join(f' <strong class="mark">{word}</strong>' for word in words)


def section_html(section: Section, figure: str = "") -> str:
    """A section under its heading; `figure` is markup that stands before the blocks."""
    name = f"section-{section.number}"
    head = f'<h2 id="{name}">{escaped(section.title)}</h2>'
    blocks = "".join(block_html(block) for block in section.blocks)
    return f'<section aria-labelledby="{name}">{head}{figure}{blocks}</section>\n'


def block_html(block: Block) -> str:
    """One block of a document."""
    match block:
        case Paragraph():
            words = escaped(block.text)
            return f"<p><strong>{words}</strong></p>" if block.strong else f"<p>{words}</p>"
        case Facts():
            pairs = (
                f"<div><dt>{escaped(f.label)}</dt><dd>{isolated(f.text)}</dd></div>" for f in block.items
            )
            return f"<dl>{''.join(pairs)}</dl>"
        case Listing():
            return f'<ul class="across-{block.columns}">{"".join(_item(item) for item in block.items)}</ul>'
        case Table():
            return _table(block)
        case Written():
            return _written(block)


def _written(block: Written) -> str:
    return (
        f'<div class="written"><h3>{escaped(block.label)}</h3><p class="said">{isolated(block.said)}:</p>'
        f"<blockquote>{escaped(block.text)}</blockquote></div>"
    )


def latest_html(values: Iterable[LatestValue]) -> str:
    """The newest values side by side, each with its own age."""
    return f'<dl class="latest">{"".join(map(_latest, values))}</dl>'


def _latest(value: LatestValue) -> str:
    severity = f" {sign(value.level)} <strong>{level(value.level)}</strong>" if value.level else ""
    asked = " (questioned)" if value.questioned else ""
    return (
        f"<div><dt>{escaped(value.label)}</dt><dd><b>{escaped(value.text)}</b> {escaped(value.unit)}{asked}"
        f"<br>{escaped(value.age)} old{severity}</dd></div>"
    )


def flags_html(flags: Iterable[str]) -> str:
    """What must be known before anything is given."""
    return f'<ul class="flags">{"".join(f"<li>{escaped(flag)}</li>" for flag in flags)}</ul>'


def sign(of: Level) -> str:
    """The shape of a severity, told apart without colour; its word stands beside it."""
    return f'<svg class="sign" viewBox="0 0 10 10" aria-hidden="true">{_SIGNS[of]}</svg>'


def _item(item: Item) -> str:
    tick = f'<span aria-hidden="true">{_TICKS[item.ticked]}</span> ' if item.ticked is not None else ""
    lead = f"<strong>{isolated(item.lead)}</strong> " if item.lead else ""
    severity = f"{sign(item.level)} <strong>{level(item.level)}</strong> " if item.level else ""
    return f"<li>{tick}{lead}{severity}{escaped(item.text)}</li>"


def _table(table: Table) -> str:
    heads = [_cell("th", c.label, c.numeric, ' scope="col"') for c in table.columns]
    if table.flag_column:
        heads.append(_cell("th", f"{table.flag_column}, remarks", numeric=False, attributes=' scope="col"'))
    rows = "".join(_row(table, row) for row in table.rows)
    legend = f'<p class="legend">{escaped(table.legend)}</p>' if table.legend else ""
    return (
        f"<table><caption>{escaped(table.caption)}</caption><thead><tr>{''.join(heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{legend}"
    )


def _cell(
    tag: str, words: str, numeric: bool, attributes: str = "", loud: bool = False, gone: bool = False
) -> str:
    text = f"<s>{escaped(words)}</s>" if gone else escaped(words)
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
        shape = sign(row.level) + " " if row.level and not row.struck else ""
        words = escaped(row.flagged)
        quiet = row.level is Level.INFO and not row.struck
        yield f"{shape}{words}" if quiet else f"{shape}<strong>{words}</strong>"
    yield from (f"<small>{escaped(remark)}</small>" for remark in row.remarks)
