"""The draft as the browser sends it: read with care, checked, and compared with the version in force."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dash import html

from dashboard.clinical.errors import FieldError
from dashboard.clinical.limit_differences import differences
from dashboard.clinical.rules import RuleVersion
from dashboard.clinical.thresholds import threshold_set_from
from dashboard.components.panels import panel
from dashboard.components.rule_versions import change_list
from dashboard.figures.limit_bands import NARROW, WIDTH

THEMES = ("light", "dim", "dark")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: which set, its document, which try it is, and how to draw it over what."""

    code: str
    document: Mapping[str, Any]
    number: int
    theme: str
    session_id: str | None
    width: int


def draft_of(data: Any) -> Draft | None:
    """The draft in the store; None while nothing is being written. ValueError for what no script sends."""
    if data is None:
        return None
    code, document, number, session = (data.get(name) for name in ("code", "document", "n", "session"))
    if not (isinstance(code, str) and isinstance(document, dict) and isinstance(number, int)):
        raise ValueError("This is no draft.")
    if session is not None and not isinstance(session, str):
        raise ValueError("This is no session.")
    theme = data.get("theme")
    width = NARROW if data.get("narrow") is True else WIDTH
    return Draft(
        code, {**document, "code": code}, number, theme if theme in THEMES else THEMES[0], session, width
    )


def checked_json(draft: Draft, errors: list[FieldError]) -> str:
    """What the script puts beside the boxes."""
    return json.dumps({"n": draft.number, "errors": [asdict(error) for error in errors]})


def changes_panel(draft: Draft, former: RuleVersion | None, readable: bool, names: Mapping[str, str]) -> Any:
    """What the draft changes against the version in force, in words."""
    if former is None:
        return None
    title = f"Changes to {former.label}, version {former.version}"
    if not readable:
        return panel(title, html.P("Said when every box can be read.", className="quiet-text"))
    before = threshold_set_from(former.document, former.version)
    after = threshold_set_from(draft.document, former.version + 1)
    return panel(title, change_list(differences(before, after, names)))
