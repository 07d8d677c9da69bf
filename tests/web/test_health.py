"""What whoever routes and restarts is told."""

import pytest
from starlette.testclient import TestClient

from dashboard.web import health


@pytest.mark.hazard("H52")
@pytest.mark.parametrize(("late", "word"), [(True, "late"), (False, "written")])
def test_late_downtime_sheets_are_told_while_readings_can_still_be_stored(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch, late: bool, word: str
) -> None:
    monkeypatch.setattr(health, "sheets_late", lambda _clinic: late)
    answer = stranger.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "downtime_sheets": word}
