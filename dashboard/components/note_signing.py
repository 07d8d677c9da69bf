"""The buttons that sign a note and add to a signed one; a closed one says why in text."""

from typing import Any

from dash import html

from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.signing import missing_parts, unanswered_words
from dashboard.components.panels import action_button


def sign_button(record: SessionRecord) -> list[Any]:
    """The button "Sign and lock", closed with its reasons while something is missing."""
    missing = missing_parts(record)
    if not missing:
        told, session = unanswered_words(record), record.session.id
        return [
            action_button(
                "Sign and lock", "sign", "primary wide", session=session, meaning="approved", warning=told
            )
        ]
    why = html.P(
        f"Signing opens later: {'; '.join(part.words for part in missing)}.", id="sign-why", className="hint"
    )
    locked = html.Button(
        [html.Span(className="glyph glyph-lock", **{"aria-hidden": "true"}), "Sign and lock"],
        type="button", className="button locked wide", **{"aria-disabled": "true",
        "aria-describedby": "sign-why"},
    )  # fmt: skip
    return [why, locked]


def addendum_button(record: SessionRecord) -> Any:
    """The button "Add addendum"."""
    return action_button("Add addendum", "addendum", "primary wide", session=record.session.id)
