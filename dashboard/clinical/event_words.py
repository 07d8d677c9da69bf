"""A bedside event in words, for log, timeline and documents."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from dashboard.clinical.event_details import Choice, Detail, answer_words, detail_label, detail_moment
from dashboard.clinical.event_findings import RESPONSE_DUE_AFTER, response_to
from dashboard.clinical.events import EVENT_KINDS, Event
from dashboard.clinical.session_record import SessionRecord

# Said together and bare, in this order: "ondansetron 4 mg IV", "Chest pain", "15 min".
_BARE = ("drug", "amount", "unit", "route", "term", "sign", "result", "who", "flow", "minutes")
_UNITS = {"flow": "L/min", "minutes": "min"}
# Ids and codes of the record, for programs.
_UNSAID = frozenset({"of", "to_id", "check", "reading"})


def event_words(event: Event, zone: tzinfo) -> str:
    """The details in words, "ondansetron 4 mg IV, ordered by Dr Okafor"; empty when none were given.

    An amount has the unit that was given with it: of a rescue medication it may be another than mg.
    """
    given = [name for name in EVENT_KINDS[event.kind].details if name in event.detail]
    said = {name: _said(event, name, zone) for name in given if name not in _UNSAID}
    bare = [said[name] for name in _BARE if name in said]
    if "amount" in said and said["amount"].endswith(" mg"):
        bare = [word for word in bare if word != "mg"]
    own = _PHRASES.get(event.kind, {})
    rest = [
        own[name](words) if name in own else _named(name, words)
        for name, words in said.items()
        if name not in _BARE
    ]
    return ", ".join([*([" ".join(bare)] if bare else []), *rest])


def told_words(record: SessionRecord, event: Event) -> str:
    """The same, and after a rescue medication when its response came, or that none is recorded yet."""
    words = event_words(event, record.zone)
    if event.kind != "rescue_medication" or event.struck:
        return words
    return "; ".join(part for part in (words, _response_words(record, event)) if part)


def _response_words(record: SessionRecord, medication: Event) -> str:
    response = response_to(record, medication)
    if response is not None:
        after = int((response.occurred_at - medication.occurred_at).total_seconds() // 60)
        return f"response {record.local(response.occurred_at):%H:%M}, after {after} min"
    if record.session.ended_at is not None:
        return "no response recorded"
    return f"response due {record.local(medication.occurred_at + RESPONSE_DUE_AFTER):%H:%M}"


def _said(event: Event, name: str, zone: tzinfo) -> str:
    sort = EVENT_KINDS[event.kind].details[name]
    if sort is Detail.TIME:
        return _clock(event.detail[name], event.occurred_at, zone)
    words = answer_words(sort, event.detail[name], zone)
    if isinstance(sort, Choice) and name not in ("route", "term", "sign", "result"):
        words = words[:1].lower() + words[1:]
    return f"{words} {_UNITS[name]}" if name in _UNITS else words


def _clock(value: Any, beside: datetime, zone: tzinfo) -> str:
    """14:05; with its date on another day than the event."""
    moment = detail_moment(str(value))
    if moment is None:
        return str(value)
    local = moment.astimezone(zone)
    same = local.date() == beside.astimezone(zone).date()
    return f"{local:%H:%M}" if same else f"{local:%Y-%m-%d %H:%M}"


def _named(name: str, words: str) -> str:
    if name == "text":
        return words
    label = detail_label(name)
    plain = label[:1].lower() + label[1:] if not label[:2].isupper() else label
    return f"{plain} {words}"


def _as_said(words: str) -> str:
    return words


# Details that read better otherwise than by their name.
_PHRASES: dict[str, dict[str, Callable[[str], str]]] = {
    "adverse_event": {
        "severity": _as_said, "criterion": _as_said,
        "serious": lambda words: "SERIOUS" if words == "yes" else "not serious",
        "relation": lambda words: "relation not known" if words == "not known" else words,
        "action": lambda words: "no action" if words == "none" else words,
        "outcome": lambda words: f"outcome {words}",
    },
    "schedule_paused": {"reason": _as_said},
    "provider_told": {"how": _as_said},
    "orders_received": {"read_back": lambda words: "read back" if words == "yes" else "NOT read back"},
    "override_asked": {"for": _as_said, "gate": _as_said},
    "handover": {"to_name": lambda words: f"to {words}"},
    "transfer_started": {"where": lambda words: f"to {words}", "how": _as_said},
}  # fmt: skip
