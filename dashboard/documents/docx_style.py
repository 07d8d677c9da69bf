"""How a DOCX looks: A4, one face, quiet running lines."""

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as DocxParagraph

from dashboard.documents.xml_text import xml_text

FACE = "Arial"
INK, QUIET, RULE = RGBColor(0x14, 0x20, 0x1D), RGBColor(0x42, 0x50, 0x4B), "B9C1BC"
MARGIN_MM = 15
TEXT_WIDTH_MM = 210 - 2 * MARGIN_MM
# Words that a person wrote stand in a style of their own, with a bar at their left.
WRITTEN = "Written words"
CELL, NUMBERS = "Cell", "Numbers"
_SIZES = {"Heading 1": 15, "Heading 2": 11, "Heading 3": 9.5}


def lay_out(document: Docx) -> None:
    """A4 with narrow margins, and the face and size of every style that is used."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
    page.header_distance = page.footer_distance = Mm(8)
    normal = _style(document, "Normal")
    _face(normal, 9.5)
    normal.paragraph_format.space_after = Pt(3)
    for name, size in _SIZES.items():
        heading = _style(document, name)
        _face(heading, size)
        heading.font.bold = True
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(9), Pt(3)
        heading.paragraph_format.keep_with_next = True
    written = document.styles.add_style(WRITTEN, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(written, ParagraphStyle)
    written.base_style = normal
    written.paragraph_format.left_indent = Mm(4)
    # Parts stand in the order that the format lays down.
    written.element.get_or_add_pPr().insert_element_before(_bar(), "w:spacing", "w:ind", "w:jc")
    for name, side in ((CELL, WD_ALIGN_PARAGRAPH.LEFT), (NUMBERS, WD_ALIGN_PARAGRAPH.RIGHT)):
        _cell_style(document, name, side)


def _cell_style(document: Docx, name: str, side: WD_ALIGN_PARAGRAPH) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style, style.font.size = document.styles["Normal"], Pt(8)
    style.paragraph_format.alignment, style.paragraph_format.space_after = side, Pt(0)


def _style(document: Docx, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _face(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FACE, Pt(size), INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), FACE)


def _bar() -> BaseOxmlElement:
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "0A5F74")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    return borders


def quiet(paragraph: DocxParagraph, text: str) -> None:
    """Add words in the small grey of captions and running lines."""
    run = paragraph.add_run(xml_text(text))
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def field(paragraph: DocxParagraph, code: str) -> None:
    """Add a number that the reader's program reckons: PAGE or NUMPAGES."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        if kind == "instruction":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        elif kind == "shown":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(8), QUIET
        run._r.append(part)
