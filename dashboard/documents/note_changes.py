"""The composed part of a note as lines, and what changed in them since they were kept.

Only what is composed: what people write is theirs, and signatures cover the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dashboard.documents.blocks import NOT_ASKED, Block, Facts, Listing, Note, Paragraph, Row, Section, Table
from dashboard.documents.words import level

# The last composed section; 12 and 13 are written, from 14 on the note speaks of itself.
_LAST_COMPOSED = 11
_HEAD = "# "


@dataclass(frozen=True, slots=True)
class SectionChange:
    """Lines of one section as they were and as they are; either may be empty."""

    number: int
    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def composed_lines(note: Note) -> tuple[str, ...]:
    """Every composed line, each section under a line '# number title'."""
    return tuple(
        line
        for section in note.sections if section.number <= _LAST_COMPOSED
        for line in (f"{_HEAD}{section.number} {section.title}", *_lines(section))
    )  # fmt: skip


def changes_between(before: Sequence[str], after: Sequence[str]) -> tuple[SectionChange, ...]:
    """What differs, by section in the order of the note; nothing when both say the same."""
    old, new = _by_section(before), _by_section(after)
    heads = sorted({*old, *new})
    found = (_difference(number, title, old, new) for number, title in heads)
    return tuple(change for change in found if change.before or change.after)


def _difference(
    number: int, title: str, old: dict[tuple[int, str], list[str]], new: dict[tuple[int, str], list[str]]
) -> SectionChange:
    was, now = old.get((number, title), []), new.get((number, title), [])
    before: list[str] = []
    after: list[str] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            before += was[start:end]
            after += now[new_start:new_end]
    return SectionChange(number, title, tuple(before), tuple(after))


def _by_section(lines: Sequence[str]) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    current: list[str] = []
    for line in lines:
        if line.startswith(_HEAD):
            number, _, title = line.removeprefix(_HEAD).partition(" ")
            current = found.setdefault((int(number), title), [])
        else:
            current.append(line)
    return found


def _lines(section: Section) -> Iterator[str]:
    for block in section.blocks:
        # A line that begins like a head is no head.
        yield from (f" {line}" if line.startswith(_HEAD) else line for line in _block(block))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case Facts():
            yield from (f"{fact.label}: {fact.text}" for fact in block.items)
        case Listing():
            for item in block.items:
                words = (item.lead, level(item.level) if item.level else "", _tick(item.ticked), item.text)
                yield " ".join(word for word in words if word)
        case Table():
            yield from (_row(block, row) for row in block.rows)
        case _:
            yield f"{block.label}. {block.said}: {block.text}"


def _tick(ticked: bool | None) -> str:
    return "" if ticked is None else "[x]" if ticked else "[ ]"


def _row(table: Table, row: Row) -> str:
    cells = zip(table.columns, row.cells, strict=True)
    named = ", ".join(f"{column.label} {cell}" for column, cell in cells if cell not in ("", NOT_ASKED))
    return ". ".join(part for part in (named, row.flagged, *row.remarks) if part)
