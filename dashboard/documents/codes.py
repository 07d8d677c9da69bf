"""Clinical codes of what is not a measure, from one data file; each counts on the days it is valid."""

import json
from datetime import date
from functools import cache
from typing import Any

from dashboard import settings
from dashboard.clinical.instruments import Measure

FILE = "codes.json"


@cache
def _file() -> Any:
    return json.loads((settings.reference_dir() / FILE).read_text(encoding="utf-8"))


def system(name: str) -> str:
    """The address of a code system: loinc, snomed or local."""
    return str(_file()["systems"][name])


def codings(kind: str, of: str, on: date) -> list[dict[str, str]]:
    """The codings of our own stored code `of` that are valid on this day, none when there are none."""
    return [
        _coding(entry)
        for entry in _file()["codings"]
        if (entry["for"], entry["of"]) == (kind, of) and _valid(entry, on)
    ]


def measure_codings(measure: Measure, on: date) -> list[dict[str, str]]:
    """Its LOINC codes from the registry; without any the file's, or our own made from its name."""
    if measure.loinc:
        return [{"system": system("loinc"), "code": code} for code in measure.loinc]
    return codings("measure", measure.code, on) or [_own(measure)]


def local_concepts() -> list[dict[str, str]]:
    """Every code of our own in the file, with the words for it, by code."""
    own = (entry for entry in _file()["codings"] if entry["system"] == "local")
    concepts = ({"code": entry["code"], "display": entry["display"]} for entry in own)
    return sorted(concepts, key=lambda concept: concept["code"])


def _own(measure: Measure) -> dict[str, str]:
    code = measure.code.replace("_", "-")
    return {"system": system("local"), "code": code, "display": measure.label}


def _coding(entry: dict[str, str]) -> dict[str, str]:
    found = {"system": system(entry["system"]), "code": entry["code"]}
    return found | {"display": entry["display"]} if "display" in entry else found


def _valid(entry: dict[str, str | None], on: date) -> bool:
    first, end = entry["valid_from"], entry["valid_to"]
    return (not first or date.fromisoformat(first) <= on) and (not end or on < date.fromisoformat(end))
