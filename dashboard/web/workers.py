"""Several server processes behind one socket, for a clinic on PostgreSQL. One that dies is started again."""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from dashboard.web.serving import FINISH_SECONDS, leave_within

Work = Callable[..., None]


def run_workers(
    count: int,
    work: Work,
    listener: socket.socket,
    arguments: tuple[object, ...],
    on_ready: Callable[[], None],
) -> None:
    """Run `work(listener, ready, *arguments)` in `count` processes until a signal says stop.

    Each releases `ready` when it listens; `on_ready` is called when all of them do.
    """
    context = multiprocessing.get_context("spawn")
    ready = context.Semaphore(0)

    def start() -> SpawnProcess:
        process = context.Process(target=work, args=(listener, ready, *arguments))
        process.start()
        return process

    processes = [start() for _ in range(count)]
    try:
        for _ in processes:
            ready.acquire()
        on_ready()
        while True:
            wait([process.sentinel for process in processes])
            processes = [process if process.is_alive() else start() for process in processes]
    finally:
        leave_within(FINISH_SECONDS + 1.5)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def leave_with_parent() -> None:
    """In a worker: stop when the process that started it is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
