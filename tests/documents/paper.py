"""Reading documents back: a plain second calculation of what a reading's row must say."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.blocks import Note
from dashboard.documents.note import compose
from dashboard.documents.note_pdf import to_pdf
from tests.factories import at, rich_record, signature

FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 120">'
    '<rect x="90" y="10" width="480" height="60" fill="#F6D3CE"/>'
    '<text x="4" y="20" font-family="Noto Sans" font-size="8">Blood pressure</text></svg>'
)
COLUMNS = (
    "heart_rate", "spo2", "respiratory_rate", "nausea", "dizziness", "dissociation", "distress", "sedation",
)  # fmt: skip


def signed_record(**fields: object) -> SessionRecord:
    """The rich record with a signature over its own content."""
    unsigned = rich_record(**fields)
    return replace(unsigned, signatures=(signature(content_sha256=compose(unsigned).content_sha256),))


def expected_row(record: SessionRecord, reading: Reading) -> str:
    """Minute, time, pressure and the other values as one line with single blanks."""
    assert record.clock.started_at is not None
    minute = round((reading.observed_at - record.clock.started_at).total_seconds() / 60, 1)
    cells = [f"{minute:g}", f"{reading.observed_at.astimezone(record.zone):%H:%M}"]
    values = {code: f"{value:g}" for code, value in reading.values.items()}
    if "systolic" in values or "diastolic" in values:
        cells.append(f"{values.get('systolic', '-')}/{values.get('diastolic', '-')}")
    else:
        cells.append("x" if {"systolic", "diastolic"} & set(reading.not_obtained) else ".")
    for code in COLUMNS:
        cells.append(values.get(code) or ("x" if code in reading.not_obtained else "."))
    return " ".join(cells)


def flat(text: str) -> list[str]:
    """Lines with single blanks, a plain minus and a plain dot for what was not asked."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{MIDDLE DOT}", ".")
    return [" ".join(line.split()) for line in plain.splitlines()]


def run_tool(name: str, *arguments: str) -> str:
    """What a program of poppler-utils prints; its absence fails the test."""
    path = shutil.which(name)
    assert path, f"{name} is missing: install poppler-utils"
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=True).stdout


def pdf_file(note: Note, folder: Path) -> Path:
    """The note as a PDF file."""
    path = folder / "note.pdf"
    path.write_bytes(to_pdf(note, FIGURE, at(150)))
    return path


def pdf_pages(path: Path) -> list[str]:
    """The text of each page, laid out as printed."""
    pages = run_tool("pdftotext", "-layout", str(path), "-").split("\f")
    return [page for page in pages if page.strip()]


def within_margins(path: Path, margin_mm: float) -> bool:
    """Whether every word of an A4 page stands between its margins, give or take a point."""
    placed = run_tool("pdftotext", "-bbox", str(path), "-")
    edges = [float(x) for x in re.findall(r'x(?:Min|Max)="([\d.]+)"', placed)]
    margin = margin_mm / 25.4 * 72
    return min(edges) >= margin - 1 and max(edges) <= 595.28 - margin + 1


class Rows(HTMLParser):
    """The table rows of a page as lists of cell texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open rows and cells."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.in_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Close cells."""
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        """Collect the text of cells."""
        if self.in_cell and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def html_lines(page: str) -> list[str]:
    """Each table row of the page as one line."""
    parser = Rows()
    parser.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    return flat("\n".join(" ".join(cell.replace("\n", " ") for cell in row) for row in parser.rows))
