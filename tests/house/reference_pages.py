"""Writes the pages of docs/reference from the registries, the command line and the tests.

`python -m tests.house.reference_pages` rewrites them; a test compares each with what would be written.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from typer.main import get_command

from dashboard.cli import commands
from dashboard.clinical.events import EVENT_KINDS, EventKind
from dashboard.clinical.instruments import REGISTRY, Instrument, Measure
from dashboard.clinical.roles import GRANTS, Permission, Role
from dashboard.clinical.thresholds import Limit, LimitKind, ThresholdSet, threshold_set_from
from tests.house import hazard_index
from tests.house.hazard_index import RULES
from tests.rules import alert_stories, event_stories, gate_stories, loop_stories, schedule_stories

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "docs" / "reference"
MADE = (
    "Made by `python -m tests.house.reference_pages`; a test holds it equal. Edit its source, not this page."
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(title: str, *parts: str) -> str:
    """A page with its heading and where it comes from."""
    return "\n\n".join((f"# {title}", MADE, *parts)) + "\n"


def number(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:g}"


def measures_page() -> str:
    """Everything measured, with units, ranges and codes."""
    head = (
        "code",
        "label",
        "unit",
        "possible",
        "asked outside",
        "decimals",
        "on the form",
        "LOINC",
        "instrument",
    )
    rows = [measure_row(instrument, m) for instrument in REGISTRY for m in instrument.measures]
    scales = [scale_part(m) for instrument in REGISTRY for m in instrument.measures if m.is_scale]
    words = (
        "Possible: a value outside is refused. Asked outside: it is stored once confirmed, and marked "
        "questioned. Source: `dashboard/clinical/instruments.py`."
    )
    return page("Measures", words, table(head, rows), "## Scales and their words", *scales)


def measure_row(instrument: Instrument, measure: Measure) -> tuple[str, ...]:
    """One line of the measures' table."""
    ranges = (f"{number(low)} to {number(high)}" for low, high in (measure.possible, measure.ask))
    return (
        f"`{measure.code}`", measure.label, measure.unit, *ranges, str(measure.decimals),
        "yes" if measure.on_form else "under More", ", ".join(measure.loinc), instrument.label,
    )  # fmt: skip


def scale_part(measure: Measure) -> str:
    """A scale's answers: number, word on the button, word spoken."""
    answers = ", ".join(
        f"{choice.value} {choice.spoken or choice.word}".strip() for choice in measure.choices
    )
    return f"**{measure.label}** (`{measure.code}`): {answers}."


def permissions_page() -> str:
    """Who may do what."""
    roles = tuple(Role)
    rows = [
        (f"`{permission}`", *("yes" if permission in GRANTS[role] else "" for role in roles))
        for permission in Permission
    ]
    words = (
        "A person may hold several roles and may then do what any of them allows. "
        "Source: `dashboard/clinical/roles.py`."
    )
    return page("Permissions", words, table(("permission", *roles), rows))


def events_page() -> str:
    """Bedside events and what each may carry."""
    rows = [
        (f"`{kind.code}`", kind.label, "yes" if kind.dosing else "", details(kind))
        for kind in EVENT_KINDS.values()
    ]
    words = (
        "A fact requires no detail, what sets a rule aside its reason; an unknown detail is refused. Source: "
        "`dashboard/clinical/event_kinds.py`."
    )
    return page("Bedside events", words, table(("kind", "label", "dosing", "details"), rows))


def details(kind: EventKind) -> str:
    """What an event of this kind may carry, each with its sort."""
    asked = dict.fromkeys(kind.required, ", required")
    return ", ".join(f"`{name}` ({sort}{asked.get(name, '')})" for name, sort in kind.details.items())


def limits_page() -> str:
    """The shipped sets of limits."""
    document = json.loads((PROJECT / "data/reference/threshold_sets.json").read_text(encoding="utf-8"))
    sets = [threshold_set_from(one, 1) for one in document["threshold_sets"]]
    words = (
        "Shipped defaults, version 1; a clinic puts its own in their place. They are no orders. `high` is "
        "crossed at the value and above, `low` at the value and below, a rise only against an accepted "
        "baseline. Every urgent value asks for a repeat: within the minutes its line names, where it also "
        "confirms, else in 5. Source: `data/reference/threshold_sets.json`."
    )
    return page("Limits", words, *(set_part(one) for one in sets))


def set_part(one: ThresholdSet) -> str:
    """One set as a table."""
    rows = [(f"`{limit.measure}`", limit.kind, limit.level, crossed_words(limit)) for limit in one.limits]
    return f"## {one.label} (`{one.code}`)\n\n" + table(("measure", "kind", "level", "crossed when"), rows)


def crossed_words(limit: Limit) -> str:
    """When a limit is crossed, in words."""
    value = f"{number(limit.value)} {limit.unit}".strip()
    words = {
        LimitKind.HIGH: f"{value} or more", LimitKind.LOW: f"{value} or less",
        LimitKind.RISE: f"{value} or more over the baseline",
        LimitKind.RISE_PERCENT: f"{value} or more over the baseline",
        LimitKind.NOT_RESOLVED: f"still {value} or more",
    }[limit.kind]  # fmt: skip
    if limit.only_if is not None:
        words += f", and {limit.only_if.measure} itself {number(limit.only_if.high)} or more"
    for after, when in ((limit.after_iv, "IV"), (limit.after_otherwise, "otherwise")):
        if after is not None:
            words += f"; {when} from {after.minutes} min after {after.anchor.replace('_', ' ')}"
    if limit.confirm_within_min is not None:
        words += f"; a repeat is asked for within {limit.confirm_within_min} min"
    return words


def commands_page() -> str:
    """Every command with its options."""
    words = (
        "In a checkout: `python3 run.py COMMAND …`, which needs nothing but Python 3.11 or newer; without a "
        "command it serves. Installed from the wheel: `chairside COMMAND …`. `python3 run.py test [pytest "
        "arguments]` installs the test group and runs all tests; it is there in a checkout only.\n\n"
        "The record lies in `data/clinic/`, practice data in `data/practice/`, unless `--data-dir` names "
        "another folder or `--database-url` a PostgreSQL database.\n\n"
        "Exit status: 0 done, 1 it failed, 2 wrong use, 3 refused for safety. One line on standard error "
        "says why."
    )
    return page("Commands", words, *(command_part(name, command) for name, command in all_commands()))


def all_commands() -> list[tuple[str, Any]]:
    """Each command with its name as typed; those of a group under both words."""
    found: list[tuple[str, Any]] = []
    for name, command in get_command(commands).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [(f"{name} {word}", one) for word, one in inner.items()] if inner else [(name, command)]
    return found


def command_part(name: str, command: Any) -> str:
    """One command: its help, and its options as a table."""
    arguments = "".join(f" {p.metavar}" for p in command.params if p.param_type_name == "argument")
    rows = [option_row(p) for p in command.params if p.param_type_name == "option"]
    head = ("option", "what", "unless given", "variable")
    return f"## `{name}{arguments}`\n\n{command.help}\n\n{table(head, rows)}"


def option_row(option: Any) -> tuple[str, str, str, str]:
    """One option: name, help, default and environment variable."""
    name = ", ".join(f"`{opt}`" for opt in option.opts)
    if option.required:
        unless = "required"
    else:
        unless = "" if option.default in (None, False) else f"`{option.default}`"
    return name, option.help or "", unless, f"`{option.envvar}`" if option.envvar else ""


def hazards_page() -> str:
    """The tests that show each hazard's control."""
    found = hazard_index.index()
    words = (
        "Each test named here carries the id of a hazard (H) or of a rule against one (A) as a mark, so that "
        "its absence is noticed. Names are the tests' own, read as sentences; files lie in `tests/`."
    )
    parts = [
        "\n".join([f"## {hazard}", "", *([f"Rule: {RULES[hazard]}.", ""] if hazard in RULES else []),
                   *(f"- {shown.sentence} (`{shown.file}`)" for shown in tests)])
        for hazard, tests in found.items()
    ]  # fmt: skip
    return page("Hazards and the tests of their controls", words, *parts)


# Each part of the rules: its heading, the module of its stories, and the stories.
RULE_PARTS: tuple[tuple[str, ModuleType, Sequence[Any]], ...] = (
    ("What is due", schedule_stories, schedule_stories.STORIES),
    ("Alerts of values", alert_stories, alert_stories.STORIES),
    ("Alerts of events", event_stories, event_stories.EVENT_STORIES),
    ("What time brings, and who is told", loop_stories, loop_stories.LOOP_STORIES),
    ("Leaving", gate_stories, gate_stories.GATE_STORIES),
)


def rules_page() -> str:
    """The stories of schedule, alerts and gates as tables."""
    words = (
        "Minute by minute: what is measured or done, and what follows by the shipped protocols and limits. "
        "Each table is run as a test."
    )
    windows = f"### Windows of the checks\n\n```\n{schedule_stories.WINDOWS.strip()}\n```"
    parts = [
        "\n\n".join((f"## {heading}", _told(module), *([windows] if module is schedule_stories else []),
                     *(f"### {s.title}\n\n```\n{s.table.strip()}\n```" for s in stories)))
        for heading, module, stories in RULE_PARTS
    ]  # fmt: skip
    return page("The rules, story by story", words, *parts)


def _told(module: ModuleType) -> str:
    """A module's own words about its columns, and where it stands."""
    source = module.__name__.replace(".", "/")
    return f"{inspect.getdoc(module)}\n\nSource: `{source}.py`."


PAGES: dict[str, Callable[[], str]] = {
    "measures.md": measures_page,
    "permissions.md": permissions_page,
    "events.md": events_page,
    "limits.md": limits_page,
    "commands.md": commands_page,
    "hazards.md": hazards_page,
    "rules.md": rules_page,
}


def main() -> None:
    """Rewrite every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
