"""From `python3 run.py` to READY when everything is in place."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.rounds import interleaved, told

PROJECT = Path(__file__).parents[1]
ROUNDS = 7


def start_until_ready(folder: str) -> None:
    """Start, wait for the READY line, end it."""
    command = [sys.executable, str(PROJECT / "run.py"), "serve", "--data-dir", folder, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith("READY "):
            break
    server.terminate()
    server.wait(timeout=30)


def bare_imports() -> None:
    """What any Dash and FastAPI application pays before its first line."""
    subprocess.run([sys.executable, "-c", "import dash, fastapi, uvicorn, sqlalchemy"], check=True)


def main() -> None:
    """Print both arms."""
    with tempfile.TemporaryDirectory() as folder:
        start_until_ready(folder)
        arms = {"bare imports": bare_imports, "start to READY": lambda: start_until_ready(folder)}
        print(told(interleaved(arms, ROUNDS), "bare imports"))


if __name__ == "__main__":
    main()
