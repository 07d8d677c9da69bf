"""JSON read strictly: what could be stored as something else than was sent is refused.

No NaN, no Infinity, no name twice in an object, no number too large to keep, no half characters.
"""

import json
import math
import unicodedata
from collections.abc import Iterator
from typing import Any, NoReturn

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.web.messages import Malformed

DEEPEST = 20


def read_json(raw: bytes) -> Any:
    """The value of a body in UTF-8. Raises Malformed when it is not JSON."""
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_whole
        )
    except UnicodeDecodeError as error:
        raise Malformed("The body is not UTF-8 text.") from error
    except RecursionError as error:
        raise Malformed("The body is nested too deeply.") from error
    except ValueError as error:
        raise Malformed(f"The body is not JSON: {_words(error)}") from error
    if _depth(value) > DEEPEST:
        raise Malformed("The body is nested too deeply.")
    return value


def refuse_unstorable(value: Any) -> None:
    """Raise InvalidEntry for texts and numbers that no database gives back as they were sent."""
    if errors := list(_faults(value, "")):
        raise InvalidEntry(errors)


def canonical(value: Any) -> str:
    """One text for all spellings of the same JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def unprintable(text: str) -> bool:
    """Whether a text holds a null character or half of a surrogate pair."""
    return "\x00" in text or any(unicodedata.category(c) == "Cs" for c in text)


def _words(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno} cannot be read."
    return str(error)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number.")


def _whole(digits: str) -> int | float:
    # Python reads no more than 4300 digits; as an infinite number it is refused by its field's name.
    return int(digits) if len(digits) <= 4000 else math.inf


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= DEEPEST + 1:
        depth += 1
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _inside(outer)]
    return depth


def _inside(outer: dict[str, Any] | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer


def _faults(value: Any, path: str) -> Iterator[FieldError]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if unprintable(name):
                yield FieldError(path, "control_character", "A name holds a character that cannot be stored.")
            else:
                yield from _faults(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _faults(inner, f"{path}.{place}" if path else str(place))
    elif isinstance(value, str) and unprintable(value):
        yield FieldError(path, "control_character", "This holds a character that cannot be stored.")
    elif isinstance(value, float) and not math.isfinite(value):
        yield FieldError(path, "too_large", "This number is too large.")
