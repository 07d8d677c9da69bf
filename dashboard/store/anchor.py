"""The head of the audit chain, kept in a file outside the database: a chain alone does not see a cut tail."""

import contextlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

ANCHOR_NAME = "audit-anchor"
_DIGITS, _MAC = 20, 64
LINE_LENGTH = _DIGITS + 1 + _MAC + 1


@dataclass(frozen=True, slots=True)
class Head:
    """An audit entry's number and MAC (hex)."""

    number: int
    mac: str


class UnreadableAnchor(Exception):
    """The anchor file holds something else than a head."""


class Anchor:
    """One fixed-size line in `data_dir`, written over in place after each commit."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / ANCHOR_NAME
        self._turn = threading.Lock()
        self._written = 0

    def write(self, head: Head) -> None:
        """Keep this head; an older one than the last written is passed over.

        A file that cannot be written now does not fail the save, which is committed by then: the anchor
        lags behind, still lies in the chain, and the next save writes it.
        """
        with self._turn, contextlib.suppress(OSError):
            if head.number <= self._written:
                return
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                os.write(descriptor, f"{head.number:0{_DIGITS}d} {head.mac}\n".encode())
            finally:
                os.close(descriptor)
            self._written = head.number

    def read(self) -> Head | None:
        """The head kept last, None when there is no file. Read it BEFORE the snapshot that is verified:
        the chain only grows, so an anchor read earlier must lie in it. Raises UnreadableAnchor."""
        try:
            line = self._path.read_bytes()
        except FileNotFoundError:
            return None
        number, _, mac = line.decode("ascii", "replace").rstrip("\n").partition(" ")
        if len(line) != LINE_LENGTH or not number.isdigit() or len(mac) != _MAC:
            raise UnreadableAnchor(f"{self._path} does not hold the head of an audit chain.")
        return Head(int(number), mac)
