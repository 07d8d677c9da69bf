"""One reading through the whole road, against the raw driver writing one row durably."""

import tempfile
from datetime import date
from pathlib import Path

from benchmarks.rounds import interleaved, told
from dashboard.actions import opening, patients, readings, sessions, users
from dashboard.clinical.patients import Sex
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Role
from dashboard.store import sqlite_file

ROUNDS = 40  # as many sets as a long session has
VALUES = {"systolic": 121, "diastolic": 71, "heart_rate": 72, "spo2": 98}


def main() -> None:
    """Print both arms."""
    with tempfile.TemporaryDirectory() as folder:
        clinic = opening.open_clinic(Path(folder) / "clinic")
        new = users.NewUser("nina", "Nina", frozenset({Role.NURSE}), "long enough to pass")
        nina = users.add_user(clinic, users.shell_actor(), new).actor()
        draft = patients.PatientDraft(
            mrn="1", family_name="A", given_name="B", birth_date=date(1980, 1, 1), sex=Sex.OTHER
        )
        patient = patients.add_patient(clinic, nina, draft).patient.id
        request = sessions.SessionRequest(patient_id=patient, protocol="iv_racemic_40", room="Room 1")
        session = sessions.open_session(clinic, nina, request).session.id
        raw = sqlite_file.driver.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE r (v TEXT)")

        def insert() -> None:
            raw.execute("INSERT INTO r VALUES ('121/71')")

        def record() -> None:
            readings.record_reading(clinic, nina, session, ReadingEntry(values=VALUES))

        taken = interleaved({"raw durable insert": insert, "the whole road": record}, ROUNDS)
        print(told(taken, "raw durable insert"))
        clinic.close()


if __name__ == "__main__":
    main()
