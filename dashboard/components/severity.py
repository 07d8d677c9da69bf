"""Shapes and severity marks: every severity is a word beside its shape, which CSS draws."""

from typing import Any

from dash import html

from dashboard.clinical.alerts import Level

SHAPES: dict[Level, str] = {Level.URGENT: "octagon", Level.ADVISORY: "triangle", Level.INFO: "info"}


def glyph(name: str, kind: str = "") -> Any:
    """A shape beside its word, hidden from screen readers. kind colours it: urgent, advisory, late, info."""
    return html.Span(className=f"glyph glyph-{name} {kind}".strip(), **{"aria-hidden": "true"})


def badge(level: Level) -> Any:
    """URGENT, ADVISORY or INFO with its shape and fill."""
    return html.Span(level.value.upper(), className=f"badge {level.value}")


def state(level: Level) -> Any:
    """A severity in a table's cell: shape and word."""
    return html.Span([glyph(SHAPES[level], level.value), level.value.upper()], className="state")
