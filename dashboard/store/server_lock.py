"""One server per data folder: an operating system's lock that dies with its process."""

import os
import sys
from pathlib import Path

from dashboard.store.refusals import ServerRunning

LOCK_NAME = "server.lock"


class ServerLock:
    """Held from making until `release`; ServerRunning when another process holds it."""

    def __init__(self, data_dir: Path) -> None:
        self._descriptor = os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise ServerRunning(
                f"Another Chairside serves {data_dir}: stop it first, or name another --data-dir."
            ) from error

    def release(self) -> None:
        """Let another server have it."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
