"""The banner that says whose session this is, with its clocks."""

from typing import Any

from dash import html

from dashboard.clinical.doses import given
from dashboard.clinical.event_findings import standing_flags
from dashboard.clinical.patients import Patient, allergy_words, fact_words, has_allergy
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import END_WORDS
from dashboard.components.checks import next_clock
from dashboard.components.moments import MONTHS


def patient_header(record: SessionRecord) -> Any:
    """Room, family name first, birth date with age, record number, drug and route; then the clocks."""
    block = html.Span(
        record.room.block, className="room-block", role="img", **{"aria-label": record.room.name}
    )
    return html.Header(
        [block, _who(record), html.Div(_clocks(record), className="clocks")], className="patient-header"
    )


def _who(record: SessionRecord) -> Any:
    patient = record.patient
    born = f"{patient.birth_date.day} {MONTHS[patient.birth_date.month - 1]} {patient.birth_date.year}"
    name = html.H1([patient.name, " ", html.Span(f"born {born}", className="spoken")])
    known = f"born {born} ({patient.age_on(record.session_date)}) · MRN {patient.mrn}"
    line = html.P([html.Span(known, className="who"), f" · {_drug(record)}"], className="patient-line")
    first = [name, *screening_flags(patient), *_flags(record)]
    return html.Div([html.Div(first, className="patient-name"), line], className="patient-words")


def screening_flags(patient: Patient) -> list[Any]:
    """What is known of the patient at all times: the allergen in full, in grey when nobody asked."""
    kind = "unasked" if patient.allergies is None else "allergy" if has_allergy(patient) else "none-known"
    allergies = html.Span(allergy_words(patient), className=f"flag {kind}")
    return [allergies, *(html.Span(words, className="flag") for words in fact_words(patient))]


def _drug(record: SessionRecord) -> str:
    words = f"{DRUG_WORDS[record.protocol.drug]} {ROUTE_WORDS[record.protocol.route]}"
    if record.clock.started_at is not None:
        return f"{words} {_given(record)}"
    planned = record.session.planned_dose
    if planned is None:
        return f"{words}, no planned dose"
    weight = record.session.weight_kg
    per_kg = f", {planned.amount / weight:.2f} mg/kg" if weight else ""
    return f"{words} {planned.amount:g} mg planned{per_kg}"


def _given(record: SessionRecord) -> str:
    """What was given; during an infusion all that is to run in, and what of it has."""
    total = given(record)
    if not record.clock.end_missing:
        return "amount unclear" if total.amount_mg is None else f"{total.amount_mg:g} mg"
    amounts = [part.full_mg for part in total.parts]
    known = [amount for amount in amounts if amount is not None]
    state = "running" if any(part.running for part in total.parts) else "paused"
    if record.session.ended_at is not None:
        state = "(end not recorded)"
    whole = f"{sum(known):g} mg {state}" if len(known) == len(amounts) else state
    so_far = "amount unclear" if total.amount_mg is None else f"given so far {total.amount_mg:.1f} mg"
    return f"{whole}, {so_far}"


def _flags(record: SessionRecord) -> list[Any]:
    """What must be seen before anything else about this session."""
    words = []
    if record.session.end is not None:
        words.append(END_WORDS[record.session.end].capitalize())
    if record.baseline_reading is None:
        words.append("No baseline: no rise is judged")
    elif record.baseline_after_dose:
        words.append("Baseline after dose")
    if record.patient.age_on(record.session_date) < 18:
        words.append("Under 18")
    words += [words_of[:1].upper() + words_of[1:] for words_of in standing_flags(record)]
    return [html.Span(text, className="flag") for text in words]


def _clocks(record: SessionRecord) -> list[Any]:
    started, ends = record.clock.started_at, record.observation_ends_at
    label = "Time since dose"
    if started is None or ends is None:
        return [
            _clock(
                label,
                html.Span(
                    "No dose recorded", role="timer", className="reading small", **{"aria-label": label}
                ),
            )
        ]
    total = round((ends - started).total_seconds() / 60)
    until = record.session.ended_at or record.seen_at
    done = max(0, int((until - started).total_seconds() // 60))
    observed = html.Span([str(done), html.Small(f" of {total} min")], className="reading")
    if record.session.ended_at is not None:
        ended = html.Span(f"{record.local(record.session.ended_at):%H:%M}", className="reading")
        return [_clock("Ended", ended), _clock("Observed", observed)]
    ticking = {"data-since": started.isoformat(), "data-format": "hms", "aria-label": label}
    return [
        _clock(label, html.Span(role="timer", className="reading", **ticking)),
        _clock(*next_clock(record)),
        _clock("Observed", observed),
    ]


def _clock(label: str, reading: Any) -> Any:
    return html.Div([html.Span(label, className="label"), reading], className="clock")
