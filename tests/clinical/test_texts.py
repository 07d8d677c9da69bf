"""What free text may hold."""

import pytest

from dashboard.clinical.texts import text_error


@pytest.mark.parametrize("text", ["", "two\nlines\tand a tab", "Łukasz 王 עברית", "x" * 20, "😊"])
def test_any_script_is_kept(text: str) -> None:
    assert text_error("note", "The note", text, 40) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 21, "too_long"),
        ("a\x00b", "control_character"),
        ("\ud800", "control_character"),
        ("  ", "required"),
    ],
)
def test_what_cannot_be_kept_as_typed_is_refused(text: str, code: str) -> None:
    error = text_error("note", "The note", text, 20, required=True)
    assert error is not None
    assert (error.field, error.code) == ("note", code)
