"""Reading a tree of Dash components as a person would: texts, elements, attributes."""

from collections.abc import Iterator
from typing import Any


def elements(node: Any) -> Iterator[Any]:
    """Every component of a tree, the outer ones first."""
    if isinstance(node, list | tuple):
        for child in node:
            yield from elements(child)
    elif hasattr(node, "_type"):
        yield node
        yield from elements(getattr(node, "children", None))


def text(node: Any) -> str:
    """All words of a tree."""
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(text(child) for child in node)
    return text(getattr(node, "children", None)) if hasattr(node, "_type") else str(node)


def with_class(node: Any, name: str) -> list[Any]:
    """The elements of this class."""
    return [e for e in elements(node) if name in (getattr(e, "className", None) or "").split()]


def of_type(node: Any, kind: str) -> list[Any]:
    """The elements of this type, `Tr` or `Del`."""
    return [e for e in elements(node) if e._type == kind]


def attribute(node: Any, name: str) -> Any:
    """An attribute such as data-action."""
    return node.to_plotly_json()["props"].get(name)


def buttons(node: Any, action: str) -> list[Any]:
    """The buttons of this verb."""
    return [e for e in of_type(node, "Button") if attribute(e, "data-action") == action]
