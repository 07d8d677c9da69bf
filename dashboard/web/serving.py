"""The server's own life: listening, saying so, and leaving in order when it is told to."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn

from dashboard.web.host import Host

FINISH_SECONDS = 3
LEAVE_SECONDS = 4.6
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn that tells when it listens, and says goodbye to open streams before it waits for them."""

    def __init__(self, config: uvicorn.Config, host: Host, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._host = host
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to stop: the streams first, since uvicorn waits for them without end."""
        leave_within(LEAVE_SECONDS)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Goodbye to the streams, then what is in flight, then the live feed."""
        self._host.hub.goodbye()
        await super().shutdown(sockets)


def run_server(
    host: Host, listener: socket.socket, on_ready: Callable[[], None], **tls_and_proxy: Any
) -> None:
    """Serve on the socket until a signal says stop; returns when all is finished."""
    config = uvicorn.Config(
        host, log_config=None, access_log=False, server_header=False, ws="none", lifespan="on",
        timeout_graceful_shutdown=FINISH_SECONDS, **tls_and_proxy,
    )  # fmt: skip
    Server(config, host, on_ready).run(sockets=[listener])


@contextmanager
def stopping_is_no_failure() -> Iterator[None]:
    """A signal to stop ends this block quietly, wherever it is.

    uvicorn raises the signal once more after a clean stop; it lands here and changes nothing.
    """
    before = {number: signal.signal(number, _stop) for number in STOP_SIGNALS}
    try:
        yield
    except Stopped:
        leave_within(LEAVE_SECONDS)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stopped(BaseException):
    """The process was told to stop; not an error, so that nothing on the way catches it."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def leave_within(seconds: float) -> None:
    """See to it that the process is gone by then, with status 0; a commit cut short is as if never asked."""
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
