"""Sheets of running sessions in the data folder: there when the server is not, and gone with the session."""

import json
import os
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from dashboard.actions import discharge, downtime, rooms
from dashboard.actions.clinic import Clinic
from dashboard.actions.opening import open_clinic
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import Bedside
from tests.people import ZONE, hire


class Looks(threading.Event):
    """A stop that comes by itself: at each wait the next step is done, after the last it is set."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        super().__init__()
        self.steps = list(steps)
        self.pauses: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Do the next step instead of waiting."""
        self.pauses.append(timeout)
        if self.steps:
            self.steps.pop(0)()
        else:
            self.set()
        return self.is_set()


def folder(bedside: Bedside) -> Path:
    return bedside.clinic.data_dir / downtime.FOLDER


def sheets(bedside: Bedside) -> list[str]:
    return sorted(path.name for path in folder(bedside).glob("*.html"))


@pytest.mark.hazard("H46", "H52")
def test_each_running_session_has_a_sheet_with_its_last_saved_set(bedside: Bedside) -> None:
    first, second = bedside.open(), bedside.open("Room 2", mrn="204882")
    bedside.dose(first)
    bedside.pressure(first, 164, 98)
    bedside.pressure(second, 117, 71)
    written = downtime.write_sheets(bedside.clinic)
    assert [path.name[:7] for path in written] == ["room-1-", "room-2-"]
    assert "164/98" in written[0].read_text(encoding="utf-8")
    assert "117/71" in written[1].read_text(encoding="utf-8")
    assert "state at <strong>13:00</strong>" in written[0].read_text(encoding="utf-8")


@pytest.mark.hazard("H57", "A33")
def test_names_of_files_tell_room_and_code_and_only_the_owner_may_read(on_sqlite: Bedside) -> None:
    session_id = on_sqlite.open()
    (path,) = downtime.write_sheets(on_sqlite.clinic)
    assert path.name == f"room-1-{session_id[-8:]}.html"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder(on_sqlite).stat().st_mode & 0o777 == 0o700
    for name in (p.name for p in folder(on_sqlite).iterdir()):
        assert "kowalczyk" not in name.lower()
        assert "204881" not in name


@pytest.mark.hazard("H46", "A33")
def test_the_group_that_the_clinic_names_may_read_the_sheets_until_it_is_named_no_more(
    on_sqlite: Bedside,
) -> None:
    on_sqlite.open()
    group = os.getgid()
    written = [*downtime.write_sheets(on_sqlite.clinic, group), folder(on_sqlite) / downtime.STAMP]
    assert len(written) == 2
    for path in written:
        assert (path.stat().st_mode & 0o777, path.stat().st_gid) == (0o640, group)
    inside = folder(on_sqlite).stat()
    assert (inside.st_mode & 0o777, inside.st_gid) == (0o750, group)
    downtime.write_sheets(on_sqlite.clinic)
    assert folder(on_sqlite).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}


@pytest.mark.hazard("A33")
def test_a_room_in_another_script_gives_a_plain_file_name(on_sqlite: Bedside) -> None:
    room = rooms.add_room(on_sqlite.clinic, on_sqlite.ada, "緑の部屋/..")
    session_id = on_sqlite.open(room.name)
    (path,) = downtime.write_sheets(on_sqlite.clinic)
    assert path.name == f"place-{room.position}-{session_id[-8:]}.html"
    assert path.parent == folder(on_sqlite)


@pytest.mark.hazard("H60", "A33")
def test_the_sheet_goes_with_its_session(on_sqlite: Bedside) -> None:
    session_id = on_sqlite.open()
    on_sqlite.open("Room 2", mrn="204882")
    downtime.write_sheets(on_sqlite.clinic)
    (folder(on_sqlite) / "room-9-old.html.part").write_text("half")
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="not today")
    discharge.end_session(on_sqlite.clinic, on_sqlite.nina, session_id, request)
    downtime.write_sheets(on_sqlite.clinic)
    assert [name[:7] for name in sheets(on_sqlite)] == ["room-2-"]
    assert not list(folder(on_sqlite).glob("*.part"))


@pytest.mark.hazard("H56", "A34")
def test_sheets_of_practice_say_so_in_name_and_page(on_sqlite: Bedside, tmp_path: Path) -> None:
    on_sqlite.open()
    assert "PRACTICE" not in downtime.write_sheets(on_sqlite.clinic)[0].read_text(encoding="utf-8")
    practice = open_clinic(tmp_path / "practice", None, practice=True, machine_zone=ZONE, now=on_sqlite.clock)
    with closing(practice):
        other = Bedside(practice, on_sqlite.clock, hire(practice))
        other.open()
        (path,) = downtime.write_sheets(practice)
        assert path.name.startswith("PRACTICE-room-1-")
        assert "PRACTICE" in path.read_text(encoding="utf-8")


@pytest.mark.hazard("H52")
def test_last_written_at_tells_how_old_the_sheets_are(on_sqlite: Bedside) -> None:
    assert downtime.last_written_at(on_sqlite.clinic) is None
    downtime.write_sheets(on_sqlite.clinic)
    assert downtime.last_written_at(on_sqlite.clinic) == on_sqlite.clock.at
    on_sqlite.clock.forward(3)
    downtime.write_sheets(on_sqlite.clinic)
    assert downtime.last_written_at(on_sqlite.clinic) == on_sqlite.clock.at
    (folder(on_sqlite) / downtime.STAMP).write_text("not a time")
    assert downtime.last_written_at(on_sqlite.clinic) is None


@pytest.mark.hazard("H52")
def test_one_sheet_that_fails_leaves_the_others_and_its_older_self(
    on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = on_sqlite.open()
    second = on_sqlite.open("Room 2", mrn="204882")
    downtime.write_sheets(on_sqlite.clinic)
    before = on_sqlite.clock.at
    on_sqlite.clock.forward(5)
    on_sqlite.pressure(second, 117, 71)
    drawn = downtime.downtime_sheet

    def failing(record: SessionRecord) -> bytes:
        if record.session.id == first:
            raise ValueError("Kowalczyk")
        return drawn(record)

    monkeypatch.setattr(downtime, "downtime_sheet", failing)
    with capture_logs() as lines, pytest.raises(ValueError, match="Kowalczyk"):
        downtime.write_sheets(on_sqlite.clinic)
    one, two = (folder(on_sqlite) / name for name in sheets(on_sqlite))
    assert "state at <strong>13:00</strong>" in one.read_text(encoding="utf-8")
    assert "117/71" in two.read_text(encoding="utf-8")
    assert downtime.last_written_at(on_sqlite.clinic) == before
    assert "Kowalczyk" not in json.dumps(lines)
    assert lines[0]["error"] == "ValueError"


@pytest.mark.hazard("H46", "H52")
def test_a_set_saved_between_two_rounds_is_on_disk_at_the_next_look(on_sqlite: Bedside) -> None:
    session_id = on_sqlite.open()
    seen: list[str] = []

    def page() -> str:
        return next(folder(on_sqlite).glob("*.html")).read_text(encoding="utf-8")

    looks = Looks(lambda: on_sqlite.pressure(session_id, 151, 92), lambda: seen.append(page()))
    downtime.keep_writing(on_sqlite.clinic, 120.0, looks)
    assert "151/92" in seen[0]
    assert looks.pauses[0] == downtime.LOOK_EVERY_S


def test_without_changes_sheets_are_written_again_only_when_the_interval_is_over(on_sqlite: Bedside) -> None:
    on_sqlite.open()
    times: list[object] = []

    def later() -> None:
        times.append(downtime.last_written_at(on_sqlite.clinic))
        on_sqlite.clock.forward(0.25)

    start = on_sqlite.clock.at
    downtime.keep_writing(on_sqlite.clinic, 30.0, Looks(later, later, later))
    assert times[0] == times[1] == start
    assert times[2] != start


@pytest.mark.hazard("H52")
def test_the_last_sheets_are_written_when_the_server_stops(on_sqlite: Bedside) -> None:
    session_id = on_sqlite.open()
    stop = Looks()
    stop.set()
    on_sqlite.pressure(session_id, 143, 88)
    downtime.keep_writing(on_sqlite.clinic, 120.0, stop)
    assert "143/88" in next(folder(on_sqlite).glob("*.html")).read_text(encoding="utf-8")


@pytest.mark.hazard("H52")
def test_a_failure_is_logged_without_a_name_and_tried_again(on_sqlite: Bedside) -> None:
    on_sqlite.open()
    folder(on_sqlite).write_text("a file stands in the way")
    with capture_logs() as lines:
        downtime.keep_writing(on_sqlite.clinic, 120.0, Looks(lambda: folder(on_sqlite).unlink()))
    assert lines[0]["event"] == "downtime: sheets not written"
    assert lines[0]["error"] == "FileExistsError"
    assert "Kowalczyk" not in json.dumps(lines)
    assert len(sheets(on_sqlite)) == 1


@pytest.mark.hazard("H52")
def test_a_database_that_does_not_answer_ends_no_thread(
    on_sqlite: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Clinic) -> int:
        raise OSError

    monkeypatch.setattr(Clinic, "last_change", broken)
    with capture_logs() as lines:
        downtime.keep_writing(on_sqlite.clinic, 120.0, Looks())
    assert lines[0]["event"] == "downtime: changes not read"
    assert downtime.last_written_at(on_sqlite.clinic) == on_sqlite.clock.at
