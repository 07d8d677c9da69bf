"""What stands beside the note: what is missing, signing, taking it away, addenda."""

from typing import Any

from dash import html

from dashboard.actions.note_texts import NEEDED
from dashboard.actions.notes import NoteView, changed_since_signature
from dashboard.clinical.notes import TEXT_FIELDS, Meaning, Signature
from dashboard.clinical.rems import has_worksheet
from dashboard.clinical.roles import Actor, Permission
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.signing import has_recorded, missing_parts, prepared, unanswered_words
from dashboard.components.note_signing import addendum_button, sign_button
from dashboard.components.panels import action_button, panel

_LATER = {"session": "The session has not ended", "prepared": "Not signed as prepared"}


def own_parts(actor: Actor) -> tuple[str, ...]:
    """The parts of the note that this person may write, as the boxes stand."""
    order = ("assessment", "plan", "patient_words")
    return tuple(name for name in order if actor.may(NEEDED[name]))


def before(view: NoteView) -> Any:
    """What is there and what is missing, or who has signed; what changed since."""
    record = view.record
    version = record.note_text.version if record.note_text else 0
    parts = [_signatures(view)] if record.signatures else []
    if not record.signed:
        parts.append(panel("Before you sign", html.Ul(_readiness(record), className="before-sign")))
    return html.Div([*parts, *_changes(view)], className="stack", **{"data-text-version": str(version)})


def _readiness(record: SessionRecord) -> list[Any]:
    missing = {part.field for part in missing_parts(record)}
    ended = "session" not in missing
    lines = [
        _line("tick" if ended else "ring", "The session has ended" if ended else _LATER["session"], ended)
    ]
    if words := unanswered_words(record):
        lines.append(_line("triangle", words.split(".")[0], done=False))
    elif record.alerts:
        lines.append(_line("tick", "Every alert is answered", done=True))
    for field, label in TEXT_FIELDS.items():
        written = bool(getattr(record.note_text, field, None))
        if written or field in missing:
            lines.append(_line("tick" if written else "ring", f"{label} {_state(written)}", written))
    if record.protocol.note_prepared:
        signed = prepared(record)
        lines.append(
            _line(
                "tick" if signed else "ring", "Signed as prepared" if signed else _LATER["prepared"], signed
            )
        )
    return lines


def _state(written: bool) -> str:
    return "written" if written else "is empty"


def _line(glyph: str, words: str, done: bool) -> Any:
    return html.Li(
        [html.Span(className=f"glyph glyph-{glyph}", **{"aria-hidden": "true"}), words],
        className=None if done else "missing",
    )


def _signatures(view: NoteView) -> Any:
    record = view.record
    lines = [_signature(record, signature) for signature in record.signatures]
    code = html.P(["SHA-256 ", html.Span(record.signatures[-1].content_sha256, className="code")],
                  className="hint")  # fmt: skip
    warning = [_amended()] if record.signed and view.changed_since else []
    return panel("Signed" if record.signed else "Signed as prepared", *warning, *lines, code)


def _signature(record: SessionRecord, signature: Signature) -> Any:
    when = f", {signature.meaning.value}, {record.local(signature.signed_at):%d %b %Y %H:%M %Z}"
    return html.P([html.B(signature.printed_name), when])


def _amended() -> Any:
    return html.Div(
        [
            html.Strong("Changed after signing"),
            html.P("The signature no longer covers the record as it stands."),
        ],
        className="error-box", role="alert",
    )  # fmt: skip


def _changes(view: NoteView) -> list[Any]:
    if not view.changes:
        return []
    links = [html.Li(html.A(change.section, href=f"#section-{change.number}")) for change in view.changes]
    return [
        panel("Changed", html.P(f"Since {view.changes_since}:"), html.Ul(links, className="changed-list"))
    ]


def side(view: NoteView, actor: Actor) -> Any:
    """Signing, and taking the note away."""
    session = view.record.session.id
    parts = _addendum(actor, view.record) if view.record.signed else _signing(view, actor, session)
    return html.Section(
        [*parts, html.Div(_take(view, actor, session), className="row")], className="panel stack",
        **{"aria-label": "Signing"},
    )  # fmt: skip


def _addendum(actor: Actor, record: SessionRecord) -> list[Any]:
    return [addendum_button(record)] if actor.may(Permission.ADD_ADDENDUM) else []


def _signing(view: NoteView, actor: Actor, session: str) -> list[Any]:
    parts = _prepare(view.record, actor, session)
    if not actor.may(Permission.SIGN_NOTE):
        return [*parts, html.P("A clinician signs this note.", className="hint")]
    return [*parts, *sign_button(view.record)]


def _prepare(record: SessionRecord, actor: Actor, session: str) -> list[Any]:
    """The nurse's signature, where the protocol asks for it and this person recorded."""
    asked = record.protocol.note_prepared and actor.may(Permission.DISCHARGE)
    done = prepared(record) and not changed_since_signature(record)
    if not asked or done or missing_parts(record, Meaning.PREPARED):
        return []
    if not has_recorded(record, actor.user_id):
        return [html.P("Who recorded here signs it as prepared.", className="hint")]
    label = "Sign again as prepared" if prepared(record) else "Sign as prepared"
    told = unanswered_words(record)
    return [action_button(label, "sign", "wide", session=session, meaning="prepared", warning=told)]


def _take(view: NoteView, actor: Actor, session: str) -> list[Any]:
    path = f"/api/v1/sessions/{session}"
    take = [
        action_button("Copy text", "copy-text", session=session),
        _link("PDF", f"{path}/note.pdf"), _link("Print", f"{path}/note.html"),
        _link("DOCX", f"{path}/note.docx"), _link("Transfer summary", f"{path}/transfer.pdf"),
    ]  # fmt: skip
    if has_worksheet(view.record):
        take.append(html.A("REMS worksheet", href=f"/session/{session}/rems", className="button"))
    if view.record.signed:
        take.append(_link("PDF as signed", f"{path}/note.pdf?signed=true"))
    if actor.may(Permission.EXPORT_RECORDS):
        take.append(html.A("CSV", href=f"{path}/readings.csv", className="button", download=""))
    return take


def _link(label: str, href: str) -> Any:
    return html.A(label, href=href, className="button", target="_blank")
