"""A paper or downtime sheet as a file: its header, its lines, and what one of its cells may hold."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.instruments import find_measure, measures

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE
)
IDENTITY = ("mrn", "birth_date")
TIMES = ("minute", "observed_at")
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the header: its number in the file and its cells by column."""

    number: int
    cells: Mapping[str, str]


class LineRefused(Exception):
    """One line cannot be stored; says column and reason."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(f"column {column}: refused, {words}")


def content_of(path: Path) -> bytes:
    """The file's bytes; ClinicalError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ClinicalError(f"{path.name} cannot be read: {error.strerror}.", "unreadable") from error


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClinicalError(f"{name} is not UTF-8 text.", "unreadable") from error


def lines_of(content: bytes, name: str) -> Iterator[Line]:
    """Every line that holds anything; ClinicalError when the file is no sheet: then nothing is stored."""
    reader = csv.reader(io.StringIO(_text(content, name), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _line(reader.line_num, header, cells)
    except csv.Error as error:
        raise ClinicalError(f"Line {reader.line_num} is no CSV: {error}.", "shape") from error


def _line(number: int, header: list[str], cells: list[str]) -> Line:
    if len(cells) > len(header):
        words = f"Line {number} has {len(cells)} cells; the header has {len(header)}. Nothing was stored."
        raise ClinicalError(words, "shape")
    missing = [""] * (len(header) - len(cells))
    return Line(number, {name: c.strip() for name, c in zip(header, [*cells, *missing], strict=True)})


def _check_header(header: list[str]) -> None:
    known = (*IDENTITY, *TIMES, *(m.code for m in measures()))
    unknown = [name for name in header if name not in known]
    if unknown and any(";" in name for name in unknown):
        raise ClinicalError("The columns must be parted by commas, not by semicolons.", "header")
    if unknown:
        named = ", ".join(name[:SHOWN_LENGTH] or "without a name" for name in unknown)
        raise ClinicalError(f"Unknown column {named}. Known are: {', '.join(known)}.", "header")
    if len(set(header)) != len(header):
        raise ClinicalError("A column stands twice in the header.", "header")
    if sum(name in header for name in TIMES) != 1:
        raise ClinicalError("The header needs one of the columns minute and observed_at.", "header")
    if not any(find_measure(name) for name in header):
        raise ClinicalError("The header names no measure.", "header")


def number_in(name: str, cell: str) -> float:
    """The cell of this column as a number; LineRefused for anything else."""
    if not _NUMBER.fullmatch(cell):
        raise LineRefused(name, f"{quoted(cell)} is not a number.")
    value = float(cell)
    return int(value) if value.is_integer() else value


def clock_time(cell: str, zone: ZoneInfo) -> datetime:
    """A time with offset, or clinic time without one; an hour that repeats or is missing needs its offset."""
    try:
        if not _MOMENT.fullmatch(cell):
            raise ValueError
        at = datetime.fromisoformat(cell.upper())
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        first, second = (at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError) as error:
        raise LineRefused("observed_at", f"{quoted(cell)} is not a time such as 2026-11-23T14:05.") from error
    if first != second:
        words = f"{quoted(cell)} falls into the hour that the clocks were changed; write it with its offset."
        raise LineRefused("observed_at", words)
    return first


def quoted(cell: str) -> str:
    """A cell as it is repeated in words, cut when it is long."""
    return f"'{cell[:SHOWN_LENGTH]}'"
