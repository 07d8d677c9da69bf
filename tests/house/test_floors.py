"""The house stands: imports go down, types hold, style holds, sizes hold, and the locks are whole."""

import ast
import importlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).resolve().parents[2]
LOCK = PROJECT / "requirements.lock"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LONGEST_MODULE = 300
LONGEST_REGISTRY = 400
REGISTRIES = {"store/tables.py", "clinical/instruments.py"}
LONGEST_FUNCTION = 40
MODULES = sorted((PROJECT / "dashboard").rglob("*.py"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True
    )


def test_an_import_only_ever_goes_down() -> None:
    outcome = lint_imports(PROJECT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture
def another_house(tmp_path: Path) -> Path:
    shutil.copytree(
        PROJECT / "dashboard", tmp_path / "dashboard", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("floor", "breach", "contract"),
    [
        ("actions", "import dashboard.web", "An import only ever goes down"),
        ("store", "import dashboard.documents", "An import only ever goes down"),
        ("api", "import dashboard.pages", "An import only ever goes down"),
        ("web", "import dashboard.app", "An import only ever goes down"),
        ("clinical", "import pandas", "The rules at the bedside"),
        ("clinical", "import sqlalchemy", "The rules at the bedside"),
        ("api", "import sqlalchemy", "Pages and API reach the record through actions only"),
        ("pages", "import dashboard.store", "Pages and API reach the record through actions only"),
    ],
)
def test_a_planted_breach_is_found(another_house: Path, floor: str, breach: str, contract: str) -> None:
    (another_house / "dashboard" / floor / "planted.py").write_text(f"{breach}\n")
    outcome = lint_imports(another_house)
    assert outcome.returncode == 1
    assert any(line.startswith(contract) and line.endswith("BROKEN") for line in outcome.stdout.splitlines())


def test_a_page_that_imports_a_page_is_found(another_house: Path) -> None:
    pages = another_house / "dashboard" / "pages"
    (pages / "planted_one.py").write_text("import dashboard.pages.planted_two\n")
    (pages / "planted_two.py").write_text("")
    outcome = lint_imports(another_house)
    assert "No page imports a page BROKEN" in outcome.stdout


def test_ruff_finds_nothing() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_mypy_finds_nothing() -> None:
    outcome = subprocess.run([sys.executable, "-m", "mypy"], cwd=PROJECT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_no_module_is_too_long() -> None:
    too_long = {}
    for path in MODULES:
        name = path.relative_to(PROJECT / "dashboard").as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > (LONGEST_REGISTRY if name in REGISTRIES else LONGEST_MODULE):
            too_long[name] = lines
    assert not too_long


def test_no_function_is_too_long() -> None:
    too_long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    too_long[f"{path.relative_to(PROJECT)}:{node.name}"] = lines
    assert not too_long


@pytest.mark.parametrize(
    ("package", "floor"),
    [("dash", "4.4.1"), ("flask", "3.1.3"), ("werkzeug", "3.1.6"), ("pysqlite3", "0.6.1")],
)
def test_a_package_with_known_holes_is_not_used(package: str, floor: str) -> None:
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCK.read_text(), re.MULTILINE))
    assert Version(pins[package]) >= Version(floor)
    assert importlib.metadata.version("dash") == pins["dash"]


def test_the_bundled_sqlite_is_past_the_corruption_bug() -> None:
    """Where no wheel carries one (Linux on Arm, older Macs), the store chooses its journal by itself."""
    wanted = next(row for row in LOCK.read_text().splitlines() if row.startswith("pysqlite3=="))
    if Marker(wanted.split(";")[1].rstrip(" \\")).evaluate():
        assert importlib.import_module("pysqlite3").sqlite_version_info >= (3, 51, 3)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_line_of_a_lock_is_hashed_and_names_no_address(name: str) -> None:
    lock = (PROJECT / name).read_text()
    entries = re.split(
        r"^(?=\S)", "\n".join(row for row in lock.splitlines() if "#" not in row), flags=re.MULTILINE
    )
    packages = [entry for entry in entries if entry.strip()]
    assert packages
    assert all("==" in entry and "--hash=sha256:" in entry for entry in packages)
    assert "://" not in lock


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    wanted = (
        asked["project"]["dependencies"]
        if name == "requirements.lock"
        else asked["dependency-groups"]["test"]
    )
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (PROJECT / name).read_text(), re.MULTILINE))
    missing = [
        text
        for text in wanted
        if (found := pins.get(canonicalize_name(Requirement(text).name))) is None
        or found not in Requirement(text).specifier
    ]
    assert not missing
