"""The spec of the record drawer: every measure, limit and qualifier comes out of the registries."""

from collections.abc import Sequence
from typing import Any

from dashboard.api.answers import left_open_answer, moment, moment_or_none, plain, value_of, values_of
from dashboard.api.clinic_answers import judged_limits
from dashboard.clinical.check_lines import PAIR
from dashboard.clinical.instruments import REASON_WORDS, Entry, Measure, measures
from dashboard.clinical.oxygen import SATURATION, under_oxygen
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.readings import QUALIFIERS
from dashboard.clinical.roles import Actor
from dashboard.clinical.session_record import SessionRecord


def entry_form(record: SessionRecord, actor: Actor) -> dict[str, Any]:
    """What the drawer shows and judges by, as it stands at `record.seen_at`."""
    return {
        "session": _session(record),
        "user": {"id": actor.user_id, "name": actor.display_name},
        "now": moment(record.seen_at),
        "time_zone": record.clinic.time_zone,
        "measures": _measures(record.protocol.instruments),
        "reasons": [{"code": r.value, "label": _capital(words)} for r, words in REASON_WORDS.items()],
        "qualifiers": _qualifiers(record),
        "last": _last_answers(record),
        "limits": _limits(record),
        "baseline": _baseline(record),
        "oxygen": under_oxygen(record, record.seen_at),
        "left_open": left_open_answer(record),
    }


def _session(record: SessionRecord) -> dict[str, Any]:
    patient = record.patient
    return {
        "id": record.session.id,
        "room": record.room.name,
        "state": record.state.value,
        "patient": {
            "name": patient.name,
            "birth_date": patient.birth_date.isoformat(),
            "age": patient.age_on(record.local(record.seen_at).date()),
            "mrn": patient.mrn,
        },
        "opened_at": moment(record.session.opened_at),
        "dose_started_at": moment_or_none(record.clock.started_at),
        "route_label": _route_label(record),
    }


def _route_label(record: SessionRecord) -> str:
    plan = record.session.planned_dose
    drug, route = (plan.drug, plan.route) if plan else (record.protocol.drug, record.protocol.route)
    words = f"{DRUG_WORDS.get(drug, drug)} {ROUTE_WORDS.get(route, route)}"
    return f"{words} {plain(plan.amount):g} mg" if plan else words


def _measures(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Those on the drawer's face first, as the protocol orders them: boxes above scales, then the rest."""
    known = [measure for measure in measures() if not measure.retired]
    face = [m for m in known if (m.code in chosen if chosen else m.on_form)]
    if chosen:
        face.sort(key=lambda m: (m.entry is not Entry.NUMBER, m.code not in PAIR, chosen.index(m.code)))
    rest = [m for m in known if m not in face]
    return [*(_measure(m, "main") for m in face), *(_measure(m, "more") for m in rest)]


def _measure(measure: Measure, place: str) -> dict[str, Any]:
    return {
        "code": measure.code,
        "label": measure.label,
        "short": measure.short,
        "unit": measure.unit,
        "entry": measure.entry.value,
        "possible": list(measure.possible),
        "ask": list(measure.ask),
        "decimals": measure.decimals,
        "choices": [{"value": c.value, "word": c.word, "spoken": c.spoken} for c in measure.choices],
        "not_taken": [reason.value for reason in measure.reasons],
        "place": place,
    }


def _qualifiers(record: SessionRecord) -> list[dict[str, Any]]:
    last: dict[str, str] = {}
    for reading in record.counted_readings:
        last.update(reading.qualifiers)
    return [
        {
            "code": code,
            "label": _capital(code),
            "choices": [{"value": value, "label": label} for value, label in choices.items()],
            "last": last.get(code),
        }
        for code, choices in QUALIFIERS.items()
    ]


def _last_answers(record: SessionRecord) -> dict[str, Any]:
    """By measure the last value or reason, as given; derived values are nobody's answer."""
    last: dict[str, Any] = {}
    for reading in record.counted_readings:
        at = moment(reading.observed_at)
        for code, number in reading.values.items():
            last[code] = {
                "value": value_of(code, number), "observed_at": at, "not_obtained": None,
                "under": under_oxygen(record, reading.observed_at).strip() if code == SATURATION else "",
            }  # fmt: skip
        for code, reason in reading.not_obtained.items():
            last[code] = {"value": None, "observed_at": at, "not_obtained": reason.value}
    return last


def _limits(record: SessionRecord) -> dict[str, Any]:
    limits = record.threshold_set
    return {"set": limits.code, "version": limits.version, "items": judged_limits(record)}


def _baseline(record: SessionRecord) -> dict[str, Any] | None:
    reading = record.baseline_reading
    return None if reading is None else {"reading_id": reading.id, **values_of(reading.values)}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
