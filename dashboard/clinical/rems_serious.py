"""The serious adverse events of a REMS worksheet: each recorded one, or a person's word that none was."""

from collections.abc import Iterator, Sequence

from dashboard.clinical import event_picks as picks
from dashboard.clinical.event_details import Choice, detail_moment
from dashboard.clinical.events import Event
from dashboard.clinical.rems_fields import BY_A_PERSON, Case, WorksheetField, event_remarks, minute_words


def serious_fields(case: Case) -> tuple[WorksheetField, ...]:
    """Whether there was one, then kind, description, onset, treatment and outcome of each."""
    events = [event for event in case.record.counted_events if event.kind == "adverse_event"]
    serious = [event for event in events if event.detail.get("serious") == "yes"]
    if not serious:
        return (_none_recorded(case, events),)
    said = WorksheetField(
        code="serious", label="Serious adverse event", text="Yes", remarks=event_remarks(serious),
        sources=tuple(case.of_event(event) for event in serious),
    )  # fmt: skip
    details = (f for n, event in enumerate(serious, start=1) for f in _details(case, n, event, len(serious)))
    return (said, *details)


def _none_recorded(case: Case, events: Sequence[Event]) -> WorksheetField:
    beside = ["No adverse event is recorded as serious"]
    unsaid = [event for event in events if "serious" not in event.detail]
    if unsaid:
        named = ", ".join(
            f"{_term(event)} {minute_words(case.minute(event.occurred_at))}" for event in unsaid
        )
        beside.append(f"Seriousness not stated: {named}")
    field = case.asked("serious", flag=BY_A_PERSON, beside=beside)
    if field.answered is None or field.answered.value == "no":
        return field
    return WorksheetField(
        code=field.code, label=field.label, text=field.text, question=field.question, sources=field.sources,
        answered=field.answered, beside=field.beside,
        flag="Record the event in the session: its details stand there.",
    )  # fmt: skip


def _details(case: Case, number: int, event: Event, count: int) -> Iterator[WorksheetField]:
    which = f"Event {number}: " if count > 1 else ""
    source, marks = (case.of_event(event),), event_remarks([event])
    begun = detail_moment(event.detail.get("onset_at") or "") or event.occurred_at
    minutes = str(case.whole_minutes(begun)) if case.first_device_at is not None else ""
    values = (
        ("kind", "kind of seriousness", _picked(picks.CRITERION, event, "criterion"), ""),
        ("description", "description", _description(event), ""),
        ("onset", "onset", minutes, "min from the first device"),
        ("treatment", "treatment", _picked(picks.ACTION, event, "action"), ""),
        ("outcome", "outcome", _picked(picks.OUTCOME, event, "outcome"), ""),
    )
    for name, label, text, unit in values:
        shown = f"{which}{label}" if which else label.capitalize()
        yield WorksheetField(
            code=f"serious_{number}_{name}", label=shown, text=text, unit=unit if text else "",
            flag="" if text else "Not stated in the event.", sources=source if text else (),
            remarks=marks if text else (),
        )  # fmt: skip


def _description(event: Event) -> str:
    severity = _picked(picks.SEVERITY, event, "severity").lower()
    text = str(event.detail.get("text") or "")
    return ", ".join(part for part in (_term(event), severity, text) if part)


def _term(event: Event) -> str:
    return _picked(picks.TERM, event, "term") or "Adverse event"


def _picked(choice: Choice, event: Event, name: str) -> str:
    code = event.detail.get(name)
    return str(choice.options.get(code, code)) if code else ""
