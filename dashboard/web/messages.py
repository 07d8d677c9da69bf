"""What a refusal is called at the door: one table from error to status and title, for API and screens."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from dashboard.clinical import errors
from dashboard.clinical.errors import FieldError

RETRY_SECONDS = 5
LOCKED_SECONDS = 900
MEDIA_TYPE = "application/problem+json"


class Malformed(errors.ClinicalError):
    """The request cannot be read."""

    code = "malformed"


class NotSignedIn(errors.ClinicalError):
    """Nobody is signed in, or the sign-in is over."""

    code = "not_signed_in"


class ForgedRequest(errors.ClinicalError):
    """The request does not come from our own page: token or origin do not fit."""

    code = "forged"


class UnknownPath(errors.ClinicalError):
    """Nothing is served under this path."""

    code = "unknown_path"


class WrongMethod(errors.ClinicalError):
    """The path is there, but does not take this method."""

    code = "wrong_method"


class TooLarge(errors.ClinicalError):
    """The body is larger than any request needs to be."""

    code = "too_large"


class WrongType(errors.ClinicalError):
    """The body is not JSON."""

    code = "wrong_type"


class HeaderMissing(errors.ClinicalError):
    """Idempotency-Key or If-Match is required here."""

    code = "header_missing"


class StreamsFull(errors.ClinicalError):
    """No more open streams; the page asks for changes instead."""

    code = "streams_full"


# the first class that fits is taken: special before general
TABLE: tuple[tuple[type[Exception], int, str], ...] = (
    (Malformed, 400, "Not readable"),
    (NotSignedIn, 401, "Not signed in"),
    (errors.WrongCredentials, 401, "Wrong name or password"),
    (ForgedRequest, 403, "Not from this page"),
    (errors.NotPermitted, 403, "Not allowed"),
    (UnknownPath, 404, "Not found"),
    (errors.NotFound, 404, "Not found"),
    (WrongMethod, 405, "Not possible here"),
    (errors.WrongState, 409, "Not possible now"),
    (errors.StaleVersion, 412, "Changed meanwhile"),
    (TooLarge, 413, "Too large"),
    (WrongType, 415, "Not JSON"),
    (errors.InvalidEntry, 422, "Not stored"),
    (errors.KeyReused, 422, "Key already used"),
    (HeaderMissing, 428, "Header missing"),
    (errors.TooManyTries, 429, "Too many tries"),
    (errors.DiskFull, 507, "Disk full"),
    (errors.CannotStore, 503, "Cannot store now"),
    (StreamsFull, 503, "Too many open pages"),
    (errors.ClinicalError, 400, "Refused"),
)

_RETRY_AFTER = {429: LOCKED_SECONDS, 503: RETRY_SECONDS, 507: RETRY_SECONDS}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal in words: for a program `code` and `status`, for a person `title` and `detail`."""

    status: int
    title: str
    detail: str
    code: str
    errors: tuple[FieldError, ...] = ()

    def body(self) -> dict[str, Any]:
        """The members of application/problem+json."""
        told: dict[str, Any] = {
            "type": f"urn:chairside:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors:
            told["errors"] = [
                {"field": error.field, "code": error.code, "message": error.message} for error in self.errors
            ]
        return told

    def response(self) -> JSONResponse:
        """The answer as HTTP, with Retry-After where waiting helps."""
        headers = {}
        if self.status in _RETRY_AFTER:
            headers["Retry-After"] = str(_RETRY_AFTER[self.status])
        return JSONResponse(self.body(), self.status, headers, media_type=MEDIA_TYPE)


def problem_for(error: Exception) -> Problem:
    """The problem to answer with; an error outside the family is a 500 that tells nothing of itself."""
    for kind, status, title in TABLE:
        if isinstance(error, kind):
            return Problem(status, title, str(error), getattr(error, "code", "refused"), _fields(error))
    return Problem(500, "Failed", "The server failed. Nothing was changed by this.", "failed")


def _fields(error: Exception) -> tuple[FieldError, ...]:
    if isinstance(error, errors.InvalidEntry):
        return error.errors
    if isinstance(error, errors.GatesClosed):
        return tuple(FieldError(f"gates.{gate}", "gate_closed", text) for gate, text in error.gates)
    if isinstance(error, errors.PartsMissing):
        return tuple(FieldError(part, "missing", f"{words.capitalize()}.") for part, words in error.parts)
    return ()
