"""One server on one SQLite file; shell commands run beside it."""

from pathlib import Path

import pytest

from tests.serving import ServedClinic


@pytest.fixture
def served(tmp_path: Path) -> ServedClinic:
    return ServedClinic(tmp_path / "clinic").start()


def test_a_second_server_on_the_same_file_is_refused_and_the_first_goes_on(served: ServedClinic) -> None:
    try:
        second = served.command("serve", "--port", "0")
        assert second.returncode == 3
        assert second.stdout == ""
        assert len(second.stderr.strip().splitlines()) == 1
        served.add_user("nina", "nurse")
        assert served.sign_in("nina").get("/me").status_code == 200
    finally:
        assert served.stop() == 0


@pytest.mark.hazard("H56")
def test_the_practice_clinic_and_the_clinic_refuse_each_others_folders(served: ServedClinic) -> None:
    assert served.stop() == 0
    practised = served.command("demo", "--port", "0")
    assert practised.returncode == 3
    assert len(practised.stderr.strip().splitlines()) == 1
