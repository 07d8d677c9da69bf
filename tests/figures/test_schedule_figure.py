"""A protocol's checks through time: its doses stand on the line, and words fit at both widths."""

import json
import re

import pytest

from dashboard.clinical.protocol_preview import ProtocolPreview, preview_protocol
from dashboard.figures.schedule_figure import NARROW, WIDTH, height_of, schedule_svg
from tests import factories as f

REFERENCE = json.loads((f.REFERENCE / "protocols.json").read_text(encoding="utf-8"))
SHARED = {name: REFERENCE[name] for name in ("lead_min", "hold", "readiness", "note")}


def previewed(code: str, course: str | None = None) -> ProtocolPreview:
    document = next(p for p in REFERENCE["protocols"] if p["code"] == code)
    sets = {s.code: s for s in (f.threshold_set(), f.threshold_set("spravato_rems"))}
    return preview_protocol(document, SHARED, sets, course)


def texts(svg: str) -> list[str]:
    return re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", svg)


@pytest.mark.parametrize("width", [WIDTH, NARROW])
@pytest.mark.parametrize(
    ("code", "course", "dose", "ends"),
    [("in_esketamine", None, "3 devices", 130), ("in_esketamine", "1", "1 device", 120),
     ("oral_sl", "booster_45", "Dose and booster", 165), ("im_racemic", None, "Dose", 120),
     ("iv_racemic_40", None, "Dose, 40 min", 100)],
)  # fmt: skip
def test_doses_and_the_end_of_observation_are_named(
    code: str, course: str | None, dose: str, ends: int, width: int
) -> None:
    found = previewed(code, course)
    svg = schedule_svg(found, "light", width)
    assert {dose, f"Observed to {ends} min"} <= {*texts(svg)}
    assert f'viewBox="0 0 {width} {height_of(found, width)}"' in svg


def test_what_does_not_fit_the_narrow_figure_is_cut_with_an_ellipsis() -> None:
    found = previewed("im_racemic")
    assert "nausea, dizziness, dissociation, distress" in texts(schedule_svg(found, "light"))
    narrow = texts(schedule_svg(found, "light", NARROW))
    assert any(text.startswith("nausea, dizziness") and text.endswith("…") for text in narrow)
