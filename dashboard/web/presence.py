"""Who listens to the live feed in this process, written down so that every process knows who is reachable.

One small write in 20 s stands for all streams together. A closed stream is not renewed and so runs out by
itself: going from one page to the next is no absence.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar

from dashboard.actions.clinic import Clinic
from dashboard.actions.open_screens import drop_screens, renew_screens
from dashboard.clinical.errors import CannotStore
from dashboard.web.logs import failure, log

T = TypeVar("T")

RENEW_SECONDS = 20.0


class Presence:
    """The open streams of one process; lives on one event loop: `keep` as a task, then `forget`."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._process = f"{secrets.token_hex(8)}-"
        self._number = 0
        self._open: dict[str, str] = {}
        self._news = asyncio.Event()

    def enter(self, user_id: str) -> str:
        """A page of this person listens from now on; the stream's id."""
        self._number += 1
        stream = f"{self._process}{self._number}"
        self._open[stream] = user_id
        self._news.set()
        return stream

    def leave(self, stream: str) -> None:
        """The page is gone."""
        self._open.pop(stream, None)

    async def keep(self) -> None:
        """Write the first stream down at once and all that are open after each pause, without end."""
        while True:
            if not self._open:
                self._news.clear()
                await self._news.wait()
            await self._write(renew_screens, dict(self._open))
            await asyncio.sleep(RENEW_SECONDS)

    async def forget(self) -> None:
        """The server stops: its streams are open no more."""
        if self._number:
            await self._write(drop_screens, self._process)

    async def _write(self, write: Callable[[Clinic, T], None], what: T) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._clinic.writer, write, self._clinic, what)
        except CannotStore as refusal:
            log.error("open_screens", **failure(refusal))
