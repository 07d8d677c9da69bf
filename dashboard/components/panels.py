"""Page frames: heads, panels, facts, tables and what stands where there is nothing."""

from collections.abc import Sequence
from typing import Any

from dash import html


def page_head(title: str, *aside: Any, note: str = "") -> Any:
    """The page's title, a note beside it, and what stands at the right."""
    words = [html.P(note, className="note")] if note else []
    return html.Div(
        [html.H1(title), *words, html.Div(list(aside), className="row push")], className="page-head ruled"
    )


def panel(title: str, *children: Any, note: Any = None, flush: bool = False) -> Any:
    """A panel with its heading; `flush` for tables and logs that reach its edges."""
    head = [html.H2(title)] + ([html.Div(note, className="note")] if note is not None else [])
    return html.Section(
        [html.Div(head, className="panel-head"), *children],
        className="panel flush" if flush else "panel", **{"aria-label": title},
    )  # fmt: skip


def facts(*pairs: tuple[str, Any]) -> Any:
    """Labels with their words."""
    parts: list[Any] = []
    for label, words in pairs:
        parts += [html.Dt(label), html.Dd(words)]
    return html.Dl(parts, className="facts")


def table(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], *, numeric: Sequence[int] = ()
) -> Any:
    """A plain table; `numeric` names the columns that stand right, a column without a head holds buttons."""

    def cell(kind: Any, place: int, words: Any) -> Any:
        name = "number" if place in numeric else "row-actions" if not heads[place] else None
        return kind(words, className=name)

    head = html.Tr([cell(html.Th, n, words) for n, words in enumerate(heads)])
    body = [html.Tr([cell(html.Td, n, words) for n, words in enumerate(row)]) for row in rows]
    return html.Table([html.Thead(head), html.Tbody(body)], className="table", **{"aria-label": name})


def empty(title: str, words: str, *actions: Any) -> Any:
    """What stands where there is nothing: a sentence and the next step."""
    return html.Div([html.Strong(title), html.Span(words), *actions], className="empty")


def action_button(label: str, action: str, kind: str = "", **data: Any) -> Any:
    """A button that opens the sheet of this name; `data` become its data attributes, None is left out."""
    attributes = {
        f"data-{name.replace('_', '-')}": str(value) for name, value in data.items() if value is not None
    }
    return html.Button(
        label, type="button", className=f"button {kind}".strip(), **{"data-action": action, **attributes}
    )
