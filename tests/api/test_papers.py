"""Papers to print: transfer summary, downtime sheet, flowsheet; and the note as it was signed."""

import pytest

from tests.api.asking import made, refused
from tests.api.conftest import Api


@pytest.mark.hazard("H46")
def test_a_transfer_summary_is_there_at_once_with_no_field_required(api: Api) -> None:
    session = api.nina.session()
    api.nina.reading(session["id"], {"systolic": 186, "diastolic": 108})
    page = api.nina.get(f"/sessions/{session['id']}/transfer.html")
    assert page.status_code == 200
    assert "186/108" in page.text
    assert "identified" in page.headers["content-disposition"]
    assert api.nina.get(f"/sessions/{session['id']}/transfer.pdf").content.startswith(b"%PDF")


@pytest.mark.hazard("H52")
def test_a_downtime_sheet_and_a_blank_flowsheet_can_be_printed(api: Api) -> None:
    session = api.nina.session()
    assert api.nina.get(f"/sessions/{session['id']}/downtime.html").status_code == 200
    for code in ("iv_racemic_40", "im_racemic", "oral_sl", "in_esketamine", "sc_racemic"):
        sheet = api.nina.get(f"/protocols/{code}/flowsheet.html")
        assert sheet.status_code == 200
    assert api.nina.get("/protocols/im_racemic/flowsheet.pdf?minutes=10,20").content.startswith(b"%PDF")
    refused(api.nina.get("/protocols/im_racemic/flowsheet.pdf?minutes=soon"), 422)
    refused(api.nina.get("/protocols/none/flowsheet.pdf"), 404)


def test_the_note_as_signed_is_not_there_before_the_signature(api: Api) -> None:
    session = api.nina.session()
    refused(api.nina.get(f"/sessions/{session['id']}/note.pdf?signed=true"), 404)
    assert made(api.nina.get(f"/sessions/{session['id']}/note"))["state"] == "draft"
