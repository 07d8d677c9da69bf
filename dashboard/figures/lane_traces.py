"""The lane of the Plotly figure: dose bars, rings for events, shapes for alerts; its words: lane_words.py."""

from dashboard.clinical.alerts import Level
from dashboard.figures.drawing import Drawing, Piece, font, plain, trace
from dashboard.figures.lane import LaneMark, alert_marks, dose_bars, event_marks

_MARK = 20
_RING, _MANY = 14, 18


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
        for e in events_of(drawing)
        for way in (1, -1)
    ]
    return shapes


def _dose_span(drawing: Drawing) -> tuple[float, float]:
    foot = drawing.sheet.size.events
    return foot + drawing.sheet.size.dose - 1, foot + 1


def dose_middle(drawing: Drawing) -> float:
    """The middle of the doses' row, px from the lane's foot."""
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
    y = [dose_middle(drawing)] * len(bars)
    return trace("Dose", x, y, drawing.lane_axis, marker=marker, hovertext=[plain(bar.hover) for bar in bars])


def events_of(drawing: Drawing) -> list[LaneMark]:
    """The rings; events too near to be told apart are one, with their number in it."""
    return event_marks(drawing.scene, _RING / drawing.pixels_per_minute)


def _events(drawing: Drawing) -> list[Piece]:
    """The rings, and a cross over each that was struck."""
    events, theme = events_of(drawing), drawing.theme
    middle = drawing.sheet.size.events / 2
    ring = {
        "symbol": "circle", "size": [10 if e.count == 1 else _MANY for e in events], "color": theme.surface,
        "line": {"color": theme.ink_2, "width": 1.75},
    }  # fmt: skip
    rings = trace(
        "Events", [e.minute for e in events], [middle] * len(events), drawing.lane_axis, marker=ring,
        mode="markers+text", text=[str(e.count) if e.count > 1 else "" for e in events],
        textposition="middle center", textfont=font(theme.ink, 12),
        hovertext=[_lines(e.hover) for e in events],
    )  # fmt: skip
    struck = [e.minute for e in events if e.taken_back]
    cross = {
        "symbol": "cross-thin", "size": 14, "line": {"color": theme.ink_3, "width": 1.8}, "angle": 45,
    }  # fmt: skip
    crosses = trace("Struck events", struck, [middle] * len(struck), drawing.lane_axis, marker=cross)
    return [rings, crosses] if struck else [rings]


def alerts_of(drawing: Drawing) -> list[LaneMark]:
    """The alerts' shapes; alerts too near to be told apart are one, the loudest."""
    return alert_marks(drawing.scene, (_MARK - 2) / drawing.pixels_per_minute)


def _alerts(drawing: Drawing) -> list[Piece]:
    theme, axis = drawing.theme, drawing.lane_axis
    y = drawing.sheet.size.events / 2
    marks = alerts_of(drawing)
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
