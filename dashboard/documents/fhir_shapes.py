"""The small shapes that FHIR resources are made of, as plain dicts; empty parts are left out at the end."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from dashboard.clinical.session_record import SessionRecord
from dashboard.documents.codes import codings
from dashboard.documents.text_lines import code_point

Resource = dict[str, Any]
HL7 = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"
# Absolute, and by its name never to be reached: nothing is served there.
BASE = "https://chairside.invalid/fhir"
# Controls but for tab and breaks, and halves of a pair.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NAMESPACE = UUID("6f0a2c1e-5c0b-4e57-9a55-2d1c7e9b41aa")


def uid(kind: str, key: str) -> str:
    """The id of what we store under `key`: the same in every bundle."""
    return str(uuid5(_NAMESPACE, f"{kind}/{key}".encode("utf-8", "backslashreplace").decode()))


def resource(kind: str, key: str, **fields: Any) -> Resource:
    """A resource with the id made from our own."""
    return {"resourceType": kind, "id": uid(kind, key), **fields}


def reference(kind: str, key: str, display: str = "") -> Resource:
    """A reference to the resource made from our own id."""
    return {"reference": f"{kind}/{uid(kind, key)}", "display": display}


def references(found: Iterable[Resource]) -> list[str]:
    """What resources are called by those that refer to them."""
    return [f"{one['resourceType']}/{one['id']}" for one in found]


def identifier(of: str) -> Resource:
    """An id as an identifier that holds everywhere."""
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{of}"}


def person(user_id: str, name: str) -> Resource:
    """A reference to a person of the staff."""
    return reference("Practitioner", user_id, name)


def subject(record: SessionRecord) -> Resource:
    """The session's patient."""
    return reference("Patient", record.patient.id)


def encounter(record: SessionRecord) -> Resource:
    """The session."""
    return reference("Encounter", record.session.id)


def concept(record: SessionRecord, kind: str, of: str, text: str) -> Resource:
    """Words with the codings valid on the session's day."""
    return {"coding": codings(kind, of, record.session_date), "text": text}


def coded(system: str, code: str, text: str = "") -> Resource:
    """A concept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}], "text": text}


def quantity(value: float, unit: str, ucum: str) -> Resource:
    """A number as it was typed, with its unit."""
    plain = int(value) if float(value).is_integer() else value
    return {"value": plain, "unit": unit, "system": UCUM, "code": ucum}


def local_time(record: SessionRecord, at: datetime) -> str:
    """A moment on the clinic's clock, with its offset."""
    return record.local(at).isoformat()


def instant(at: datetime) -> str:
    """A moment in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def annotation(*texts: str) -> list[Resource]:
    """A remark made of these texts; none when all are empty."""
    said = " ".join(text for text in texts if text)
    return [{"text": said}] if said else []


def fitted(value: Any) -> Any:
    """The value without empty parts; what a FHIR string cannot hold stands as its code point."""
    if isinstance(value, str):
        return _UNFIT.sub(lambda found: code_point(found[0]), value) if value.strip() else None
    if isinstance(value, Mapping):
        pairs = ((name, fitted(part)) for name, part in value.items())
        return {name: part for name, part in pairs if part is not None} or None
    if isinstance(value, list | tuple):
        return [part for part in map(fitted, value) if part is not None] or None
    return value
