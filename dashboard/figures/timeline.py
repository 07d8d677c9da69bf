"""The session's figure: blood pressure, other vitals, scales and the lane under each other on one time axis.

A plain dict of Python lists, built in one go; Plotly's own classes would take two hundred times as long.
"""

from typing import Any

from dashboard.clinical.alerts import Level
from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.bands import Band
from dashboard.figures.description import figure_description
from dashboard.figures.drawing import Drawing, Piece, font, note, path, plain, trace
from dashboard.figures.gutter_notes import gutter_carets, gutter_notes
from dashboard.figures.labels import limit_notes, limit_shapes, row_names
from dashboard.figures.lane_traces import lane_shapes, lane_traces
from dashboard.figures.lane_words import lane_notes
from dashboard.figures.panels import Draws, panels_of
from dashboard.figures.points import not_taken, scene_of
from dashboard.figures.pressure import pressure_traces
from dashboard.figures.scales import line_traces, step_traces
from dashboard.figures.sheet import SIZES, Row, sheet_of
from dashboard.figures.theme import THEMES

_DRAW = {Draws.PRESSURE: pressure_traces, Draws.LINE: line_traces, Draws.STEPS: step_traces}


def session_figure(record: SessionRecord, theme: str = "light", size: str = "compact") -> dict[str, Any]:
    """`{"data": [...], "layout": {...}}` for dcc.Graph. Size compact is for 1024, wide for 1440.

    KeyError for another theme or size. `layout.meta.description` says the picture in words.
    """
    drawing = Drawing(scene_of(record), sheet_of(panels_of(record), SIZES[size]), THEMES[theme])
    return {"data": _traces(drawing), "layout": _layout(drawing)}


def _traces(drawing: Drawing) -> list[Piece]:
    traces = [
        t
        for row in drawing.sheet.rows
        for t in (*_DRAW[row.panel.draws](drawing, row), _open_marks(drawing, row))
    ]
    return [*traces, *lane_traces(drawing)]


def _open_marks(drawing: Drawing, row: Row) -> Piece:
    """What was not taken: an open mark at the row's foot."""
    gaps = not_taken(drawing.scene, row.panel.measures)
    foot = row.panel.axis[0] + row.units(6)
    marker = {"symbol": "circle-open-dot", "size": 9, "color": drawing.theme.ink_3, "line": {"width": 1.5}}
    return trace(
        "Not taken",
        [g.minute for g in gaps],
        [foot] * len(gaps),
        drawing.y_axis(row),
        marker=marker,
        hovertext=[plain(g.words) for g in gaps],
    )


def _layout(drawing: Drawing) -> Piece:
    record, size, theme = drawing.scene.record, drawing.sheet.size, drawing.theme
    label = {"bgcolor": theme.surface, "bordercolor": theme.line_2, "font": font(theme.ink), "align": "left"}
    return {
        "autosize": True,
        "height": round(drawing.sheet.total),
        "font": font(theme.ink_2),
        "margin": {
            "l": size.left,
            "r": size.right,
            "t": size.top,
            "b": size.foot,
            "pad": 0,
            "autoexpand": False,
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": theme.surface,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "hoverlabel": {**label, "namelength": 0},
        "uirevision": record.session.id,
        "meta": {"description": figure_description(record)},
        **_axes(drawing),
        "shapes": _shapes(drawing),
        "annotations": _annotations(drawing),
    }


def _axes(drawing: Drawing) -> Piece:
    theme, sheet, axis = drawing.theme, drawing.sheet, drawing.scene.axis
    ticks = _clear_ticks(drawing)
    x = {
        "range": [axis.first, axis.last],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": ["<b>0</b>" if t == 0 else f"{t}".replace("-", "−") for t in ticks],
        "anchor": "free",
        "position": 0,
        "gridcolor": theme.grid,
        "zeroline": False,
        "fixedrange": True,
        "showline": False,
        "tickfont": font(theme.ink_2),
    }
    axes = {"xaxis": x}
    for row in sheet.rows:
        axes[drawing.y_axis(row).replace("y", "yaxis")] = _y_axis(drawing, row)
    lane = {"domain": [0, sheet.paper(sheet.dose_top)], "range": [0, sheet.height - sheet.dose_top]}
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True}
    return {**axes, drawing.lane_axis.replace("y", "yaxis"): {**lane, **hidden, "anchor": "x"}}


def _y_axis(drawing: Drawing, row: Row) -> Piece:
    theme, sheet = drawing.theme, drawing.sheet
    steps = row.panel.draws is Draws.STEPS
    return {
        "domain": [max(sheet.paper(row.bottom), 0), min(sheet.paper(row.top), 1)],
        "range": list(row.panel.axis),
        "anchor": "x",
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": row.panel.ticks(row.height),
        "showticklabels": not steps,
        "gridcolor": theme.grid,
        "tickfont": font(theme.ink_2),
        "ticklabelstandoff": 4,
        "zeroline": steps,
        "zerolinecolor": theme.line,
        "zerolinewidth": 1,
    }


def _clear_ticks(drawing: Drawing) -> list[int]:
    """Ticks that leave room for the word at the now line."""
    axis = drawing.scene.axis
    ticks = axis.ticks(drawing.sheet.size.tick_labels)
    return [t for t in ticks if axis.now is None or abs(t - axis.now) * drawing.pixels_per_minute >= 27]


def _shapes(drawing: Drawing) -> list[Piece]:
    shapes = [s for row in drawing.sheet.rows for s in (*_grounds(drawing, row), *limit_shapes(drawing, row))]
    shapes += _future(drawing, f"{drawing.lane_axis} domain")
    shapes += lane_shapes(drawing) + _upright(drawing)
    return shapes + [s for row in drawing.sheet.rows for s in gutter_carets(drawing, row)]


def _grounds(drawing: Drawing, row: Row) -> list[Piece]:
    """Time not yet reached, and the bands over it."""
    y = drawing.y_axis(row)
    return [*_future(drawing, f"{y} domain"), *(_band(drawing, y, band) for band in drawing.bands(row))]


def _band(drawing: Drawing, y: str, band: Band) -> Piece:
    """A rectangle, or an outline with steps where the limit was moved."""
    theme = drawing.theme
    colour = theme.band_urg if band.level is Level.URGENT else theme.band_adv
    filled: Piece = {"xref": "x", "yref": y, "layer": "below", "line": {"width": 0}, "fillcolor": colour}
    if len(band.parts) > 1:
        return {**filled, "type": "path", "path": f"{path(band.outline)}Z"}
    (part,) = band.parts
    return {**filled, "type": "rect", "x0": part.first, "x1": part.last, "y0": part.low, "y1": part.high}


def _future(drawing: Drawing, yref: str) -> list[Piece]:
    axis = drawing.scene.axis
    if axis.now is None:
        return []
    rect = {"type": "rect", "xref": "x", "yref": yref, "x0": axis.now, "x1": axis.last, "y0": 0, "y1": 1}
    return [{**rect, "layer": "below", "line": {"width": 0}, "fillcolor": drawing.theme.future}]


def _upright(drawing: Drawing) -> list[Piece]:
    """The rule at 0, and the line for now."""
    axis, theme = drawing.scene.axis, drawing.theme
    line = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    zero = {**line, "x0": 0, "x1": 0, "line": {"color": theme.line_2, "width": 1}}
    if axis.now is None:
        return [zero]
    return [zero, {**line, "x0": axis.now, "x1": axis.now, "line": {"color": theme.act, "width": 1.5}}]


def _annotations(drawing: Drawing) -> list[Piece]:
    rows = drawing.sheet.rows
    notes = row_names(drawing)
    notes += [n for row in rows for n in (*limit_notes(drawing, row), *gutter_notes(drawing, row))]
    notes += lane_notes(drawing)
    now = drawing.scene.axis.now
    if now is None:
        return notes
    at = {"xref": "x", "yref": "paper", "x": now, "y": 0, "xanchor": "center", "yanchor": "top", "yshift": -1}
    return [*notes, note("<b>now</b>", **at, font=font(drawing.theme.act))]
