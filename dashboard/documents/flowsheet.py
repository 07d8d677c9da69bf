"""The blank flowsheet: a protocol's times with boxes for everything on the form, to lie at each chair.

It holds no patient: name, record number and room are written on it, on every page of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.instruments import measure_of
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS, Protocol
from dashboard.clinical.rooms import ClinicProfile
from dashboard.documents import words
from dashboard.documents.blocks import Item, Listing
from dashboard.documents.note_readings import table_measures
from dashboard.documents.paper_html import block_html, escaped, isolated, marks, sheets_page, style
from dashboard.documents.paper_pdf import drawn
from dashboard.documents.protocol_words import plan_items, scale_words

TITLE = "Flowsheet"
BEFORE, LEAVING = "before", "leaving"
SPARE_LINES = 3
WHOSE = ("Name", "Birth date", "Record number", "Room", "Date", "Weight kg")
GIVEN = ("Dose mg", "Lot", "Started at", "Ended at", "Nurse", "Clinician")


@dataclass(frozen=True, slots=True)
class Box:
    """A column: its head and below it the unit or the range of its scale; `wide` is for words."""

    head: str
    unit: str
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowsheet:
    """A composed blank sheet. `lines` are the words that begin each row, empty for a spare one."""

    title: str
    marks: tuple[str, ...]
    clinic: str
    emergency_text: str
    protocol: str
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    scales: tuple[Item, ...]
    checks: tuple[Item, ...]


def blank_flowsheet(protocol: Protocol, minutes: Sequence[int], clinic: ClinicProfile) -> Flowsheet:
    """The sheet: a row before the dose, one for each of these minutes from the dose start, and leaving."""
    form = table_measures()
    boxes = (
        Box("planned", "min"), Box("time", "taken"), Box("BP", measure_of("systolic").unit),
        *(Box(m.short, _unit(m.code)) for m in form), Box("O2", words.unit_of(measure_of("oxygen_flow"))),
        Box("What happened, what was given", "alert: who was told, when", wide=True), Box("by", "initials"),
    )  # fmt: skip
    drug = f"{DRUG_WORDS[protocol.drug]}, {ROUTE_WORDS[protocol.route]}"
    return Flowsheet(
        title=TITLE, marks=("PRACTICE",) if clinic.practice else (), clinic=clinic.name,
        emergency_text=clinic.emergency_text,
        protocol=f"{protocol.label} ({protocol.code} version {protocol.version}); {drug}",
        boxes=boxes, lines=(BEFORE, *map(str, sorted(set(minutes))), *([""] * SPARE_LINES), LEAVING),
        scales=tuple(Item(lead=m.label, text=scale_words(m)) for m in form if m.is_scale),
        checks=plan_items(protocol),
    )  # fmt: skip


def _unit(code: str) -> str:
    measure = measure_of(code)
    if measure.is_scale:
        return f"{words.number(measure.possible[0])} to {words.number(measure.possible[1])}"
    return words.unit_of(measure)


def flowsheet_pdf(sheet: Flowsheet, at: datetime) -> bytes:
    """A4 landscape as PDF; `at` becomes the document's date."""
    paper = {
        "title": sheet.title, "marks": sheet.marks, "clinic": sheet.clinic, "protocol": sheet.protocol,
        "emergency_text": sheet.emergency_text, "whose": WHOSE, "given": GIVEN, "lines": sheet.lines,
        "boxes": [{"head": b.head, "unit": b.unit, "wide": b.wide} for b in sheet.boxes],
        "words": [
            {"title": title, "items": [f"{item.lead}: {item.text}" for item in items]}
            for title, items in (("Scales", sheet.scales), ("Checks", sheet.checks))
        ],
    }  # fmt: skip
    return drawn("flowsheet", paper, at)


def flowsheet_html(sheet: Flowsheet) -> str:
    """A4 landscape for a browser: own style, no script, nothing loaded."""
    head = (
        f'<div class="top"><h1>{escaped(sheet.title)}{marks(sheet.marks)}</h1>'
        f"<p>{isolated(sheet.clinic)} · {isolated(sheet.protocol)}<br>"
        f"<strong>{escaped(sheet.emergency_text)}</strong></p></div>{_blanks(WHOSE)}"
    )
    heads = "".join(
        f"<th{_wide(b)} scope='col'>{escaped(b.head)}<br><small>{escaped(b.unit)}</small></th>"
        for b in sheet.boxes
    )
    empty = "<td></td>" * (len(sheet.boxes) - 1)
    rows = "".join(f"<tr><th scope='row'>{escaped(line)}</th>{empty}</tr>" for line in sheet.lines)
    explained = "".join(
        f"<section><h2>{title}</h2>{block_html(Listing(items))}</section>"
        for title, items in (("Scales", sheet.scales), ("Checks", sheet.checks))
    )
    body = (
        f'{_blanks(GIVEN)}<table class="hand"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f'<div class="words-below">{explained}</div>'
    )
    return sheets_page(escaped(sheet.title), style("paper", "flowsheet"), head, "", body)


def _wide(box: Box) -> str:
    return ' class="wide"' if box.wide else ""


def _blanks(names: Sequence[str]) -> str:
    """Names each with a line to write on."""
    return f'<p class="blanks">{"".join(f"<span>{escaped(name)}</span>" for name in names)}</p>'
