"""Lines of plain text with a width: wide characters take two columns, combining marks none.

A line keeps within the width counted in columns and in characters, so that both a terminal and a program
that counts characters are content.
"""

import unicodedata
from collections.abc import Sequence

WIDTH = 80
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(_columns(c) for c in text)


def printable(text: str, keep: str = "") -> str:
    """Every misleading character written as its code point, `[U+0007]`; those in `keep` stay."""
    return "".join(c if c in keep or not is_misleading(c) else code_point(c) for c in text)


def is_misleading(character: str) -> bool:
    """Controls, lone surrogates, and what turns the direction of a name so that it reads as another."""
    return unicodedata.category(character) in ("Cc", "Cs") or character in _TURNING


def code_point(character: str) -> str:
    """`[U+1F9FF]`."""
    return f"[U+{ord(character):04X}]"


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _size(text: str) -> int:
    return max(columns_of(text), len(text))


def wrapped(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> list[str]:
    """The text in lines of at most `width`; `first` begins the first, `rest` (else blanks) the others."""
    indent = " " * columns_of(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in printable(text, keep="\n\t").splitlines() or [""]:
        lines += _paragraph(paragraph.split(), indent if lines else first, indent, width)
    return lines


def _paragraph(parts: Sequence[str], start: str, indent: str, width: int) -> list[str]:
    lines, line, empty = [], start, True
    for word in parts:
        for piece in _pieces(word, width - _size(indent)):
            if not empty and _size(line) + 1 + _size(piece) > width:
                lines.append(line)
                line, empty = indent, True
            line += piece if empty else f" {piece}"
            empty = False
    return [*lines, line.rstrip()]


def _pieces(word: str, room: int) -> list[str]:
    """A word cut where it is longer than the room, never before a combining mark."""
    pieces = [""]
    for cluster in _clusters(word):
        if pieces[-1] and _size(pieces[-1] + cluster) > room:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _clusters(word: str) -> list[str]:
    clusters: list[str] = []
    for character in word:
        if clusters and _columns(character) == 0 and len(clusters[-1]) < 20:
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def padded(text: str, width: int, *, right: bool) -> str:
    """The text filled with blanks to this many columns; numbers stand right."""
    blanks = " " * max(0, width - columns_of(text))
    return f"{blanks}{text}" if right else f"{text}{blanks}"
