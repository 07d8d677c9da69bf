"""What the editor's script is given: names of all that a protocol may say, and what the person may."""

import json
from collections.abc import Sequence
from typing import Any

from dashboard.clinical.gate_checks import gate_numbers
from dashboard.clinical.gates import GATES
from dashboard.clinical.instruments import measures
from dashboard.clinical.protocol_checks import MOST_ON_FACE, REMS_FLOOR_MIN
from dashboard.clinical.protocol_words import NOTE_WORDS
from dashboard.clinical.protocols import DRUG_WORDS, ROUTE_WORDS
from dashboard.clinical.thresholds import ThresholdSet


def registry_json(sets: Sequence[ThresholdSet], may_write: bool) -> str:
    """Measures in their order, drugs, routes, sets of limits in force, gates with their numbers."""
    return json.dumps(
        {
            "measures": [
                {"code": m.code, "label": m.label, "usual": m.on_form} for m in measures() if not m.retired
            ],
            "drugs": _options(DRUG_WORDS), "routes": _options(ROUTE_WORDS),
            "sets": [{"value": s.code, "label": s.label} for s in sets],
            "gates": [
                {"code": code, "label": kind.label, "numbers": gate_numbers(code)}
                for code, kind in GATES.items()
            ],
            "note": _options(NOTE_WORDS),
            "floor": REMS_FLOOR_MIN, "face": MOST_ON_FACE, "may": {"write": may_write},
        }
    )  # fmt: skip


def _options(words: dict[str, str]) -> list[dict[str, Any]]:
    return [{"value": code, "label": label[:1].upper() + label[1:]} for code, label in words.items()]
