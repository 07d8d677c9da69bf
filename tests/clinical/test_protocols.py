"""The shipped protocols are read whole."""

import json

import pytest

from dashboard.clinical.protocols import protocol_from
from tests import factories

DOCUMENTS = json.loads((factories.REFERENCE / "protocols.json").read_text())["protocols"]
CODES = [document["code"] for document in DOCUMENTS]


def test_the_five_shipped_protocols_stand() -> None:
    assert CODES == ["iv_racemic_40", "im_racemic", "oral_sl", "in_esketamine", "sc_racemic"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=CODES)
def test_a_protocol_holds_what_its_document_says(document: dict[str, object]) -> None:
    read = factories.protocol(str(document["code"]))
    ask = document["dose_ask"]
    assert isinstance(ask, dict)
    assert (read.drug, read.route, list(read.routes)) == (
        document["drug"],
        document["route"],
        document["routes"],
    )
    assert read.route in read.routes
    assert read.largest_dose_mg() == ask["mg"][1]
    assert [check["code"] for check in read.checks]
    assert read.hold is not None
    assert read.is_infusion is (document["code"] == "iv_racemic_40")


@pytest.mark.hazard("A6")
@pytest.mark.parametrize(
    ("code", "mg"), [("iv_racemic_40", (10, 75)), ("im_racemic", (10, 120)), ("sc_racemic", (10, 100))]
)
def test_doses_are_asked_about_in_milligrams_too(code: str, mg: tuple[int, int]) -> None:
    assert factories.protocol(code).dose_ask.mg == mg


def test_the_nasal_protocol_keeps_the_two_hours() -> None:
    nasal = factories.protocol("in_esketamine")
    assert (nasal.rems, nasal.devices_mg, nasal.device_gap_min) == (True, 28, 5)
    assert (nasal.after_dose_start_min, nasal.after_last_dose_event_min) == (120, 120)


def test_a_protocol_may_bring_its_own_order_of_the_drawer() -> None:
    assert factories.protocol("im_racemic").instruments == ()
    document = next(d for d in DOCUMENTS if d["code"] == "im_racemic")
    shared = json.loads((factories.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
    order = ["systolic", "diastolic", "spo2"]
    assert protocol_from({**document, "instruments": order}, shared, 2).instruments == tuple(order)
