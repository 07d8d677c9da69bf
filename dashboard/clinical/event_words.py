"""The details of a bedside event in words, for log, timeline and documents."""

from datetime import tzinfo

from dashboard.clinical.event_details import Choice, answer_words, detail_label
from dashboard.clinical.events import EVENT_KINDS, Event

# Said together and bare, in this order: "ondansetron 4 mg IV", "Chest pain", "15 min".
_BARE = ("drug", "amount", "unit", "route", "term", "sign", "result", "who", "to_name", "flow", "minutes")
_UNITS = {"flow": "L/min", "minutes": "min"}
# Ids of the record, for programs.
_UNSAID = frozenset({"of", "to_id"})


def event_words(event: Event, zone: tzinfo) -> str:
    """The details in words, "ondansetron 4 mg IV, ordered by Dr Okafor"; empty when none were given.

    An amount has the unit that was given with it: of a rescue medication it may be another than mg.
    """
    given = [name for name in EVENT_KINDS[event.kind].details if name in event.detail]
    said = {name: _said(event, name, zone) for name in given}
    bare = [said[name] for name in _BARE if name in said]
    if "amount" in said and said["amount"].endswith(" mg"):
        bare = [word for word in bare if word != "mg"]
    rest = [_named(name, words) for name, words in said.items() if name not in _BARE and name not in _UNSAID]
    return ", ".join([*([" ".join(bare)] if bare else []), *rest])


def _said(event: Event, name: str, zone: tzinfo) -> str:
    sort = EVENT_KINDS[event.kind].details[name]
    words = answer_words(sort, event.detail[name], zone)
    if isinstance(sort, Choice) and name not in ("route", "term", "sign", "result"):
        words = words[:1].lower() + words[1:]
    return f"{words} {_UNITS[name]}" if name in _UNITS else words


def _named(name: str, words: str) -> str:
    if name == "text":
        return words
    label = detail_label(name)
    plain = label[:1].lower() + label[1:] if not label[:2].isupper() else label
    return f"{plain} {words}"
