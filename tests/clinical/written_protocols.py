"""Shipped protocols with one thing changed, and what is then wrong with them."""

import copy
import json
from collections.abc import Callable
from typing import Any

from dashboard.clinical.protocol_checks import check_protocol
from tests import factories

REFERENCE = json.loads((factories.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
SHARED = {name: REFERENCE[name] for name in ("lead_min", "hold", "readiness", "note")}
SETS = {code: factories.threshold_set(code) for code in ("standard", "spravato_rems")}
Change = Callable[[dict[str, Any], dict[str, Any]], object]


def written(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    document = next(p for p in REFERENCE["protocols"] if p["code"] == code)
    return copy.deepcopy(document), copy.deepcopy(SHARED)


def refused(code: str, change: Change) -> dict[str, str]:
    """The codes of what is wrong, by field, after this change to a shipped protocol."""
    document, shared = written(code)
    change(document, shared)
    return {error.field: error.code for error in check_protocol(document, shared, SETS)}


def put(path: str, value: Any) -> Change:
    """Set what stands at a path of the document, or of the rules beside it; `...` takes it away."""

    def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
        *way, last = path.split(".")
        at: Any = document
        if way and way[0] == "shared":
            at, way = shared, way[1:]
        elif last == "shared":
            raise AssertionError("Name a rule beside the protocol.")
        for name in way:
            at = at[int(name)] if isinstance(at, list) else at.setdefault(name, {})
        if value is ...:
            del at[last]
        elif isinstance(at, list) and int(last) == len(at):
            at.append(value)
        else:
            at[int(last) if isinstance(at, list) else last] = value

    return change
