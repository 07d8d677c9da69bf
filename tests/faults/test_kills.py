"""Kill the server again and again while four people save: nothing acknowledged is lost, nothing doubled."""

import os
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.serving import Person, ServedClinic

WRITERS = 4
KILLS = int(os.environ.get("CHAIRSIDE_TEST_KILLS", "20"))
FORGETFUL = Path(__file__).with_name("forgetful_server.py")


@dataclass
class Ledger:
    """What the writers sent (key to session and body) and what was acknowledged (key to reading id)."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)


def write_until_it_breaks(person: Person, session: str, ledger: Ledger, seed: int) -> None:
    """Save readings, first those left unanswered under their old keys, until the connection breaks."""
    chance = random.Random(seed)
    while True:
        with ledger.turn:
            key = ledger.unanswered.pop() if ledger.unanswered else str(uuid.uuid4())
            fresh = (session, {"values": {"heart_rate": chance.randint(50, 130)}, "note": key})
            its_session, body = ledger.sent.setdefault(key, fresh)
        try:
            answer = person.post(f"/sessions/{its_session}/readings", body, key=key)
        except httpx.HTTPError:
            with ledger.turn:
                ledger.unanswered.append(key)
            return
        with ledger.turn:
            if answer.status_code not in (200, 201):
                ledger.refused.append(answer.text)
                return
            ledger.acknowledged[key] = answer.json()["id"]


def run_kills(served: ServedClinic, kills: int) -> tuple[Ledger, list[dict[str, object]]]:
    """Start, write, kill, again; then read back all readings of the four sessions."""
    served.start()
    served.add_user("nina", "nurse")
    nina = served.sign_in("nina")
    sessions = [
        nina.session(nina.patient(mrn=str(n), family_name=f"Patient {n}"), room=f"Room {n}")
        for n in range(1, WRITERS + 1)
    ]
    ledger, chance = Ledger(), random.Random(7)
    for round_number in range(kills):
        writers = [
            threading.Thread(
                target=write_until_it_breaks,
                args=(Person(served.url, "nina"), session, ledger, 100 * round_number + place),
            )
            for place, session in enumerate(sessions)
        ]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.05, 0.5))
        served.kill()
        for writer in writers:
            writer.join(timeout=60)
        served.start()
    reader = served.sign_in("nina")
    stored = [r for s in sessions for r in reader.get(f"/sessions/{s}/readings").json()["items"]]
    return ledger, stored


def losses(ledger: Ledger, stored: list[dict[str, object]]) -> list[str]:
    """Acknowledged readings that are not there as they were sent."""
    by_id = {str(reading["id"]): reading for reading in stored}
    return [
        key for key, reading_id in ledger.acknowledged.items()
        if reading_id not in by_id or by_id[reading_id]["note"] != key
    ]  # fmt: skip


def doubles(stored: list[dict[str, object]]) -> list[str]:
    """Notes (one per set sent) that stand in more than one reading."""
    notes = [str(reading["note"]) for reading in stored]
    return sorted({note for note in notes if notes.count(note) > 1})


@pytest.mark.hazard("H51")
def test_killing_the_server_loses_nothing_that_was_acknowledged_and_doubles_nothing(tmp_path: Path) -> None:
    served = ServedClinic(tmp_path / "clinic")
    try:
        ledger, stored = run_kills(served, KILLS)
        assert ledger.refused == []
        assert len(ledger.acknowledged) > KILLS
        assert losses(ledger, stored) == []
        assert doubles(stored) == []
        assert {str(r["note"]) for r in stored} <= set(ledger.sent)
    finally:
        served.stop()
    verified = served.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.hazard("H51")
def test_the_kill_test_finds_a_server_that_acknowledges_before_it_stores(tmp_path: Path) -> None:
    """The negative control: the same run against a server that answers first and stores a moment later."""
    served = ServedClinic(tmp_path / "clinic", arguments=(str(FORGETFUL),))
    try:
        ledger, stored = run_kills(served, 3)
        assert losses(ledger, stored) != []
    finally:
        served.stop()
