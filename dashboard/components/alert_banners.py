"""What needs an answer: one banner per measure, the most severe first and full size."""

from typing import Any

from dash import html

from dashboard.clinical.alerts import Alert, AlertState, Level
from dashboard.clinical.rooms import ClinicProfile
from dashboard.clinical.schedule import Check, checks_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.alert_words import answered_words, open_words, repeat_of, title_words
from dashboard.components.panels import action_button
from dashboard.components.severity import SHAPES, glyph

SHOWN = 3
WHY = {"not_obtained": "Why not taken"}


def alert_banners(
    record: SessionRecord, *, may_answer: bool, may_move: bool = False, reachable: bool = True
) -> list[Any]:
    """Banners of the live alerts, each with its data-key; the one that stands first is drawn at full size.

    An urgent one always has its line above all others (A17); of the others those beyond three fold, and are
    answered in the log. Without a clinician `reachable` an alert that escalated unanswered says so (A16).
    Who `may_move` limits is offered that before the answer too, as the last and quietest button.
    """
    live = record.live_alerts
    checks = checks_of(record) if any(alert.measure for alert in live) else ()
    shown = [a for place, a in enumerate(live) if place < SHOWN or a.level is Level.URGENT]
    banners = [_banner(record, alert, repeat_of(alert, checks), may_answer, may_move) for alert in shown]
    alone = [] if reachable or not unanswered_beyond_the_room(record) else [no_clinician(record.clinic)]
    return [*alone, *banners, *_folded([a for a in live if a not in shown])]


def unanswered_beyond_the_room(record: SessionRecord) -> bool:
    """Whether an alert went to the clinicians and nobody has answered it since."""
    return any(alert.sent_on is not None for alert in record.live_alerts)


def no_clinician_words(clinic: ClinicProfile) -> str:
    """What room, board and list say when such an alert stands and no clinician's screen is open."""
    return f"No clinician screen is open. Call. {clinic.emergency_text}".strip()


def no_clinician(clinic: ClinicProfile) -> Any:
    """The same as a loud line."""
    words = [glyph("octagon"), no_clinician_words(clinic)]
    return html.P(words, className="no-clinician", role="alert", **{"data-key": "no-clinician"})


def _folded(folded: list[Alert]) -> list[Any]:
    """How many more there are, and the worst word among them."""
    if not folded:
        return []
    to_log = {"data-action": "show-tab", "data-tab": "tab-log", "data-key": "more"}
    worst = max((alert.level for alert in folded), key=lambda level: level.rank)
    words = [glyph(SHAPES[worst], worst.value), f"{len(folded)} more · {worst.value.upper()}"]
    return [html.Button(words, type="button", className="banner-more", **to_log)]


def _banner(
    record: SessionRecord, alert: Alert, repeat: Check | None, may_answer: bool, may_move: bool
) -> Any:
    is_open = alert.state is AlertState.OPEN
    line = open_words(record, alert, repeat) if is_open else answered_words(record, alert)
    title = html.P(title_words(alert), className="banner-title")
    words = html.Div([title, html.P(line, className="banner-line")], className="banner-words")
    buttons = _buttons(record, alert, may_move) if may_answer else []
    return html.Div(
        [glyph(SHAPES[alert.level]), words, html.Div(buttons, className="banner-actions")],
        className=f"banner {alert.level.value if is_open else _acknowledged_kind(alert)}",
        **{"data-key": alert.id},
    )  # fmt: skip


def _acknowledged_kind(alert: Alert) -> str:
    return "acknowledged" if alert.level is Level.URGENT else "acknowledged advisory"


def _buttons(record: SessionRecord, alert: Alert, may_move: bool) -> list[Any]:
    """What is done about it first, then the answers."""
    answers = [*_deed(record, alert), *answer_buttons(record, alert), *_resolve(record, alert)]
    early = alert.state is AlertState.OPEN and alert.source == "limit" and may_move
    return [*answers, _move_limit(record, alert, "quiet")] if early else answers


def _deed(record: SessionRecord, alert: Alert) -> list[Any]:
    """Taking the value again, taking the check, entering the dose.

    None is named like a button of the action bar: "Record" and "Dose" stand once on the page.
    """
    main = "primary" if alert.state is AlertState.OPEN else ""
    session = record.session.id
    if alert.source == "dose" and alert.check_key is not None:
        return [action_button("Enter now", "dose", main, session=session)]
    if alert.check_key is not None:
        return [action_button("Take now", "record", main, session=session)]
    return [action_button("Repeat now", "repeat-now", main, session=session)] if alert.measure else []


def answer_buttons(record: SessionRecord, alert: Alert, kind: str = "") -> list[Any]:
    """How an alert that nobody has answered yet can be answered; kind is the buttons' look.

    A deed not done is answered by saying why; everything else is acknowledged, or a provider was told. What
    was answered in the room and went beyond it afterwards asks whom the room has told.
    """
    about = _about(record, alert)
    if alert.state is not AlertState.OPEN:
        return [action_button("Provider told", "provider-told", kind, **about)] if alert.sent_on else []
    if alert.check_key is not None:
        return [action_button(WHY.get(alert.source, "Why late"), "why-late", kind, **about)]
    return [
        action_button("Provider told", "provider-told", kind, **about),
        action_button("Acknowledge", "acknowledge", kind, **about),
    ]


def _resolve(record: SessionRecord, alert: Alert) -> list[Any]:
    """An acknowledged limit that still stands is settled by hand with a reason, or moved by a clinician."""
    if alert.state is not AlertState.ACKNOWLEDGED or alert.source != "limit":
        return []
    return [action_button("Resolve", "resolve-alert", **_about(record, alert)), _move_limit(record, alert)]


def _move_limit(record: SessionRecord, alert: Alert, kind: str = "") -> Any:
    limit = f"{alert.measure} {(alert.limit or {}).get('kind')} {alert.level.value}"
    return action_button("Move limit", "move-limit", kind, session=record.session.id, limit=limit)


def _about(record: SessionRecord, alert: Alert) -> dict[str, str]:
    return {
        "alert": alert.id, "session": record.session.id, "level": alert.level.value, "text": alert.text,
        "who": f"{record.room.name} · {record.patient.name}",
    }  # fmt: skip
