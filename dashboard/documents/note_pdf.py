"""The note as a tagged PDF (PDF/A-3a and PDF/UA-1) of A4 pages; the same note gives the same bytes."""

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from dashboard.documents.blocks import Block, Note, Table
from dashboard.documents.fonts import families, font_book, showable, spelled

# A hyphen before digits that joins nothing: "-9", "98 (-9)", never "2026-11".
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


def to_pdf(note: Note, chart_svg: str, at: datetime) -> bytes:
    """The PDF's bytes. `chart_svg` is the figure as SVG, or empty; `at` becomes the document's date.

    A character that no font can show stands as its code point, so that there is always a note.
    """
    # Fonts may hold a character and yet not the cluster it stands in: then all but Latin is spelled; and a
    # figure that cannot be drawn is said to be missing.
    for chart, show in ((chart_svg, showable), (chart_svg, spelled)):
        with contextlib.suppress(typst.TypstError):
            return _compiled(note, chart, at, show)
    return _compiled(note, "", at, spelled, figure_missing=True)


def _compiled(
    note: Note, chart_svg: str, at: datetime, show: Callable[[str], str], figure_missing: bool = False
) -> bytes:
    shown = _shown(_document(note), show) | {"figure_missing": figure_missing}
    document = json.dumps(shown, ensure_ascii=False)
    pdf = typst.compile(
        _template(),
        font_paths=font_book(), ignore_system_fonts=True, format="pdf", pdf_standards=["a-3a", "ua-1"],
        sys_inputs={"note": document, "chart": show(chart_svg), "fonts": json.dumps(families())},
        timestamp=int(at.timestamp()),
    )  # fmt: skip
    return bytes(pdf)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("note.typ").read_bytes()


def _document(note: Note) -> dict[str, Any]:
    """The note as plain values for the template; each block names its kind."""
    return {
        "title": note.title, "marks": note.marks, "clinic": note.clinic, "patient": note.patient,
        "identity": note.identity, "session_date": note.session_date, "room": note.room,
        "mrn": note.mrn, "record_code": note.record_code, "state_at": note.state_at,
        "figure_text": note.figure_text,
        "sections": [
            {"title": s.title, "figure": s.figure, "blocks": [_block(b) for b in s.blocks]}
            for s in note.sections
        ],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    values = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Table):
        for row, shown in zip(block.rows, values["rows"], strict=True):
            cells = zip(row.cells, block.columns, strict=True)
            shown["cells"] = [_minus(cell) if column.numeric else cell for cell, column in cells]
    return values


def _minus(cell: str) -> str:
    """Numbers with a true minus sign."""
    return _MINUS.sub("\N{MINUS SIGN}", cell)


def _shown(value: Any, show: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return show(value)
    if isinstance(value, dict):
        return {key: _shown(inner, show) for key, inner in value.items()}
    return [_shown(inner, show) for inner in value] if isinstance(value, list | tuple) else value
