"""One family of refusals. Each carries words for a person and a code for a program."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `field` is the path in the body, such as `values.systolic`."""

    field: str
    code: str
    message: str


class ClinicalError(Exception):
    """Base of all refusals: `code` names the rule, `detail` says it to a person."""

    code = "refused"

    def __init__(self, detail: str, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class InvalidEntry(ClinicalError):
    """Values that cannot be stored as sent; `errors` names each field."""

    code = "invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(" ".join(error.message for error in errors))
        self.errors = tuple(errors)


class NotPermitted(ClinicalError):
    """The person may not do this."""

    code = "not_permitted"


class SecondRefused(NotPermitted):
    """The second person's name or password was wrong, or they may not do this."""

    code = "second_refused"


class NotFound(ClinicalError):
    """Not there, or not yours to see."""

    code = "not_found"


class WrongState(ClinicalError):
    """The session, alert or note is in a state that does not allow this."""

    code = "wrong_state"


class GatesClosed(WrongState):
    """Leaving is not open; `gates` names the closed ones with their words."""

    code = "gates_closed"

    def __init__(self, gates: Sequence[tuple[str, str]]) -> None:
        said = ". ".join(text[:1].upper() + text[1:] for _, text in gates)
        super().__init__(f"Not ready to leave. {said}.")
        self.gates = tuple(gates)


class PartsMissing(WrongState):
    """The note cannot be signed yet; `parts` names what is missing, each with its words."""

    code = "parts_missing"

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"The note cannot be signed: {'; '.join(words for _, words in parts)}.")
        self.parts = tuple(parts)


class Tampered(WrongState):
    """A note's rows are not those that were written through Chairside; verifying names the first."""

    code = "note_tampered"

    def __init__(self) -> None:
        super().__init__(
            "This note was changed outside Chairside and is not shown. "
            "Do not rely on a copy of it; an administrator verifies the record."
        )


class StaleVersion(ClinicalError):
    """Somebody else's change came first; the words say whose and when."""

    code = "stale_version"


class KeyReused(ClinicalError):
    """The idempotency key belongs to another request."""

    code = "key_reused"


class WrongCredentials(ClinicalError):
    """Name or password is wrong, or the account is disabled."""

    code = "wrong_credentials"


class TooManyTries(ClinicalError):
    """More than ten wrong tries for this account and address in 15 minutes."""

    code = "too_many_tries"


class CannotStore(ClinicalError):
    """The database cannot take the change now; nothing was stored."""

    code = "cannot_store"


class DiskFull(CannotStore):
    """No space is left for the database; nothing was stored."""

    code = "disk_full"
