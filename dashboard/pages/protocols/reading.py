"""One version of a protocol to be read: dose, observation, checks, hold limits, gates, note and drawer."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.clinical.protocol_words import (
    Line,
    breath_words,
    check_times,
    dose_lines,
    drawer_words,
    gate_lines,
    hold_lines,
    measure_names,
    note_lines,
    observation_lines,
)
from dashboard.clinical.rules import RuleVersion
from dashboard.components.panels import facts, panel, table


def reading_panels(version: RuleVersion, sets: Mapping[str, str]) -> list[Any]:
    """The version's panels; `sets` are the names of the sets of limits by their codes."""
    document, shared = version.document, version.shared or {}
    judged = sets.get(document["threshold_set"], document["threshold_set"])
    limits = ("Limits", html.A(judged, href=f"/thresholds?set={document['threshold_set']}"))
    return [
        _halves(
            panel("Dose", facts(*dose_lines(document))),
            panel("Observation", facts(*observation_lines(document), limits)),
        ),
        _checks(document, shared),
        panel("Hold before the dose", _halves(
            html.Div([html.H3("Soft: a clinician's reason"), _list(hold_lines(shared["hold"], "soft"))]),
            html.Div([html.H3("Hard: a password too"), _list(hold_lines(shared["hold"], "hard"))]),
        )),
        panel("Leaving", facts(*_shown(gate_lines(shared["readiness"]["gates"])))),
        _halves(
            panel("Note", facts(*_shown(note_lines(shared.get("note"))))),
            panel("Record drawer", html.P(drawer_words(document.get("instruments")).capitalize() + ".")),
        ),
    ]  # fmt: skip


def _halves(*panels: Any) -> Any:
    return html.Div(list(panels), className="protocol-halves")


def _shown(lines: Sequence[Line]) -> list[Line]:
    return [(label, words[:1].upper() + words[1:]) for label, words in lines]


def _list(lines: Sequence[str]) -> Any:
    return html.Ul([html.Li(words) for words in lines or ["None"]], className="protocol-lines")


def _checks(document: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    rows = [_check(check) for check in document["checks"]]
    breaths = breath_words(document.get("respiratory_rate_required_when", ()))
    lead = shared.get("lead_min", 5)
    words = f"Respiratory rate is needed {breaths}. A check is announced {lead} min before its window."
    return panel(
        "Checks in their order", table("Checks", ("Check", "When", "Measures"), rows),
        html.P(words, className="panel-body"), flush=True,
    )  # fmt: skip


def _check(check: Mapping[str, Any]) -> tuple[Any, ...]:
    name = html.B(str(check["code"]).replace("_", " ").capitalize())
    optional = [] if check.get("required", True) else [html.Div("not required", className="quiet-text")]
    names = measure_names(check["measures"])
    times = check_times(check)
    return [name, *optional], times[:1].upper() + times[1:], names[:1].upper() + names[1:]
