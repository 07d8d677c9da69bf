"""A served clinic in a process of its own, with the stand-in's API and pages."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tests.web.serve_stand_in"]
ENOUGH_SECONDS = 60


@dataclass
class Served:
    """A process that said READY."""

    process: "subprocess.Popen[str]"
    url: str
    set_up: str | None
    errors: Path

    def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 5.0) -> int:
        """Tell it to stop and give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(within)


@contextmanager
def served(data_dir: Path, *arguments: str) -> Iterator[Served]:
    """Start it on a free port and wait until it listens."""
    errors = data_dir.with_suffix(".log")
    with errors.open("w") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", "--data-dir", str(data_dir), *arguments],
            cwd=PROJECT, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        told = dict(_lines(process))
        assert "READY" in told, errors.read_text()
        yield Served(process, told["READY"], told.get("SETUP"), errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _lines(process: "subprocess.Popen[str]") -> Iterator[tuple[str, str]]:
    assert process.stdout
    for line in process.stdout:
        word, _, rest = line.strip().partition(" ")
        yield word, rest
        if word == "READY":
            return


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=PROJECT, env=environment(), capture_output=True, text=True,
        timeout=ENOUGH_SECONDS,
    )  # fmt: skip


def environment() -> dict[str, str]:
    """This environment without a word meant for another clinic."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHAIRSIDE_")}
    return kept | {"PYTHONPATH": str(PROJECT)}
