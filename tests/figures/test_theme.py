"""The figures' colours are the screen's, and as easy to read as the design promises."""

import re
from pathlib import Path

import pytest

from dashboard.figures.theme import DARK, DIM, LIGHT, THEMES, contrast

CSS = Path(__file__).resolve().parents[2] / "assets" / "00_tokens.css"
PROMISED = """
ink surface 16.8 12.9 14.3
ink_2 surface 8.5 8.3 8.9
ink_2 canvas 7.6 9.0 9.7
ink_2 sunken 7.1 7.5 7.9
ink_3 surface 5.9 6.2 6.5
ink_3 canvas 5.3 6.7 7.0
ink_3 sunken 5.0 5.6 5.7
line_2 surface 4.0 4.5 4.8
act_ink act 10.5 8.0 8.5
act canvas 9.5 8.3 8.7
focus canvas 5.7 11.5 9.2
sys_text surface 6.0 8.7 8.2
dia_text surface 6.6 8.4 8.3
urg_ink urg 6.6 5.0 5.5
urg_text surface 7.5 7.5 8.3
urg_text band_urg 5.4 4.9 5.9
urg surface 6.6 3.2 3.1
adv_ink adv 9.1 7.5 9.0
adv_text band_adv 6.0 7.3 8.4
adv_line surface 5.9 7.1 8.5
late surface 7.2 8.8 8.5
ink late_hatch 11.5 7.0 8.4
sys surface 4.6 7.5 6.8
dia surface 4.9 7.5 6.9
sys band_urg 3.3 4.9 4.8
dia band_adv 4.1 6.1 5.8
""".strip().splitlines()


def declared(theme: str) -> dict[str, str]:
    """The colours that the style sheet sets for this theme."""
    found: dict[str, str] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS.read_text(encoding="utf-8")):
        if f'[data-theme="{theme}"]' in selector:
            found |= dict(re.findall(r"(--[\w-]+):\s*(#[0-9A-Fa-f]{6});", body))
    return found


@pytest.mark.parametrize("theme", ["light", "dim", "dark"])
def test_the_figure_and_the_style_sheet_have_the_same_colours(theme: str) -> None:
    assert THEMES[theme].tokens == declared(theme)


@pytest.mark.parametrize("line", PROMISED)
def test_every_contrast_is_what_the_design_promises(line: str) -> None:
    front, back, *promised = line.split()
    for theme, ratio in zip((LIGHT, DIM, DARK), promised, strict=True):
        assert contrast(getattr(theme, front), getattr(theme, back)) == pytest.approx(float(ratio), abs=0.06)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
