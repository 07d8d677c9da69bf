"""One refresh of the board with twenty rooms of fifteen readings, against reading their records alone."""

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from benchmarks.rounds import interleaved, told
from dashboard.actions import events, opening, patients, readings, sessions, users
from dashboard.actions.clinic import Clinic
from dashboard.actions.viewing import Board, view_board
from dashboard.clinical.need import needs
from dashboard.clinical.patients import Sex
from dashboard.clinical.readings import ReadingEntry
from dashboard.clinical.roles import Actor, Role
from dashboard.clinical.schedule import checks_of
from dashboard.pages.board.next_strip import next_items
from dashboard.pages.board.rooms import room_tiles
from dashboard.pages.board.tile import Viewer
from dashboard.web.chips import short_names
from dashboard.web.parts import changed_items

ROUNDS, ROOMS, READINGS = 15, 20, 15
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FULL = {
    "systolic": 128, "diastolic": 79, "heart_rate": 72, "spo2": 98, "respiratory_rate": 14, "nausea": 0,
    "dizziness": 1, "dissociation": 3, "distress": 0, "sedation": 5,
}  # fmt: skip
VIEWER = Viewer(theme="light", may_record=True, may_manage=True)


class Clock:
    """The clinic's time, moved by hand."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        """The moment now."""
        return self.at


def main() -> None:
    """Print the arms, and how many bytes a refresh sends."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        clinic = opening.open_clinic(Path(folder) / "clinic", now=clock)
        new = users.NewUser("nina", "Nina", frozenset({Role.NURSE}), "long enough to pass")
        nina = users.add_user(clinic, users.shell_actor(), new).actor()
        ids = [run_session(clinic, nina, clock, number) for number in range(ROOMS)]
        _, seen = refresh(view_board(clinic, nina), None)
        first, _ = refresh(view_board(clinic, nina), None)
        readings.record_reading(clinic, nina, ids[0], ReadingEntry(values=FULL))
        one, _ = refresh(view_board(clinic, nina), seen)
        arms = {
            "records alone": lambda: _nothing(view_board(clinic, nina)),
            "refresh of what changed": lambda: _nothing(refresh(view_board(clinic, nina), seen)),
        }
        print(told(interleaved(arms, ROUNDS), "records alone"))
        print(f"first filling {sent(first)} bytes, one room changed {sent(one)} bytes")
        clinic.close()


def run_session(clinic: Clinic, nina: Actor, clock: Clock, number: int) -> str:
    """A session with a dose and its readings, five minutes apart; its id."""
    clock.at = MORNING
    draft = patients.PatientDraft(
        mrn=str(number), family_name=f"Family{number}", given_name="B", birth_date=date(1980, 1, 1),
        sex=Sex.OTHER,
    )  # fmt: skip
    patient = patients.add_patient(clinic, nina, draft).patient.id
    request = sessions.SessionRequest(
        patient_id=patient, protocol="iv_racemic_40", room=f"Room {number + 1}"
    )
    session = sessions.open_session(clinic, nina, request).session.id
    for place in range(READINGS):
        reading = readings.record_reading(clinic, nina, session, ReadingEntry(values=FULL)).reading
        if place == 0:
            sessions.accept_baseline(clinic, nina, session, reading.id, None)
            detail = {"drug": "ketamine", "amount": 35, "unit": "mg", "route": "iv"}
            events.record_event(clinic, nina, session, events.EventEntry(kind="dose_start", detail=detail))
        clock.at += timedelta(minutes=5)
    return session


def refresh(board: Board, seen: Any) -> tuple[list[Any], Any]:
    """What the board's callback makes of its records: strip and tiles, and the marks of the tiles."""
    records = [record for _, record in board.rooms if record is not None]
    names, checks = short_names(records), {one.session.id: checks_of(one) for one in records}
    found = needs(records, checks)
    grid, marks = changed_items(room_tiles(board, found, names, VIEWER, checks).grid, seen)
    return [next_items(found, names), grid], marks


def sent(parts: list[Any]) -> int:
    """The bytes of an answer with these parts."""
    return len(json.dumps(parts, cls=PlotlyJSONEncoder, separators=(",", ":")).encode())


def _nothing(_result: Any) -> None:
    """Its running time is the measure."""


if __name__ == "__main__":
    main()
