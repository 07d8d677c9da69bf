"""What the editor's script is given: names and ranges of all that can be limited, and a set's versions."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dashboard.clinical.instruments import Measure, measures
from dashboard.clinical.limit_checks import RAILS
from dashboard.clinical.protocols import Protocol
from dashboard.clinical.rules import RuleVersion, in_force, state_of


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


def versions_json(code: str, versions: Sequence[RuleVersion], at: datetime, shown: RuleVersion) -> str:
    """The version that is shown, as its document, and where the others stand."""
    current = in_force(versions, at)
    return json.dumps(
        {
            "code": code,
            "shown": {
                "version": shown.version, "document": dict(shown.document),
                "state": state_of(shown, versions, at).value,
            },
            "in_force": current.version if current else None,
            "newest": versions[-1].version,
        }
    )  # fmt: skip
