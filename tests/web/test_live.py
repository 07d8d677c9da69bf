"""The live feed: every change in order, a gap caught up, an overflow told, a goodbye at the end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from dashboard.actions import open_screens, users
from dashboard.actions.clinic import Clinic
from dashboard.actions.sign_in import SignedIn
from dashboard.clinical.roles import Role
from dashboard.web import live, presence, stream
from dashboard.web.host import Door, Host
from dashboard.web.live import QUEUE_LENGTH, Event, Listener
from tests.web import stand_in

PATIENCE = 20


@dataclass(frozen=True)
class Told:
    """One event as the browser gets it."""

    name: str
    data: Any
    seq: int | None


class Watching:
    """One open stream, driven below HTTP."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.leave = asyncio.Event()
        self._ready: list[Told] = []

    async def start(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.messages.get(), PATIENCE)

    async def next(self, name: str | None = None) -> Told:
        """The next event, or the next one of this name."""
        while True:
            while not self._ready:
                message = await asyncio.wait_for(self.messages.get(), PATIENCE)
                assert message.get("more_body"), "the stream ended"
                self._ready = _parsed(message["body"].decode())
            told = self._ready.pop(0)
            if name in (None, told.name):
                return told


def _parsed(text: str) -> list[Told]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "data" in lines:
            seq = int(lines["id"]) if "id" in lines else None
            found.append(Told(lines.get("event", "change"), json.loads(lines["data"]), seq))
    return found


@asynccontextmanager
async def watching(
    host: Host, sign_in: SignedIn, last_event_id: int | None = None
) -> AsyncIterator[Watching]:
    watch = Watching()
    headers = [(b"cookie", f"chairside_session={sign_in.token}".encode())]
    if last_event_id is not None:
        headers.append((b"last-event-id", str(last_event_id).encode()))
    scope = {
        "type": "http", "method": "GET", "path": "/api/v1/stream", "raw_path": b"", "query_string": b"",
        "headers": headers, "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8050),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        await watch.leave.wait()
        return {"type": "http.disconnect"}

    task = asyncio.create_task(host(scope, receive, watch.messages.put))  # type: ignore[arg-type]
    yield watch
    watch.leave.set()
    await asyncio.wait_for(task, PATIENCE)


def run_live(test: Callable[[Host], Coroutine[Any, Any, None]], host: Host) -> None:
    """Run a test with the host's feed started."""

    async def run() -> None:
        await host.hub.start()
        try:
            await test(host)
        finally:
            await host.hub.stop()

    asyncio.run(run())


@pytest.fixture
def quiet_host(clinic: Clinic, door: Door) -> Host:
    """A host whose feed has not begun."""
    return Host(clinic, stand_in.PAGES, stand_in.build_api, door)


_number = iter(range(10_000))


async def change(clinic: Clinic) -> int:
    """One committed change, made in the writer's thread; its number."""
    loop = asyncio.get_running_loop()
    name = f"person-{next(_number)}"
    await loop.run_in_executor(clinic.writer, stand_in.change_something, clinic, name)
    return clinic.last_change()


def test_a_commit_reaches_every_open_page_in_order(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as one, watching(host, nurse_signed_in) as two:
            assert (await one.start())["status"] == 200
            await two.start()
            first = await one.next("heartbeat")
            await two.next("heartbeat")
            numbers = [await change(clinic), await change(clinic)]
            for page in (one, two):
                told = [await page.next("change"), await page.next("change")]
                assert [event.seq for event in told] == numbers
                assert [event.data["seq"] for event in told] == numbers
                assert told[0].data["kind"] == "config"
            assert first.data["last"] == numbers[0] - 1
            assert first.data["now"].endswith("Z")

    run_live(test, quiet_host)


@pytest.mark.hazard("H17")
def test_a_page_that_comes_back_is_told_what_it_missed_once(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        seen = clinic.last_change()
        missed = [await change(clinic), await change(clinic)]
        async with watching(host, nurse_signed_in, last_event_id=seen) as page:
            await page.start()
            assert [(await page.next("change")).seq for _ in missed] == missed
            later = await change(clinic)
            assert (await page.next("change")).seq == later

    run_live(test, quiet_host)


def test_a_page_that_knows_of_a_future_is_told_to_ask_for_everything(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in, last_event_id=10**9) as page:
            await page.start()
            assert (await page.next()).name == "resync"

    run_live(test, quiet_host)


def test_a_change_by_another_process_is_told_too(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(clinic, "_tell", lambda _change: None)

    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            number = await change(clinic)
            assert (await page.next("change")).seq == number

    run_live(test, quiet_host)


def test_heartbeats_come_by_themselves(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.02)

    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            beats = [await page.next("heartbeat") for _ in range(4)]
            assert all(beat.data["last"] == clinic.last_change() for beat in beats)

    run_live(test, quiet_host)


def test_the_goodbye_ends_the_stream_and_new_pages_are_sent_away(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            host.hub.goodbye()
            await page.next("bye")
            assert not (await asyncio.wait_for(page.messages.get(), PATIENCE)).get("more_body")
        assert host.hub.open_streams == 0
        async with watching(host, nurse_signed_in) as late:
            assert (await late.start())["status"] == 503

    run_live(test, quiet_host)


def test_beyond_the_cap_a_page_gets_503_and_a_place_left_is_free_again(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        host.hub._most = 1
        async with watching(host, nurse_signed_in) as one:
            await one.start()
            async with watching(host, nurse_signed_in) as two:
                start = await two.start()
                assert start["status"] == 503
                assert b"retry-after" in dict(start["headers"])
        async with watching(host, nurse_signed_in) as three:
            assert (await three.start())["status"] == 200

    run_live(test, quiet_host)


def test_a_disabled_person_s_stream_ends(clinic: Clinic, quiet_host: Host) -> None:
    stand_in.add_person(clinic, "leaver", Role.NURSE)
    sign_in = stand_in.signed_in(clinic, "leaver")

    async def test(host: Host) -> None:
        async with watching(host, sign_in) as page:
            await page.start()
            await asyncio.get_running_loop().run_in_executor(
                clinic.writer, users.disable_user_from_shell, clinic, "leaver"
            )
            await page.next("bye")

    run_live(test, quiet_host)


def test_a_sign_in_that_ran_out_is_noticed_by_the_heartbeat(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(stream, "identify", lambda _clinic, _token: None)

    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            await page.next("bye")

    run_live(test, quiet_host)


@pytest.fixture
def clinician_signed_in(clinic: Clinic) -> SignedIn:
    """A clinician of this test alone, so that nobody else's page stands for hers."""
    name = f"clinician-{next(_number)}"
    stand_in.add_person(clinic, name, Role.CLINICIAN)
    return stand_in.signed_in(clinic, name)


async def until_reachable(page: Watching, reachable: bool) -> None:
    """Wait for the beat that says so."""
    while (await page.next("heartbeat")).data["clinician_reachable"] is not reachable:
        pass


@pytest.mark.hazard("H21", "A16")
def test_a_clinicians_last_page_closed_is_told_to_every_other_page(
    quiet_host: Host, nurse_signed_in: SignedIn, clinician_signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(presence, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(open_screens, "SEEN_WITHIN", timedelta(seconds=1))

    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as nurse:
            await nurse.start()
            await until_reachable(nurse, False)
            async with watching(host, clinician_signed_in) as first:
                await first.start()
                await until_reachable(nurse, True)
                async with watching(host, clinician_signed_in) as second:
                    await second.start()
            await until_reachable(nurse, False)

    run_live(test, quiet_host)


@pytest.mark.hazard("A16")
def test_all_streams_of_a_process_are_renewed_by_one_write_and_dropped_when_it_stops(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn, clinician_signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    writes: list[int] = []
    renew = open_screens.renew_screens

    def counted(of: Clinic, streams: Mapping[str, str]) -> None:
        writes.append(len(streams))
        renew(of, streams)

    monkeypatch.setattr(presence, "renew_screens", counted)

    async def test(host: Host) -> None:
        async with watching(host, clinician_signed_in) as one, watching(host, nurse_signed_in) as two:
            await one.start()
            await two.start()
            await until_reachable(two, True)
            for _ in range(10):
                await two.next("heartbeat")

    run_live(test, quiet_host)
    assert len(writes) == 1
    assert not open_screens.clinician_reachable(clinic)


@pytest.mark.hazard("H19", "A14")
def test_every_page_is_told_when_most_browsers_differ_from_the_servers_clock(
    clinic: Clinic, quiet_host: Host, nurse_signed_in: SignedIn
) -> None:
    async def test(host: Host) -> None:
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            assert (await page.next("heartbeat")).data["server_clock_doubted"] is False
        for browser in ("one", "two"):
            wall = clinic.now() + timedelta(minutes=61)
            host.hub.clocks.tell(browser, round(wall.timestamp() * 1000))
        async with watching(host, nurse_signed_in) as page:
            await page.start()
            assert (await page.next("heartbeat")).data["server_clock_doubted"] is True

    run_live(test, quiet_host)


def test_a_slow_page_is_told_to_ask_for_everything_instead_of_losing_changes() -> None:
    async def test() -> list[Event]:
        listener = Listener()
        for seq in range(1, QUEUE_LENGTH + 2):
            listener.put(Event(b"", seq))
        listener.put(live.BYE)
        return [event async for event in listener.events()]

    resync, bye = asyncio.run(test())
    assert resync.data.startswith(b"event: resync")
    assert resync.seq == QUEUE_LENGTH + 1
    assert bye is live.BYE
