"""A few strokes of SVG: every text and attribute is escaped, every number has at most two decimals."""

from html import escape
from math import cos, pi, sin

FAMILY = "Inter, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element; `stroke_width` becomes stroke-width, attributes that are None are left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def words(text: str, x: float, y: float, colour: str, size: float, **more: object) -> str:
    """A line of text whose baseline starts at x, y."""
    return tag("text", escape(text, quote=False), x=x, y=y, fill=colour, font_size=size, **more)


def box(x: float, y: float, width: float, height: float, colour: str, **more: object) -> str:
    """A filled rectangle."""
    return tag("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), fill=colour, **more)


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str | None = None
) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash)


def caret(x: float, y: float, size: float, colour: str, *, down: bool, hollow: bool = False) -> str:
    """A caret whose tip is at x, y; systolic points down."""
    way = -1 if down else 1
    path = f"M{_plain(x)} {_plain(y)}l{_plain(size / 2)} {_plain(way * size)}h{_plain(-size)}z"
    if hollow:
        return tag("path", d=path, fill="none", stroke=colour, stroke_width=1.5)
    return tag("path", d=path, fill=colour)


def octagon(x: float, y: float, radius: float, colour: str, *, filled: bool) -> str:
    """An octagon standing on a side."""
    corners = [(x + radius * cos(pi * (n + 0.5) / 4), y + radius * sin(pi * (n + 0.5) / 4)) for n in range(8)]
    points = " ".join(f"{_plain(a)},{_plain(b)}" for a, b in corners)
    if filled:
        return tag("polygon", points=points, fill=colour)
    return tag("polygon", points=points, fill="none", stroke=colour, stroke_width=2)


def triangle(x: float, y: float, radius: float, colour: str, edge: str) -> str:
    """A triangle standing on its side, centred at x, y."""
    path = f"M{_plain(x)} {_plain(y - radius)}l{_plain(radius)} {_plain(radius * 1.8)}h{_plain(-radius * 2)}z"
    return tag("path", d=path, fill=colour, stroke=edge, stroke_width=1.2, stroke_linejoin="round")


def cross(x: float, y: float, radius: float, colour: str) -> str:
    """A thin cross over a value that was struck."""
    r = _plain(radius)
    d = _plain(radius * 2)
    path = f"M{_plain(x)} {_plain(y)}m-{r} -{r}l{d} {d}m0 -{d}l-{d} {d}"
    return tag("path", d=path, fill="none", stroke=colour, stroke_width=1.2)


def _plain(value: object) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)
