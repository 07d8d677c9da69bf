"""Twenty windows of real cuff readings through the command `import`, held against a plain calculation.

The readings are other people's and lie beside the project, not in it. Where they are not, twenty made-up
windows take their place, so that the same is tried everywhere.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dashboard import cli
from dashboard.actions.sessions import accept_baseline
from tests.actions.bedside import Bedside

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "data" / "nibp"
LIMITS = PROJECT / "data" / "reference" / "threshold_sets.json"
HEADER = ["minute", "systolic", "diastolic", "mean_pressure"]
WINDOWS = 20
LEVELS = ("info", "advisory", "urgent")
Row = Mapping[str, int]


@cache
def windows() -> dict[str, list[Row]]:
    """Rows by file name; fails when the folder of real ones is there but not whole."""
    if not REAL.is_dir():
        return {f"made_up_{number:02}.csv": made_up(number) for number in range(1, WINDOWS + 1)}
    paths = sorted(REAL.glob("window_*.csv"))
    if len(paths) != WINDOWS:
        pytest.fail(f"{REAL} holds {len(paths)} windows, not {WINDOWS}: the folder is not whole.")
    return {path.name: rows_of(path) for path in paths}


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != HEADER:
            pytest.fail(f"{path.name} has the columns {reader.fieldnames}, not {HEADER}.")
        rows = [{name: int(cell) for name, cell in row.items()} for row in reader]
    return rows or pytest.fail(f"{path.name} holds no reading.")


def made_up(number: int) -> list[Row]:
    """A window that wanders over every limit; a few of its pairs cannot be."""
    random = Random(number)
    rows = []
    for minute in range(0, 120, 15):
        systolic = random.randint(80, 200)
        diastolic = random.choice((systolic - random.randint(5, 80), systolic - 40, systolic + 2))
        rows.append({
            "minute": minute, "systolic": systolic, "diastolic": max(25, diastolic),
            "mean_pressure": systolic - 20,
        })  # fmt: skip
    return rows


# The plain calculation: nothing here comes from the program


def storable(row: Row) -> bool:
    """Nothing outside 20-300, 10-200 and 15-240 mmHg, and systolic above diastolic."""
    ranges = {"systolic": (20, 300), "diastolic": (10, 200), "mean_pressure": (15, 240)}
    within = all(low <= row[code] <= high for code, (low, high) in ranges.items())
    return within and row["systolic"] > row["diastolic"]


def limits_of(code: str) -> list[dict[str, Any]]:
    sets = json.loads(LIMITS.read_text(encoding="utf-8"))["threshold_sets"]
    return next(s["limits"] for s in sets if s["code"] == code)


def plain_flags(
    row: Row, first: Row | None, limits: list[dict[str, Any]]
) -> set[tuple[str, str, str, float]]:
    """(measure, kind, level, limit): the loudest of each measure and kind."""
    loudest: dict[tuple[str, str], tuple[int, float]] = {}
    for limit in limits:
        if limit["measure"] in row and is_crossed(row, first, limit):
            key, level = (limit["measure"], limit["kind"]), LEVELS.index(limit["level"])
            if level > loudest.get(key, (-1, 0))[0]:
                loudest[key] = (level, limit["value"])
    return {(measure, kind, LEVELS[level], value) for (measure, kind), (level, value) in loudest.items()}


def is_crossed(row: Row, first: Row | None, limit: dict[str, Any]) -> bool:
    value, bound = row[limit["measure"]], limit["value"]
    only_if = limit.get("only_if")
    if only_if and row[only_if["measure"]] < only_if["high"]:
        return False
    if limit["kind"] == "high":
        return value >= bound
    if limit["kind"] == "low":
        return value <= bound
    assert limit["kind"] == "rise"
    return first is not None and value - first[limit["measure"]] >= bound


# What the program made of it


@dataclass
class Imported:
    """One window's session after the command, with what it said and its exit status."""

    session: str
    rows: list[Row]
    status: int
    said: list[str]


def write_sheet(path: Path, rows: list[Row]) -> Path:
    lines = [",".join(HEADER), *(",".join(str(row[name]) for name in HEADER) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def import_all(
    bedside: Bedside, folder: Path, limits: str, capsys: pytest.CaptureFixture[str]
) -> Iterator[Imported]:
    bedside.clock.at = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
    for number, (name, rows) in enumerate(windows().items(), start=1):
        session = bedside.open(room=f"Chair {number}", mrn=f"W{number}", threshold_set=limits)
        bedside.dose(session)
        path = REAL / name if REAL.is_dir() else write_sheet(folder / name, rows)
        words = ["import", str(path), "--session", session, "--as", "nina"]
        status = cli.run([*words, "--data-dir", str(bedside.clinic.data_dir)])
        yield Imported(session, rows, status, capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("limits", ["standard", "cautious"])
def test_twenty_windows_are_stored_and_flagged_as_a_plain_calculation_says(
    bedside: Bedside, tmp_path: Path, limits: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = limits_of(limits)
    for window in import_all(bedside, tmp_path, limits, capsys):
        good = [row for row in window.rows if storable(row)]
        assert window.status == (0 if len(good) == len(window.rows) else 1)
        refused = len(window.rows) - len(good)
        assert window.said[-1] == f"{len(good)} stored, 0 already there, {refused} refused."
        assert found_flags(bedside, window.session) == [plain_flags(row, None, asked) for row in good]
        first = bedside.look(window.session).counted_readings[0]
        accept_baseline(bedside.clinic, bedside.nina, window.session, first.id, "first of the sheet")
        expected = [plain_flags(row, good[0] if row is not good[0] else None, asked) for row in good]
        assert found_flags(bedside, window.session) == expected


def found_flags(bedside: Bedside, session: str) -> list[set[tuple[str, str, str, float]]]:
    record = bedside.look(session)
    return [
        {(f.measure, f.limit.kind.value, f.level.value, f.limit.value) for f in record.flags(reading)}
        for reading in record.counted_readings
    ]


def test_the_values_are_stored_as_the_monitor_gave_them(
    bedside: Bedside, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for window in import_all(bedside, tmp_path, "standard", capsys):
        record = bedside.look(window.session)
        stored = [{"minute": record.minute(r.observed_at), **r.values} for r in record.counted_readings]
        assert stored == [row for row in window.rows if storable(row)]
        assert all(r.derived == {} for r in record.counted_readings)


def test_the_made_up_windows_would_find_a_wrong_calculation() -> None:
    rows = [row for number in range(1, WINDOWS + 1) for row in made_up(number)]
    levels = {flag[2] for row in rows for flag in plain_flags(row, rows[0], limits_of("standard"))}
    assert levels == set(LEVELS)
    assert {storable(row) for row in rows} == {True, False}
