"""run.py on a fresh machine: what it installs, what it starts, and how it stops when something is missing."""

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import run

PROJECT = Path(__file__).resolve().parents[2]
ECHO_PYTHON = '#!/bin/sh\necho "$@"\necho "path $PYTHONPATH safe $PYTHONSAFEPATH"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with run.py, a lock of one package, and nothing installed."""
    folder = tmp_path / "chairside"
    folder.mkdir()
    shutil.copy(PROJECT / "run.py", folder)
    (folder / "requirements.lock").write_text("tiny==1.0 --hash=sha256:00\n")
    (folder / "requirements-test.lock").write_text("tinytest==1.0 --hash=sha256:00\n")
    return folder


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the copy with a PATH of its own `bin` folder and the system's."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHAIRSIDE_", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=folder,
        env={**kept, "PATH": f"{folder}/bin:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
    )


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def fake_uv(folder: Path, install: str = "true") -> None:
    """A uv that notes what it is asked, makes an echoing Python, and installs as the script says."""
    program(folder, "echo-python", ECHO_PYTHON)
    program(
        folder,
        "bin/uv",
        f"""#!/bin/sh
        echo "$@" >> {folder}/asked
        if [ "$1" = venv ]; then mkdir -p .venv/bin; cp {folder}/echo-python .venv/bin/python; exit; fi
        {install}
        """,
    )


def test_the_first_start_installs_with_hashes_and_goes_on_inside(checkout: Path) -> None:
    fake_uv(checkout)
    outcome = start(checkout, "demo", "--keep")
    assert outcome.stdout.splitlines() == ["-m dashboard demo --keep", f"path {checkout} safe 1"]
    asked = (checkout / "asked").read_text().splitlines()
    assert asked[0].startswith("venv ")
    assert "--require-hashes" in asked[1]
    assert "Installing 1 packages of requirements.lock with uv" in outcome.stderr


def test_a_second_start_installs_nothing(checkout: Path) -> None:
    fake_uv(checkout)
    start(checkout)
    before = (checkout / "asked").read_text()
    outcome = start(checkout)
    assert (checkout / "asked").read_text() == before
    assert outcome.stderr == ""


def test_a_changed_lock_is_installed_anew(checkout: Path) -> None:
    fake_uv(checkout)
    start(checkout)
    (checkout / "requirements.lock").write_text("tiny==1.1 --hash=sha256:11\n")
    outcome = start(checkout)
    assert "Installing" in outcome.stderr
    assert start(checkout).stderr == ""


def test_a_failed_installation_shows_its_last_line_and_is_tried_again(checkout: Path) -> None:
    fake_uv(checkout, install="echo 'resolving'; echo 'error: no route to the index' >&2; exit 2")
    for _ in range(2):
        outcome = start(checkout)
        assert outcome.returncode == 1
        last = outcome.stderr.splitlines()[-1]
        assert "error: no route to the index" in last
        assert "Check network and proxy" in last
        assert "Traceback" not in outcome.stderr


def test_a_python_without_venv_stops_with_the_remedy(checkout: Path) -> None:
    program(checkout, "lib/ensurepip.py", "raise ImportError('left out')")
    outcome = start(checkout, PYTHONPATH=str(checkout / "lib"), PATH=str(checkout / "bin"))
    assert outcome.returncode == 1
    assert "has no venv module" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_stops_with_the_remedy(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "VENV", checkout / ".venv")
    monkeypatch.setattr(run, "PYTHON", checkout / ".venv" / "python")
    monkeypatch.setattr(run.os, "access", lambda path, mode: False)
    assert run.main([]) == 1
    assert "let this account write there" in capsys.readouterr().err


def test_an_older_python_can_read_as_far_as_the_version_check() -> None:
    source = (PROJECT / "run.py").read_text()
    tree = ast.parse(source, feature_version=(3, 7))
    check = next(node for node in tree.body if isinstance(node, ast.If))
    assert "3.11 or newer" in ast.unparse(check)
    assert tree.body.index(check) < min(
        index for index, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )


def test_test_adds_the_test_group_and_hands_pytest_a_browser(checkout: Path) -> None:
    fake_uv(checkout)
    program(checkout, "echo-python", '#!/bin/sh\necho "$@ with $CHAIRSIDE_CHROMIUM"\nexit 5\n')
    browser = program(checkout, "bin/chromium", "#!/bin/sh\n")
    program(checkout, "bin/pdftotext", "#!/bin/sh\n")
    outcome = start(checkout, "test", "tests/clinical", "-x")
    assert outcome.stdout == f"-m pytest tests/clinical -x with {browser}\n"
    whole = start(checkout, "test")
    assert whole.stdout == f"-m pytest -n 2 --dist loadfile --no-loadscope-reorder with {browser}\n"
    assert outcome.returncode == 5
    assert "requirements-test.lock" in (checkout / "asked").read_text()


def test_a_named_browser_that_is_not_there_stops_the_tests(checkout: Path) -> None:
    fake_uv(checkout)
    outcome = start(checkout, "test", CHAIRSIDE_CHROMIUM="/nowhere/chromium")
    assert outcome.returncode == 1
    assert "CHAIRSIDE_CHROMIUM names /nowhere/chromium" in outcome.stderr


@pytest.fixture
def bare_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with only an apt-get that notes its calls and installs a chromium."""
    folder = tmp_path / "bin"
    program(
        folder,
        "apt-get",
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n'
        f'if [ "$1" = install ]; then echo > {folder}/chromium; /bin/chmod +x {folder}/chromium; fi\n',
    )
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(run.sys, "platform", "linux")
    return tmp_path


def test_root_on_debian_gets_a_browser_installed(bare_debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.os, "geteuid", lambda: 0)
    found = run.find_program(("chromium",), "a Chromium", ["chromium"], "Install one.")
    assert found == str(bare_debian / "bin" / "chromium")
    assert (bare_debian / "asked").read_text().startswith("update\ninstall -y")


def test_others_on_debian_are_told_the_exact_command(
    bare_debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
    with pytest.raises(run.Stop, match="sudo apt-get update && sudo apt-get install -y chromium"):
        run.find_program(("chromium",), "a Chromium", ["chromium"], "Install one.")


def tiny_wheel(folder: Path) -> str:
    """A wheel whose module `dashboard` says hello; gives its SHA-256."""
    path = folder / "tiny-1.0-py3-none-any.whl"
    files = {
        "dashboard/__main__.py": "print('hello from the lock')\n",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(text)}")
            wheel.writestr(name, text)
        wheel.writestr("tiny-1.0.dist-info/RECORD", "\n".join([*rows, "tiny-1.0.dist-info/RECORD,,"]) + "\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_real_pip_takes_only_what_the_hashes_name(checkout: Path, tmp_path: Path) -> None:
    offline = {
        "PATH": str(checkout / "bin"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
    }
    wrong = "0" * 64
    right = tiny_wheel(tmp_path)
    (checkout / "requirements.lock").write_text(f"tiny==1.0 --hash=sha256:{wrong}\n")
    refused = start(checkout, **offline)
    assert refused.returncode == 1
    assert "Installing failed" in refused.stderr.splitlines()[-1]
    (checkout / "requirements.lock").write_text(f"tiny==1.0 --hash=sha256:{right}\n")
    assert start(checkout, **offline).stdout == "hello from the lock\n"
