"""Colours of the figures: the tokens of assets/00_tokens.css again, for Plotly reads no CSS variables.

A test holds both against each other and recomputes every contrast ratio the design promises.
"""

from dataclasses import dataclass, fields, replace

FONT = '"Inter","SF Pro Text",-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One set of colours, `#RRGGBB`; a field is a token with its hyphens as underscores."""

    canvas: str
    surface: str
    sunken: str
    future: str
    line: str
    line_2: str
    grid: str
    ink: str
    ink_2: str
    ink_3: str
    act: str
    act_ink: str
    act_soft: str
    focus: str
    sys: str
    sys_text: str
    dia: str
    dia_text: str
    urg: str
    urg_ink: str
    urg_text: str
    urg_soft: str
    adv: str
    adv_ink: str
    adv_text: str
    adv_soft: str
    adv_line: str
    late: str
    late_soft: str
    late_hatch: str
    band_urg: str
    band_adv: str
    step: str
    step_fill: str

    @property
    def tokens(self) -> dict[str, str]:
        """The colours by their names in CSS, `--ink-2` and so on."""
        return {f"--{f.name.replace('_', '-')}": getattr(self, f.name) for f in fields(self)}


LIGHT = Theme(
    canvas="#F2F3F0", surface="#FFFFFF", sunken="#E9ECE8", future="#F7F8F6", line="#D8DDD7",
    line_2="#77827D", grid="#E6EAE5", ink="#14201D", ink_2="#42504B", ink_3="#5A6762", act="#1C3F70",
    act_ink="#FFFFFF", act_soft="#E5EBF4", focus="#1559C9", sys="#008471", sys_text="#00705F",
    dia="#9C652B", dia_text="#835220", urg="#B3231A", urg_ink="#FFFFFF", urg_text="#A51D15",
    urg_soft="#FBE9E6", adv="#F2B632", adv_ink="#2A1C00", adv_text="#7A4F00", adv_soft="#FDF3DA",
    adv_line="#8A5A00", late="#0A5F74", late_soft="#E2F0F3", late_hatch="#BBDCE3", band_urg="#F6D3CE",
    band_adv="#FBEBC2", step="#5F7068", step_fill="#D6DED9",
)  # fmt: skip
DIM = Theme(
    canvas="#12100D", surface="#1B1814", sunken="#26211B", future="#16130F", line="#37312A",
    line_2="#8C7F6E", grid="#2A251F", ink="#E8DAC5", ink_2="#BFB09B", ink_3="#A69781", act="#C9A671",
    act_ink="#1B130A", act_soft="#332A1E", focus="#F0C277", sys="#6DB795", sys_text="#7FC4A3",
    dia="#D99C58", dia_text="#E0A867", urg="#B5402C", urg_ink="#FFF0DF", urg_text="#F09078",
    urg_soft="#3A1B14", adv="#D29B35", adv_ink="#1B1200", adv_text="#E2B04C", adv_soft="#322711",
    adv_line="#D29B35", late="#A3BF9C", late_soft="#222A20", late_hatch="#3B4937", band_urg="#5C2B20",
    band_adv="#322810", step="#B3A48D", step_fill="#4A4235",
)  # fmt: skip
DARK = Theme(
    canvas="#0F1413", surface="#171D1C", sunken="#202827", future="#131918", line="#2C3533",
    line_2="#7F8B87", grid="#232B29", ink="#E6ECEA", ink_2="#B3BEBA", ink_3="#96A29E", act="#8FB4E8",
    act_ink="#0B1626", act_soft="#1D2A3D", focus="#8CB8FF", sys="#3FB59F", sys_text="#58C6B1",
    dia="#D39A55", dia_text="#E0AB6B", urg="#C2362B", urg_ink="#FFFFFF", urg_text="#FF9A8C",
    urg_soft="#3A1714", adv="#E5AE3A", adv_ink="#1F1500", adv_text="#F0C05A", adv_soft="#322807",
    adv_line="#E5AE3A", late="#6FC3D6", late_soft="#12303A", late_hatch="#1E4753", band_urg="#572823",
    band_adv="#312A10", step="#93A39C", step_fill="#33403B",
)  # fmt: skip
PRINT = replace(
    LIGHT, canvas="#FFFFFF", future="#FFFFFF", line="#BBBBBB", line_2="#777777", ink="#000000",
    ink_2="#222222", ink_3="#444444", step="#444444", step_fill="#DDDDDD",
)  # fmt: skip
THEMES: dict[str, Theme] = {"light": LIGHT, "dim": DIM, "dark": DARK, "print": PRINT}


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
