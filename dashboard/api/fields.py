"""The sorts of fields that bodies are made of, each strict, and what is wrong with one in words."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.texts import text_error

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CODE_LENGTH = 100
TEXT_LENGTH = 20_000


class Body(BaseModel):
    """A body: only known fields, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def moment_from(value: Any) -> datetime:
    """A time with its offset (RFC 3339) as UTC."""
    if not isinstance(value, str) or not (found := _MOMENT.fullmatch(value)):
        raise PydanticCustomError("time", "This is no time such as 2026-11-23T14:05:00+01:00.")
    if found[3] is None:
        raise PydanticCustomError("offset", "The time needs its offset, such as +01:00 or Z.")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("time", "There is no such time.") from error


def day_from(value: Any) -> date:
    """A date as YYYY-MM-DD."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("date", "This is no date such as 2026-11-23.")


def _number_from(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("wrong_type", "This must be a number.")


def text_of(longest: int) -> Callable[[str], str]:
    """A check that a text can be stored as typed and is not too long."""

    def check(text: str) -> str:
        if error := text_error("", "This text", text, longest):
            # The words are ours and hold no braces that pydantic would fill in.
            raise PydanticCustomError("text", "{words}", {"words": error.message, "code": error.code})
        return text

    return check


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


Moment = Annotated[datetime, BeforeValidator(moment_from), _schema(type="string", format="date-time")]
Day = Annotated[date, BeforeValidator(day_from), _schema(type="string", format="date")]
Number = Annotated[int | float, BeforeValidator(_number_from), _schema(type="number")]
Code = Annotated[str, Field(max_length=CODE_LENGTH)]
Words = Annotated[str, AfterValidator(text_of(1000)), _schema(type="string", maxLength=1000)]
LongText = Annotated[str, Field(max_length=TEXT_LENGTH)]

B = TypeVar("B", bound=Body)

_CODES = {"missing": "required", "extra_forbidden": "unknown_field", "string_too_long": "too_long"}
_WORDS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be text.",
    "bool_type": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "list_type": "This must be a list.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "string_too_long": "This text is too long.",
}


def checked(model: type[B], value: Any) -> B:
    """The body as its model; InvalidEntry names each field that does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InvalidEntry(
            [_fault(detail) for detail in error.errors(include_url=False, include_input=False)]
        ) from None


def _fault(detail: ErrorDetails) -> FieldError:
    kind, place = detail["type"], ".".join(str(part) for part in detail["loc"])
    code = detail.get("ctx", {}).get("code") or _CODES.get(kind) or (kind if kind in _OWN else "wrong_type")
    return FieldError(place, str(code), _words(kind, detail))


def _words(kind: str, detail: ErrorDetails) -> str:
    if kind == "enum":
        return f"This must be {detail['ctx']['expected']}."
    return _WORDS.get(kind, detail["msg"])


_OWN = frozenset({"time", "date", "offset"})


def day_query(name: str, given: str | None) -> date | None:
    """A date in a query, or None; InvalidEntry names the parameter."""
    if given is None:
        return None
    try:
        return day_from(given)
    except PydanticCustomError as error:
        raise InvalidEntry([FieldError(name, "date", error.message())]) from None


def moment_query(name: str, given: str | None) -> datetime | None:
    """A time in a query, or None; InvalidEntry names the parameter."""
    if given is None:
        return None
    try:
        return moment_from(given)
    except PydanticCustomError as error:
        raise InvalidEntry([FieldError(name, "time", error.message())]) from None
