"""Which version the address of a page of limits or protocols names, and what the page's script is told."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.clinical.rules import RuleVersion, in_force, state_of

_VERSION = re.compile(r"[?&]version=([0-9]{1,9})(?:&|$)", re.ASCII)


def named_code(by_code: Mapping[str, Any], name: str, search: str) -> str:
    """The code that the address gives under `name` when there is one, else the first; empty without any."""
    found = re.search(rf"[?&]{name}=([a-z0-9_]{{1,64}})(?:&|$)", search, re.ASCII)
    return found[1] if found and found[1] in by_code else next(iter(by_code), "")


def named_version(versions: Sequence[RuleVersion], at: datetime, search: str) -> RuleVersion:
    """The version that the address names, else the one in force, else the newest."""
    asked = _VERSION.search(search)
    named = next((v for v in versions if asked and v.version == int(asked[1])), None)
    return named or in_force(versions, at) or versions[-1]


def versions_json(
    by_code: Mapping[str, Sequence[RuleVersion]], code: str, at: datetime, shown: RuleVersion
) -> str:
    """For the script: the version that is shown, where the others stand, codes and names that are taken."""
    versions = by_code[code]
    current = in_force(versions, at)
    return json.dumps(
        {
            "code": code,
            "shown": {
                "version": shown.version, "document": dict(shown.document),
                "shared": dict(shown.shared or {}), "state": state_of(shown, versions, at).value,
            },
            "in_force": current.version if current else None,
            "newest": versions[-1].version,
            "taken": [{"code": one, "label": found[-1].label} for one, found in by_code.items()],
        }
    )  # fmt: skip
