"""The note as a DOCX of A4 pages, without macros; the same note gives the same bytes."""

import io
from collections.abc import Iterable
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typst
from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from dashboard.documents.blocks import Note
from dashboard.documents.docx_blocks import add_block
from dashboard.documents.docx_style import TEXT_WIDTH_MM, field, lay_out, quiet
from dashboard.documents.fonts import font_book, showable
from dashboard.documents.xml_text import xml_text

# No part of the file tells when it was made; this is the first day the format knows.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_THUMBNAIL = "/thumbnail"
_LONGEST_PROPERTY = 255
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.chart), format: "svg", width: 180mm)"""
MISSING = "The figure could not be drawn."


def to_docx(note: Note, chart_svg: str, at: datetime) -> bytes:
    """The file's bytes. `chart_svg` is the figure as SVG, or empty; `at` becomes the document's date.

    A character that the format cannot hold stands as its code point, so that there is always a note.
    """
    document = Document()
    lay_out(document)
    _about(document, note, at)
    _running(document, note)
    _head(document, note)
    for section in note.sections:
        document.add_heading(xml_text(section.title), 2)
        if section.figure and chart_svg:
            _figure(document, note, chart_svg)
        for block in section.blocks:
            add_block(document, block)
    return _packed(document)


def _about(document: Docx, note: Note, at: datetime) -> None:
    about = document.core_properties
    about.title = xml_text(f"{note.title}, {note.patient}")[:_LONGEST_PROPERTY]
    about.author = xml_text(note.clinic)[:_LONGEST_PROPERTY]
    about.last_modified_by, about.comments, about.language = "Chairside", "", "en"
    about.created = about.modified = at.replace(microsecond=0, tzinfo=None)
    relations = document.part.package.rels
    for name in [name for name, part in relations.items() if part.reltype.endswith(_THUMBNAIL)]:
        del relations[name]


def _running(document: Docx, note: Note) -> None:
    """Whose it is at the head, what it is and which page of how many at the foot of every page."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.style = foot.style = document.styles["Normal"]
    quiet(head, " · ".join(note.identity))
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    quiet(foot, " · ".join((note.title, *note.marks)) + "\tPage ")
    field(foot, "PAGE")
    quiet(foot, " of ")
    field(foot, "NUMPAGES")


def _head(document: Docx, note: Note) -> None:
    document.add_heading(xml_text(note.title), 1)
    if note.marks:
        _strong(document.add_paragraph(), note.marks)
    document.add_paragraph(xml_text(f"{note.clinic} · {note.session_date} · {note.room}"))
    patient = document.add_paragraph()
    _strong(patient, [note.patient])
    patient.add_run(xml_text(f" · {' · '.join(note.identity[1:3])}"))


def _strong(paragraph: DocxParagraph, parts: Iterable[str]) -> None:
    paragraph.add_run(xml_text(" · ".join(parts))).bold = True


def _figure(document: Docx, note: Note, chart_svg: str) -> None:
    try:
        drawn = typst.compile(
            _PICTURE, font_paths=font_book(), ignore_system_fonts=True, format="png", ppi=200,
            sys_inputs={"chart": showable(chart_svg)},
        )  # fmt: skip
    except typst.TypstError:
        _strong(document.add_paragraph(), [MISSING])
        document.add_paragraph(xml_text(note.figure_text))
        return
    picture = document.add_picture(io.BytesIO(bytes(drawn)), width=Mm(TEXT_WIDTH_MM))
    properties = picture._inline.docPr
    properties.set("descr", xml_text(note.figure_text))
    properties.set("title", "Course of the session")


def _packed(document: Docx) -> bytes:
    """The file with one fixed time on every part of it."""
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(kept, "w", ZIP_DEFLATED) as target:
        for name in parts.namelist():
            target.writestr(ZipInfo(name, _NO_TIME), parts.read(name), ZIP_DEFLATED)
    return kept.getvalue()
