"""When the sheets on disk are too old to be relied on."""

import pytest

from dashboard.actions import discharge, downtime
from dashboard.clinical.discharge import DischargeRequest
from dashboard.clinical.sessions import SessionEnd
from tests.actions.bedside import Bedside


@pytest.mark.hazard("H52")
def test_sheets_of_a_running_session_are_late_after_five_minutes(on_sqlite: Bedside) -> None:
    on_sqlite.open()
    assert downtime.sheets_late(on_sqlite.clinic)
    downtime.write_sheets(on_sqlite.clinic)
    on_sqlite.clock.forward(5)
    assert not downtime.sheets_late(on_sqlite.clinic)
    on_sqlite.clock.forward(0.1)
    assert downtime.sheets_late(on_sqlite.clinic)


@pytest.mark.hazard("H52")
def test_without_a_running_session_nothing_is_late(on_sqlite: Bedside) -> None:
    assert not downtime.sheets_late(on_sqlite.clinic)
    session = on_sqlite.open()
    request = DischargeRequest(end=SessionEnd.ABORTED, reason="fever")
    discharge.end_session(on_sqlite.clinic, on_sqlite.nina, session, request)
    on_sqlite.clock.forward(60)
    assert not downtime.sheets_late(on_sqlite.clinic)
