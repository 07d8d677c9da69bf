"""One running room: the loudest thing first, then who, clock, pressure with its age, symptoms, actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.clinical.alerts import Alert, Level
from dashboard.clinical.event_findings import dizzy_fall_care, off_unit_since, standing_flags
from dashboard.clinical.need import CHECK, NeedKind, RoomNeed, beyond_words
from dashboard.clinical.override_asks import asked_words
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.schedule import Check
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.alert_banners import no_clinician, unanswered_beyond_the_room
from dashboard.components.checks import next_clock
from dashboard.components.need import GLYPHS, LOOKS, WORDS
from dashboard.components.override_banner import moved_word
from dashboard.components.panels import action_button
from dashboard.components.severity import SHAPES, glyph
from dashboard.components.tile_figure import tile_figure
from dashboard.figures.tile_chart import tile_svg
from dashboard.pages.board.nurse import nurse_control
from dashboard.pages.board.tile_values import observed, pressure, vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: the screen's theme, what they may do in a room, and whether a clinician can be reached."""

    theme: str
    may_record: bool
    may_manage: bool
    reachable: bool = True

    def alone(self, record: SessionRecord) -> bool:
        """Whether an alert of this room went to clinicians of whom none has a screen open."""
        return not self.reachable and unanswered_beyond_the_room(record)


def tile(
    record: SessionRecord, need: RoomNeed | None, name: str, room_nurse: str | None, viewer: Viewer,
    reckoned: Sequence[Check] | None = None,
) -> Any:  # fmt: skip
    """The room's region. `name` tells its patient from the others, `room_nurse` is who has the room.

    `reckoned` are the record's checks where they were judged already.
    """
    strips, folded = _strips(record, need)
    nurse = record.nurse.display_name if record.nurse else room_nurse
    body = [
        *_who(record, name, nurse_control(record.room, nurse, viewer.may_manage, record)),
        html.P(_drug(record), className="tile-drug"),
        _next(record, reckoned), _clock(record), html.Hr(className="tile-rule"), pressure(record),
        html.Div(
            tile_figure(tile_svg(record, viewer.theme)), className="tile-figure", **{"aria-hidden": "true"}
        ),
        vitals(record), *_flags(record, folded),
    ]  # fmt: skip
    alone = [no_clinician(record.clinic)] if viewer.alone(record) else []
    kind = LOOKS[need.kind] if need else ""
    return html.Section(
        [*strips, *alone, html.Div(body, className="tile-body"), observed(record), _actions(record, viewer)],
        className=f"room-tile {kind}".strip(), role="region",
        **{"aria-label": record.room.name, "data-session": record.session.id},
    )  # fmt: skip


def _strips(record: SessionRecord, need: RoomNeed | None) -> tuple[list[Any], list[Alert]]:
    """A line for each urgent alert, else for the loudest need; and the alerts that have no line."""
    live = record.live_alerts
    urgent = [alert for alert in live if alert.level is Level.URGENT]
    if urgent:
        return [_alert_strip(a) for a in urgent], [a for a in live if a not in urgent]
    if need is not None and need.kind is NeedKind.LATE:
        return [_late_strip(record, need)], [a for a in live if not _told_by(need, a)]
    if live:
        return [_alert_strip(live[0])], list(live[1:])
    if need is not None and need.kind is NeedKind.DUE:
        return [_strip("due", html.B("DUE"), html.Span(need.text))], []
    quiet = "On schedule" if record.clock.started_at is not None else "No dose recorded"
    return [_strip("", html.Span(quiet))], []


def _told_by(need: RoomNeed, alert: Alert) -> bool:
    """Whether the line of what is late tells of this alert already."""
    return alert.event_id == need.event_id if need.event_id is not None else alert.source == CHECK


def _strip(look: str, *words: Any) -> Any:
    return html.Div(list(words), className=f"tile-strip {look}".strip())


def _alert_strip(alert: Alert) -> Any:
    state = "" if alert.acknowledgement is None else " · acknowledged"
    word = html.B(alert.level.value.upper())
    return _strip(alert.level.value, glyph(SHAPES[alert.level]), word, html.Span(f"{alert.text}{state}"))


def _late_strip(record: SessionRecord, need: RoomNeed) -> Any:
    due = f", due {record.local(need.due_at):%H:%M}" if need.due_at else ""
    late = html.Span(WORDS[need.kind], className=f"badge {LOOKS[need.kind]}")
    return _strip("late", late, html.Span(f"{need.text}{due}"))


def _who(record: SessionRecord, name: str, nurse: Any) -> list[Any]:
    age = record.patient.age_on(record.session_date)
    who = html.H2([record.room.name, " ", html.Small(f"{name}, {age}")], className="tile-room")
    return [who, html.Div(nurse, className="tile-aside")]


def _flags(record: SessionRecord, folded: Sequence[Alert]) -> list[Any]:
    """One line of what stands: beyond the room, more alerts, a clinician asked, off the unit, moved limits,
    what was given."""
    beyond = next((words for alert in record.live_alerts if (words := beyond_words(alert))), "")
    said: list[Any] = [html.B(beyond)] if beyond else []
    said += [_folded(folded)] if folded else []
    asked = asked_words(record)
    said += [html.B(asked)] if asked else []
    left = off_unit_since(record)
    if left is not None:
        clock = html.Span(**{"data-since": left.isoformat(), "data-format": "hms"})
        said.append(html.Span(["Off the unit ", clock]))
    moved = moved_word(record)
    standing = [*([moved] if moved else []), *standing_flags(record)]
    said += [html.Span(words, className="flag") for words in standing]
    said += [html.Span("Fall care", className="flag")] if dizzy_fall_care(record) else []
    return [html.Div(said, className="tile-flags")] if said else []


def _folded(alerts: Sequence[Alert]) -> Any:
    """How many more there are and the worst word; never an urgent one (A17)."""
    late = any(alert.source == CHECK for alert in alerts)
    look = "late" if late else "advisory"
    return html.Span([glyph(GLYPHS[look], look), f"{len(alerts)} more, {look}"], className="tile-more")


def _drug(record: SessionRecord) -> str:
    planned = record.session.planned_dose
    amount = f" {planned.amount:g} mg" if planned else ""
    return f"{DRUG_WORDS[record.protocol.drug]} {ROUTE_WORDS[record.protocol.route]}{amount}"


def _next(record: SessionRecord, reckoned: Sequence[Check] | None) -> Any:
    label, reading = next_clock(record, reckoned)
    return html.Div([html.Span(label, className="label"), reading], className="tile-clock")


def _clock(record: SessionRecord) -> Any:
    started = record.clock.started_at
    if started is None:
        words = [html.Span("No dose recorded", className="label"), html.Span("-:--", className="reading")]
        return html.Div(words, className="tile-clock right")
    large = html.Span("Time since", className="tile-large")
    words = [large, html.Span("Since", className="tile-small"), " dose"]
    clock = html.Span(className="reading", **{"data-since": started.isoformat(), "data-format": "hm"})
    return html.Div([html.Span(words, className="label"), clock], className="tile-clock right")


def _actions(record: SessionRecord, viewer: Viewer) -> Any:
    to = f"/session/{record.session.id}"
    buttons = [action_button("Open", "go", "tall", to=to)]
    if viewer.may_record:
        buttons.insert(0, action_button("Record", "go", "primary tall", to=f"{to}#record"))
    return html.Div(buttons, className="tile-actions")
