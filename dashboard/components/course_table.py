"""A course in words: one row for each session, and the strip of a series."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.alerts import AlertState, Level
from dashboard.clinical.course import SYMPTOMS, Course, CourseSession
from dashboard.clinical.instruments import measure_of, shown
from dashboard.clinical.oxygen import under_oxygen
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.review import NoteState
from dashboard.clinical.trends import Point, Return
from dashboard.components.moments import MONTHS
from dashboard.components.severity import SHAPES, glyph

HEADS = (
    "Session", "Dose", "Highest BP", "Heart rate, SpO2", "Beyond limits", "Near baseline", "Worst symptoms",
    "Sedation, rescue", "Ready, left", "Note",
)  # fmt: skip
NOTE_WORDS: dict[NoteState, str] = {
    NoteState.NONE: "none", NoteState.RUNNING: "not yet", NoteState.TO_SIGN: "to sign",
    NoteState.PREPARED: "prepared", NoteState.SIGNED: "signed", NoteState.CHANGED: "changed since",
}  # fmt: skip
RETURN_WORDS: dict[Return, str] = {
    Return.NO_BASELINE: "no baseline", Return.NEVER_LEFT: "never left", Return.NOT_BACK: "not back",
}  # fmt: skip
# As many cells as stand beside each other on the review page; earlier ones are on the patient's page.
STRIP = 6


def course_table(course: Course) -> Any:
    """The table "Course", the first session on top; where a series begins the drug is said."""
    head = html.Tr([html.Th(words, scope="col") for words in HEADS])
    rows = [_row(session) for session in course.sessions]
    table = html.Table(
        [html.Thead(head), html.Tbody(rows)], className="table course-table", **{"aria-label": "Course"}
    )
    return html.Div(table, className="table-scroll", tabIndex=0)


def kind_words(session: CourseSession) -> str:
    """'IV ketamine'."""
    return f"{ROUTE_WORDS[session.place.route]} {DRUG_WORDS[session.place.drug].lower()}"


def day_words(session: CourseSession) -> str:
    """'23 Nov 2026'."""
    day = session.record.session_date
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def at_words(point: Point) -> str:
    """'at 40 min', 'before the dose', with the mark of a questioned value."""
    before = point.minute is None or point.minute < 0
    words = "before the dose" if before else f"at {point.minute:.0f} min"
    return f"{words}, questioned" if point.questioned else words


def _row(session: CourseSession) -> Any:
    cells = [
        _dose(session), _pressure(session), _vitals(session), _beyond(session), _near(session),
        _symptoms(session), _sedation(session), _leaving(session), _note(session),
    ]  # fmt: skip
    return html.Tr([_who(session), *(html.Td(_lines(cell)) for cell in cells)])


def _lines(cell: Any) -> list[Any]:
    """The first of a cell's lines is its value, what follows stands quieter under it."""
    lines = cell if isinstance(cell, list) else [cell]
    return [html.Div(line, className="quiet-text" if n else None) for n, line in enumerate(lines)]


def _who(session: CourseSession) -> Any:
    place = session.place
    opens = [html.Div(kind_words(session), className="series-opens")]
    opens += [html.Div("New series", className="series-opens")] if place.series > 1 else []
    link = html.A(place.words, href=f"/session/{session.record.session.id}")
    day = html.Div(day_words(session), className="quiet-text")
    return html.Th([*(opens if place.number == 1 else []), link, day], scope="row")


def _dose(session: CourseSession) -> Any:
    if session.dose_mg is None:
        return "not clear"
    so_far = " so far" if session.record.clock.end_missing else ""
    per_kg = f"{session.mg_per_kg:g} mg/kg" if session.mg_per_kg is not None else "no weight"
    return [f"{round(session.dose_mg, 1):g} mg{so_far}", per_kg]


def _pressure(session: CourseSession) -> Any:
    high, low = session.systolic, session.diastolic
    if high is None or low is None:
        return "none taken"
    upper, lower = shown("systolic", high.value), shown("diastolic", low.value)
    if high.observed_at == low.observed_at:
        return [html.B(f"{upper}/{lower}"), at_words(high)]
    return [
        [html.B(upper), html.Span(f" {at_words(high)}", className="quiet-text")],
        [html.B(f"/{lower}"), f" {at_words(low)}"],
    ]


def _vitals(session: CourseSession) -> Any:
    rate = f"{shown('heart_rate', session.heart_rate.value)}" if session.heart_rate else None
    low = session.spo2
    under = under_oxygen(session.record, low.observed_at) if low else ""
    spo2 = f"{shown('spo2', low.value)} %{under}" if low else None
    return [
        _named("HR", rate, session.heart_rate),
        _named("SpO₂", spo2, session.spo2),
    ]


def _named(name: str, value: str | None, point: Point | None) -> Any:
    if value is None or point is None:
        return f"{name} none"
    return [f"{name} ", html.B(value), html.Span(f" {at_words(point)}", className="quiet-text")]


def _beyond(session: CourseSession) -> Any:
    counts = ((Level.URGENT, session.urgent), (Level.ADVISORY, session.advisory))
    parts: list[Any] = [
        html.Span([glyph(SHAPES[level], level.value), f"{number} {level.value}"], className="counted")
        for level, number in counts
        if number
    ]
    open_ones = sum(alert.state is AlertState.OPEN for alert in session.alerts)
    waits = f", {open_ones} unanswered" if open_ones else ""
    number = len(session.alerts)
    alerts = f"{number} alert{'' if number == 1 else 's'}{waits}"
    return [html.Span(parts, className="counts") if parts else "none", alerts]


def _near(session: CourseSession) -> Any:
    if session.returned is Return.BACK and session.back_from is not None:
        return at_words(session.back_from)
    return RETURN_WORDS[session.returned]


def _symptoms(session: CourseSession) -> Any:
    words = [_symptom(session, code) for code in SYMPTOMS]
    return html.Div([html.Div(word) for word in words], className="symptoms")


def _symptom(session: CourseSession, code: str) -> Any:
    point = session.symptoms.get(code)
    label = measure_of(code).label
    if point is None:
        return [f"{label} ", html.Span("not asked", className="quiet-text")]
    when = f" {at_words(point)}" if point.value else ""
    value = html.B(shown(code, point.value)) if point.value else "0"
    return [f"{label} ", value, html.Span(when, className="quiet-text")]


def _sedation(session: CourseSession) -> Any:
    point = session.sedation
    if point is None:
        deepest: Any = "not asked"
    elif point.value == measure_of("sedation").possible[1]:
        deepest = "awake throughout"
    else:
        deepest = ["MOAA/S ", html.B(shown("sedation", point.value)), f" {at_words(point)}"]
    rescue = [_rescue(session, event.detail, event.occurred_at) for event in session.rescue]
    return [deepest, *(rescue or ["no rescue"])]


def _rescue(session: CourseSession, detail: Any, at: Any) -> Any:
    amount = f" {detail['amount']:g} {detail.get('unit') or ''}".rstrip() if detail.get("amount") else ""
    minute = session.record.minute(at)
    drug = detail.get("drug") or "Rescue medication"
    when = "before the dose" if minute is None or minute < 0 else f"at {minute:.0f} min"
    return html.B(f"{drug}{amount} {when}")


def _leaving(session: CourseSession) -> Any:
    ended = session.record.session.ended_at is not None
    ready = session.ready_minute
    first = f"ready {ready:.0f} min" if ready is not None else "not ready" if ended else "not ready yet"
    left = f"left {session.left_minute:.0f} min" if session.left_minute is not None else "still here"
    return [first, left]


def _note(session: CourseSession) -> Any:
    return html.A(NOTE_WORDS[session.note], href=f"/session/{session.record.session.id}/note")


def session_facts(session: CourseSession) -> list[tuple[str, Any]]:
    """What a session came to, as facts: place, dose, peaks, symptoms, rescue, leaving."""
    said = [
        ("Session", session.place.words), ("Dose", _dose(session)), ("Highest BP", _pressure(session)),
        ("Near baseline", _near(session)), ("Beyond limits", _beyond(session)), ("Symptoms", _felt(session)),
        ("Sedation, rescue", _sedation(session)), ("Ready, left", _leaving(session)),
    ]  # fmt: skip
    return [(label, _lines(cell)) for label, cell in said]


def _felt(session: CourseSession) -> list[Any]:
    """The symptoms that were there; what was asked and absent, or never asked, is said in one line each."""
    there = [_symptom(session, code) for code in SYMPTOMS if (p := session.symptoms.get(code)) and p.value]
    absent = [code for code in SYMPTOMS if (p := session.symptoms.get(code)) and not p.value]
    unasked = [code for code in SYMPTOMS if code not in session.symptoms]
    rest = [(absent, "at 0"), (unasked, "not asked")]
    return [*there, *(f"{_labels(codes)} {words}" for codes, words in rest if codes)]


def _labels(codes: Sequence[str]) -> str:
    return ", ".join(measure_of(code).label for code in codes)


def series_strip(series: Sequence[CourseSession], chosen: str) -> Any:
    """The last STRIP sessions of a series beside each other; the chosen one is marked. None without any."""
    if not series:
        return None
    shown_ones = list(series)[-STRIP:]
    if all(s.record.session.id != chosen for s in shown_ones):
        at = next((n for n, s in enumerate(series) if s.record.session.id == chosen), len(series) - 1)
        shown_ones = list(series)[max(0, at - STRIP + 1) : at + 1]
    cells = [html.Li(_cell(session, chosen)) for session in shown_ones]
    return html.Nav(
        html.Ol(cells, className="series-strip"), **{"aria-label": f"Series, {kind_words(series[-1])}"}
    )


def _cell(session: CourseSession, chosen: str) -> Any:
    own = session.record.session.id
    day, systolic = session.record.session_date, session.systolic
    dose = "dose not clear" if session.dose_mg is None else f"{round(session.dose_mg, 1):g} mg"
    peak = "no BP" if systolic is None else ["peak ", html.B(shown("systolic", systolic.value))]
    number = html.B(session.place.number_words)
    lines = [
        html.Span([number, f" {day.day} {MONTHS[day.month - 1]}", *_loudest(session)], className="cell-head"),
        html.Span([dose, " · ", html.Span(peak)]),
        html.Span(_left_and_felt(session)),
    ]
    here = {"aria-current": "true"} if own == chosen else {}
    return html.A(
        lines, href=f"/review?session={own}", className="series-cell", **{"data-review": own, **here}
    )


def _loudest(session: CourseSession) -> list[Any]:
    """The mark of the loudest limit that a reading lies beyond."""
    level = Level.URGENT if session.urgent else Level.ADVISORY if session.advisory else None
    if level is None:
        return []
    named = {"role": "img", "aria-label": level.value.upper()}
    return [html.Span(className=f"glyph glyph-{SHAPES[level]} {level.value}", **named)]


def _left_and_felt(session: CourseSession) -> str:
    worst, ready = session.symptoms.get("dissociation"), session.ready_minute
    felt = f" · diss. {shown('dissociation', worst.value)}" if worst else ""
    return ("not ready" if ready is None else f"ready {ready:.0f} min") + felt
