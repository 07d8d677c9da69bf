"""The invented staff and patients of the practice clinic."""

from dataclasses import dataclass
from datetime import date

from dashboard.clinical.patients import Fact, Sex
from dashboard.clinical.roles import Role

PASSWORD = "practice-only-2026"


@dataclass(frozen=True, slots=True)
class PracticePerson:
    """Someone who signs in to practise."""

    username: str
    display_name: str
    roles: frozenset[Role]


STAFF = (
    PracticePerson("nina", "Nina Brandt, RN", frozenset({Role.NURSE})),
    PracticePerson("mateo", "Mateo Duarte, RN", frozenset({Role.NURSE})),
    PracticePerson("carl", "Dr Carl Okafor", frozenset({Role.CLINICIAN})),
    PracticePerson("ada", "Ada Lindgren", frozenset({Role.ADMINISTRATOR})),
)


@dataclass(frozen=True, slots=True)
class PracticePatient:
    """An invented patient with what they come for."""

    mrn: str
    family_name: str
    given_name: str
    birth_date: date
    sex: Sex
    protocol: str
    weight_kg: float
    dose_mg: float
    allergies: str = "None known"
    facts: frozenset[Fact] = frozenset()


PATIENTS = (
    PracticePatient("900101", "Kowalczyk", "Marta", date(1979, 3, 14), Sex.FEMALE, "iv_racemic_40", 70.0, 35,
                    allergies="Penicillin"),
    PracticePatient("900102", "Lindqvist", "Tove", date(1965, 8, 2), Sex.FEMALE, "in_esketamine", 64.5, 56),
    PracticePatient("900103", "Achterberg", "Joris", date(1988, 11, 23), Sex.MALE, "iv_racemic_40", 82.0, 41),
    PracticePatient("900104", "Ní Bhriain", "Sorcha", date(1992, 1, 30), Sex.FEMALE, "im_racemic", 58.2, 45),
    PracticePatient("900105", "Oyelaran", "Tunde", date(1971, 6, 9), Sex.MALE, "oral_sl", 90.4, 200),
    PracticePatient("900106", "王", "小明", date(1984, 12, 5), Sex.MALE, "in_esketamine", 73.0, 84),
    PracticePatient("900107", "Petrosyan", "Ani", date(1957, 4, 18), Sex.FEMALE, "iv_racemic_40", 61.0, 30,
                    facts=frozenset({Fact.HYPERTENSION})),
    PracticePatient("900108", "Vance", "Robin", date(1996, 9, 27), Sex.OTHER, "sc_racemic", 77.3, 40),
)  # fmt: skip
