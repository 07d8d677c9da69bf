"""A protocol that cannot be followed, or falls under a floor, is refused by line, at its boundaries."""

from typing import Any

import pytest

from dashboard.clinical.protocol_checks import MOST_CHECKS, check_protocol
from tests.clinical.written_protocols import REFERENCE, SETS, Change, put, refused, written


@pytest.mark.parametrize("code", [p["code"] for p in REFERENCE["protocols"]])
def test_each_shipped_protocol_may_be_published(code: str) -> None:
    assert refused(code, lambda document, shared: None) == {}


HEADERS = [
    ("label", "", "label", "required"), ("label", 7, "label", "required"),
    ("drug", "propofol", "drug", "unknown"), ("drug", ["ketamine"], "drug", "unknown"),
    ("routes", [], "routes", "unknown"), ("routes", ["im", "rectal"], "routes", "unknown"),
    ("routes", [{}], "routes", "unknown"), ("routes", ["im", "im"], "routes", "twice"),
    ("routes", ["iv"], "route", "contradicts"), ("route", "sc", "route", "contradicts"),
    ("threshold_set", "evening", "threshold_set", "unknown"),
    ("threshold_set", {}, "threshold_set", "unknown"), ("colour", "blue", "colour", "unknown_field"),
    ("planned_duration_min", 0, "planned_duration_min", "out_of_range"),
    ("planned_duration_min", 481, "planned_duration_min", "out_of_range"),
    ("planned_duration_min", 40.5, "planned_duration_min", "out_of_range"),
    ("device_gap_min", 5, "device_gap_min", "contradicts"),
    ("series_sessions", 0, "series_sessions", "out_of_range"),
    ("series_sessions", 61, "series_sessions", "out_of_range"),
    ("series_sessions", 6.5, "series_sessions", "out_of_range"),
    ("series_sessions", "6", "series_sessions", "out_of_range"),
    ("series_sessions", True, "series_sessions", "out_of_range"),
    ("devices_mg", 0, "devices_mg", "out_of_range"), ("devices_mg", 2001, "devices_mg", "out_of_range"),
    ("devices_mg", True, "devices_mg", "out_of_range"), ("rems", "yes", "rems", "wrong_type"),
    ("dose_ask", ..., "dose_ask.mg", "required"), ("dose_ask.mg", None, "dose_ask.mg", "required"),
    ("dose_ask.mg", [0, 120], "dose_ask.mg", "out_of_range"),
    ("dose_ask.mg", [10, 2001], "dose_ask.mg", "out_of_range"),
    ("dose_ask.mg", [120, 10], "dose_ask.mg", "out_of_range"),
    ("dose_ask.mg", [10], "dose_ask.mg", "out_of_range"),
    ("dose_ask.mg", "10 to 120", "dose_ask.mg", "out_of_range"),
    ("dose_ask.per_kg_mg", [0.2, None], "dose_ask.per_kg_mg", "out_of_range"),
    ("dose_ask.step_mg", -1, "dose_ask.step_mg", "out_of_range"),
    ("dose_ask.most", 3, "dose_ask.most", "unknown_field"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "code"), HEADERS, ids=[f"{h[0]}={h[1]}" for h in HEADERS])
def test_what_the_head_of_a_protocol_cannot_say_is_refused_at_its_field(
    path: str, value: Any, field: str, code: str
) -> None:
    found = refused("im_racemic", put(path, value))
    assert found.get(field) == code


def test_the_rest_between_devices_is_1_to_60_min() -> None:
    found = [refused("in_esketamine", put("device_gap_min", minutes)) for minutes in (0, 1, 60, 61)]
    assert found == [{"device_gap_min": "out_of_range"}, {}, {}, {"device_gap_min": "out_of_range"}]


@pytest.mark.parametrize(
    ("path", "value"),
    [("planned_duration_min", 1), ("planned_duration_min", 480), ("dose_ask.mg", [2000, 2000]),
     ("dose_ask.per_kg_mg", [0.1, 0.1]), ("dose_ask.step_mg", 0.5),
     ("series_sessions", 1), ("series_sessions", 60), ("series_sessions", None),
     ("routes", ["im", "sc"]), ("rems", False), ("instruments", None)],
)  # fmt: skip
def test_what_lies_at_a_bound_may_be_published(path: str, value: Any) -> None:
    assert refused("im_racemic", put(path, value)) == {}


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("name", ["after_dose_start_min", "after_last_dose_event_min"])
def test_under_rems_119_min_are_refused_and_120_stand(name: str) -> None:
    field = f"observation.{name}"
    assert refused("in_esketamine", put(field, 119)) == {field: "under_floor"}
    assert refused("in_esketamine", put(field, 120)) == {}


@pytest.mark.hazard("H44")
def test_the_floor_under_rems_cannot_be_lowered_and_may_be_raised() -> None:
    field = "observation.floor_min"
    assert refused("in_esketamine", put(field, 119)) == {field: "under_floor"}
    assert refused("in_esketamine", put(field, ...)) == {}
    raised = refused("in_esketamine", put(field, 121))
    assert set(raised) == {"observation.after_dose_start_min", "observation.after_last_dose_event_min"}


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("rems", [..., False, None], ids=["left out", "off", "nothing"])
def test_rems_cannot_be_taken_from_esketamine_and_its_floor_stays(rems: Any) -> None:
    def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
        put("rems", rems)(document, shared)
        document["observation"] = {"after_dose_start_min": 119, "after_last_dose_event_min": 120}

    found = refused("in_esketamine", change)
    assert found == {"rems": "under_floor", "observation.after_dose_start_min": "under_floor"}


@pytest.mark.hazard("H44")
def test_a_racemic_copy_turned_into_esketamine_needs_rems_and_the_floor() -> None:
    def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
        document |= {"drug": "esketamine", "observation": {"after_dose_start_min": 60,
                     "after_last_dose_event_min": 60}}  # fmt: skip

    assert {"rems", "observation.after_dose_start_min"} <= set(refused("im_racemic", change))


OBSERVED = [
    ("observation.after_dose_start_min", -1, "out_of_range"),
    ("observation.after_dose_start_min", 1441, "out_of_range"),
    ("observation.after_dose_start_min", 119.5, "out_of_range"),
    ("observation.after_last_dose_event_min", None, "out_of_range"),
    ("observation.after_last_dose_event_min", True, "out_of_range"),
    ("observation.floor_min", "120", "out_of_range"), ("observation.sooner_min", 5, "unknown_field"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code"), OBSERVED)
def test_an_observation_that_is_no_number_of_minutes_is_refused(path: str, value: Any, code: str) -> None:
    assert refused("im_racemic", put(path, value))[path] == code


def test_a_clinics_own_floor_holds_without_rems_too() -> None:
    found = refused("im_racemic", put("observation.floor_min", 121))
    assert set(found.values()) == {"under_floor"}
    assert refused("im_racemic", put("observation.floor_min", 120)) == {}


# im_racemic: 0 baseline, 1 vitals at minutes, 2 symptoms, 3 until_ready every 30 min, 4 before_leaving
LINES = [
    ("checks.1", "ten", "checks.1", "wrong_type"), ("checks.1.colour", 1, "checks.1.colour", "unknown_field"),
    ("checks.1.code", "", "checks.1.code", "form"), ("checks.1.code", "Vitals", "checks.1.code", "form"),
    ("checks.1.code", "repeat_spo2", "checks.1.code", "form"),
    ("checks.1.code", "a" * 65, "checks.1.code", "form"),
    ("checks.1.code", 5, "checks.1.code", "form"), ("checks.1.code", "symptoms", "checks.2.code", "twice"),
    ("checks.1.anchor", "last_device", "checks.1.anchor", "unknown"),
    ("checks.1.required", "yes", "checks.1.required", "wrong_type"),
    ("checks.1.measures", [], "checks.1.measures", "unknown"),
    ("checks.1.measures", ["pain"], "checks.1.measures", "unknown"),
    ("checks.1.measures", [{}], "checks.1.measures", "unknown"),
    ("checks.1.measures", ["spo2", "spo2"], "checks.1.measures", "twice"),
    ("checks.1.measures", ["systolic", "spo2"], "checks.1.measures", "contradicts"),
    ("checks.0.measures", ["spo2"], "checks.0.measures", "required"),
    ("checks.1.at_min", [], "checks.1.at_min", "out_of_range"),
    ("checks.1.at_min", [-1, 10], "checks.1.at_min", "out_of_range"),
    ("checks.1.at_min", [10, 1441], "checks.1.at_min", "out_of_range"),
    ("checks.1.at_min", [10, 20.5], "checks.1.at_min", "out_of_range"),
    ("checks.1.at_min", [20, 10], "checks.1.at_min", "contradicts"),
    ("checks.1.at_min", [10, 10], "checks.1.at_min", "contradicts"),
    ("checks.1.at_min", list(range(0, 606, 6)), "checks.1.at_min", "out_of_range"),
    ("checks.1.at_min", ..., "checks.1.at_min", "required"),
    ("checks.1.every_min", 10, "checks.1.at_min", "required"),
    ("checks.1.until", "ready", "checks.1.until", "contradicts"),
    ("checks.1.from_min", 5, "checks.1.from_min", "contradicts"),
    ("checks.1.at_least_min", 5, "checks.1.at_least_min", "contradicts"),
    ("checks.1.tolerance_min", 31, "checks.1.tolerance_min", "out_of_range"),
    ("checks.1.tolerance_min", -1, "checks.1.tolerance_min", "out_of_range"),
    ("checks.1.tolerance_min", 10, "checks.1.tolerance_min", "contradicts"),
    ("checks.3.every_min", 0, "checks.3.every_min", "out_of_range"),
    ("checks.3.every_min", None, "checks.3.every_min", "out_of_range"),
    ("checks.3.every_min", 10, "checks.3.tolerance_min", "contradicts"),
    ("checks.3.until", "later", "checks.3.until", "required"),
    ("checks.3.until", ..., "checks.3.until", "required"),
    ("checks.3.until", "dose_end", "checks.3.anchor", "contradicts"),
    ("checks.3.anchor", "dose_end", "checks.3.anchor", "contradicts"),
    ("checks.0.window_min", [0, -30], "checks.0.window_min", "contradicts"),
    ("checks.0.window_min", [-30, -30], "checks.0.window_min", "contradicts"),
    ("checks.0.window_min", [-30, 1], "checks.0.window_min", "contradicts"),
    ("checks.0.window_min", [-241, 0], "checks.0.window_min", "out_of_range"),
    ("checks.0.window_min", [-30], "checks.0.window_min", "out_of_range"),
    ("checks.0.window_min", None, "checks.0.window_min", "out_of_range"),
    ("checks.0.tolerance_min", 5, "checks.0.window_min", "contradicts"),
    ("checks.0.anchor", "dose_end", "checks.0.window_min", "contradicts"),
    ("checks.3.window_min", [5, 10], "checks.3.window_min", "contradicts"),
    ("checks.4.window_min", ..., "checks.4.at_min", "required"),
    ("checks.4.window_min", [-15, 1], "checks.4.window_min", "contradicts"),
    ("checks.4.at_min", [5], "checks.4.window_min", "required"),
    ("checks", [], "checks", "required"), ("checks", "all", "checks", "required"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "field", "code"), LINES, ids=[f"{x[0]}={str(x[1])[:20]}" for x in LINES]
)
def test_a_check_the_schedule_could_not_follow_is_refused_at_its_field(
    path: str, value: Any, field: str, code: str
) -> None:
    assert refused("im_racemic", put(path, value)).get(field) == code


@pytest.mark.parametrize(
    ("path", "value"),
    [("checks.1.tolerance_min", 9), ("checks.1.at_min", [0, 1440]), ("checks.3.tolerance_min", 29),
     ("checks.0.window_min", [-240, -1]), ("checks.1.required", False), ("checks.4.window_min", [-1, 0]),
     ("checks.1.measures", ["weight"]), ("checks.3.from_min", 0), ("checks.3.at_least_min", 60)],
)  # fmt: skip
def test_a_check_at_a_bound_may_be_published(path: str, value: Any) -> None:
    assert refused("im_racemic", put(path, value)) == {}


def test_a_window_belongs_to_one_minute_inside_it() -> None:
    place = "checks.1"  # forty: at 40, from 35 to 50
    for at in ([34], [51], [40, 45]):
        assert refused("in_esketamine", put(f"{place}.at_min", at)) == {f"{place}.window_min": "contradicts"}
    for at in ([35], [50]):
        assert refused("in_esketamine", put(f"{place}.at_min", at)) == {}


def test_a_check_until_the_dose_ends_must_come_due_before_it() -> None:
    first = "checks.1.from_min"  # every 10 min, tolerance 3, over 40 min
    assert refused("iv_racemic_40", put(first, 43)) == {}
    assert refused("iv_racemic_40", put(first, 44)) == {"checks.1.every_min": "contradicts"}
    at_least = refused("iv_racemic_40", put("checks.1.at_least_min", 20))
    assert at_least == {"checks.1.at_least_min": "contradicts"}
    ends_itself = refused("iv_racemic_40", put("checks.3.until", "dose_end"))
    assert ends_itself["checks.3.until"] == "contradicts"


def test_an_infusions_checks_need_its_planned_duration() -> None:
    found = refused("iv_racemic_40", put("planned_duration_min", ...))
    assert found == {"checks.1.anchor": "contradicts", "checks.3.anchor": "contradicts"}


def test_a_protocol_needs_a_baseline_and_something_after_the_dose() -> None:
    def only(*places: int) -> Change:
        def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
            document["checks"] = [document["checks"][place] for place in places]

        return change

    assert refused("im_racemic", only(1, 2, 3, 4)) == {"checks": "baseline_missing"}
    assert refused("im_racemic", only(0, 4)) == {"checks": "gap"}
    assert refused("im_racemic", put("checks.0.required", False)) == {"checks": "baseline_missing"}


def test_there_are_not_more_checks_than_a_page_can_hold() -> None:
    def many(number: int) -> Change:
        def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
            more = [{**document["checks"][1], "code": f"more_{n}"} for n in range(number - 5)]
            document["checks"] += more

        return change

    assert refused("im_racemic", many(MOST_CHECKS)) == {}
    assert refused("im_racemic", many(MOST_CHECKS + 1)) == {"checks": "out_of_range"}


BREATHS = "respiratory_rate_required_when"


@pytest.mark.parametrize(
    ("value", "field", "code"),
    [("sedation", BREATHS, "wrong_type"),
     ([{"measure": "pain", "low": 4}], f"{BREATHS}.0.measure", "unknown"),
     ([{"measure": "sedation"}], f"{BREATHS}.0.measure", "unknown"), ([3], f"{BREATHS}.0.measure", "unknown"),
     ([{"measure": "sedation", "low": 6}], f"{BREATHS}.0.low", "out_of_range"),
     ([{"measure": "sedation", "low": None}], f"{BREATHS}.0.low", "out_of_range")],
)  # fmt: skip
def test_when_the_breaths_are_needed_must_be_said_by_a_known_value(value: Any, field: str, code: str) -> None:
    assert refused("im_racemic", put(BREATHS, value)) == {field: code}


USUAL = [
    "systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate", "nausea", "dizziness", "dissociation",
    "distress", "sedation",
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "code"),
    [("all", "unknown"), (["pain"], "unknown"), ([{}], "unknown"), ([*USUAL, "spo2"], "twice"),
     (USUAL[1:], "contradicts"), (USUAL[:-1], "contradicts"), ([*USUAL, "weight"], "out_of_range"),
     ([*USUAL, "rass"], "out_of_range")],
    ids=["words", "unknown", "object", "twice", "half a pressure", "needed by a check", "six boxes",
         "six scales"],
)  # fmt: skip
def test_the_drawer_holds_what_the_checks_need_and_no_more_than_fits(value: Any, code: str) -> None:
    assert refused("im_racemic", put("instruments", value)) == {"instruments": code}


def test_the_drawer_may_be_put_into_another_order() -> None:
    assert refused("im_racemic", put("instruments", USUAL[::-1])) == {}


@pytest.mark.hazard("H29")
def test_all_that_is_wrong_is_told_at_once_each_at_its_own_line() -> None:
    def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
        put("label", "")(document, shared)
        put("checks.1.at_min", [20, 10])(document, shared)
        put("shared.hold.hard.0.high", 810)(document, shared)

    assert set(refused("im_racemic", change)) == {"label", "checks.1.at_min", "shared.hold.hard.0"}


@pytest.mark.hazard("H44")
def test_what_is_given_by_devices_is_under_rems_whatever_its_drug() -> None:
    assert refused("im_racemic", put("devices_mg", 28)) == {"rems": "under_floor"}

    def ketamine(document: dict[str, Any], shared: dict[str, Any]) -> None:
        document |= {"drug": "ketamine", "rems": False,
                     "observation": {"after_dose_start_min": 10, "after_last_dose_event_min": 0,
                                     "floor_min": 0}}  # fmt: skip

    found = refused("in_esketamine", ketamine)
    assert set(found) == {
        "rems", "observation.floor_min", "observation.after_dose_start_min",
        "observation.after_last_dose_event_min",
    }  # fmt: skip
    assert set(found.values()) == {"under_floor"}


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("path", "value", "field"),
    [("drug", "ketamine", "drug"), ("route", "sc", "route"), ("drug", ..., "drug")],
)
def test_the_drug_and_the_route_of_a_code_stay_what_they_were(path: str, value: Any, field: str) -> None:
    document, shared = written("im_racemic")
    first = dict(document, drug="esketamine") if value == "ketamine" else dict(document)
    document["routes"] = ["im", "sc"]
    put(path, value)(document, shared)
    found = {e.field: e.code for e in check_protocol(document, shared, SETS, first)}
    assert found.get(field) in ("changed", "unknown")
    copied = {e.field: e.code for e in check_protocol(document, shared, SETS)}
    assert "changed" not in copied.values()


FORTY = "checks.1"  # of the shipped esketamine: at 40, from 35 to 50


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("path", "value", "wrong"),
    [
        (f"{FORTY}.measures", ["spo2", "heart_rate"], f"{FORTY}.measures"),
        (f"{FORTY}.required", False, f"{FORTY}.required"),
        (f"{FORTY}.anchor", "dose_end", "checks"),
        (FORTY, {"code": "forty", "anchor": "dose_start", "at_min": [34], "measures": USUAL}, "checks"),
        (FORTY, {"code": "forty", "anchor": "dose_start", "at_min": [51], "measures": USUAL}, "checks"),
        (FORTY, {"code": "forty", "anchor": "dose_start", "at_min": [35], "measures": USUAL}, None),
        (FORTY, {"code": "forty", "anchor": "dose_start", "at_min": [10, 50], "measures": USUAL}, None),
        (FORTY, {"code": "forty", "anchor": "dose_start", "every_min": 20, "until": "ready",
                 "measures": USUAL}, None),
        (FORTY, {"code": "forty", "anchor": "dose_start", "every_min": 17, "until": "ready",
                 "measures": USUAL}, "checks"),
        (FORTY, {"code": "forty", "anchor": "dose_start", "from_min": 5, "every_min": 17, "until": "ready",
                 "measures": USUAL}, None),
    ],
)  # fmt: skip
def test_rems_asks_for_a_pressure_about_minute_forty(path: str, value: Any, wrong: str | None) -> None:
    def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
        put("planned_duration_min", 200)(document, shared)
        put(path, value)(document, shared)
        if path.endswith("anchor"):
            del document["checks"][1]["window_min"]

    assert refused("in_esketamine", change) == ({wrong: "gap"} if wrong else {})


@pytest.mark.hazard("H50")
def test_a_check_that_ends_with_the_dose_counts_for_minute_forty_only_while_it_runs() -> None:
    def lasting(minutes: int) -> Change:
        every = {"code": "forty", "anchor": "dose_start", "every_min": 10, "until": "dose_end",
                 "measures": USUAL}  # fmt: skip

        def change(document: dict[str, Any], shared: dict[str, Any]) -> None:
            document["planned_duration_min"] = minutes
            document["checks"][1] = every

        return change

    assert refused("in_esketamine", lasting(40)) == {}
    assert refused("in_esketamine", lasting(39)) == {"checks": "gap"}


@pytest.mark.hazard("H50")
def test_under_rems_oximetry_comes_with_every_pressure_that_is_asked_for() -> None:
    def without(document: dict[str, Any], shared: dict[str, Any]) -> None:
        for check in document["checks"]:
            check["measures"] = [code for code in check["measures"] if code != "spo2"]

    found = refused("in_esketamine", without)
    assert found == {f"checks.{n}.measures": "gap" for n in range(5)}

    def other(document: dict[str, Any], shared: dict[str, Any]) -> None:
        without(document, shared)
        document["respiratory_rate_required_when"] = []

    assert refused("im_racemic", other) == {}


@pytest.mark.hazard("H50")
def test_a_check_under_rems_that_takes_no_pressure_or_is_not_required_needs_no_oximetry() -> None:
    assert refused("in_esketamine", put("checks.2.measures", ["nausea", "dizziness"])) == {}

    def loose(document: dict[str, Any], shared: dict[str, Any]) -> None:
        put("checks.2.measures", ["systolic", "diastolic"])(document, shared)
        put("checks.2.required", False)(document, shared)

    assert refused("in_esketamine", loose) == {}
