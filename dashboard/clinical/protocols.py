"""Protocols: which drug, route and observation time a session follows, and its checks as written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DoseAsk:
    """Doses outside these are asked about on the screen, never refused. mg, and mg per kg."""

    mg: tuple[float, float] | None = None
    per_kg_mg: tuple[float, float] | None = None
    step_mg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One version of a protocol. Minutes are whole; `checks`, `hold` and `gates` stay as the clinic wrote it.

    `gates` holds the numbers of each gate of leaving by its code. `instruments` are the measures on the
    record drawer's face in their order; empty for the usual ones. `series_sessions` is how many sessions a
    series is planned to have.
    """

    code: str
    version: int
    label: str
    drug: str
    route: str
    routes: tuple[str, ...]
    threshold_set: str
    after_dose_start_min: int
    after_last_dose_event_min: int
    dose_ask: DoseAsk
    planned_duration_min: int | None = None
    devices_mg: float | None = None
    device_gap_min: int | None = None
    rems: bool = False
    checks: tuple[Mapping[str, Any], ...] = ()
    lead_min: int = 5
    respiratory_rate_required_when: tuple[Mapping[str, Any], ...] = ()
    hold: Mapping[str, Any] | None = None
    gates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    note_required: tuple[str, ...] = ()
    note_prepared: bool = False
    instruments: tuple[str, ...] = ()
    series_sessions: int | None = None

    @property
    def is_infusion(self) -> bool:
        """Whether the dose runs over time and has an end of its own."""
        return self.planned_duration_min is not None

    def largest_dose_mg(self) -> float | None:
        """The largest dose that raises no question; above it a given dose is urgent."""
        return self.dose_ask.mg[1] if self.dose_ask.mg else None


ROUTE_WORDS: dict[str, str] = {
    "iv": "IV", "im": "IM", "sc": "SC", "sublingual": "sublingual", "oral": "oral", "nasal": "nasal",
}  # fmt: skip
DRUG_WORDS: dict[str, str] = {"ketamine": "Ketamine", "esketamine": "Esketamine"}


def protocol_from(document: Mapping[str, Any], shared: Mapping[str, Any], version: int) -> Protocol:
    """A protocol from its stored document; `shared` holds the hold, readiness and note rules beside it."""
    ask = document.get("dose_ask", {})
    note = shared.get("note", {})
    observation = document["observation"]
    return Protocol(
        code=document["code"], version=version, label=document["label"], drug=document["drug"],
        route=document["route"], routes=tuple(document["routes"]), threshold_set=document["threshold_set"],
        after_dose_start_min=observation["after_dose_start_min"],
        after_last_dose_event_min=observation["after_last_dose_event_min"],
        dose_ask=DoseAsk(_pair(ask.get("mg")), _pair(ask.get("per_kg_mg")), ask.get("step_mg")),
        planned_duration_min=document.get("planned_duration_min"), devices_mg=document.get("devices_mg"),
        device_gap_min=document.get("device_gap_min"), rems=document.get("rems", False),
        checks=tuple(document["checks"]), lead_min=shared.get("lead_min", 5),
        respiratory_rate_required_when=tuple(document.get("respiratory_rate_required_when", ())),
        hold=shared.get("hold"), gates=shared.get("readiness", {}).get("gates", {}),
        note_required=tuple(note.get("required", ())), note_prepared=note.get("prepared", False),
        instruments=tuple(document.get("instruments") or ()),
        series_sessions=document.get("series_sessions"),
    )  # fmt: skip


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return (values[0], values[1]) if values else None
