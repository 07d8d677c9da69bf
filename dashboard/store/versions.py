"""Telling the current version of each thing in a session from those it replaced."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Versioned(Protocol):
    """Something recorded in a session under a number that its versions share."""

    @property
    def session_id(self) -> str:
        """The session it belongs to."""

    @property
    def seq(self) -> int:
        """Its number in the session."""


V = TypeVar("V", bound=Versioned)


def split_versions(versions: Iterable[V]) -> dict[str, tuple[tuple[V, ...], tuple[V, ...]]]:
    """By session (current versions, earlier ones); `versions` come by session, number and version."""
    current: dict[str, dict[int, V]] = {}
    earlier: dict[str, list[V]] = {}
    for version in versions:
        standing = current.setdefault(version.session_id, {})
        if version.seq in standing:
            earlier.setdefault(version.session_id, []).append(standing[version.seq])
        standing[version.seq] = version
    return {
        session_id: (tuple(standing.values()), tuple(earlier.get(session_id, ())))
        for session_id, standing in current.items()
    }
