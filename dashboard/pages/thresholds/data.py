"""What the editor's script is given: names and ranges of all that can be limited, and what the person may."""

import json
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.clinical.instruments import Measure, measures
from dashboard.clinical.limit_checks import RAILS
from dashboard.clinical.protocols import Protocol


def registry_json(protocols: Sequence[Protocol], may_write: bool) -> str:
    """Measures in their order, protocols, rails, and what the person may do."""
    rails = {f"{code} {kind.value}": value for (code, kind), value in RAILS.items()}
    return json.dumps(
        {
            "measures": [_measure(m) for m in measures() if not m.retired],
            "protocols": [{"code": p.code, "label": p.label} for p in protocols],
            "rails": rails,
            "may": {"write": may_write},
        }
    )


def _measure(measure: Measure) -> dict[str, Any]:
    low, high = measure.possible
    return {
        "code": measure.code, "label": measure.label, "decimals": measure.decimals, "low": low, "high": high,
        "unit": f"{low:g} to {high:g}" if measure.is_scale else measure.unit,
    }  # fmt: skip


def used_words(code: str, protocols: Sequence[Protocol]) -> list[Any]:
    """Which protocols judge by a set, each a link; or how one comes to."""
    links = [
        html.A(p.label, href=f"/protocols?protocol={p.code}") for p in protocols if p.threshold_set == code
    ]
    if not links:
        return ["No protocol uses this set. A session can begin with it, and a ",
                html.A("protocol", href="/protocols"), " can choose it."]  # fmt: skip
    parts: list[Any] = ["Used by "]
    for place, link in enumerate(links):
        parts += [link, "." if place == len(links) - 1 else ", "]
    return parts
