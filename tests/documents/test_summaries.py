"""One line per session for the patient's page."""

import subprocess
import sys

from dashboard.documents.summaries import COLUMNS, session_summaries
from tests.factories import record, rich_record, session


def test_a_line_holds_the_sessions_main_numbers() -> None:
    line = session_summaries([rich_record()]).iloc[0].to_dict()
    assert line["dose_mg"] == 35
    assert (line["peak_systolic"], line["peak_systolic_minute"]) == (186, 40)
    assert (line["max_dissociation"], line["readings"], line["beyond_limits"]) == (7, 11, 3)
    assert (line["minutes_observed"], line["state"], line["end"]) == (102, "ended", "completed")
    assert line["protocol"] == "Ketamine IV 0.5 mg/kg over 40 min"


def test_sessions_stand_oldest_first_and_missing_numbers_are_none() -> None:
    lines = session_summaries([rich_record(), record(session=session(id="empty"))])
    assert list(lines["session_id"]) == ["empty", "session-4f9a21c7"]
    empty = lines.iloc[0]
    assert empty["peak_systolic"] is None
    assert empty["dose_mg"] is None
    assert empty["readings"] == 0


def test_no_session_gives_an_empty_frame_with_its_columns() -> None:
    assert list(session_summaries([]).columns) == list(COLUMNS)


def test_documents_do_not_load_pandas_until_a_summary_is_asked_for() -> None:
    modules = "sys, dashboard.documents.summaries, dashboard.documents.exports"
    program = f"import {modules}; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
