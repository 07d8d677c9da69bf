"""Pages as tagged PDF (PDF/A-3a and PDF/UA-1): a template of this folder and the words it lays out."""

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from dashboard.documents.blocks import Block, Section, Table
from dashboard.documents.fonts import families, font_book, showable, spelled

Show = Callable[[str], str]
# A hyphen before digits that joins nothing: "-9", "98 (-9)", never "2026-11".
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


def drawn(template: str, paper: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF's bytes; `at` becomes the document's date, so that the same words give the same bytes.

    A character that no font can show stands as its code point, so that there is always a document.
    """
    # Fonts may hold a character and yet not the cluster it stands in: then all but Latin is spelled.
    with contextlib.suppress(typst.TypstError):
        return compiled(template, paper, at, showable)
    return compiled(template, paper, at, spelled)


def compiled(
    template: str, paper: Mapping[str, Any], at: datetime, show: Show, inputs: Mapping[str, str] | None = None
) -> bytes:
    """One attempt with every text passed through `show`; raises TypstError when it cannot be laid out."""
    document = json.dumps(_shown(paper, show), ensure_ascii=False)
    pdf = typst.compile(
        _template(template),
        font_paths=font_book(), ignore_system_fonts=True, format="pdf", pdf_standards=["a-3a", "ua-1"],
        sys_inputs={"paper": document, "fonts": json.dumps(families()), **(inputs or {})},
        timestamp=int(at.timestamp()),
    )  # fmt: skip
    return bytes(pdf)


def section_values(section: Section) -> dict[str, Any]:
    """A section as plain values for a template; each block names its kind."""
    blocks = [_block(block) for block in section.blocks]
    return {"title": section.title, "figure": section.figure, "blocks": blocks}


@cache
def _template(name: str) -> bytes:
    folder = Path(__file__)
    return b"\n".join(folder.with_name(f"{part}.typ").read_bytes() for part in ("paper", name))


def _block(block: Block) -> dict[str, Any]:
    values = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Table):
        for row, shown in zip(block.rows, values["rows"], strict=True):
            cells = zip(row.cells, block.columns, strict=True)
            shown["cells"] = [minus(cell) if column.numeric else cell for cell, column in cells]
    return values


def minus(cell: str) -> str:
    """Numbers with a true minus sign."""
    return _MINUS.sub("\N{MINUS SIGN}", cell)


def _shown(value: Any, show: Show) -> Any:
    if isinstance(value, str):
        return show(value)
    if isinstance(value, Mapping):
        return {key: _shown(inner, show) for key, inner in value.items()}
    return [_shown(inner, show) for inner in value] if isinstance(value, list | tuple) else value
