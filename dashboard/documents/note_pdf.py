"""The note as a tagged PDF (PDF/A-3a and PDF/UA-1) of A4 pages; the same note gives the same bytes."""

import contextlib
from datetime import datetime
from typing import Any

import typst

from dashboard.documents.blocks import Note
from dashboard.documents.fonts import showable, spelled
from dashboard.documents.paper_pdf import compiled, section_values


def to_pdf(note: Note, chart_svg: str, at: datetime, bundle: bytes = b"") -> bytes:
    """The PDF's bytes. `chart_svg` is the figure as SVG, or empty; `at` becomes the document's date.

    `bundle` is the same record as a FHIR document, which then rides in the PDF as an attachment.

    A character that no font can show stands as its code point, so that there is always a note.
    """
    # Fonts may hold a character and yet not the cluster it stands in: then all but Latin is spelled; and a
    # figure that cannot be drawn is said to be missing.
    paper, rides = _paper(note), {"bundle": bundle.decode("utf-8")}
    for show in (showable, spelled):
        with contextlib.suppress(typst.TypstError):
            return compiled("note", paper, at, show, rides | {"chart": show(chart_svg)})
    return compiled("note", paper | {"figure_missing": True}, at, spelled, rides | {"chart": ""})


def _paper(note: Note) -> dict[str, Any]:
    """The note as plain values for the template."""
    return {
        "title": note.title, "marks": note.marks, "clinic": note.clinic, "patient": note.patient,
        "identity": note.identity, "session_date": note.session_date, "room": note.room,
        "mrn": note.mrn, "record_code": note.record_code, "state_at": note.state_at,
        "figure_text": note.figure_text, "figure_missing": False,
        "sections": [section_values(section) for section in note.sections],
    }  # fmt: skip
