"""The registry of export formats: a new format is one writer and one entry here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.csv_cells import Progress
from dashboard.documents.csv_long import write_long
from dashboard.documents.csv_wide import write_wide
from dashboard.documents.deidentify import StudyIds

Writer = Callable[[Iterable[SessionRecord], Progress, StudyIds | None], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: its code in the API, its words on the page, and the writer that yields the file's bytes."""

    code: str
    label: str
    media_type: str
    extension: str
    write: Writer


FORMATS: dict[str, ExportFormat] = {
    form.code: form
    for form in (
        ExportFormat("csv", "CSV, one observation a row", "text/csv; charset=utf-8", "csv", write_long),
        ExportFormat("csv_wide", "CSV, one reading a row", "text/csv; charset=utf-8", "csv", write_wide),
    )
}


def export_file_name(
    form: ExportFormat, first_on: date, last_on: date, *, deidentified: bool, practice: bool
) -> str:
    """'identified-csv-2026-11-01-to-2026-11-30.csv'; a practice file says so.

    A de-identified name carries years only.
    """
    kind = "deidentified" if deidentified else "identified"
    mark = "-PRACTICE" if practice else ""
    dates = f"{first_on.year}-to-{last_on.year}" if deidentified else f"{first_on}-to-{last_on}"
    return f"{kind}{mark}-{form.code}-{dates}.{form.extension}"
