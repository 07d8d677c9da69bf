"""The live feed: each committed change goes, numbered, to every open page; a gap is always noticed.

A commit wakes the hub; the hub reads what is new in order and hands it out. So a change made by another
process is caught by the same road, at the next look.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import orjson

from dashboard.actions.clinic import Clinic
from dashboard.actions.open_screens import clinician_reachable
from dashboard.clinical.errors import CannotStore
from dashboard.web.clocks import BrowserClocks
from dashboard.web.logs import failure, log
from dashboard.web.messages import StreamsFull
from dashboard.web.presence import Presence

T = TypeVar("T")

MOST_LISTENERS = 400
QUEUE_LENGTH = 64
HEARTBEAT_SECONDS = 5.0
LOOK_SECONDS = 1.0
MOST_CAUGHT_UP = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One event as sent; `seq` numbers a change, None for the others."""

    data: bytes
    seq: int | None = None
    ends: bool = False


BYE = Event(b"event: bye\ndata: {}\n\n", ends=True)
GONE = Event(b"", ends=True)


@dataclass(eq=False)
class Listener:
    """One open page with what waits for it; overflow leaves a resync instead of the lost events."""

    waiting: deque[Event] = field(default_factory=deque)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    check_sign_in: bool = False

    def put(self, event: Event) -> None:
        """Add an event; when too many wait, they are dropped for one resync."""
        if len(self.waiting) >= QUEUE_LENGTH and not event.ends:
            self.waiting.clear()
            event = resync(event.seq)
        self.waiting.append(event)
        self.awake.set()

    async def events(self) -> AsyncIterator[Event]:
        """What comes in, in order, until an event that ends."""
        while True:
            await self.awake.wait()
            self.awake.clear()
            while self.waiting:
                event = self.waiting.popleft()
                yield event
                if event.ends:
                    return


def resync(seq: int | None) -> Event:
    """Tells the page to ask for everything anew."""
    number = b"" if seq is None else b"id: %d\n" % seq
    return Event(b"event: resync\n" + number + b"data: {}\n\n", seq)


class Hub:
    """Hands changes to listeners. Lives on one event loop: `start`, then `goodbye` and `stop`.

    `presence` notes whose pages listen, `clocks` what time the browsers have.
    """

    def __init__(self, clinic: Clinic, most: int = MOST_LISTENERS) -> None:
        self.clinic = clinic
        self.last = 0
        self.clocks = BrowserClocks()
        self.presence = Presence(clinic)
        self._reachable: bool | None = None
        self._most = most
        self._listeners: set[Listener] = set()
        self._closed = False
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def open_streams(self) -> int:
        """How many pages listen now."""
        return len(self._listeners)

    async def start(self) -> None:
        """Begin to listen to the clinic."""
        loop = asyncio.get_running_loop()
        self.last = await self._read(self.clinic.last_change)
        self._unsubscribe = self.clinic.subscribe(lambda _: self._wake(loop))
        work = (self._hand_out(), self._beat(), self.presence.keep())
        self._tasks = [asyncio.create_task(one) for one in work]

    def goodbye(self) -> None:
        """Close every stream with a goodbye and take no new ones; on the loop's thread."""
        self._closed = True
        for listener in self._listeners:
            listener.put(BYE)

    async def stop(self) -> None:
        """End the hub's own work."""
        self._unsubscribe()
        self.goodbye()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.presence.forget()

    def listen(self) -> Listener:
        """A place in the audience; raises StreamsFull beyond the cap and after the goodbye."""
        if self._closed or len(self._listeners) >= self._most:
            raise StreamsFull("Too many pages listen. Ask for changes instead.")
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Give the place back."""
        self._listeners.discard(listener)

    async def missed(self, after: int) -> list[Event]:
        """What a page that last saw change `after` has missed: changes, or a resync for too many."""
        if after == self.last:
            return []
        changes = await self._read(self.clinic.changes_after, after) if after < self.last else []
        if not changes or len(changes) > MOST_CAUGHT_UP:
            return [resync(self.last)]
        return [_event(change.seq, change.session_id, change.kind) for change in changes]

    def heartbeat(self) -> Event:
        """The server's time, the number of the last change, and what every page must say if it is so.

        `clinician_reachable` is null until it was looked up.
        """
        now = self.clinic.now()
        told = {
            "last": self.last, "now": now.isoformat().replace("+00:00", "Z"),
            "server_clock_doubted": self.clocks.doubted(now), "clinician_reachable": self._reachable,
        }  # fmt: skip
        return Event(b"event: heartbeat\ndata: " + orjson.dumps(told) + b"\n\n")

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._news.set)

    async def _read(self, question: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.clinic.readers, question, *arguments)

    async def _hand_out(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)
            if not (self._news.is_set() or self._listeners):
                continue
            self._news.clear()
            try:
                for change in await self._read(self.clinic.changes_after, self.last):
                    self._publish(_event(change.seq, change.session_id, change.kind), change.kind)
            except Exception as error:
                log.error("live_feed", **failure(error))
                await asyncio.sleep(LOOK_SECONDS)

    def _publish(self, event: Event, kind: str) -> None:
        self.last = event.seq or self.last
        for listener in self._listeners:
            listener.check_sign_in |= kind == "config"
            listener.put(event)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not self._listeners:
                continue
            with contextlib.suppress(CannotStore):
                self._reachable = await self._read(clinician_reachable, self.clinic)
            beat = self.heartbeat()
            for listener in self._listeners:
                listener.put(beat)


def _event(seq: int, session_id: str | None, kind: str) -> Event:
    told = orjson.dumps({"seq": seq, "session_id": session_id, "kind": kind})
    return Event(b"id: %d\ndata: %s\n\n" % (seq, told), seq)
