"""What each signature covers, said where the signatures stand, and in every form once it covers no more."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.clinical.coverage import coverage_of
from dashboard.clinical.notes import Meaning, Signature
from dashboard.clinical.patients import Fact
from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.note import compose
from dashboard.documents.note_closing import AMENDED, NOT_COVERED
from tests.documents.written import FORMS, note_text, words_of
from tests.factories import NURSE, at, patient, rich_record, signature

BARE = rich_record(signatures=(), addenda=())


def signed_as(record: SessionRecord, meaning: Meaning, minute: float, **fields: str) -> SessionRecord:
    """The record with one more signature, over what it says now."""
    given: Signature = signature(
        minute, meaning=meaning, content_sha256=compose(record).content_sha256, covers=coverage_of(record),
        **fields,
    )  # fmt: skip
    return replace(record, signatures=(*record.signatures, given))


def under(record: SessionRecord) -> dict[Meaning, str]:
    """What stands under each signature of the note, by its meaning."""
    section = next(s for s in compose(record).sections if s.title == "Signatures")
    listing = section.blocks[0]
    return {s.meaning: i.text for s, i in zip(record.signatures, listing.items, strict=True)}  # type: ignore[union-attr]


PREPARED = signed_as(BARE, Meaning.PREPARED, 108, user_id=NURSE.id, printed_name=NURSE.display_name)


@pytest.mark.hazard("H48")
def test_a_preparation_that_the_record_still_says_is_covered() -> None:
    assert NOT_COVERED not in under(PREPARED)[Meaning.PREPARED]
    approved = signed_as(PREPARED, Meaning.APPROVED, 118)
    assert not any(NOT_COVERED in text for text in under(approved).values())


@pytest.mark.hazard("H48", "H49")
def test_under_a_preparation_it_is_said_that_later_changes_are_not_covered() -> None:
    changed = replace(PREPARED, note_texts=(note_text(minute=112, plan="Another dose."),))
    assert NOT_COVERED in under(changed)[Meaning.PREPARED]
    approved = under(signed_as(changed, Meaning.APPROVED, 118))
    assert NOT_COVERED in approved[Meaning.PREPARED]
    assert NOT_COVERED not in approved[Meaning.APPROVED]


def test_one_person_who_gave_both_signatures_is_said_to_have() -> None:
    one = "Prepared and approved by one person."
    alone = signed_as(signed_as(BARE, Meaning.PREPARED, 108), Meaning.APPROVED, 118)
    two = signed_as(PREPARED, Meaning.APPROVED, 118)
    assert [words_of(record, "txt", Path()).count(one) for record in (alone, two)] == [1, 0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.hazard("H47", "H48")
def test_a_later_change_of_the_patient_is_said_in_every_form(form: str, tmp_path: Path) -> None:
    approved = signed_as(BARE, Meaning.APPROVED, 118)
    assert AMENDED not in words_of(approved, form, tmp_path)
    corrected = patient(
        version=2, family_name="Nowak", birth_date=date(1949, 3, 14), recorded_at=at(130),
        reason="typed wrong", facts=frozenset({Fact.CARDIAC}),
    )  # fmt: skip
    words = words_of(replace(approved, patient=corrected), form, tmp_path)
    assert AMENDED in words
    assert (
        "Name Kowalczyk, Marta -> Nowak, Marta; birth date 14 Mar 1979 -> 14 Mar 1949; "
        "known history not asked -> Cardiac disease; changed 15:34: typed wrong."
    ) in words  # fmt: skip


@pytest.mark.hazard("H02", "H48")
def test_another_record_of_the_patient_is_named() -> None:
    approved = signed_as(BARE, Meaning.APPROVED, 118)
    merged = replace(approved, patient=patient(id="patient-2", mrn="204882"))
    said = "Read from another record of the patient, as records were merged or parted; record number "
    assert f"{said}204881 -> 204882." in words_of(merged, "txt", Path())


def test_a_signature_whose_coverage_was_not_kept_is_judged_by_its_time() -> None:
    approved = replace(BARE, signatures=(signature(118),))
    assert compose(approved).marks == ()
    late = replace(approved, patient=patient(version=2, recorded_at=at(119)))
    assert compose(late).marks == (AMENDED,)
    assert "Patient: Changed 15:23." in words_of(late, "txt", Path()).replace(" ,", ",")
