"""Every bound of a set of limits as a table: one below, at and one above it, and which level must follow.

The expected level is worked out here from the document alone, by plain comparison, not by the tested code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests import factories

RANK = {"info": 0, "advisory": 1, "urgent": 2}
# A baseline that leaves room for every rise and fall that is tried.
BASELINE = {"systolic": 120, "diastolic": 70, "heart_rate": 70, "temperature": 36.3}
ROUTES: Mapping[str, Mapping[str, datetime]] = {
    "iv": {"dose_start": factories.at(0), "dose_end": factories.at(40)},
    "im": {"dose_start": factories.at(0)},
}


@dataclass(frozen=True)
class Case:
    """One value at one bound. `minute` is since the dose start, `expected` None when nothing is crossed."""

    document: Mapping[str, Any]
    line: Mapping[str, Any]
    values: Mapping[str, float]
    expected: str | None
    where: str
    minute: float = 10
    age: int = 40
    protocol: str = "iv_racemic_40"
    route: str = "iv"
    baseline: Mapping[str, float] | None = field(default=None)

    @property
    def id(self) -> str:
        """Its name in a test's report."""
        line = self.line
        meant = f" from {line['from_age']}" if line.get("from_age") else ""
        meant += f" {'+'.join(line['protocols'])}" if line.get("protocols") else ""
        said = f"{line['level']} {line['measure']} {line['kind']} {line['value']:g}{meant}"
        return f"{self.document['code']}: {said}, {self.where}"


def cases_of(document: Mapping[str, Any]) -> Iterator[Case]:
    """One below, at and one above each bound of each line; of a late one, before and from its moment too."""
    for line in document["limits"]:
        for age, protocol in _people(line):
            yield from _of_line(document, line, age, protocol)


def _people(line: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Whom the line is meant for, and next to them somebody it is not."""
    from_age = line.get("from_age", 0)
    ages = [40] if not from_age else [from_age - 1, from_age, from_age + 1]
    protocols = [*line.get("protocols", []), "iv_racemic_40"]
    return [(age, protocol) for age in ages for protocol in dict.fromkeys(protocols)]


def _of_line(document: Mapping[str, Any], line: Mapping[str, Any], age: int, protocol: str) -> Iterator[Case]:
    measure, kind = line["measure"], line["kind"]
    shared = {"document": document, "line": line, "age": age, "protocol": protocol}
    if kind == "not_resolved":
        yield from _late(shared, line)
        return
    for baseline in _baselines(line):
        start = baseline[measure] if baseline else 0
        bound = start + (line["value"] * start / 100 if kind == "rise_percent" else line["value"])
        for where, value in _around(bound, measure):
            values = {measure: value}
            yield Case(
                **shared, values=values, baseline=baseline, where=f"{where} ({value:g})",
                expected=_level(document, values, age, protocol, baseline, kind, measure),
            )  # fmt: skip


def _baselines(line: Mapping[str, Any]) -> list[Mapping[str, float] | None]:
    """None for what needs none; for a rise with a condition also one from where the condition holds."""
    if not line["kind"].startswith("rise"):
        return [None]
    held = [{**BASELINE, line["measure"]: line["only_if"]["high"]}] if "only_if" in line else []
    return [BASELINE, *held]


def _around(bound: float, measure: str) -> list[tuple[str, float]]:
    step = 0.1 if measure == "temperature" else 1
    return [
        ("one below", round(bound - step, 1)), ("at", round(bound, 1)), ("one above", round(bound + step, 1)),
    ]  # fmt: skip


def _late(shared: dict[str, Any], line: Mapping[str, Any]) -> Iterator[Case]:
    for route, anchors in ROUTES.items():
        after = line["after"].get("route_iv") if route == "iv" else None
        after = after or line["after"]["otherwise"]
        anchor = anchors[after["anchor"]]
        due = (anchor - factories.DOSE_START).total_seconds() / 60 + after["min"]
        for where, minute in (("a minute early", due - 1), ("at its moment", due), ("later", due + 1)):
            for how, value in _around(line["value"], line["measure"]):
                expected = line["level"] if minute >= due and value >= line["value"] else None
                yield Case(
                    **shared, values={line["measure"]: value}, expected=expected, route=route, minute=minute,
                    where=f"{route}, {where}, {how}",
                )  # fmt: skip


def _level(
    document: Mapping[str, Any], values: Mapping[str, float], age: int, protocol: str,
    baseline: Mapping[str, float] | None, kind: str, measure: str,
) -> str | None:  # fmt: skip
    """The loudest level that the value crosses, by the line that is meant for this patient at each level."""
    crossed = []
    for level in RANK:
        line = _meant(document["limits"], (measure, kind, level), age, protocol)
        if line is not None and _crosses(line, values[measure], baseline):
            crossed.append(level)
    return max(crossed, key=lambda level: RANK[level], default=None)


def _meant(
    lines: Sequence[Mapping[str, Any]], key: tuple[str, str, str], age: int, protocol: str
) -> Mapping[str, Any] | None:
    fitting = [
        line for line in lines
        if (line["measure"], line["kind"], line["level"]) == key and age >= line.get("from_age", 0)
        and (not line.get("protocols") or protocol in line["protocols"])
    ]  # fmt: skip
    return max(fitting, key=lambda x: (bool(x.get("protocols")), x.get("from_age", 0)), default=None)


def _crosses(line: Mapping[str, Any], value: float, baseline: Mapping[str, float] | None) -> bool:
    limit = line["value"]
    only_if = line.get("only_if")
    if only_if and value < only_if["high"]:
        return False
    if line["kind"] == "high":
        return bool(value >= limit)
    if line["kind"] == "low":
        return bool(value <= limit)
    start = (baseline or {})[line["measure"]]
    risen = round(value - start, 1)
    return bool(risen >= limit) if line["kind"] == "rise" else bool(round(risen * 100, 3) >= limit * start)
