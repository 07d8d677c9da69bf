"""What a signature covers, kept as a frozen document beside it."""

import hashlib
import json
from dataclasses import fields

from sqlalchemy import and_

from dashboard.clinical.notes import Coverage
from dashboard.store.tables import note_documents, note_signatures

# The document's format.
COVERS = "covers"
_BY_SEQ = ("readings", "events")
_NOTHING = Coverage(readings={}, events={}, alerts={}, baselines=0, header=0, text=0, patient={})
_covers = note_documents.alias("covers")
# What a statement over note_signatures is joined with, and what it then asks for.
COVERS_BESIDE = (
    _covers,
    and_(
        _covers.c.session_id == note_signatures.c.session_id,
        _covers.c.number == note_signatures.c.number,
        _covers.c.format == COVERS,
    ),
)
COVERS_COLUMNS = (_covers.c.bytes.label("covers_"), _covers.c.sha256.label("covers_sha256_"))


def covers_document(covers: Coverage) -> bytes:
    """What a signature covers as the bytes frozen beside it."""
    plain = {part.name: getattr(covers, part.name) for part in fields(covers)}
    return json.dumps(plain, ensure_ascii=True, sort_keys=True).encode("ascii")


def coverage_from(kept: bytes | None, sha256: str | None) -> Coverage | None:
    """What a signature covers from the bytes frozen beside it: nothing, when they are not those any more."""
    if kept is None:
        return None
    if hashlib.sha256(kept).hexdigest() != sha256:
        return _NOTHING
    plain = json.loads(kept)
    by_seq = {name: {int(seq): version for seq, version in plain[name].items()} for name in _BY_SEQ}
    return Coverage(**{**plain, **by_seq})
