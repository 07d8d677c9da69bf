"""The composition root: a clinic, its pages, its API and its server put together; only cli imports it."""

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from importlib import import_module
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from pkgutil import iter_modules
from socket import socket
from typing import Any
from zoneinfo import available_timezones

from dashboard import pages as pages_floor
from dashboard.actions import downtime, opening, watching
from dashboard.actions.clinic import Clinic, utc_now
from dashboard.actions.sign_in import new_set_up_token, set_up_needed
from dashboard.settings import DONE, PRACTICE_MARK, UNSAFE, Refused, Settings, assets_dir, bind, downtime_gid
from dashboard.store.database import RefusedDatabase
from dashboard.store.server_lock import LOCK_NAME, ServerLock
from dashboard.web.host import Door, Host
from dashboard.web.logs import start_logging
from dashboard.web.metrics import TOKEN_VARIABLE
from dashboard.web.page import Page
from dashboard.web.serving import run_server, stopping_is_no_failure
from dashboard.web.workers import leave_with_parent, run_workers

LOCALTIME = Path("/etc/localtime")
SHEETS_EVERY_S = 120.0
WATCH_EVERY_S = 2.0


def build(clinic: Clinic, settings: Settings) -> Host:
    """The ASGI application of this clinic, all pages and the API included."""
    from dashboard.api import application

    door = Door(
        assets=assets_dir(),
        cache=cache_dir(settings),
        secure=settings.has_tls or settings.behind_proxy,
        behind_proxy=settings.behind_proxy,
        metrics_token=os.environ.get(TOKEN_VARIABLE),
    )
    return Host(clinic, all_pages(), application.build, door)


def all_pages() -> list[Page]:
    """The `PAGE` of each package in dashboard.pages, in order of name."""
    names = sorted(module.name for module in iter_modules(pages_floor.__path__))
    found = [import_module(f"{pages_floor.__name__}.{name}") for name in names]
    return [module.PAGE for module in found if hasattr(module, "PAGE")]


@contextmanager
def open_clinic(
    settings: Settings, *, practice: bool | None = None, migrate: bool = True, serving: bool = False,
    now: Callable[[], datetime] | None = None,
) -> Iterator[Clinic]:  # fmt: skip
    """The clinic of these settings, closed at the end; raises Refused with status 3 for a wrong database.

    Without a word about practice the mark in the data folder tells.
    """
    if practice is None:
        practice = (settings.data_dir / PRACTICE_MARK).exists()
    with refusing():
        clinic = opening.open_clinic(
            settings.data_dir, settings.database_url, practice=practice, migrate=migrate,
            serving=serving, machine_zone=machine_zone(), now=now,
        )  # fmt: skip
    try:
        yield clinic
    finally:
        clinic.close()


def migrate(settings: Settings) -> None:
    """Bring the database to this version."""
    with open_clinic(settings):
        pass


def serve(settings: Settings, *, practice: bool = False, keep: bool = False) -> int:
    """Serve until a signal says stop, and give the exit status; raises Refused."""
    start_logging()
    group = downtime_gid(settings)
    listener = bind(settings)
    with stopping_is_no_failure():
        if practice:
            make_practice(settings, keep)
        with open_clinic(settings, practice=practice, serving=True) as clinic:
            token = say_set_up(clinic, settings, listener)
            with background(clinic, group):
                serve_clinic(clinic, settings, listener, token)
    return DONE


@contextmanager
def background(clinic: Clinic, sheets_for: int | None = None) -> Iterator[None]:
    """For as long as this block runs, keep each running session on disk and watch what time brings.

    `sheets_for` is the number of the group that may read what is on disk. Runs once, in the parent of several
    workers; they hear of changes as of any other process's.
    """
    stop = threading.Event()
    keepers = [
        threading.Thread(target=keep, args=(clinic, every_s, stop), name=name)
        for keep, every_s, name in (
            (partial(downtime.keep_writing, group=sheets_for), SHEETS_EVERY_S, "downtime"),
            (watching.keep_watch, WATCH_EVERY_S, "watch"),
        )
    ]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join()


def serve_clinic(clinic: Clinic, settings: Settings, listener: socket, token: str | None) -> None:
    """Serve in this process, or in as many workers as the settings say."""

    def say_ready() -> None:
        say(f"READY {settings.url_on(listener.getsockname()[1])}")

    if settings.workers > 1:
        arguments = (settings, clinic.practice, token)
        run_workers(settings.workers, serve_as_worker, listener, arguments, say_ready)
    else:
        run_server(build(clinic, settings), listener, say_ready, **server_options(settings))


def serve_as_worker(
    listener: socket, ready: Semaphore, settings: Settings, practice: bool, token: str | None
) -> None:
    """One of several processes that serve the same socket and database."""
    start_logging()
    leave_with_parent()
    with stopping_is_no_failure(), open_clinic(settings, practice=practice, migrate=False) as clinic:
        clinic.set_up_token = token
        run_server(build(clinic, settings), listener, ready.release, **server_options(settings))


def server_options(settings: Settings) -> dict[str, Any]:
    """What uvicorn must know of TLS and of a proxy."""
    options: dict[str, Any] = {"proxy_headers": settings.behind_proxy}
    if settings.tls_cert and settings.tls_key:
        options |= {"ssl_certfile": str(settings.tls_cert), "ssl_keyfile": str(settings.tls_key)}
    return options


def say_set_up(clinic: Clinic, settings: Settings, listener: socket) -> str | None:
    """While there is no administrator, say the link that makes one; gives its token."""
    if not set_up_needed(clinic):
        return None
    token = new_set_up_token(clinic)
    say(f"SETUP {settings.url_on(listener.getsockname()[1])}/setup#token={token}")
    return token


def make_practice(settings: Settings, keep: bool) -> None:
    """Make the practice clinic anew, unless it shall be kept and is there; says the sign-ins."""
    from dashboard.simulator import people, practice
    from dashboard.simulator.clock import PracticeClock

    if not keep and not settings.uses_postgresql:
        empty(settings.data_dir)
    now = utc_now()
    clock = PracticeClock(now)
    with open_clinic(settings, practice=True, now=clock.now) as clinic:
        if set_up_needed(clinic):
            say("Making the practice clinic.")
            practice.fill(clinic, clock, now, say)
        else:
            for person in people.STAFF:
                say(f"{person.username}  {people.PASSWORD}  ({person.display_name})")


def empty(data_dir: Path) -> None:
    """Take away what an earlier demo left; refused while another server has it."""
    with refusing():
        lock = ServerLock(data_dir)
    try:
        for path in data_dir.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in (PRACTICE_MARK, LOCK_NAME):
                path.unlink()
    finally:
        lock.release()


@contextmanager
def refusing() -> Iterator[None]:
    """A database that must not be used becomes a refusal with status 3."""
    try:
        yield
    except RefusedDatabase as refusal:
        raise Refused(UNSAFE, refusal.line) from refusal


def cache_dir(settings: Settings) -> Path:
    """Where packed files are kept between starts: in the virtual environment, else in the data folder."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "share" / "chairside" / "packed"
    return settings.data_dir / "cache" / "packed"


def machine_zone() -> str:
    """The IANA name of this machine's time zone, UTC where it cannot be told."""
    named = os.environ.get("TZ", "").removeprefix(":")
    linked = str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    return next((zone for zone in (named, linked) if zone in available_timezones()), "UTC")


def say(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
