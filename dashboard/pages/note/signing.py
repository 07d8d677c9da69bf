"""What stands beside the note: what is missing, signing, taking it away, addenda."""

from typing import Any

from dash import html

from dashboard.actions.notes import NoteView, missing_parts
from dashboard.clinical.roles import Actor, Permission
from dashboard.components.panels import action_button, panel


def side(view: NoteView, actor: Actor) -> Any:
    """The panels at the right."""
    panels = [_signed(view)] if view.record.signatures else [_before_signing(view)]
    return [*panels, _actions(view, actor)]


def _before_signing(view: NoteView) -> Any:
    missing = missing_parts(view.record)
    lines = [_line("ring", words[0].upper() + words[1:], "missing") for words in missing]
    open_alerts = view.record.open_alerts
    if open_alerts:
        lines.append(
            _line("triangle", f"{open_alerts} alert{'s' if open_alerts > 1 else ''} not acknowledged", "")
        )
    if not missing:
        lines.insert(0, _line("tick", "The session has ended", ""))
    return panel("Before you sign", html.Ul(lines, className="before-sign"))


def _line(glyph: str, words: str, kind: str) -> Any:
    return html.Li(
        [html.Span(className=f"glyph glyph-{glyph}", **{"aria-hidden": "true"}), words],
        className=kind or None,
    )


def _signed(view: NoteView) -> Any:
    lines = [
        html.P(
            [
                html.B(s.printed_name),
                f", {s.meaning.value}, {view.record.local(s.signed_at):%d %b %Y %H:%M %Z}",
            ]
        )
        for s in view.record.signatures
    ]
    last = view.record.signatures[-1]
    code = html.P(["SHA-256 ", html.Span(last.content_sha256, className="code")], className="hint")
    warning = [
        html.Div([html.Strong("Changed after signing"),
        html.P("The signature no longer covers the record as it stands.")],
                 className="error-box", role="alert")
    ] if view.changed_since else []  # fmt: skip
    signed_copy = html.A(
        "PDF as signed",
        href=f"/api/v1/sessions/{view.record.session.id}/note.pdf?signed=true",
        className="button",
    )
    return panel("Signed", *lines, code, *warning, *([signed_copy] if view.record.signed else []))


def _actions(view: NoteView, actor: Actor) -> Any:
    session = view.record.session.id
    parts: list[Any] = []
    if view.record.signed:
        if actor.may(Permission.ADD_ADDENDUM):
            parts.append(action_button("Add addendum", "addendum", "primary wide", session=session))
    elif actor.may(Permission.SIGN_NOTE):
        parts += _sign_button(view, session)
    else:
        parts.append(html.P("A clinician signs this note.", className="hint"))
    take = [
        action_button("Copy text", "copy-text", session=session),
        html.A("PDF", href=f"/api/v1/sessions/{session}/note.pdf", className="button", target="_blank"),
        html.A("Print", href=f"/api/v1/sessions/{session}/note.html", className="button", target="_blank"),
        html.A(
            "Transfer summary", href=f"/api/v1/sessions/{session}/transfer.pdf", className="button",
            target="_blank",
        ),
    ]  # fmt: skip
    if actor.may(Permission.EXPORT_RECORDS):
        csv = f"/api/v1/sessions/{session}/readings.csv"
        take.append(html.A("CSV", href=csv, className="button", download=""))
    return html.Section(
        [*parts, html.Div(take, className="row")], className="panel stack", **{"aria-label": "Signing"}
    )


def _sign_button(view: NoteView, session: str) -> list[Any]:
    missing = missing_parts(view.record)
    if not missing:
        return [action_button("Sign and lock", "sign", "primary wide", session=session)]
    why = html.P(f"Signing opens later: {'; '.join(missing)}.", id="sign-why", className="hint")
    locked = html.Button(
        [html.Span(className="glyph glyph-lock", **{"aria-hidden": "true"}), "Sign and lock"],
        type="button", className="button locked wide", **{"aria-disabled": "true",
        "aria-describedby": "sign-why"},
    )  # fmt: skip
    return [why, locked]
