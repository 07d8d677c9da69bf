"""The session's figure: every value in its place, nothing invented, everything old looking old."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.clinical import instruments
from dashboard.clinical.instruments import Entry, Instrument, Measure, Reason
from dashboard.clinical.sessions import SessionEnd
from dashboard.figures.theme import DIM, LIGHT
from dashboard.figures.timeline import session_figure
from tests import factories as f
from tests.figures.drawn import design_record, note, notes, points, traces


def all_values(node: Any) -> list[Any]:
    """Every leaf of a nested dict and list; anything else than plain types shows up as itself."""
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in all_values(value)]
    if isinstance(node, list):
        return [leaf for value in node for leaf in all_values(value)]
    return [node]


@pytest.mark.parametrize("theme", ["light", "dim", "dark"])
@pytest.mark.parametrize("size", ["compact", "wide"])
@pytest.mark.parametrize(
    "record", [design_record(), f.rich_record(), f.record()], ids=["running", "signed", "fresh"]
)
def test_a_figure_is_valid_and_plain(record: Any, size: str, theme: str) -> None:
    figure = session_figure(record, theme, size)
    go.Figure(figure)
    json.dumps(figure)
    assert {type(leaf) for leaf in all_values(figure)} <= {str, int, float, bool, type(None)}


def test_the_tips_of_the_carets_are_the_values() -> None:
    figure = session_figure(design_record())
    assert points(figure, "Systolic")[-1] == (40.0, 186)
    assert points(figure, "Diastolic")[-1] == (40.0, 108)
    assert traces(figure, "Systolic")[0]["marker"]["symbol"][-1] == "arrow-down"
    assert points(figure, "Blood pressure")[-3:] == [(40.0, 108), (40.0, 186), (None, None)]


def test_hover_says_minute_time_value_severity_limit_and_who() -> None:
    words = traces(session_figure(design_record()), "Systolic")[0]["hovertext"][-1]
    assert words == "T+40 · 14:04 · 186/108 · URGENT, limit 180 · Nina Brandt"


@pytest.mark.hazard("A27")
def test_hover_of_a_saturation_under_oxygen_names_the_flow() -> None:
    oxygen = f.event(9, "oxygen_start", {"flow": 2})
    record = f.record(events=(f.dose_start(), oxygen), readings=(f.reading(10, {"spo2": 97}),))
    words = traces(session_figure(record), "SpO2")[0]["hovertext"][-1]
    assert " 97 % on 2 L/min · " in words


def test_urgent_values_are_ringed_and_advisory_ones_carry_a_triangle() -> None:
    figure = session_figure(design_record())
    assert [x for x, _ in points(figure, "Urgent")] == [40.0]
    assert [x for x, _ in points(figure, "Advisory")] == [30.0, 34.0]


def test_limits_are_those_of_the_sessions_own_set() -> None:
    cautious = session_figure(design_record(threshold_set=f.threshold_set("cautious")))
    assert "<b>systolic 170 urgent</b>" in notes(cautious)
    assert "<b>systolic 150 advisory</b>" in notes(cautious)
    bands = [(s["y0"], s["y1"]) for s in cautious["layout"]["shapes"] if s.get("fillcolor") == LIGHT.band_urg]
    assert (170, 220) in bands


def test_low_limits_of_pressure_are_drawn_only_when_a_value_came_near() -> None:
    low = f.record(readings=(f.pressure(10, 112, 60),), events=(f.dose_start(),))
    assert "<b>systolic low 100 / 90</b>" in notes(session_figure(low))
    assert not any("low" in text for text in notes(session_figure(design_record())))


@pytest.mark.hazard("H16")
def test_each_value_at_the_edge_has_its_own_age_and_an_old_one_fades() -> None:
    record = f.record(
        readings=(
            f.reading(18, {"spo2": 98}),
            f.reading(39, {"systolic": 121, "diastolic": 71, "heart_rate": 80}),
        ),
        events=(f.dose_start(),),
        seen_at=f.at(40),
    )
    figure = session_figure(record)
    assert "22 min" in notes(figure)
    assert notes(figure).count("1 min") == 2
    assert note(figure, "98")["font"]["color"] == LIGHT.ink_3
    assert note(figure, "98")["font"]["weight"] < note(figure, "80")["font"]["weight"]
    assert note(figure, "22 min")["font"]["color"] == LIGHT.ink
    assert note(figure, "80")["font"]["color"] == LIGHT.ink


@pytest.mark.hazard("H16")
def test_a_value_that_was_not_measured_leaves_the_line_open() -> None:
    figure = session_figure(design_record())
    trace = traces(figure, "SpO2")[0]
    assert trace["connectgaps"] is False
    assert points(figure, "SpO2") == [(-9.0, 98), (20.0, 97), (30.0, 97), (34.0, None), (40.0, 96)]


@pytest.mark.hazard("H16")
def test_no_value_is_carried_on_to_now() -> None:
    figure = session_figure(design_record(seen_at=f.at(80)))
    for name in ("SpO2", "Heart rate", "Nausea", "Distress"):
        assert max(x for t in traces(figure, name) for x in t["x"]) == 40.0


def test_a_scale_not_answered_opens_its_steps_and_shows_an_open_mark() -> None:
    refused = f.reading(30, {"systolic": 130, "diastolic": 80}, not_obtained={"nausea": Reason.REFUSED})
    readings = (f.reading(10), refused, f.reading(40))
    figure = session_figure(f.record(readings=readings, events=(f.dose_start(),)))
    assert [t["x"] for t in traces(figure, "Nausea")] == [[10.0], [40.0]]
    marks = [t for t in traces(figure, "Not taken") if t["x"]]
    assert marks[0]["x"] == [30.0]
    assert "Nausea not taken: refused" in marks[0]["hovertext"][0]


@pytest.mark.hazard("H18")
def test_a_late_entry_stands_at_its_own_time_and_says_so() -> None:
    late = f.pressure(26, 150, 90, recorded_at=f.at(44))
    readings = (f.pressure(20, 140, 80), f.pressure(36, 145, 85), late)
    figure = session_figure(f.record(readings=readings, events=(f.dose_start(),)))
    assert [x for x, _ in points(figure, "Systolic")] == [20.0, 26.0, 36.0]
    assert "LATE ENTRY 18 min, entered 14:08" in traces(figure, "Systolic")[0]["hovertext"][1]


def test_struck_and_replaced_values_are_thin_crosses_without_a_line() -> None:
    figure = session_figure(f.rich_record())
    crosses = traces(figure, "Blood pressure struck")
    assert [tuple(zip(t["x"], t["y"], strict=True)) for t in crosses] == [
        ((62.0, 241), (44.0, 127)),
        ((62.0, 140),),
    ]
    assert all(t["marker"]["symbol"] == "cross-thin" for t in crosses)
    assert "corrected to 172/101" in crosses[0]["hovertext"][1]
    assert (62.0, 241) not in points(figure, "Systolic")


def test_a_questioned_value_is_a_hollow_caret() -> None:
    systolic = traces(session_figure(f.rich_record()), "Systolic")[0]
    assert systolic["marker"]["symbol"][systolic["x"].index(25.0)] == "arrow-down-open"


def test_the_axis_is_fixed_until_a_value_lies_outside_and_then_grows() -> None:
    assert session_figure(design_record())["layout"]["yaxis"]["range"] == [40, 220]
    high = f.record(readings=(f.pressure(10, 244, 130),), events=(f.dose_start(),))
    low, top = session_figure(high)["layout"]["yaxis"]["range"]
    assert (low, top) == (40, 260)
    low_spo2 = f.record(readings=(f.reading(10, {"spo2": 71}),), events=(f.dose_start(),))
    assert session_figure(low_spo2)["layout"]["yaxis3"]["range"][0] < 71


def test_time_grows_in_steps_of_thirty() -> None:
    assert session_figure(design_record())["layout"]["xaxis"]["range"] == [-14, 106]
    assert session_figure(design_record(seen_at=f.at(130)))["layout"]["xaxis"]["range"] == [-14, 136]
    early = f.record(readings=(f.reading(-40),), events=(f.dose_start(),))
    assert session_figure(early)["layout"]["xaxis"]["range"] == [-44, 106]


def test_before_a_dose_minutes_count_from_the_opening() -> None:
    figure = session_figure(f.record(readings=(f.reading(-20),), seen_at=f.at(-18)))
    assert "min from opening" in notes(figure)
    assert points(figure, "Systolic") == [(10.0, 128)]
    assert "min from dose" in notes(session_figure(design_record()))


def test_now_and_what_lies_ahead_are_marked_until_the_session_ends() -> None:
    running = session_figure(design_record())
    assert note(running, "<b>now</b>")["x"] == 41.1
    assert any(s.get("fillcolor") == LIGHT.future for s in running["layout"]["shapes"])
    ended = session_figure(design_record(session=f.ended(100, SessionEnd.COMPLETED), seen_at=f.at(150)))
    assert "<b>now</b>" not in notes(ended)
    assert not any(s.get("fillcolor") == LIGHT.future for s in ended["layout"]["shapes"])


def test_a_running_dose_reaches_to_now_and_its_planned_rest_is_lighter() -> None:
    shapes = session_figure(design_record(seen_at=f.at(25), readings=(), alerts=()))["layout"]["shapes"]
    solid = [(s["x0"], s["x1"]) for s in shapes if s.get("fillcolor") == LIGHT.ink_2]
    ahead = [(s["x0"], s["x1"]) for s in shapes if s.get("fillcolor") == LIGHT.sunken]
    assert solid == [(0.0, 25.0)]
    assert ahead == [(25.0, 40.0)]


def test_a_pause_opens_the_dose_bar() -> None:
    events = (f.dose_start(), f.event(15, "dose_pause"), f.event(20, "dose_resume"), f.event(45, "dose_end"))
    shapes = session_figure(f.record(events=events))["layout"]["shapes"]
    assert [(s["x0"], s["x1"]) for s in shapes if s.get("fillcolor") == LIGHT.ink_2] == [
        (0.0, 15.0),
        (20.0, 45.0),
    ]


def test_devices_given_at_once_are_marks_with_their_amounts() -> None:
    record = f.record(protocol=f.protocol("in_esketamine"), events=(f.device(0, 1), f.device(5, 2)))
    figure = session_figure(record, size="wide")
    assert traces(figure, "Dose")[0]["x"] == [0.0, 5.0]
    assert "Esketamine 28 mg nasal + 28 mg" in notes(figure)


def test_what_people_typed_is_text_and_not_markup() -> None:
    typed = f.event(22, "other", {"text": "<b>x</b>"})
    figure = session_figure(f.record(events=(f.dose_start(), typed), seen_at=f.at(60)), size="wide")
    assert "&lt;b&gt;x&lt;/b&gt;" in notes(figure)
    assert "&lt;b&gt;" in traces(figure, "Events")[0]["hovertext"][0]


def test_a_new_measure_with_a_panel_gets_a_row_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    skin = Measure(
        code="skin_temperature", label="Skin", short="Skin", unit="°C", ucum="Cel", entry=Entry.NUMBER,
        possible=(10, 45), ask=(20, 40), order=35, decimals=1, panel="skin_temperature", axis=(24, 38),
    )  # fmt: skip
    silent = replace(skin, code="unseen", label="Unseen", panel=None)
    before = session_figure(f.record())["layout"]
    added = (*instruments.REGISTRY, Instrument("skin_probe", "Skin probe", (skin, silent)))
    monkeypatch.setattr(instruments, "REGISTRY", added)
    taken = f.record(readings=(f.reading(10, {"skin_temperature": 33.4}),), events=(f.dose_start(),))
    after = session_figure(taken)
    go.Figure(after)
    assert points(after, "Skin") == [(10.0, 33.4)]
    assert any(text.startswith("<b>Skin</b>") for text in notes(after))
    assert "33.4" in notes(after)
    rows = [name for name in after["layout"] if name.startswith("yaxis")]
    assert len(rows) == len([name for name in before if name.startswith("yaxis")]) + 1
    assert not traces(after, "Unseen")
    assert after["layout"]["height"] >= before["height"]


def test_rows_never_overlap_whatever_the_registry_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    base = instruments.measure_of("heart_rate")
    many = tuple(replace(base, code=f"m{n}", panel=f"m{n}", order=70 + n) for n in range(6))
    monkeypatch.setattr(instruments, "REGISTRY", (*instruments.REGISTRY, Instrument("many", "Many", many)))
    layout = session_figure(f.record())["layout"]
    domains = sorted(axis["domain"] for name, axis in layout.items() if name.startswith("yaxis"))
    assert all(one[1] <= other[0] + 1e-9 for one, other in itertools.pairwise(domains))
    assert domains[0][0] >= 0
    assert domains[-1][1] <= 1


def test_the_view_stays_while_the_session_goes_on() -> None:
    first = session_figure(design_record())["layout"]["uirevision"]
    later = session_figure(design_record(seen_at=f.at(60)), "dim", "wide")["layout"]["uirevision"]
    assert first == later


def test_the_figure_says_itself_in_words() -> None:
    words = session_figure(design_record())["layout"]["meta"]["description"]
    assert "Last blood pressure 186/108, 1 min old." in words
    assert "URGENT: Systolic 186, limit 180." in words
    assert "No readings yet" in session_figure(f.record())["layout"]["meta"]["description"]


def test_the_theme_gives_the_colours() -> None:
    figure = session_figure(design_record(), "dim")
    assert figure["layout"]["plot_bgcolor"] == DIM.surface
    assert traces(figure, "Systolic")[0]["marker"]["color"] == DIM.sys


def test_an_invalidated_alert_is_hollow_and_the_word_stands_by_the_one_that_counts() -> None:
    figure = session_figure(f.rich_record(), size="wide")
    alerts = traces(figure, "Urgent alerts")[0]
    hollow = dict(zip(alerts["x"], alerts["marker"]["symbol"], strict=True))
    assert hollow == {40.0: "octagon", 62.0: "octagon-open"}
    assert note(figure, "<b>URGENT</b>")["x"] == 40.0


def test_ages_are_whole_minutes_begun_and_done() -> None:
    record = design_record(seen_at=f.at(40) + timedelta(seconds=119))
    assert "1 min" in notes(session_figure(record))


@pytest.mark.hazard("H40", "A27")
def test_the_last_saturation_under_oxygen_stands_with_its_flow() -> None:
    given = design_record().events
    on_oxygen = design_record(events=(*given, f.event(36, "oxygen_start", {"flow": 2})))
    assert note(session_figure(on_oxygen), "2 L/min")["y"] == note(session_figure(on_oxygen), "96")["y"]
    assert "2 L/min" not in notes(session_figure(design_record()))
