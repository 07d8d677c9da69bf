"""The figures of a course, and what pandas says of a series: every number is the record's own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.clinical.course import Course, course_of
from dashboard.clinical.session_record import SessionRecord
from dashboard.figures.course import course_figure
from dashboard.figures.course_frame import Trend, course_frame, trends
from dashboard.figures.course_overlay import DASHES, EARLIER, MEASURES, overlay_figure
from tests import factories as f

PEAKS = (163, 158, 168, 186)


def on_day(day: int, peak: float | None, dissociation: int = 5) -> SessionRecord:
    """A session that many days after the first; its peak stands at 40 min."""
    by = timedelta(days=day)
    dose = f.event(0, "dose_start", f.dose_start().detail, occurred_at=f.at(0) + by)
    values = {"dissociation": dissociation} | ({} if peak is None else {"systolic": peak, "diastolic": 90})
    readings = [
        f.reading(-9, {"systolic": 128, "diastolic": 79}, observed_at=f.at(-9) + by),
        f.reading(40, values, observed_at=f.at(40) + by),
    ]
    header = f.session(id=f"session-{day}", opened_at=f.at(-30) + by)
    return f.record(session=header, events=(dose,), readings=readings, baselines=(f.baseline(-9),),
                    seen_at=f.at(60) + by)  # fmt: skip


def course(*peaks: float | None, every: int = 3) -> Course:
    return course_of(on_day(n * every, peak) for n, peak in enumerate(peaks))


def named(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [t for t in figure["data"] if t["name"] == name]


def trend_of(code: str, *peaks: float | None) -> Trend:
    return next(t for t in trends(course_frame(course(*peaks).sessions)) if t.code == code)


def test_the_frame_has_a_row_for_each_session_and_nothing_where_nothing_was_measured() -> None:
    frame = course_frame(course(*PEAKS).sessions)
    assert list(frame["peak_systolic"]) == list(PEAKS)
    assert list(frame["baseline_systolic"]) == [128] * 4
    assert list(frame["number"]) == [1, 2, 3, 4]
    assert frame["lowest_spo2"].isna().all()
    assert frame["ready_min"].isna().all()


def test_the_axis_counts_the_sessions_and_names_say_of_how_many_are_planned() -> None:
    protocol = replace(f.protocol(), series_sessions=6)
    planned = course_of(replace(on_day(n * 3, 150), protocol=protocol) for n in range(3))
    figure = course_figure(planned)
    assert [words.split("<br>")[0] for words in figure["layout"]["xaxis"]["ticktext"]] == [
        "<b>1</b>", "<b>2</b>", "<b>3</b>",
    ]  # fmt: skip
    assert named(figure, "peak")[0]["hovertext"][2].startswith("Infusion 3 of 6, ")


def test_the_middle_of_three_peaks_begins_with_the_third_session() -> None:
    typical = course_frame(course(*PEAKS).sessions)["typical_systolic"]
    assert typical.isna().tolist() == [True, True, False, False]
    assert typical.tolist()[2:] == [163, 168]


def test_a_trend_says_how_many_sessions_it_comes_from() -> None:
    trend = trend_of("peak_systolic", *PEAKS)
    assert (trend.count, trend.first, trend.last, trend.median) == (4, 163, 186, 165.5)
    assert trend.quartiles == (161.75, 172.5)
    # By hand: deviations from place 1.5 times deviations from 168.75, over 5.
    assert trend.slope == pytest.approx((-1.5 * -5.75 + -0.5 * -10.75 + 0.5 * -0.75 + 1.5 * 17.25) / 5)


@pytest.mark.parametrize(
    ("peaks", "slope", "quartiles"),
    [((163, 158), False, False), ((163, 158, 168), True, False), (PEAKS, True, True)],
)
def test_of_too_few_sessions_neither_slope_nor_quartiles_are_told(
    peaks: tuple[float, ...], slope: bool, quartiles: bool
) -> None:
    trend = trend_of("peak_systolic", *peaks)
    assert (trend.slope is not None, trend.quartiles is not None) == (slope, quartiles)


def test_a_session_without_the_number_keeps_its_place_in_the_slope() -> None:
    def asked(day: int, dissociation: int | None) -> SessionRecord:
        record = on_day(day, 150, dissociation or 0)
        return record if dissociation is not None else on_day_without_dissociation(day)

    def on_day_without_dissociation(day: int) -> SessionRecord:
        record = on_day(day, 150)
        quiet = [r for r in record.readings if "dissociation" not in r.values]
        return f.record(session=record.session, events=record.events, readings=quiet, seen_at=record.seen_at)

    records = [asked(0, 2), asked(3, 4), asked(6, None), asked(9, 8)]
    found = {t.code: t for t in trends(course_frame(course_of(records).sessions))}
    trend = found["worst_dissociation"]
    assert (trend.count, trend.slope) == (3, pytest.approx(2.0))


def test_the_course_figure_draws_peaks_and_baselines_as_recorded() -> None:
    figure = course_figure(course(*PEAKS))
    assert [t["y"] for t in named(figure, "peak")] == [list(PEAKS)]
    assert [t["y"] for t in named(figure, "baseline")] == [[128] * 4]
    ticks = figure["layout"]["xaxis"]
    assert ticks["tickvals"] == [0, 1, 2, 3]
    assert ticks["ticktext"][0] == "<b>1</b><br>23 Nov"


def test_a_line_breaks_between_two_series() -> None:
    figure = course_figure(course(*PEAKS, every=29))
    assert [(t["x"], t["y"]) for t in named(figure, "peak")] == [([n], [p]) for n, p in enumerate(PEAKS)]


def test_the_axis_grows_until_every_peak_has_its_place() -> None:
    for figure in (course_figure(course(150, 244)), over(course(88, 244), "systolic")):
        low, high = figure["layout"]["yaxis"]["range"]
        drawn = [y for t in figure["data"] if t["yaxis"] == "y" for y in t["y"] if y is not None]
        assert low <= min(drawn)
        assert high >= max(drawn) >= 244


def test_a_long_course_labels_so_many_sessions_that_the_newest_is_one() -> None:
    ticks = course_figure(course(*[150.0] * 40))["layout"]["xaxis"]
    assert len(ticks["tickvals"]) <= 14
    assert ticks["tickvals"][-1] == 39


def test_without_a_session_there_is_no_figure() -> None:
    assert course_figure(Course(()))["data"] == []


def over(found: Course, *measures: str, theme: str = "light") -> dict[str, Any]:
    newest = found.sessions[-1]
    earlier = found.before(newest.record.session.id, EARLIER)
    return overlay_figure(newest, earlier, measures, theme)


def test_the_overlay_draws_this_session_in_colour_and_earlier_ones_in_three_dashes() -> None:
    figure = over(course(150, *PEAKS), "systolic")
    drawn = [t for t in figure["data"] if t["mode"] != "markers"]
    assert [t["name"] for t in drawn] == [
        "Infusion 2, 26 Nov", "Infusion 3, 29 Nov", "Infusion 4, 2 Dec", "Infusion 5, 5 Dec",
    ]  # fmt: skip
    assert [t["line"]["width"] for t in drawn] == [1.6, 1.6, 1.6, 3]
    assert [t["line"]["dash"] for t in reversed(drawn[:3])] == list(DASHES)
    assert (drawn[-1]["x"], drawn[-1]["y"]) == ([-9, 40], [128, 186])
    words = [n["text"] for n in figure["layout"]["annotations"]]
    assert "<b>Infusion 5, 5 Dec</b>" in words
    assert "<b>186 at 40 min</b>" in words


def test_a_peak_below_the_urgent_limit_has_no_ring() -> None:
    assert named(over(course(150, 163), "systolic"), "Urgent") == []
    assert len(named(over(course(150, 186), "systolic"), "Urgent")) == 1


def test_the_overlay_has_a_row_for_each_measure_chosen_in_a_fixed_order() -> None:
    found = course(*PEAKS)
    figure = over(found, "dissociation", "systolic")
    texts = [n["text"] for n in figure["layout"]["annotations"]]
    assert "peak 5, 5, 5, <b>5</b>" in texts
    assert {t["yaxis"] for t in named(figure, "Infusion 4, 2 Dec")} == {"y", "y2"}
    assert over(found)["data"] == []
    whole = over(found, *MEASURES)["layout"]["meta"]["height"]
    assert whole > figure["layout"]["meta"]["height"]


def test_only_what_was_measured_is_joined() -> None:
    figure = over(course(None, 150), "systolic")
    earlier = named(figure, "Infusion 1, 23 Nov")[0]
    assert (earlier["x"], earlier["y"]) == ([-9], [128])


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(KeyError):
        over(course(150), "systolic", theme="sepia")
    with pytest.raises(KeyError):
        course_figure(course(150), "sepia")
