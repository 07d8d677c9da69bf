"""The pages of docs/reference say what the code does, and every rule against a hazard is shown by a test."""

import re

import pytest

from tests.house.hazard_index import RULES, index
from tests.house.reference_pages import FOLDER, PAGES, PROJECT, all_commands

REWRITE = "Run python -m tests.house.reference_pages and commit what it writes."
COMMAND = re.compile(r"python3 run\.py ((?:user )?[a-z]+)?((?: [^`\n]*)?)")


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_registries_say(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), REWRITE


def test_there_is_no_reference_page_without_a_source() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_against_a_hazard_is_shown_by_a_test(rule: str) -> None:
    assert index().get(rule), f"No test carries @pytest.mark.hazard({rule!r})."


def known() -> dict[str, set[str]]:
    """Options by command; `test` hands its words to pytest, and no command serves."""
    found = {
        name: {opt for p in one.params for opt in p.opts if opt.startswith("--")}
        for name, one in all_commands()
    }
    return {**found, "": found["serve"]}


def test_every_command_and_option_in_the_docs_exists() -> None:
    commands = known()
    wrong = []
    for path in (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")):
        for found in COMMAND.finditer(path.read_text(encoding="utf-8")):
            name = found[1] or ""
            options = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", found[2]))
            if name != "test" and (name not in commands or not options <= commands[name]):
                wrong.append(f"{path.relative_to(PROJECT)}: {found[0]}")
    assert not wrong


def test_every_option_of_the_server_has_an_environment_variable() -> None:
    serve = dict(all_commands())["serve"]
    assert {p.envvar for p in serve.params} == {
        "CHAIRSIDE_" + p.opts[0].removeprefix("--").replace("-", "_").upper() for p in serve.params
    }


def test_every_link_between_the_docs_leads_somewhere() -> None:
    broken = []
    for path in (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(PROJECT)}: {target}")
    assert not broken
