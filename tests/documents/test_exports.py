"""CSV, read back with the standard library."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.clinical.instruments import Reason, measures
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.deidentify import StudyIds
from dashboard.documents.exports import FORMATS, export_file_name
from tests.factories import (
    clinic,
    dose_start,
    event,
    patient,
    pressure,
    reading,
    record,
    rich_record,
    room,
    session,
)

Rows = list[dict[str, str]]


def file_of(code: str, *records: SessionRecord, ids: StudyIds | None = None) -> bytes:
    return b"".join(FORMATS[code].write(records, lambda _: None, ids))


def rows_of(code: str, *records: SessionRecord, ids: StudyIds | None = None) -> Rows:
    text = file_of(code, *records, ids=ids).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def of_measure(rows: Iterable[dict[str, str]], measure: str, minute: str) -> Rows:
    return [r for r in rows if (r["measure"], r["minutes_from_dose"]) == (measure, minute)]


@pytest.mark.parametrize("code", list(FORMATS))
def test_the_file_has_a_byte_order_mark_crlf_and_one_header(code: str) -> None:
    content = file_of(code, rich_record(), rich_record())
    assert content.startswith(b"\xef\xbb\xbfsession_id,")
    assert content.count(b"session_id,") == 1
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    parsed = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in parsed}) == 1


@pytest.mark.hazard("H47")
def test_every_typed_value_is_read_back_from_the_long_file() -> None:
    rich = rich_record()
    rows = rows_of("csv", rich)
    for one in (*rich.readings, *rich.earlier_readings):
        mine = [r for r in rows if (r["reading_id"], r["version"]) == (one.id, str(one.version))]
        typed = {r["measure"]: float(r["value"]) for r in mine if r["value"] and r["derived"] == "false"}
        assert typed == dict(one.values)
        reasons = {r["measure"]: r["not_obtained"] for r in mine if r["not_obtained"]}
        assert reasons == dict(one.not_obtained)


@pytest.mark.hazard("A27")
def test_saturation_has_its_oxygen_beside_it_in_both_files() -> None:
    measured = [reading(minute, {"spo2": 96, "heart_rate": 70}) for minute in (5, 20, 30, 40)]
    oxygen = (
        event(10, "oxygen_start", {"flow": 2.5}), event(25, "oxygen_stop"), event(35, "oxygen_start"),
    )  # fmt: skip
    given = record(events=(dose_start(), *oxygen), readings=measured)
    long = [r["spo2_on_oxygen"] for r in rows_of("csv", given) if r["measure"] == "spo2"]
    assert long == ["", "2.5", "", "not_stated"]
    assert {r["spo2_on_oxygen"] for r in rows_of("csv", given) if r["measure"] == "heart_rate"} == {""}
    assert [r["spo2_on_oxygen"] for r in rows_of("csv_wide", given)] == long


@pytest.mark.hazard("H47")
def test_every_typed_value_is_read_back_from_the_wide_file() -> None:
    rich = rich_record()
    rows = rows_of("csv_wide", rich)
    assert len(rows) == len(rich.readings) + len(rich.earlier_readings)
    for one in (*rich.readings, *rich.earlier_readings):
        row = next(r for r in rows if (r["reading_id"], r["version"]) == (one.id, str(one.version)))
        codes = [m.code for m in measures()]
        typed = {c: float(row[c]) for c in codes if row[c] and c not in one.derived}
        assert typed == dict(one.values)
        reasons = {c: row[f"{c}_not_obtained"] for c in codes if row[f"{c}_not_obtained"]}
        assert reasons == dict(one.not_obtained)


def test_the_wide_file_has_a_column_for_every_measure_of_the_registry() -> None:
    header = file_of("csv_wide").decode("utf-8-sig").split(",")
    for measure in measures():
        assert measure.code in header
        assert f"{measure.code}_not_obtained" in header


@pytest.mark.hazard("H49")
def test_struck_and_corrected_values_are_rows_of_their_own() -> None:
    rows = rows_of("csv", rich_record())
    corrected = of_measure(rows, "systolic", "44")
    assert [(r["version"], r["current"], r["value"], r["status"]) for r in corrected] == [
        ("1", "false", "127", "final"), ("2", "true", "172", "amended"),
    ]  # fmt: skip
    assert corrected[1]["change_reason"] == "digits swapped"
    struck = of_measure(rows, "systolic", "62")[-1]
    assert (struck["status"], struck["strike_reason"], struck["value"]) == ("struck", "wrong_value", "241")
    assert struck["flags"] == ""


@pytest.mark.hazard("H18")
def test_a_late_entry_says_by_how_much_and_holds_both_times() -> None:
    late = of_measure(rows_of("csv", rich_record()), "systolic", "20")[0]
    assert (late["late"], late["late_by_min"]) == ("true", "18")
    assert late["observed_at"] == "2026-11-23T13:44:00+01:00"
    assert late["recorded_at"] == "2026-11-23T14:02:00+01:00"


def test_flags_questioned_derived_and_reasons_have_their_columns() -> None:
    rows = rows_of("csv", rich_record())
    urgent = of_measure(rows, "systolic", "40")[0]
    assert (urgent["flag_level"], urgent["flags"]) == ("urgent", "urgent high 180; urgent rise 40")
    assert of_measure(rows, "systolic", "25")[0]["questioned"] == "true"
    assert of_measure(rows, "mean_pressure", "40")[0]["derived"] == "true"
    skipped = of_measure(rows, "nausea", "55")[0]
    assert (skipped["value"], skipped["not_obtained"]) == ("", "immersed")


def test_times_carry_the_offset_of_the_clinic_through_the_repeated_hour() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    night = [pressure(0, 120, 70, id=f"r{n}", observed_at=first + timedelta(hours=n)) for n in range(2)]
    rows = rows_of("csv_wide", record(readings=night))
    assert [r["observed_at"] for r in rows] == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
    assert [r["minutes_from_dose"] for r in rows] == ["", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_is_never_a_formula_and_numbers_stay_numbers(start: str) -> None:
    evil = f"{start}cmd|' /C calc'!A0"
    stored = record(
        patient=patient(mrn=evil, family_name=evil, given_name=evil), room=room(name=evil),
        readings=[reading(-9, {"rass": -2}, note=evil, change_reason=evil, recorded_by_name=evil)],
        events=[dose_start()],
    )  # fmt: skip
    row = rows_of("csv", stored)[0]
    for column in ("mrn", "family_name", "given_name", "room", "note", "change_reason", "recorded_by"):
        assert row[column] == f"'{evil}"
    assert (row["value"], row["minutes_from_dose"]) == ("-2", "-9")


def test_commas_quotes_line_breaks_and_any_script_survive() -> None:
    note = 'He said "oh, well",\r\n王小明 🙂'
    assert rows_of("csv_wide", record(readings=[pressure(1, 120, 70, note=note)]))[0]["note"] == note


def test_progress_counts_rows_and_each_session_is_a_piece() -> None:
    told: list[int] = []
    pieces = FORMATS["csv_wide"].write(iter([rich_record(), record(), rich_record()]), told.append, None)
    assert told == []
    assert len(list(pieces)) == 3
    assert told == [14, 14, 28]


@pytest.mark.hazard("A34")
def test_practice_data_say_so_in_every_row_and_in_the_name() -> None:
    practice = rich_record(clinic=clinic(practice=True))
    assert {r["practice"] for code in FORMATS for r in rows_of(code, practice)} == {"true"}
    name = export_file_name(
        FORMATS["csv"], date(2026, 11, 1), date(2026, 11, 30), deidentified=False, practice=True
    )
    assert name == "identified-PRACTICE-csv-2026-11-01-to-2026-11-30.csv"


@pytest.mark.hazard("A33", "H54")
def test_the_files_name_begins_with_what_it_is() -> None:
    name = export_file_name(
        FORMATS["csv_wide"], date(2026, 11, 1), date(2027, 1, 2), deidentified=True, practice=False
    )
    assert name == "deidentified-csv_wide-2026-to-2027.csv"


@pytest.mark.hazard("H54")
@pytest.mark.parametrize("code", list(FORMATS))
def test_a_deidentified_file_holds_nobody(code: str) -> None:
    planted = "PLANTED"
    stored = record(
        patient=patient(
            id=planted, mrn=planted, family_name=planted, given_name=planted, birth_date=date(1933, 5, 5)
        ),
        clinic=clinic(name=planted), room=room(name=planted), session=session(id=planted),
        readings=[reading(
            7, {"systolic": 130, "diastolic": 70}, id=planted, note=planted, change_reason=planted,
            recorded_by_name=planted, recorded_by=planted, not_obtained={"spo2": Reason.REFUSED},
        )],
        events=[dose_start()],
    )  # fmt: skip
    text = file_of(code, stored, ids=StudyIds(draw=lambda: "drawn")).decode()
    assert not [trace for trace in (planted, "2026-", "1933", "93", "13:") if trace in text]
    row = rows_of(code, stored, ids=StudyIds())[0]
    assert (row["age"], row["year"], row["minutes_from_dose"], row["sex"]) == ("90+", "2026", "7", "female")
    assert not {"note", "room", "mrn", "recorded_by", "observed_at", "birth_date"} & row.keys()


def test_study_ids_hold_within_an_export_and_change_with_the_next() -> None:
    two = (rich_record(), rich_record(session=session(id="other")))
    first, second = (rows_of("csv_wide", *two, ids=StudyIds()) for _ in range(2))
    assert len({r["study_patient"] for r in first}) == 1
    assert len({r["study_session"] for r in first}) == 2
    assert {r["study_patient"] for r in first} != {r["study_patient"] for r in second}


def test_a_study_id_drawn_twice_is_drawn_again() -> None:
    draws = iter(["aa", "aa", "bb"])
    ids = StudyIds(draw=lambda: next(draws))
    one, other = rich_record(), rich_record(patient=patient(id="patient-2"))
    assert [ids.of_patient(one), ids.of_patient(other), ids.of_patient(one)] == ["P-aa", "P-bb", "P-aa"]


def test_an_age_of_89_is_shown() -> None:
    stored = rich_record(patient=patient(birth_date=date(1937, 1, 1)))
    assert rows_of("csv_wide", stored, ids=StudyIds())[0]["age"] == "89"
