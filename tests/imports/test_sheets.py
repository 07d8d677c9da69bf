"""`import`: what a paper or downtime sheet may hold, what of it is stored, and what is said of the rest."""

import getpass
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard import cli
from dashboard.actions.events import EventCorrection, correct_event
from dashboard.actions.imports import import_file
from dashboard.clinical.errors import ClinicalError, NotFound, NotPermitted
from tests.actions.bedside import Bedside


class Sheet:
    """A session an hour after its dose, and a sheet to import into it."""

    def __init__(self, bedside: Bedside, folder: Path, *, dosed: bool = True) -> None:
        self.bedside = bedside
        self.path = folder / "sheet.csv"
        self.session = bedside.open()
        self.said: list[str] = []
        self.dose = bedside.dose(self.session) if dosed else None
        bedside.clock.forward(120)

    def run(self, text: str | bytes, as_user: str = "nina") -> int:
        """Import this text; what was said is in `said`."""
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.said.clear()
        return import_file(self.bedside.clinic, self.path, self.session, as_user, self.said.append)

    def values(self) -> list[dict[str, float]]:
        """What the session holds, in order of time."""
        return [dict(r.values) for r in self.bedside.look(self.session).counted_readings]


@pytest.fixture
def sheet(bedside: Bedside, tmp_path: Path) -> Sheet:
    return Sheet(bedside, tmp_path)


def test_each_line_becomes_a_late_reading_with_its_source(sheet: Sheet) -> None:
    assert sheet.run("minute,systolic,diastolic,heart_rate\n10,130,80,72\n20,141,85,\n") == 0
    first, second = sheet.bedside.look(sheet.session).counted_readings
    assert (first.values, second.values) == (
        {"systolic": 130, "diastolic": 80, "heart_rate": 72}, {"systolic": 141, "diastolic": 85},
    )  # fmt: skip
    assert (first.source, first.late, first.recorded_by) == ("import", True, sheet.bedside.nina.user_id)
    assert sheet.bedside.look(sheet.session).minute(second.observed_at) == 20


@pytest.mark.hazard("H59", "A4")
def test_patient_birth_date_session_day_room_and_lines_are_said_first(sheet: Sheet) -> None:
    sheet.run("minute,systolic\n10,130\n20,131\n")
    assert sheet.said[0] == (
        "Patient Kowalczyk, Marta, born 1979-03-14, record number 204881; "
        "session of 2026-11-23 in Room 1; 2 lines."
    )
    assert sheet.said[-1] == "2 stored, 0 already there, 0 refused."


@pytest.mark.hazard("H59", "A4")
@pytest.mark.parametrize(
    "text",
    ["mrn,minute,systolic\n204881,10,130\n204882,20,131\n", "birth_date,minute,systolic\n1979-03-15,10,130\n",
     "mrn,birth_date,minute,systolic\n204881,1979-03-14,10,130\n204881,,20,131\n"],
)  # fmt: skip
def test_a_sheet_of_another_patient_stores_nothing(sheet: Sheet, text: str) -> None:
    with pytest.raises(ClinicalError, match=r"is not this patient's\. Nothing was stored"):
        sheet.run(text)
    assert sheet.said[0].startswith("Patient Kowalczyk")
    assert sheet.values() == []


def test_the_right_identity_in_every_line_is_accepted(sheet: Sheet) -> None:
    assert sheet.run("mrn,birth_date,minute,systolic\n204881,1979-03-14,10,130\n") == 0


def test_minutes_without_a_dose_start_are_refused_with_the_remedy(bedside: Bedside, tmp_path: Path) -> None:
    sheet = Sheet(bedside, tmp_path, dosed=False)
    with pytest.raises(ClinicalError, match="Record the dose start first, or give observed_at instead"):
        sheet.run("minute,systolic\n10,130\n")
    assert sheet.values() == []
    assert sheet.run("observed_at,systolic\n2026-11-23T13:10,130\n") == 0


def test_an_improbable_value_is_stored_questioned_and_listed(sheet: Sheet) -> None:
    assert sheet.run("minute,systolic,heart_rate\n10,130,190\n") == 0
    reading = sheet.bedside.look(sheet.session).readings[0]
    assert (reading.values["heart_rate"], reading.questioned) == (190, ("heart_rate",))
    assert "Line 2, column heart_rate: stored and marked questioned (190)." in sheet.said


def test_impossible_values_are_refused_by_line_and_column_and_the_other_lines_are_stored(
    sheet: Sheet,
) -> None:
    assert sheet.run("minute,systolic,diastolic,spo2\n10,130,80,97\n20,80,120,97\n30,131,81,104\n") == 1
    assert len(sheet.values()) == 1
    refused = [line for line in sheet.said if "refused," in line]
    assert refused == [
        "Line 3, column diastolic: refused, Diastolic 120 is above systolic 80. Are they swapped?",
        "Line 4, column spo2: refused, SpO2 104 cannot be stored. It must lie between 20 and 100.",
    ]
    assert sheet.said[-1] == "1 stored, 0 already there, 2 refused."


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("12O", "systolic"),
        ("1e3", "systolic"),
        ("nan", "systolic"),
        ("9" * 5000, "systolic"),
        ("120,5", "systolic"),
    ],
)
def test_a_cell_that_is_no_number_refuses_its_line(sheet: Sheet, cell: str, column: str) -> None:
    assert sheet.run(f'minute,heart_rate,{column}\n10,72,"{cell}"\n20,73,131\n') == 1
    assert [values["heart_rate"] for values in sheet.values()] == [73]
    assert any(line.startswith(f"Line 2, column {column}: refused, '{cell[:50]}") for line in sheet.said)


def test_a_mean_pressure_given_wins_over_the_derived_one(sheet: Sheet) -> None:
    sheet.run("minute,systolic,diastolic,mean_pressure\n10,119,58,83\n20,119,58,\n")
    first, second = sheet.bedside.look(sheet.session).counted_readings
    assert (first.all_values["mean_pressure"], first.derived) == (83, {})
    assert second.all_values["mean_pressure"] == 78


@pytest.mark.hazard("H59")
def test_running_it_again_stores_nothing_twice_by_whomever(sheet: Sheet) -> None:
    text = "minute,systolic,diastolic\n10,130,80\n20,141,85\n"
    sheet.run(text)
    assert sheet.run(text) == 0
    assert sheet.said[-1] == "0 stored, 2 already there, 0 refused."
    assert sheet.run(text, "carl") == 0
    assert sheet.run(text.replace("130", "130.0").replace("\n", "\r\n")) == 0
    assert sheet.run("diastolic,minute,systolic\n80,10.0,130\n85,20,141\n") == 0
    assert len(sheet.values()) == 2


@pytest.mark.hazard("H59")
def test_running_it_again_after_the_dose_start_was_corrected_stores_nothing_twice(sheet: Sheet) -> None:
    text = "minute,systolic,diastolic\n10,130,80\n"
    sheet.run(text)
    assert sheet.dose is not None
    earlier = EventCorrection(
        reason="wall clock", detail={}, occurred_at=sheet.dose.occurred_at - timedelta(minutes=5)
    )
    correct_event(sheet.bedside.clinic, sheet.bedside.nina, sheet.dose.id, 1, earlier)
    assert sheet.run(text) == 0
    assert len(sheet.values()) == 1


def test_a_sheet_mended_and_run_again_adds_only_what_was_refused(sheet: Sheet) -> None:
    assert sheet.run("minute,systolic\n10,130\n20,1310\n") == 1
    assert sheet.run("minute,systolic\n10,130\n20,131\n") == 0
    assert sheet.said[-1] == "1 stored, 1 already there, 0 refused."


def test_a_time_ahead_of_the_clock_is_refused_under_the_sheets_own_column(sheet: Sheet) -> None:
    assert sheet.run("minute,systolic\n200,130\n") == 1
    assert "Line 2, column minute: refused, The time lies in the future." in sheet.said


@pytest.mark.parametrize("cell", ["", "ten", "1e2", "999999"])
def test_a_minute_that_is_none_refuses_its_line(sheet: Sheet, cell: str) -> None:
    assert sheet.run(f"minute,systolic\n{cell},130\n") == 1
    assert any(line.startswith("Line 2, column minute: refused,") for line in sheet.said)


@pytest.mark.parametrize(
    "cell", ["", "14:05", "2026-11-23", "23.11.2026 14:05", "2026-13-01T10:00", "0001-01-01T00:00"]
)
def test_a_time_that_is_none_refuses_its_line(sheet: Sheet, cell: str) -> None:
    assert sheet.run(f"observed_at,systolic\n{cell},130\n") == 1
    assert any(line.startswith("Line 2, column observed_at: refused,") for line in sheet.said)


def on(bedside: Bedside, at: datetime, folder: Path) -> Sheet:
    """A session that was opened at this time."""
    bedside.clock.at = at
    return Sheet(bedside, folder)


@pytest.mark.hazard("H59", "A4")
@pytest.mark.parametrize(
    ("opened", "local"),
    [(datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25T02:30"),
     (datetime(2027, 3, 27, 22, 0, tzinfo=UTC), "2027-03-28T02:30")],
)  # fmt: skip
def test_a_local_time_in_the_hour_of_the_clock_change_needs_its_offset(
    bedside: Bedside, tmp_path: Path, opened: datetime, local: str
) -> None:
    sheet = on(bedside, opened, tmp_path)
    bedside.clock.forward(600)
    assert sheet.run(f"observed_at,systolic\n{local},130\n") == 1
    assert "falls into the hour that the clocks were changed; write it with its offset." in sheet.said[1]
    assert sheet.values() == []
    assert sheet.run(f"observed_at,systolic\n{local}+01:00,130\n") == 0


def test_a_local_time_is_the_clinics(sheet: Sheet) -> None:
    assert sheet.run("observed_at,systolic\n2026-11-23 13:20,130\n2026-11-23T12:30:00Z,131\n") == 0
    assert [r.observed_at for r in sheet.bedside.look(sheet.session).counted_readings] == [
        datetime(2026, 11, 23, 12, 20, tzinfo=UTC), datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.hazard("H59", "A4")
def test_source_entering_person_and_operating_systems_user_are_in_the_audit(sheet: Sheet) -> None:
    text = "minute,systolic\n10,130\n"
    sheet.run(text)
    entry = sheet.bedside.audit("file_imported")[0]
    assert (entry.actor_id, entry.object_id) == (sheet.bedside.nina.user_id, sheet.session)
    assert entry.detail == {
        "operating_system_user": getpass.getuser(), "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "stored": 1, "already": 0, "refused": 0,
    }  # fmt: skip
    assert sheet.bedside.audit("reading_recorded")[0].detail["source"] == "import"


def test_imported_readings_are_judged_like_others(sheet: Sheet) -> None:
    sheet.run("minute,systolic,diastolic\n10,186,90\n20,130,80\n")
    raised = {(a.measure, a.level.value) for a in sheet.bedside.alerts(sheet.session) if a.source == "limit"}
    assert raised == {("systolic", "urgent")}


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "needs one of the columns"), ("systolic\n120\n", "needs one of the columns"),
     ("minute,observed_at,systolic\n", "needs one of the columns"), ("minute,mrn\n", "names no measure"),
     ("minute,systolic,systolic\n", "stands twice"),
     ("minute,blood_sugar\n1,5\n", "Unknown column blood_sugar"),
     ("minute;systolic\n10;120\n", "parted by commas"),
     ("minute,systolic\n10,120,70\n", "Line 2 has 3 cells"),
     ('minute,systolic\n10,"120\n', "is no CSV"), (b"\xff\xfe1\x00", "is not UTF-8 text")],
)  # fmt: skip
def test_a_file_that_is_no_sheet_stores_nothing(sheet: Sheet, text: str | bytes, words: str) -> None:
    with pytest.raises(ClinicalError, match=words):
        sheet.run(text)
    assert sheet.values() == []


def test_marks_at_the_beginning_empty_lines_and_short_lines_are_no_fault(sheet: Sheet) -> None:
    assert sheet.run("\ufeffminute,systolic,diastolic\r\n10,130,80\r\n\r\n,,\r\n20,131\r\n") == 0
    assert sheet.values() == [{"systolic": 130, "diastolic": 80}, {"systolic": 131}]


def test_a_line_without_any_value_is_refused(sheet: Sheet) -> None:
    assert sheet.run("minute,systolic,diastolic\n10,,\n") == 1
    assert (
        sheet.said[1] == "Line 2, column values: refused, Nothing to save: give at least one value or reason."
    )


def test_only_who_may_record_can_stand_as_the_entering_person(sheet: Sheet) -> None:
    with pytest.raises(NotPermitted):
        sheet.run("minute,systolic\n10,130\n", "ada")
    with pytest.raises(NotFound, match="no person with the username eve"):
        sheet.run("minute,systolic\n10,130\n", "eve")
    sheet.session = "nowhere"
    with pytest.raises(NotFound, match="There is no session nowhere"):
        sheet.run("minute,systolic\n10,130\n")


def test_the_command_gives_the_exit_status(
    bedside: Bedside, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bedside.clock.at = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    session = bedside.open()
    bedside.clinic.close()
    path = tmp_path / "sheet.csv"

    def command(text: str) -> int:
        path.write_text(text, encoding="utf-8")
        words = ["import", str(path), "--session", session, "--as", "nina"]
        return cli.run([*words, "--data-dir", str(bedside.clinic.data_dir)])

    assert command("observed_at,systolic\n2026-01-05T12:10Z,130\n") == 0
    assert command("observed_at,systolic\n2026-01-05T12:20Z,1300\n") == 1
    assert command("observed_at,mrn,systolic\n2026-01-05T12:20Z,other,130\n") == 1
    out = capsys.readouterr()
    assert "1 stored, 0 already there, 0 refused." in out.out
    assert out.err.splitlines() == [
        "chairside: Line 2, column mrn: 'other' is not this patient's. Nothing was stored."
    ]
