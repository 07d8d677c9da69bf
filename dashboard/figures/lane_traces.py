"""The lane of the Plotly figure: dose bars, rings for events, shapes for alerts, and their words."""

from dashboard.clinical.alerts import Level
from dashboard.figures.drawing import Drawing, Piece, font, note, plain, trace
from dashboard.figures.lane import LaneMark, alert_marks, dose_bars, dose_labels, event_marks

LETTER = 7.1
_MARK = 20


def lane_traces(drawing: Drawing) -> list[Piece]:
    """Hover targets of the doses, rings of the events, shapes of the alerts."""
    return [_doses(drawing), *_events(drawing), *_alerts(drawing)]


def lane_shapes(drawing: Drawing) -> list[Piece]:
    """Dose bars (what is planned is lighter) and the stems of events."""
    theme, axis = drawing.theme, drawing.lane_axis
    top, foot = _dose_span(drawing)
    rect = {
        "type": "rect",
        "xref": "x",
        "yref": axis,
        "y0": foot,
        "y1": top,
        "layer": "between",
        "line": {"width": 0},
    }
    shapes: list[Piece] = []
    for bar in dose_bars(drawing.scene):
        if bar.planned_end is not None:
            edge = {"color": theme.line_2, "width": 1}
            ahead = {"x0": bar.end, "x1": bar.planned_end, "fillcolor": theme.sunken, "line": edge}
            shapes.append({**rect, **ahead})
        if bar.end > bar.start:
            shapes.append({**rect, "x0": bar.start, "x1": bar.end, "fillcolor": theme.ink_2})
    middle = drawing.sheet.size.events / 2
    stem = {"type": "line", "xref": "x", "yref": axis, "line": {"color": theme.ink_2, "width": 1.5}}
    shapes += [
        {**stem, "x0": e.minute, "x1": e.minute, "y0": middle + way * 5, "y1": middle + way * 11}
        for e in event_marks(drawing.scene)
        for way in (1, -1)
    ]
    return shapes


def lane_notes(drawing: Drawing) -> list[Piece]:
    """The words of doses, events and urgent alerts, where there is room for them."""
    return [*_dose_notes(drawing), *_event_notes(drawing), *_alert_notes(drawing)]


def _dose_span(drawing: Drawing) -> tuple[float, float]:
    foot = drawing.sheet.size.events
    return foot + drawing.sheet.size.dose - 1, foot + 1


def _dose_middle(drawing: Drawing) -> float:
    return drawing.sheet.size.events + drawing.sheet.size.dose / 2


def _doses(drawing: Drawing) -> Piece:
    bars = dose_bars(drawing.scene)
    at_once = [bar.end == bar.start for bar in bars]
    marker = {
        "symbol": "diamond",
        "size": 13,
        "color": drawing.theme.ink_2,
        "opacity": [1 if o else 0 for o in at_once],
    }
    x = [(bar.start + bar.end) / 2 for bar in bars]
    y = [_dose_middle(drawing)] * len(bars)
    return trace("Dose", x, y, drawing.lane_axis, marker=marker, hovertext=[plain(bar.hover) for bar in bars])


def _dose_notes(drawing: Drawing) -> list[Piece]:
    at = {"xref": "x", "yref": drawing.lane_axis, "y": _dose_middle(drawing)}
    theme = drawing.theme
    return [
        note(
            plain(x.words),
            **at,
            x=x.minute,
            xshift=x.clearance,
            font=font(theme.surface if x.inside else theme.ink),
        )
        for x in dose_labels(dose_bars(drawing.scene), drawing.pixels_per_minute, LETTER)
    ]


def _events(drawing: Drawing) -> list[Piece]:
    events = event_marks(drawing.scene)
    theme = drawing.theme
    ring = {
        "symbol": "circle",
        "size": 10,
        "color": theme.surface,
        "line": {"color": theme.ink_2, "width": 1.75},
    }
    y = drawing.sheet.size.events / 2
    found = [
        trace(
            "Events",
            [e.minute for e in events],
            [y] * len(events),
            drawing.lane_axis,
            marker=ring,
            hovertext=[plain(e.hover) for e in events],
        )
    ]
    struck = [e for e in events if e.taken_back]
    if struck:
        cross = {
            "symbol": "cross-thin",
            "size": 14,
            "line": {"color": theme.ink_3, "width": 1.8},
            "angle": 45,
        }
        found.append(
            trace(
                "Struck events",
                [e.minute for e in struck],
                [y] * len(struck),
                drawing.lane_axis,
                marker=cross,
            )
        )
    return found


def nearest(drawing: Drawing) -> float:
    """How many minutes apart two alerts must be to be told apart."""
    return (_MARK - 2) / drawing.pixels_per_minute


def _alerts(drawing: Drawing) -> list[Piece]:
    theme, axis = drawing.theme, drawing.lane_axis
    y = drawing.sheet.size.events / 2
    marks = alert_marks(drawing.scene, nearest(drawing))
    found = []
    for level, shape, sign, fill, edge, ink in (
        (Level.ADVISORY, "triangle-up", "!", theme.adv, theme.adv_line, theme.adv_ink),
        (Level.URGENT, "octagon", "!!", theme.urg, theme.urg, theme.urg_ink),
    ):
        here = [m for m in marks if m.level is level]
        marker = {
            "symbol": [f"{shape}-open" if m.taken_back else shape for m in here],
            "size": _MARK,
            "color": [theme.ink_3 if m.taken_back else fill for m in here],
            "line": {"color": [theme.ink_3 if m.taken_back else edge for m in here], "width": 1.5},
        }
        found.append(
            trace(
                f"{level.capitalize()} alerts",
                [m.minute for m in here],
                [y] * len(here),
                axis,
                marker=marker,
                mode="markers+text",
                text=["" if m.taken_back else f"<b>{sign}</b>" for m in here],
                textposition="middle center",
                textfont=font(ink, 12),
                hovertext=[_lines(m.hover) for m in here],
            )
        )
    return found


def _lines(hover: str) -> str:
    return "<br>".join(plain(line) for line in hover.split("<br>"))


def _alert_notes(drawing: Drawing) -> list[Piece]:
    """The word beside the newest urgent alert; the others' words are in their hover and in the log."""
    marks = alert_marks(drawing.scene, nearest(drawing))
    others = [m.minute for m in (*marks, *event_marks(drawing.scene))]
    urgent = [m for m in marks if m.level is Level.URGENT and not m.taken_back]
    if not urgent or _room_after(drawing, urgent[-1], others) < 84:
        return []
    at = {"xref": "x", "yref": drawing.lane_axis, "x": urgent[-1].minute, "y": drawing.sheet.size.events / 2}
    return [note(f"<b>{urgent[-1].words}</b>", **at, xshift=14, font=font(drawing.theme.urg_text))]


def _room_after(drawing: Drawing, mark: LaneMark, others: list[float]) -> float:
    later = min((m for m in others if m > mark.minute), default=drawing.scene.axis.last)
    return (later - mark.minute) * drawing.pixels_per_minute


def _event_notes(drawing: Drawing) -> list[Piece]:
    """Words to the left of a ring, where no other mark stands in their way."""
    events = event_marks(drawing.scene)
    others = [m.minute for m in (*events, *alert_marks(drawing.scene, nearest(drawing)))]
    notes = []
    for mark in events:
        before = max((m for m in others if m < mark.minute), default=drawing.scene.axis.first)
        if (mark.minute - before) * drawing.pixels_per_minute > len(mark.words) * LETTER + 24:
            at = {
                "xref": "x",
                "yref": drawing.lane_axis,
                "x": mark.minute,
                "y": drawing.sheet.size.events / 2,
            }
            colour = font(drawing.theme.ink_3 if mark.taken_back else drawing.theme.ink_2)
            notes.append(note(plain(mark.words), **at, xanchor="right", xshift=-8, font=colour))
    return notes
