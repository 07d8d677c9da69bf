"""Where a session stands in its series of treatments: counted from the doses recorded here.

How many sessions a series has is said when the protocol of the session plans it, else nothing says "of 6".
Sessions at another clinic are not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Weekly, fortnightly and four-weekly sessions belong to one series; a longer pause is a stop, and what
# follows it is a new start. An assumption of ours, no published rule.
SERIES_GAP = timedelta(days=28)
# What a protocol may plan.
LONGEST_SERIES = 60
# Of a protocol that plans none: an acute IV series has 4 to 6 infusions within two to three weeks; what
# follows holds the effect.
IV_ACUTE_SESSIONS = 6
# Esketamine: twice a week in weeks 1 to 4, weekly in weeks 5 to 8, then as long as it helps.
ESKETAMINE_ACUTE = timedelta(weeks=8)
SESSION_WORDS: Mapping[str, str] = {"iv": "Infusion", "im": "Injection", "sc": "Injection"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseStart:
    """When a session's dose began (UTC), the clinic's date then, and what was given by which route.

    `planned` is how many sessions its version of the protocol plans for a series, None for none.
    """

    session_id: str
    at: datetime
    on: date
    drug: str
    route: str
    planned: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlace:
    """Where a session stands: the `number`th of its series of this drug by this route.

    `planned` is how many its protocol plans for a series; what comes after them is `maintenance`.
    """

    drug: str
    route: str
    series: int
    number: int
    began: date
    maintenance: bool
    planned: int | None = None

    @property
    def words(self) -> str:
        """'Infusion 3', 'Infusion 3 of 6', 'Session 17, maintenance'."""
        named = f"{SESSION_WORDS.get(self.route, 'Session')} {self.number_words}"
        return f"{named}, maintenance" if self.maintenance else named

    @property
    def number_words(self) -> str:
        """'3', '3 of 6'."""
        within = self.planned is not None and self.number <= self.planned
        return f"{self.number} of {self.planned}" if within else str(self.number)


def places_of(starts: Iterable[DoseStart]) -> dict[str, SeriesPlace]:
    """The place of each of a patient's sessions with a dose, by its id, in the order of the doses."""
    before: dict[tuple[str, str], tuple[SeriesPlace, date]] = {}
    places: dict[str, SeriesPlace] = {}
    for start in sorted(starts, key=lambda s: (s.at, s.session_id)):
        kind = (start.drug, start.route)
        place = _place(start, before.get(kind))
        before[kind] = (place, start.on)
        places[start.session_id] = place
    return places


def _place(start: DoseStart, before: tuple[SeriesPlace, date] | None) -> SeriesPlace:
    """The next of the series, or the first of a new one after a long pause."""
    goes_on = before is not None and start.on - before[1] <= SERIES_GAP
    series = before[0].series if before else 0
    number = before[0].number + 1 if before and goes_on else 1
    began = before[0].began if before and goes_on else start.on
    return SeriesPlace(
        drug=start.drug, route=start.route, series=series if goes_on else series + 1, number=number,
        began=began, maintenance=_is_maintenance(start, number, began), planned=start.planned,
    )  # fmt: skip


def _is_maintenance(start: DoseStart, number: int, began: date) -> bool:
    """As the protocol plans; unplanned only of IV and of esketamine, for lack of any rule for others."""
    if start.planned is not None:
        return number > start.planned
    if start.route == "iv":
        return number > IV_ACUTE_SESSIONS
    return start.drug == "esketamine" and start.on - began >= ESKETAMINE_ACUTE
