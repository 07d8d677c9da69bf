"""The wheel is enough: it carries screens and defaults, installs, and serves away from the checkout."""

import os
import signal
import subprocess
import sys
import sysconfig
import threading
import urllib.request
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=PROJECT,
        check=True,
    )
    return next(folder.glob("chairside-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; its dependencies are lent by the one that runs the tests."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    packages = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    Path(packages, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [python, "-m", "pip", "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "bin" / "chairside"


def test_the_wheel_carries_every_asset_and_every_default(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for source, place in [("assets", "assets"), ("data/reference", "reference")]:
        files = [path for path in (PROJECT / source).rglob("*") if path.is_file() and path.name[0] != "."]
        assert files
        wanted = {
            f"dashboard/_bundled/{place}/{path.relative_to(PROJECT / source).as_posix()}" for path in files
        }
        assert wanted <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_wheel_serves_and_leaves_on_sigterm(installed: Path, tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHAIRSIDE_", "PYTHON"))
    }
    process = subprocess.Popen(
        [str(installed), "serve", "--port", "0"], cwd=tmp_path, env=kept, stdout=subprocess.PIPE, text=True
    )
    watchdog = threading.Timer(START_WITHIN_S, process.kill)
    watchdog.start()
    try:
        assert process.stdout
        ready = next((line for line in process.stdout if line.startswith("READY ")), None)
        assert ready, "it ended before it was ready"
        with urllib.request.urlopen(f"{ready.split()[1]}/health/live") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        watchdog.cancel()
        process.kill()
    assert (tmp_path / "data" / "clinic").is_dir()
