"""The clinic itself and its treatment rooms."""

from dataclasses import dataclass, field

FIRST_ROOMS = tuple(f"Room {n}" for n in range(1, 7))


@dataclass(frozen=True, slots=True)
class Room:
    """A place where one patient at a time is treated; `position` is its place on the board.

    `nurse_id` is the nurse who has the room now; sessions that start there take that nurse.
    """

    id: str
    name: str
    position: int
    in_use: bool = True
    nurse_id: str | None = None

    @property
    def block(self) -> str:
        """What stands in the inverted block: the room's number, else its first letters."""
        digits = "".join(c for c in self.name if c.isdigit())
        return digits or self.name[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the clinic is, as forms ask for it; empty where nothing was written."""

    line_1: str = ""
    line_2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class ClinicProfile:
    """Name, IANA time zone and what to do in an emergency, as the administrator wrote it in this version."""

    name: str
    time_zone: str
    emergency_text: str
    practice: bool = False
    address: Address | None = None
    version: int = field(default=0, compare=False)
