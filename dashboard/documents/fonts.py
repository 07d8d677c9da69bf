"""The fonts of the PDF, all from packages, and which characters they can show.

System fonts are never used: the document must not depend on the machine that made it.
"""

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from dashboard.documents.text_lines import code_point, is_misleading

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")


@cache
def folders() -> tuple[Path, ...]:
    """Where the packaged fonts lie."""
    return tuple(Path(str(files(package))) for package in PACKAGES)


@cache
def font_book() -> typst.Fonts:
    """The packaged fonts for typst, read once in a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders()))


@cache
def families() -> tuple[str, ...]:
    """Families in the order they are tried: Noto Sans, then each script, then CJK, then typst's own."""
    own = {f.family for f in font_book().fonts() if f.path is not None}
    scripts = sorted(family for family in own if "CJK" not in family and family != "Noto Sans")
    cjk = sorted((f for f in own if "CJK" in f), key=lambda name: (not name.endswith("SC"), name))
    return ("Noto Sans", *scripts, *cjk, "DejaVu Sans Mono")


def showable(text: str) -> str:
    """The text with every character that no font shows, and every control, as its code point `[U+1F9FF]`.

    Line breaks stay; tabs become blanks.
    """
    return "".join(_shown(character) for character in text)


def spelled(text: str) -> str:
    """The text with everything beyond Latin letters and ordinary signs as code points."""
    return "".join(c if c == "\n" or (c.isprintable() and ord(c) < 0x250) else code_point(c) for c in text)


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if character == "\n" or "\x20" <= character <= "\x7e":
        return character
    if is_misleading(character) or unicodedata.category(character) in ("Co", "Cn"):
        return code_point(character)
    if ord(character) in _covered() or _is_ignorable(character):
        return character
    return code_point(character)


def _is_ignorable(character: str) -> bool:
    """Joiners and variation selectors, which shape their neighbours and show nothing."""
    return character in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" or "\ufe00" <= character <= "\ufe0f"


@cache
def _covered() -> frozenset[int]:
    """Every code point that some packaged font has a glyph for."""
    found: set[int] = set()
    for folder in folders():
        for path in sorted(folder.iterdir()):
            if path.suffix in (".ttf", ".otf", ".ttc"):
                found |= _code_points(path.read_bytes())
    return frozenset(found)


def _code_points(font: bytes) -> set[int]:
    """The code points of an OpenType file's character map (its first face when it holds several)."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for place in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * place)
        if tag == b"cmap":
            return _map_at(font, offset)
    return set()


def _map_at(font: bytes, cmap: int) -> set[int]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for place in range(count):
        offset = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * place)[2]
        (form,) = struct.unpack_from(">H", font, offset)
        if form == 12:
            found |= _segmented_coverage(font, offset)
        elif form == 4:
            found |= _segment_mapping(font, offset)
    return found


def _segmented_coverage(font: bytes, offset: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", font, offset + 12)
    spans = (struct.unpack_from(">III", font, offset + 16 + 12 * place) for place in range(groups))
    return {code for first, last, _ in spans for code in range(first, last + 1)}


def _segment_mapping(font: bytes, offset: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, offset + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", font, offset + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", font, offset + 16 + doubled)
    spans = (span for span in zip(starts, ends, strict=True) if span[1] != 0xFFFF)
    return {code for first, last in spans for code in range(first, last + 1)}
