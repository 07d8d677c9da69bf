"""From a nurse's save to the live feed of another open screen."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rounds import interleaved, told
from tests.serving import Person, ServedClinic

ROUNDS = 100


class Screen:
    """Another person's open stream; `seen` is set when a reading is told."""

    def __init__(self, person: Person) -> None:
        self.seen = threading.Event()
        self.at = 0.0
        threading.Thread(target=self._listen, args=(person,), daemon=True).start()

    def _listen(self, person: Person) -> None:
        with person.http.stream("GET", "/api/v1/stream", timeout=None) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:") and '"reading"' in line:
                    self.at = time.perf_counter()
                    self.seen.set()


def main() -> None:
    """Print the save and the way to the second screen."""
    with tempfile.TemporaryDirectory() as folder:
        served = ServedClinic(Path(folder) / "clinic").start()
        try:
            served.add_user("nina", "nurse")
            served.add_user("carl", "clinician")
            nina, screen = served.sign_in("nina"), Screen(served.sign_in("carl"))
            session = nina.session(nina.patient())
            time.sleep(1)
            print(told(interleaved(arms(nina, screen, session), ROUNDS), "save answered"))
        finally:
            served.stop()


def arms(nina: Person, screen: Screen, session: str) -> dict[str, Callable[[], float | None]]:
    """The save alone, and the save until the other screen was told."""
    body = {"values": {"systolic": 121, "diastolic": 71}}

    def save() -> None:
        nina.made(f"/sessions/{session}/readings", body)

    def until_seen() -> float:
        screen.seen.clear()
        began = time.perf_counter()
        nina.made(f"/sessions/{session}/readings", body)
        assert screen.seen.wait(30)
        return screen.at - began

    return {"save answered": save, "second screen told": until_seen}


if __name__ == "__main__":
    main()
