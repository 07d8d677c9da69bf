"""The note as one HTML page for a printer: own style, no script, nothing loaded from outside."""

from html import escape

from dashboard.documents.blocks import Note
from dashboard.documents.paper_html import escaped, isolated, marks, section_html, sheets_page, style


def to_html(note: Note, chart_svg: str) -> str:
    """The whole page. `chart_svg` is the session's figure as SVG of our own making, or empty."""
    figure = ""
    if chart_svg:
        figure = f'<figure role="img" aria-label="{escape(note.figure_text)}">{chart_svg}</figure>'
    sections = "".join(section_html(s, figure if s.figure else "") for s in note.sections)
    title = f"{escaped(note.title)}, {escaped(note.patient)}"
    return sheets_page(
        title, style("paper"), _running_head(note), _running_foot(note), _head(note) + sections
    )


def _running_head(note: Note) -> str:
    return f'<div class="running">{escaped(note.title)}{marks(note.marks)}</div>'


def _running_foot(note: Note) -> str:
    return f'<div class="running">{" · ".join(isolated(part) for part in note.identity)}</div>'


def _head(note: Note) -> str:
    place = " · ".join(isolated(part) for part in (note.clinic, note.session_date, note.room))
    born, mrn = note.identity[1:3]
    return (
        f"<header><div><h1>{escaped(note.title)}</h1><p>{place}{marks(note.marks)}</p></div>"
        f'<p class="identity"><strong>{isolated(note.patient)}</strong><br>'
        f"{isolated(born)} · {isolated(mrn)}</p></header>"
    )
