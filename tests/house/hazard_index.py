"""Which tests show the control of which hazard, read from the source of the tests without running them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rules.alert_stories import STORIES
from tests.rules.event_stories import EVENT_STORIES
from tests.rules.gate_stories import GATE_STORIES
from tests.rules.loop_stories import LOOP_STORIES
from tests.rules.schedule_stories import STORIES as SCHEDULE_STORIES

TESTS = Path(__file__).resolve().parents[1]
STORY_TESTS: dict[str, tuple[Any, ...]] = {
    "rules/test_alert_stories.py": STORIES,
    "rules/test_event_stories.py": EVENT_STORIES,
    "rules/test_gate_stories.py": GATE_STORIES,
    "rules/test_loop_stories.py": LOOP_STORIES,
    "rules/test_schedule_stories.py": SCHEDULE_STORIES,
}
RULES: dict[str, str] = {
    "A1": "nothing that can be tapped changes its place under a pointer, finger or focus",
    "A2": "sessions left open are asked about, and equal initials are told apart",
    "A4": "a sheet entered late says whose it is first, and one of another patient stores nothing",
    "A5": "page keys are dead while a dialog is open; a page from the history shows no value before asking",
    "A6": "weight is read back in pounds, doses stand beside mg/kg and the last session's, odd ones ask",
    "A7": "the measured time freezes at the first answer and is asked about when saving takes long",
    "A8": "a check is done only when each required measure is answered; a part leaves it due",
    "A9": "what was not taken comes due again, and two in a row are told",
    "A10": "a dose or its end that was never recorded is asked for",
    "A12": "a pause of the schedule ends by itself and is refused while an urgent is open",
    "A27": "sedatives said yes and running oxygen stand as flags",
    "A11": "events are corrected and struck like readings, and all that follows is judged again",
    "A14": "a page that wakes asks for the server's time before it stamps, and a wrong server clock is told",
    "A15": "the tone is said to be on only after the browser has really played it",
    "A16": "nurse and clinician are named before the dose; an escalation that nobody sees is told",
    "A17": "urgent alerts never fold; each has its own line above all advisories",
    "A20": "a late entry that is the newest alerts in full, one with a later reading afterwards",
    "A22": "a set keeps an urgent limit for each vital sign, within its rails",
    "A23": "a delicate patient's session does not start before standard or cautious was chosen",
    "A24": "an upgrade changes nothing in force; what it ships anew waits as a draft",
    "A29": "a gate takes only values of after the last dose and fresh ones; an urgent one shuts it",
    "A32": "striking or correcting an urgent value leaves its repeat due until it is taken again",
    "A33": "exports say by name if they are identified; downtime sheets go with the session's end",
    "A13": "where values stand together, each that is older carries its own age",
    "A18": "the acknowledge sheet opens empty, and nothing acknowledges several alerts at once",
    "A21": "a baseline is an accepted reading, marked when taken after the dose, and falls with it",
    "A25": "another drug or route than the protocol's is refused as planned, stored and urgent as given",
    "A26": "contradicting dose events are stored, asked about, and leave the total unclear",
    "A28": "breaths stand one tap away in every set and are judged at once",
    "A30": "no way out goes past the gates once a drug was given; a session opened by mistake is cancelled",
    "A34": "practice and clinic refuse each other's databases, and PRACTICE stands on every document",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One test that shows a hazard's control: its file and its name as a sentence."""

    file: str
    sentence: str


def index() -> dict[str, list[Shown]]:
    """Tests by hazard id, ids in order of letter and number."""
    found: dict[str, list[Shown]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        file = path.relative_to(TESTS).as_posix()
        for hazard, name in marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(hazard, []).append(Shown(file, sentence(name)))
    for file, stories in STORY_TESTS.items():
        for story in stories:
            for hazard in story.hazards:
                found.setdefault(hazard, []).append(Shown(file, story.title))
    return {hazard: found[hazard] for hazard in sorted(found, key=place)}


def place(hazard: str) -> tuple[str, int]:
    """Sorts H2 before H10."""
    return hazard[0], int(hazard[1:])


def marked(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(hazard, name of the test) for each mark on a test, or on the module for all of its tests."""
    for_all = [
        hazard for node in module.body if isinstance(node, ast.Assign) for hazard in marks_in(node.value)
    ]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            own = [hazard for decorator in node.decorator_list for hazard in marks_in(decorator)]
            yield from ((hazard, node.name) for hazard in dict.fromkeys([*for_all, *own]))


def marks_in(node: ast.AST) -> Iterator[str]:
    """The ids of every `pytest.mark.hazard(...)` within."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.hazard":
            yield from (str(a.value) for a in call.args if isinstance(a, ast.Constant))


def sentence(name: str) -> str:
    """A test's name as a sentence."""
    return re.sub("^test_", "", name).replace("_", " ")
