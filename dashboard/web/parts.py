"""Sending only what changed: a live refresh leaves alone what a person may be touching."""

import hashlib
import json
from collections.abc import Sequence
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


def _mark(part: Any) -> str:
    text = json.dumps(part, cls=PlotlyJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
