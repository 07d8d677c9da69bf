"""The registry of everything measured. A new measure is one entry here and nothing else.

Ranges, units and codes: see docs/reference/measures.md, which is made from this file.
Codes are stored for ever: they are never renamed, reused or removed, only retired.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Entry(StrEnum):
    """How a value is given: typed digits, or one of a scale's answers."""

    NUMBER = "number"
    SCALE = "scale"


class Reason(StrEnum):
    """Why a value was not taken."""

    UNABLE = "unable"
    REFUSED = "refused"
    IMMERSED = "immersed"
    ASLEEP = "asleep"
    EQUIPMENT = "equipment"
    OFF_UNIT = "off_unit"
    STAFF = "staff"
    EMERGENCY = "emergency"
    OTHER = "other"


REASON_WORDS: dict[Reason, str] = {
    Reason.UNABLE: "unable",
    Reason.REFUSED: "refused",
    Reason.IMMERSED: "immersed",
    Reason.ASLEEP: "asleep",
    Reason.EQUIPMENT: "equipment",
    Reason.OFF_UNIT: "off unit",
    Reason.STAFF: "staff",
    Reason.EMERGENCY: "emergency",
    Reason.OTHER: "other",
}
_ALL_REASONS = tuple(Reason)
# "Asleep" and "immersed" could hide oversedation, so they are no reason to skip these.
_WATCHED_REASONS = tuple(r for r in Reason if r not in (Reason.IMMERSED, Reason.ASLEEP))


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a scale: the number stored, the word shown on its button, and the word spoken."""

    value: int
    word: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is measured, with all that form, checks, timeline, note and exports need.

    `possible` and `ask` are inclusive ranges in `unit`; `loinc` lists FHIR codings; `panel` names the
    timeline's row (None: not drawn) and `order` its place there, in the form and in tables.
    """

    code: str
    label: str
    short: str
    unit: str
    ucum: str
    entry: Entry
    possible: tuple[float, float]
    ask: tuple[float, float]
    order: int
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    reasons: tuple[Reason, ...] = _ALL_REASONS
    loinc: tuple[str, ...] = ()
    panel: str | None = None
    axis: tuple[float, float] | None = None
    on_form: bool = False
    jump: float | None = None
    better: str = "neither"
    note_phrase: str = ""
    simulator_mean: float | None = None
    retired: bool = False

    @property
    def is_scale(self) -> bool:
        """Whether the value is an answer on a scale."""
        return self.entry is Entry.SCALE


@dataclass(frozen=True, slots=True)
class Instrument:
    """What yields the measures: a cuff, an oximeter, a scale that is asked."""

    code: str
    label: str
    measures: tuple[Measure, ...] = field(default=())


def _scale_of_ten(code: str, label: str, short: str, order: int, zero: str, five: str, ten: str) -> Measure:
    words = {0: zero, 5: five, 10: ten}
    return Measure(
        code=code, label=label, short=short, unit="of 10", ucum="{score}", entry=Entry.SCALE,
        possible=(0, 10), ask=(0, 10), order=order, panel=code, axis=(0, 10), on_form=True, better="low",
        choices=tuple(Choice(n, words.get(n, "")) for n in range(11)),
        note_phrase=f"{label} (0 {zero} to 10 {ten})", simulator_mean=0,
    )  # fmt: skip


_MOAAS = (
    Choice(5, "awake", "answers readily to the name"),
    Choice(4, "sluggish", "answers sluggishly"),
    Choice(3, "loud call", "answers only to loud or repeated calling"),
    Choice(2, "shaking", "answers only to shaking"),
    Choice(1, "squeeze", "answers only to squeezing"),
    Choice(0, "none", "no response"),
)
_RASS = tuple(
    Choice(value, word)
    for value, word in (
        (4, "combative"), (3, "very agitated"), (2, "agitated"), (1, "restless"), (0, "calm"),
        (-1, "drowsy"), (-2, "light"), (-3, "moderate"), (-4, "deep"), (-5, "unrousable"),
    )
)  # fmt: skip

REGISTRY: tuple[Instrument, ...] = (
    Instrument("cuff", "Blood pressure cuff", (
        Measure(code="systolic", label="Systolic", short="Sys", unit="mmHg", ucum="mm[Hg]",
                entry=Entry.NUMBER, possible=(20, 300), ask=(60, 250),
                order=10, loinc=("8480-6",), panel="blood_pressure",
                axis=(40, 220), on_form=True, jump=60, note_phrase="Systolic", simulator_mean=125),
        Measure(code="diastolic", label="Diastolic", short="Dia", unit="mmHg", ucum="mm[Hg]",
                entry=Entry.NUMBER, possible=(10, 200), ask=(30, 150),
                order=11, loinc=("8462-4",), panel="blood_pressure",
                axis=(40, 220), on_form=True, note_phrase="Diastolic", simulator_mean=77),
        Measure(code="mean_pressure", label="Mean pressure", short="MAP", unit="mmHg", ucum="mm[Hg]",
                entry=Entry.NUMBER, possible=(15, 240), ask=(40, 180), order=12, loinc=("8478-0",),
                note_phrase="Mean pressure"),
    )),
    Instrument("pulse", "Pulse", (
        Measure(code="heart_rate", label="Heart rate", short="HR", unit="/min", ucum="/min",
                entry=Entry.NUMBER, possible=(0, 300), ask=(30, 180),
                order=20, loinc=("8867-4",), panel="heart_rate",
                axis=(40, 140), on_form=True, note_phrase="Heart rate", simulator_mean=72),
    )),
    Instrument("oximeter", "Pulse oximeter", (
        Measure(code="spo2", label="SpO2", short="SpO2", unit="%", ucum="%", entry=Entry.NUMBER,
                possible=(20, 100), ask=(70, 100), order=30, loinc=("59408-5", "2708-6"), panel="spo2",
                axis=(88, 100), on_form=True, jump=15, better="high", reasons=_WATCHED_REASONS,
                note_phrase="SpO2", simulator_mean=97.5),
    )),
    Instrument("observation", "Counting breaths", (
        Measure(code="respiratory_rate", label="Respiratory rate", short="RR", unit="/min", ucum="/min",
                entry=Entry.NUMBER, possible=(0, 80), ask=(5, 40), order=40, loinc=("9279-1",),
                on_form=True, reasons=_WATCHED_REASONS, note_phrase="Respiratory rate", simulator_mean=15),
    )),
    Instrument("nausea_scale", "Nausea 0 to 10",
               (_scale_of_ten("nausea", "Nausea", "Naus.", 50, "none", "moderate", "worst"),)),
    Instrument("dizziness_scale", "Dizziness 0 to 10",
               (_scale_of_ten("dizziness", "Dizziness", "Dizz.", 51, "none", "moderate", "worst"),)),
    Instrument("dissociation_scale", "Dissociation 0 to 10",
               (_scale_of_ten("dissociation", "Dissociation", "Diss.", 52, "here", "far", "gone"),)),
    Instrument("distress_scale", "Distress 0 to 10",
               (_scale_of_ten("distress", "Distress", "Distr.", 53, "none", "upset", "panic"),)),
    Instrument("moaas", "Sedation, MOAA/S", (
        Measure(code="sedation", label="Sedation", short="Sed.", unit="of 5", ucum="{score}",
                entry=Entry.SCALE, possible=(0, 5), ask=(0, 5),
                order=54, choices=_MOAAS, reasons=_WATCHED_REASONS,
                panel=None, on_form=True, better="high",
                note_phrase="Sedation (MOAA/S, 5 awake to 0 no response)",
                simulator_mean=5),
    )),
    Instrument("rass", "Agitation and sedation, RASS", (
        Measure(code="rass", label="RASS", short="RASS", unit="", ucum="{score}", entry=Entry.SCALE,
                possible=(-5, 4), ask=(-5, 4), order=60, choices=_RASS, note_phrase="RASS (+4 to -5)"),
    )),
    Instrument("cadss6", "CADSS-6, total only", (
        Measure(code="cadss6_total", label="CADSS-6 total", short="CADSS6", unit="of 24", ucum="{score}",
                entry=Entry.NUMBER, possible=(0, 24), ask=(0, 24), order=61, better="low",
                note_phrase="CADSS-6 total"),
    )),
    Instrument("cadss", "CADSS, total only", (
        Measure(code="cadss_total", label="CADSS total", short="CADSS", unit="of 92", ucum="{score}",
                entry=Entry.NUMBER, possible=(0, 92), ask=(0, 92), order=62, better="low",
                note_phrase="CADSS total"),
    )),
    Instrument("thermometer", "Thermometer", (
        Measure(code="temperature", label="Temperature", short="Temp", unit="°C", ucum="Cel",
                entry=Entry.NUMBER, possible=(25, 45), ask=(34, 41), decimals=1, order=63, loinc=("8310-5",),
                note_phrase="Temperature"),
    )),
    Instrument("oxygen", "Oxygen given", (
        Measure(code="oxygen_flow", label="Oxygen flow", short="O2", unit="L/min", ucum="L/min",
                entry=Entry.NUMBER, possible=(0, 25), ask=(0, 15), decimals=1, order=64, loinc=("3151-8",),
                note_phrase="Oxygen flow"),
    )),
    Instrument("scale", "Weighing scale", (
        Measure(code="weight", label="Weight", short="Wt", unit="kg", ucum="kg", entry=Entry.NUMBER,
                possible=(20, 350), ask=(40, 180), decimals=1, order=65, loinc=("29463-7",),
                note_phrase="Weight"),
    )),
)  # fmt: skip

PULSE_PRESSURE_ASK = (10, 150)
KPA_PAIR = (40, 30)


def measures() -> tuple[Measure, ...]:
    """All measures in their order on forms and in tables (read from REGISTRY each time)."""
    return tuple(sorted((m for i in REGISTRY for m in i.measures), key=lambda m: m.order))


def find_measure(code: str) -> Measure | None:
    """The measure of this code, or None."""
    return next((m for i in REGISTRY for m in i.measures if m.code == code), None)


def measure_of(code: str) -> Measure:
    """The measure of this code; KeyError when there is none."""
    measure = find_measure(code)
    if measure is None:
        raise KeyError(code)
    return measure


def shown(code: str, value: float) -> str:
    """A value as it is written: whole or with the measure's decimals, never rounded further."""
    measure = measure_of(code)
    return f"{value:.{measure.decimals}f}" if measure.decimals else str(int(value))


def spoken_answer(code: str, value: float) -> str:
    """The words behind a scale's number ("only to squeezing"), or nothing."""
    for choice in measure_of(code).choices:
        if choice.value == value:
            return choice.spoken or choice.word
    return ""
