"""What an event's alert becomes: doses that differ from the order, and bedside facts that need someone."""

from dashboard.clinical.alert_changes import AlertChange, Invalidate, Raise, Recross, Resolve
from dashboard.clinical.alerts import Alert
from dashboard.clinical.dose_findings import EventFinding, dosing_findings
from dashboard.clinical.event_findings import response_due, response_to, urgent_events
from dashboard.clinical.session_record import SessionRecord


def event_changes(record: SessionRecord, *, judge_hold: bool) -> list[AlertChange]:
    """What becomes of the alerts of events; a hold is raised only when an event was touched.

    That a response is due only time tells, see `response_changes`.
    """
    entered = (*dosing_findings(record), *urgent_events(record))
    findings = {(f.event_id, f.source): f for f in (*entered, *response_due(record))}
    changes: list[AlertChange] = []
    told: set[tuple[str, str]] = set()
    for alert in record.alerts:
        if alert.event_id is None or alert.check_key is not None or alert.invalidation is not None:
            continue
        change, stands = _event_alert_change(record, alert, findings.get((alert.event_id, alert.source)))
        changes += change
        if stands:
            told.add((alert.event_id, alert.source))
    # A hold is judged when the dosing is recorded or changed, not by what is entered about it afterwards.
    untold = [f for f in entered if (f.event_id, f.source) not in told]
    return [*changes, *(_raised_for_event(f) for f in untold if judge_hold or f.source != "hold")]


def response_changes(record: SessionRecord) -> list[AlertChange]:
    """The rescue medications whose response came due and of which nobody was told yet."""
    told = {a.event_id for a in record.alerts if a.source == "event" and a.invalidation is None}
    return [_raised_for_event(f) for f in response_due(record) if f.event_id not in told]


def _event_alert_change(
    record: SessionRecord, alert: Alert, finding: EventFinding | None
) -> tuple[list[AlertChange], bool]:
    """What becomes of an event's alert, and whether it still tells of its finding."""
    if finding is not None and _still_says(record, alert, finding):
        fallen = alert.resolution is not None and alert.hand_resolution is None
        return ([Recross(alert.id, None)] if fallen else []), True
    answer = _answer_to(record, alert)
    if answer is None:
        return [Invalidate(alert.id)], False
    return ([] if alert.resolution else [answer]), True


def _still_says(record: SessionRecord, alert: Alert, finding: EventFinding) -> bool:
    """Whether the alert tells of this finding: a corrected bedside event must still be told in its words."""
    corrected = any(event.id == alert.event_id and event.version > 1 for event in record.events)
    same_words = finding.text == alert.text or finding.source != "event" or not corrected
    return finding.level is alert.level and same_words


def _answer_to(record: SessionRecord, alert: Alert) -> Resolve | None:
    """What gave the alert's event what it lacked: the accepted baseline, or the recorded response."""
    event = next((event for event in record.counted_events if event.id == alert.event_id), None)
    if event is None:
        return None
    baseline = record.baseline_reading
    if alert.source == "baseline" and baseline is not None:
        return Resolve(alert.id, baseline.id)
    answered = alert.source == "event" and event.kind == "rescue_medication"
    return Resolve(alert.id, None) if answered and response_to(record, event) is not None else None


def _raised_for_event(finding: EventFinding) -> Raise:
    return Raise(source=finding.source, level=finding.level, text=finding.text, event_id=finding.event_id)
