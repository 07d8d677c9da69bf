"""Free text at the door: what is stored is exactly what was typed, so what cannot be kept is refused."""

import unicodedata

from dashboard.clinical.errors import FieldError

_KEPT_CONTROLS = "\n\t"


def text_error(
    field: str, label: str, text: str, longest: int, *, required: bool = False
) -> FieldError | None:
    """Why this text cannot be stored (empty, too long, control characters, lone surrogates), or None."""
    if required and not text.strip():
        return FieldError(field, "required", f"{label} is missing.")
    if len(text) > longest:
        return FieldError(field, "too_long", f"{label} has {len(text)} characters; at most {longest} fit.")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in _KEPT_CONTROLS for c in text):
        return FieldError(field, "control_character", f"{label} holds a character that cannot be printed.")
    return None
