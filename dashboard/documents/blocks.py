"""The structure of a note: sections of paragraphs, tables, lists and written words, before any layout.

Text, HTML, PDF and the note's page each render these; none of them composes words of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.clinical.alerts import Level

# The mark of a cell whose measure was not asked for at that reading.
NOT_ASKED = "\N{MIDDLE DOT}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text; `strong` for what must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its words, such as Room and Room 1."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and words that stand side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list: what leads it, its severity if it has one, and the text.

    `ticked` is None without a tick, else whether the thing is fulfilled.
    """

    text: str
    lead: str = ""
    level: Level | None = None
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of one kind; `columns` says how many stand beside each other on paper."""

    items: tuple[Item, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; numbers stand right."""

    label: str
    numeric: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table's row: a cell per column, the severity it carries, and remarks that stand below it.

    `loud` holds the places of the cells that carry the severity.
    """

    cells: tuple[str, ...]
    loud: tuple[int, ...] = ()
    level: Level | None = None
    flagged: str = ""
    struck: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and, below it, what its marks mean.

    `flag_column` heads the column that shows `Row.flagged`, empty when the table has none.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    flag_column: str = ""
    legend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Words that a person wrote, set apart from all that is composed.

    `label` says what they are, such as Plan; `said` who wrote them and when: "Written by Dr C. Ames, 15:42".
    """

    label: str
    said: str
    text: str


Block = Paragraph | Facts | Listing | Table | Written


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the note; `number` is its place in the full note, so numbers may skip.

    `figure` says that the session's figure stands before the blocks.
    """

    number: int
    title: str
    blocks: tuple[Block, ...]
    figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A composed note. `marks` are DRAFT and PRACTICE where they hold.

    `identity` repeats on every page: patient, birth date, record number, session date, record code and the
    time the record stood as shown (`state_at`, clinic time). `content_sha256` covers title, patient and the
    sections before the signatures, so signing does not change it.
    """

    title: str
    marks: tuple[str, ...]
    clinic: str
    patient: str
    born_on: date
    mrn: str
    session_date: str
    room: str
    record_code: str
    state_at: str
    identity: tuple[str, ...]
    generated_at: datetime
    figure_text: str
    sections: tuple[Section, ...]
    content_sha256: str


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date) -> str:
    """A date as it is written everywhere: 14 Mar 1979, whatever the machine's language."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
