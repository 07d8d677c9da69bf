"""Settings that would harm are refused, each with its status and one line that names the remedy."""

import os
import socket
from pathlib import Path

import pytest

from dashboard import settings as rules
from dashboard.settings import Refused, Settings


def settings(tmp_path: Path, **given: object) -> Settings:
    return Settings(data_dir=tmp_path / "clinic", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.5", "localhost", "::1"])
def test_this_machine_alone_is_served_without_tls(tmp_path: Path, host: str) -> None:
    rules.check_safe_to_serve(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "clinic.example", ""])
def test_other_machines_are_refused_without_tls(tmp_path: Path, host: str) -> None:
    with pytest.raises(Refused, match="--behind-proxy") as refused:
        rules.check_safe_to_serve(settings(tmp_path, host=host))
    assert refused.value.status == 3


@pytest.mark.parametrize("said", ["behind_proxy", "plain_http"])
def test_saying_so_allows_other_machines(tmp_path: Path, said: str) -> None:
    rules.check_safe_to_serve(settings(tmp_path, host="0.0.0.0", **{said: True}))


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="both --tls-cert and --tls-key"):
        rules.check_safe_to_serve(settings(tmp_path, tls_cert=tmp_path / "cert.pem"))


def test_several_workers_need_postgresql(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="PostgreSQL") as refused:
        rules.check_safe_to_serve(settings(tmp_path, workers=2))
    assert refused.value.status == 3
    rules.check_safe_to_serve(settings(tmp_path, workers=2, database_url="postgresql://db/clinic"))


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "clinic").write_text("a file, not a folder")
    with pytest.raises(Refused, match="--data-dir") as refused:
        rules.check_data_dir(settings(tmp_path))
    assert refused.value.status == 1


def test_the_data_folder_is_for_its_account_alone(tmp_path: Path) -> None:
    rules.check_data_dir(settings(tmp_path))
    assert (tmp_path / "clinic").stat().st_mode & 0o077 == 0


@pytest.mark.hazard("A33")
def test_the_group_of_the_downtime_sheets_passes_through_the_data_folder_and_reads_nothing_in_it(
    tmp_path: Path,
) -> None:
    import grp

    own = grp.getgrgid(os.getgid())
    named = settings(tmp_path, downtime_group=own.gr_name)
    rules.check_data_dir(named)
    assert rules.downtime_gid(named) == own.gr_gid
    folder = (tmp_path / "clinic").stat()
    assert (folder.st_mode & 0o777, folder.st_gid) == (0o710, own.gr_gid)
    assert rules.downtime_gid(settings(tmp_path)) is None


@pytest.mark.hazard("A33")
def test_an_unknown_group_is_refused_by_its_name(tmp_path: Path) -> None:
    named = settings(tmp_path, downtime_group="no-such-group")
    rules.check_data_dir(named)
    with pytest.raises(Refused, match=r"no group no-such-group.*--downtime-group") as refused:
        rules.downtime_gid(named)
    assert refused.value.status == 3
    assert (tmp_path / "clinic").stat().st_mode & 0o077 == 0


def test_practice_never_takes_the_folder_of_a_clinic(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "record.db").write_text("real")
    with pytest.raises(Refused, match="not a practice folder") as refused:
        rules.check_practice_dir(settings(tmp_path))
    assert refused.value.status == 3


def test_practice_takes_an_empty_folder_and_its_own_again(tmp_path: Path) -> None:
    rules.check_practice_dir(settings(tmp_path))
    (tmp_path / "clinic" / "record.db").write_text("practice")
    rules.check_practice_dir(settings(tmp_path))


def test_a_taken_port_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"port {port}.*--port") as refused:
            rules.bind(settings(tmp_path, port=port))
    assert refused.value.status == 1


def test_port_zero_takes_a_free_one(tmp_path: Path) -> None:
    chosen = settings(tmp_path, port=0)
    with rules.bind(chosen) as listener:
        port = listener.getsockname()[1]
        assert chosen.url_on(port) == f"http://127.0.0.1:{port}"


def test_the_defaults_and_screens_of_the_checkout_are_found() -> None:
    assert rules.assets_dir().is_dir()
    assert rules.reference_dir().is_dir()
    assert rules.default_data_dir(practice=True).parts[-2:] == ("data", "practice")
