"""Whether something that came as JSON is a number: true and false are not, whatever Python says."""

from typing import Any, TypeGuard


def is_number(value: Any) -> TypeGuard[float]:
    """A number, whole or not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: Any, low: int, high: int) -> TypeGuard[int]:
    """A whole number from `low` to `high`, both included."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
