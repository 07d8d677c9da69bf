"""What must stand nowhere in the source: other clocks, raw markup, addresses of this or that machine."""

import ast
import importlib.metadata
import re
import subprocess
from pathlib import Path

import pytest
from packaging.version import Version

from dashboard.store import sqlite_file

PROJECT = Path(__file__).resolve().parents[2]
CLOCK = "dashboard/actions/clinic.py"
MODULES = sorted((PROJECT / "dashboard").rglob("*.py"))
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "datetime.datetime.now", "datetime.date.today", "pd.Timestamp.now",
}  # fmt: skip
RAW_MARKUP = {
    "dangerously_allow_html",
    "srcDoc",
    "Iframe",
    "ObjectEl",
    "Embed",
    "DangerouslySetInnerHTML",
    "Markdown",
}
SCRIPT_MARKUP = re.compile(
    r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\("
)
# Parts of names, so that this file does not hold what it looks for.
HOSTS = re.compile(
    r"py" r"pi\.org|files\.python" r"hosted|registry\.np" r"mjs|(?:[a-z]+\.)?conda\.or" r"g|/simp" r"le/"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users|wo" r"rk)/\w|/tm" r"p/w/|[A-Z]:\\\\Users\\\\")
# A style that asks what stands anywhere in the page is asked again at each of its changes.
PAGE_ASKED = re.compile(r"(?:^|[\s,}])(?:html|body|:root|\.page|\.topbar|\.[\w-]+-page)\S*:has\(")
TEXT = {".py", ".md", ".js", ".css", ".toml", ".lock", ".json", ".html", ".txt", ".typ", ".svg", ".csv", ""}


def calls(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_time_comes_from_the_clinic_alone() -> None:
    readers = {m.relative_to(PROJECT).as_posix(): found for m in MODULES if (found := calls(m) & CLOCKS)}
    assert set(readers) == {CLOCK}, readers


def test_no_module_takes_the_clock_by_another_name() -> None:
    hidden = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                hidden += [f"{module.name}: {a.name}" for a in node.names if a.name in ("time", "time_ns")]
    assert not hidden


def test_no_component_takes_raw_markup() -> None:
    found = {}
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        names |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg}
        if names & RAW_MARKUP:
            found[module.name] = names & RAW_MARKUP
    assert not found


def test_no_script_of_ours_puts_markup_into_the_page() -> None:
    scripts = sorted((PROJECT / "assets").glob("*.js"))
    assert scripts
    assert {
        s.name: found[0] for s in scripts if (found := SCRIPT_MARKUP.search(s.read_text(encoding="utf-8")))
    } == {}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


def test_no_style_asks_what_stands_in_the_whole_page() -> None:
    styles = sorted((PROJECT / "assets").glob("*.css"))
    assert [style.name for style in styles if PAGE_ASKED.search(style.read_text(encoding="utf-8"))] == []


def test_no_file_names_a_registry_or_a_machines_folder() -> None:
    found = {}
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        if hit := HOSTS.search(text) or MACHINE_PATHS.search(text):
            found[path.relative_to(PROJECT).as_posix()] = hit[0]
    assert not found


@pytest.mark.parametrize(
    ("looked_for", "planted"),
    [
        (HOSTS, "https://" + "py" + "pi.org/simple"),
        (MACHINE_PATHS, "open('/" + "home/nina/data')"),
        (MACHINE_PATHS, "cd /" + "work/main"),
        (SCRIPT_MARKUP, "box.inner" + "HTML = name"),
        (PAGE_ASKED, "body:has(.wall-page) .topbar { display: none; }"),
        (PAGE_ASKED, ".topbar:not(:has(.chip)) .rooms { display: none; }"),
    ],
)
def test_what_is_looked_for_would_be_found(looked_for: re.Pattern[str], planted: str) -> None:
    assert looked_for.search(planted)


@pytest.mark.parametrize(("package", "floor"), [("dash", "4.4.1"), ("flask", "3.1.3"), ("werkzeug", "3.1.6")])
def test_the_installed_package_is_past_its_known_holes(package: str, floor: str) -> None:
    assert Version(importlib.metadata.version(package)) >= Version(floor)


def test_no_write_ahead_log_is_kept_on_a_sqlite_that_can_corrupt_one() -> None:
    safe = sqlite_file.driver.sqlite_version_info >= (3, 51, 3)
    assert sqlite_file.journal_mode() == ("wal" if safe else "delete")
