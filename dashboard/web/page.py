"""What a page is to the doorway: where it lies, who may open it, how it begins."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Actor, Permission

if TYPE_CHECKING:
    from dashboard.web.shell import Screens

Layout = Callable[[Clinic, Actor, Mapping[str, str]], Any]
_PARAMETER = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Page:
    """One page; each package of dashboard.pages holds one as `PAGE`.

    `path` is a pattern such as `/session/<session_id>`. `layout(clinic, actor, params)` gives the skeleton,
    free of patient data; `register(app, clinic)` adds the callbacks that fill it. A page with a number in
    `nav_place` stands in the navigation, in this order, for those who may open it; its tens name the group
    in the menu (web/menu.py).
    """

    path: str
    title: str
    permission: Permission
    layout: Layout
    register: "Callable[[Screens, Clinic], None]"
    class_name: str = ""
    nav_place: int | None = field(default=None, kw_only=True)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = _PARAMETER.split(self.path)
        literal = (re.escape(part) for part in parts[0::2])
        named = (rf"(?P<{name}>[A-Za-z0-9_-]{{1,64}})" for name in parts[1::2])
        return re.compile("".join(text + group for text, group in zip(literal, [*named, ""], strict=True)))

    def params(self, path: str) -> dict[str, str] | None:
        """The parameters that this path holds, or None when it is not one of this page."""
        found = self._pattern.fullmatch(path)
        return found.groupdict() if found else None


def page_at(pages: Sequence[Page], path: str) -> tuple[Page, dict[str, str]] | None:
    """The page of a path with its parameters."""
    for page in pages:
        params = page.params(path)
        if params is not None:
            return page, params
    return None
