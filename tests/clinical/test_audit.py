"""Every kind of audit entry has its sentence."""

from dashboard.clinical.audit import SENTENCES, AuditKind


def test_every_kind_has_a_sentence() -> None:
    assert set(SENTENCES) == set(AuditKind)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert all(sentence.format(who="Nina Brandt") for sentence in SENTENCES.values())
