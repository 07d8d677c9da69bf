#!/usr/bin/env python3
"""Starts Chairside from a fresh checkout: makes .venv from the locks, then goes on inside it.

    python3 run.py [serve|demo|user|import|export|verify|migrate] ...
    python3 run.py test [pytest arguments]

Only the standard library. The syntax stays old enough for an older Python to read as far as the
version check, so that it can say what is wrong.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Chairside needs Python 3.11 or newer; this is Python {}.{}. "
        "Install a newer one and start run.py with it.".format(*sys.version_info[:2])
    )

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME_LOCK = PROJECT / "requirements.lock"
TEST_LOCK = PROJECT / "requirements-test.lock"
PROGRESS_EVERY_S = 5.0

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


# Two processes share the whole suite, a file at a time, since a file may keep one server for its tests. Files
# come in the order that tests/conftest.py gives them: slow ones first, so that neither process is left alone.
WHOLE_SUITE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


class Stop(Exception):
    """What is missing and the remedy, in one line."""


def main(arguments: list[str]) -> int:
    """Install what the command needs, then become that command; returns only where it must stop."""
    try:
        install(RUNTIME_LOCK)
        if arguments[:1] == ["test"]:
            become(["pytest", *(arguments[1:] or WHOLE_SUITE)], test_environment(), PROJECT)
        become(["dashboard", *arguments], {}, None)
    except Stop as stop:
        say(str(stop))
    except OSError as error:
        say(f"Cannot work in {PROJECT}: {error}. Let this account write there or copy the folder.")
    except KeyboardInterrupt:
        say("Stopped. Start again to go on.")
    return 1


def say(line: str) -> None:
    """Put one line before the person, on standard error."""
    sys.stderr.write(f"chairside: {line}\n")
    sys.stderr.flush()


def become(module: list[str], extra: dict[str, str], folder: "Path | None") -> None:
    """Replace this process by `.venv`'s Python running the module; where to find `dashboard` goes along."""
    found = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(found), "PYTHONSAFEPATH": "1", **extra}
    command = [str(PYTHON), "-m", *module]
    if folder is not None:
        os.chdir(folder)
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)


# The virtual environment


def install(lock: Path) -> None:
    """Bring `.venv` to what the lock says; nothing is started when it is there already."""
    mark = VENV / f".chairside-{lock.stem}"
    wanted = fingerprint(lock)
    if PYTHON.exists() and mark.exists() and mark.read_text() == wanted:
        return
    if not lock.exists():
        raise Stop(f"{lock.name} is missing: fetch the whole project again.")
    uv = shutil.which("uv")
    if lock == RUNTIME_LOCK:
        make_venv(uv)
    packages = sum("==" in line for line in lock.read_text().splitlines())
    say(f"Installing {packages} packages of {lock.name} with {'uv' if uv else 'pip'}; this happens once.")
    started = time.monotonic()
    if uv:
        installer = [uv, "pip", "install", "--python", str(PYTHON)]
    else:
        installer = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run_installer([*installer, "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)])
    mark.write_text(wanted)
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def fingerprint(lock: Path) -> str:
    """Names the content of the lock (and of the one below it) and the Python it was installed for."""
    locks = [RUNTIME_LOCK] if lock == RUNTIME_LOCK else [RUNTIME_LOCK, lock]
    content = b"".join(path.read_bytes() for path in locks if path.exists())
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{version} {hashlib.sha256(content).hexdigest()}\n"


def make_venv(uv: "str | None") -> None:
    """An empty `.venv` in place of a missing or outdated one."""
    if not os.access(PROJECT, os.W_OK):
        raise Stop(f"Cannot write in {PROJECT}: let this account write there, or copy the folder to its own.")
    if not uv:
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            version = ".".join(map(str, sys.version_info[:2]))
            remedy = f"'sudo apt-get install python{version}-venv'" if debian() else "a full Python, or uv,"
            raise Stop(f"This Python has no venv module. Install {remedy} and start again.") from None
    say(f"Making {VENV} for Python {sys.version.split()[0]}.")
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv:
        run_installer([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    else:
        run_installer([sys.executable, "-m", "venv", str(VENV)])


def run_installer(command: list[str]) -> None:
    """Run an installer, showing how it gets on; Stop with its own words when it fails."""
    lines: list[str] = []
    shown = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            lines.append(line.strip())
            if lines[-1] and time.monotonic() - shown > PROGRESS_EVERY_S:
                shown = time.monotonic()
                say(f"... {lines[-1][:90]}")
    if process.returncode:
        said = [line for line in lines if line] or [f"status {process.returncode}"]
        errors = [line for line in said if line.lower().startswith("error")]
        words = errors[-1] if errors and errors[-1] == said[-1] else " / ".join([*errors[-1:], said[-1]])
        raise Stop(f"Installing failed: {words.rstrip('.')}. Check network and proxy, then start again.")


# What the tests need besides Python packages


def test_environment() -> dict[str, str]:
    """Install the test group; find or install a browser and pdftotext; gives the environment for pytest."""
    install(TEST_LOCK)
    given = os.environ.get("CHAIRSIDE_CHROMIUM")
    if given and not Path(given).is_file():
        raise Stop(f"CHAIRSIDE_CHROMIUM names {given}, which is not there: mend it or take it away.")
    browser = given or find_program(
        BROWSERS,
        "a Chromium",
        ["chromium", "fonts-liberation"],
        "Install Chromium or Chrome, or set CHAIRSIDE_CHROMIUM to one.",
    )
    find_program(("pdftotext",), "pdftotext", ["poppler-utils"], "Install poppler and put it on the PATH.")
    return {"CHAIRSIDE_CHROMIUM": browser}


def find_program(names: "tuple[str, ...]", what: str, packages: list[str], elsewhere: str) -> str:
    """The first of these programs that is installed, else installed now as root on Debian or Ubuntu."""
    found = first_installed(names)
    if found:
        return found
    by_hand = f"apt-get install -y {' '.join(packages)}"
    if not debian():
        raise Stop(f"The tests need {what}. {elsewhere}")
    if os.geteuid() != 0:
        raise Stop(f"The tests need {what}. Run: sudo apt-get update && sudo {by_hand}")
    say(f"Installing {what} ({by_hand}).")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run_installer(["apt-get", "update"])
    run_installer(["apt-get", "install", "-y", "--no-install-recommends", *packages])
    found = first_installed(names)
    if not found:
        raise Stop(f"The tests need {what}, and {by_hand} brought none. {elsewhere}")
    return found


def first_installed(names: "tuple[str, ...]") -> "str | None":
    """The path of the first name found on the PATH or as a full path."""
    return next(filter(None, map(shutil.which, names)), None)


def debian() -> bool:
    """True where apt-get installs packages."""
    return sys.platform.startswith("linux") and shutil.which("apt-get") is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
