"""The REMS worksheet on paper: the form's data in its order, ready to key in, each with where it came from.

Our own layout, never the form's; it is keyed in by hand and says so on every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.clinical.rems import NOTICE, Worksheet, WorksheetSection
from dashboard.clinical.rems_due import DueState, Standing
from dashboard.clinical.rems_fields import Source, WorksheetField
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.documents import words
from dashboard.documents.blocks import day
from dashboard.documents.identity import page_identity
from dashboard.documents.paper_html import escaped, isolated, marks, sheets_page, style
from dashboard.documents.paper_pdf import drawn

TITLE = "REMS worksheet"
COLUMNS = ("Field", "To key in", "From")
_SOURCES_NAMED = 3
_KINDS = {
    "reading": "reading", "event": "event", "session": "session", "patient": "patient's record",
    "staff": "people", "clinic": "clinic", "answer": "answered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One field as printed: what is keyed in, or why it is blank; what was seen beside it; its source."""

    label: str
    text: str
    unit: str
    flag: str
    seen: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemsPaper:
    """A composed worksheet. `identity` repeats on every page, `flags` stand on top."""

    title: str
    marks: tuple[str, ...]
    clinic: str
    patient: str
    about: str
    mrn: str
    identity: tuple[str, ...]
    about_session: str
    notice: str
    flags: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    generated_at: datetime


def compose_rems(record: SessionRecord, sheet: Worksheet, standing: Standing | None) -> RemsPaper:
    """The worksheet as it stands at `record.seen_at`."""
    patient = record.patient
    end = f", {END_WORDS[record.session.end]}" if record.session.end else ", not ended"
    return RemsPaper(
        title=TITLE, marks=("PRACTICE",) if record.clinic.practice else (), clinic=record.clinic.name,
        patient=patient.name, about=f"born {day(patient.birth_date)} · {patient.sex.value}", mrn=patient.mrn,
        identity=page_identity(record),
        about_session=f"Session {day(record.session_date)}, {record.room.name}{end}",
        notice=NOTICE, flags=(*standing_words(record, standing), *flag_words(sheet)),
        sections=tuple(_section(record, section) for section in sheet.sections),
        generated_at=record.seen_at,
    )  # fmt: skip


def flag_words(sheet: Worksheet) -> tuple[str, ...]:
    """How many fields are blank or to be looked at; empty when all is there."""
    counts = ((len(sheet.missing), "blank"), (len(sheet.to_look_at), "to look at"))
    return tuple(f"{count} field{'s' if count > 1 else ''} {what}" for count, what in counts if count)


def standing_words(record: SessionRecord, standing: Standing | None) -> tuple[str, ...]:
    """Due, overdue, or sent with its reference, and whether the record changed since."""
    if standing is None:
        return ()
    sending = standing.sending
    if standing.state is not DueState.SENT or sending is None:
        late = "OVERDUE, was due" if standing.state is DueState.OVERDUE else "Due"
        return (f"{late} {day(standing.due_on)}",)
    when = words.full_time(record, sending.sent_at)
    sent = f"Marked as sent {when} by {sending.by_name}, reference {sending.reference}"
    return (sent, "CHANGED SINCE SENT") if standing.changed_since else (sent,)


def source_words(record: SessionRecord, field: WorksheetField) -> str:
    """Where the value came from: kind, time and minute, the first three when there are more; its marks."""
    if field.answered is not None:
        at = words.clock_time(record, field.answered.at)
        return f"answered by {field.answered.by_name}, {at}"
    named = [_source(record, source) for source in field.sources[:_SOURCES_NAMED]]
    more = len(field.sources) - _SOURCES_NAMED
    said = [*named, *([f"and {more} more"] if more > 0 else []), *field.remarks]
    return ", ".join(said)


def _source(record: SessionRecord, source: Source) -> str:
    kind = _KINDS[source.kind]
    if source.at is None or source.kind == "patient":
        return kind
    minute = f" ({words.number(source.minute)} min)" if source.minute is not None else ""
    return f"{kind} {words.clock_time(record, source.at)}{minute}"


def _section(record: SessionRecord, section: WorksheetSection) -> tuple[str, tuple[Line, ...]]:
    return section.title, tuple(
        Line(
            label=field.label, text=field.text, unit=field.unit, flag=field.flag,
            seen="; ".join(field.beside), source=source_words(record, field),
        )
        for field in section.fields
    )  # fmt: skip


def rems_pdf(paper: RemsPaper) -> bytes:
    """A4 pages as PDF; the same worksheet gives the same bytes."""
    values = {
        "title": paper.title, "marks": paper.marks, "clinic": paper.clinic, "patient": paper.patient,
        "about": paper.about, "mrn": paper.mrn, "identity": paper.identity, "notice": paper.notice,
        "about_session": paper.about_session, "flags": paper.flags, "columns": COLUMNS,
        "sections": [
            {
                "title": title,
                "lines": [
                    {"label": one.label, "text": one.text, "unit": one.unit, "flag": one.flag,
                     "seen": one.seen, "source": one.source}
                    for one in lines
                ],
            }
            for title, lines in paper.sections
        ],
    }  # fmt: skip
    return drawn("rems", values, paper.generated_at)


def rems_html(paper: RemsPaper) -> str:
    """The same for a browser: own style, no script, nothing loaded."""
    whose = " · ".join(isolated(part) for part in paper.identity)
    foot = f'<div class="running">{whose}{marks(paper.marks)}<br>{escaped(paper.notice)}</div>'
    head = (
        f"<header><div><h1>{escaped(paper.title)}</h1>"
        f"<p>{isolated(paper.clinic)}<br>{escaped(paper.about_session)}{marks(paper.marks)}</p></div>"
        f'<p class="identity"><strong>{isolated(paper.patient)}</strong><br>{escaped(paper.about)}<br>'
        f"MRN <strong>{isolated(paper.mrn)}</strong></p></header>"
    )
    flags = "".join(f"<li>{escaped(flag)}</li>" for flag in paper.flags)
    sections = "".join(_section_html(n, *part) for n, part in enumerate(paper.sections, start=1))
    body = f'{head}<p class="notice">{escaped(paper.notice)}</p><ul class="rems-flags">{flags}</ul>{sections}'
    title = f"{escaped(paper.title)}, {escaped(paper.patient)}"
    return sheets_page(title, style("paper", "rems"), "", foot, body)


def _section_html(number: int, title: str, lines: Sequence[Line]) -> str:
    name = f"section-{number}"
    heads = "".join(f'<th scope="col">{escaped(head)}</th>' for head in COLUMNS)
    rows = "".join(
        f'<tr><th scope="row">{escaped(one.label)}</th><td>{_to_key_in(one)}</td>'
        f"<td>{isolated(one.source)}</td></tr>"
        for one in lines
    )
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escaped(title)}</h2>'
        f'<table class="rems"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _to_key_in(line: Line) -> str:
    unit = f" <small>{escaped(line.unit)}</small>" if line.unit and line.text else ""
    value = f"<strong>{isolated(line.text)}</strong>{unit}" if line.text else ""
    blank = "" if line.text or not line.flag else "<strong>BLANK</strong> "
    flag = f'<span class="flagged">{blank}{escaped(line.flag)}</span>' if line.flag else ""
    seen = f"<small>{isolated(line.seen)}</small>" if line.seen else ""
    return "<br>".join(part for part in (value, flag, seen) if part)
