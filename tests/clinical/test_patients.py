"""Names, ages and who could be taken for whom."""

from datetime import date

import pytest

from dashboard.clinical.patients import look_alike
from tests.factories import patient

BORN, OTHER_DAY = date(1979, 3, 14), date(1985, 6, 1)


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(
    ("family", "given", "born", "alike"),
    [
        ("Kowalczyk", "Marta", OTHER_DAY, True),
        ("kowalczyk", "MARTA", OTHER_DAY, True),
        ("Marta", "Kowalczyk", OTHER_DAY, True),
        ("Kowalczyk", "Anna", BORN, True),
        ("Nowak", "Marta", BORN, True),
        ("Nowak", "Anna", BORN, False),
        ("Kowalczyk", "Anna", OTHER_DAY, False),
        ("Nowak", "Marta", OTHER_DAY, False),
    ],
)
def test_look_alikes_share_a_name_or_a_birth_date_and_half_a_name(
    family: str, given: str, born: date, alike: bool
) -> None:
    other = patient(id="patient-2", family_name=family, given_name=given, birth_date=born)
    assert look_alike(patient(), other) is alike
    assert look_alike(other, patient()) is alike


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "MULLER"), ("O'Brien", "OBrien"), ("Lee-Smith", "Lee Smith"), ("Nuñez", "nunez")],
)
def test_marks_spaces_and_hyphens_do_not_tell_names_apart(one: str, other: str) -> None:
    assert look_alike(patient(family_name=one), patient(id="patient-2", family_name=other))


def test_a_patient_is_not_their_own_look_alike() -> None:
    assert not look_alike(patient(), patient(version=2))


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 3, 13), 46), (date(2026, 3, 14), 47), (date(2026, 12, 31), 47)]
)
def test_age_is_in_whole_years(day: date, age: int) -> None:
    assert patient().age_on(day) == age


def test_someone_born_on_a_leap_day_is_a_year_older_in_march() -> None:
    leap = patient(birth_date=date(2000, 2, 29))
    assert (leap.age_on(date(2026, 2, 28)), leap.age_on(date(2026, 3, 1))) == (25, 26)


def test_the_family_name_comes_first_and_a_single_name_stands_alone() -> None:
    assert patient().name == "Kowalczyk, Marta"
    assert patient().initials == "M.K."
    assert patient(given_name="").name == "Kowalczyk"
    assert patient(given_name="").initials == "K."
