"""The measures of a check as a nurse names them."""

from collections.abc import Sequence

from dashboard.clinical.instruments import measure_of

# They go along with the pressure, so they are named only where they stand alone.
_GO_ALONG = ("diastolic", "heart_rate", "sedation")


def short_names(codes: Sequence[str]) -> str:
    """'BP, SpO2, symptoms': the pair as one, the scales together."""
    named = [code for code in codes if "systolic" not in codes or code not in _GO_ALONG]
    measures = [measure_of(code) for code in named]
    scales = [m for m in measures if m.is_scale and m.code != "sedation"]
    others = [m for m in measures if m not in scales]
    names = ["BP" if m.code == "systolic" else m.short for m in others]
    names += [scales[0].label if len(scales) == 1 else "symptoms"] if scales else []
    return ", ".join(names)
