"""The small figure of a board tile as an image; all its numbers stand as text beside it."""

from typing import Any
from urllib.parse import quote

from dash import html


def tile_figure(svg: str) -> Any:
    """An image of this SVG, from `figures.tile_chart.tile_svg`; empty for screen readers."""
    return html.Img(src=f"data:image/svg+xml,{quote(svg)}", alt="", width=190, height=115)
