"""Sending only what changed: a live refresh leaves alone what a person may be touching."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash
from plotly.utils import PlotlyJSONEncoder


def changed_parts(parts: Sequence[Any], seen: Sequence[str] | None) -> tuple[list[Any], list[str]]:
    """Each part, or no_update where it is what the browser has; and the marks to remember.

    `seen` is what an earlier call gave, as kept by the browser; anything else counts as nothing seen.
    """
    marks = [_mark(part) for part in parts]
    known = list(seen) if isinstance(seen, list) and len(seen) == len(marks) else [""] * len(marks)
    changed = [
        dash.no_update if mark == old else part for part, mark, old in zip(parts, marks, known, strict=True)
    ]
    return changed, marks


def changed_items(items: Mapping[str, Any], seen: Any) -> tuple[Any, list[list[str]]]:
    """The children of one place by their keys: no_update, a patch of those that changed, or all of them.

    With it the marks to remember; `seen` is what an earlier call gave, anything else counts as nothing seen.
    """
    marks = [[key, _mark(item)] for key, item in items.items()]
    known = seen if isinstance(seen, list) else []
    if [one[0] for one in known if isinstance(one, list) and len(one) == 2] != list(items):
        return list(items.values()), marks
    if known == marks:
        return dash.no_update, marks
    patch = dash.Patch()
    for place, (item, mark) in enumerate(zip(items.values(), marks, strict=True)):
        if mark != known[place]:
            patch[place] = item
    return patch, marks


def _mark(part: Any) -> str:
    text = json.dumps(part, cls=PlotlyJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
