"""DOCX and FHIR read back as plain words and values, by other means than they were written with."""

import io
import re
from html import unescape
from typing import Any

from docx import Document
from docx.table import Table as DocxTable


def docx_rows(content: bytes) -> list[list[str]]:
    """Every row of every table as its cells' words."""
    tables = Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def docx_words(content: bytes) -> str:
    """All words of the body in their order, with single blanks."""
    found: list[str] = []
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, DocxTable):
            found += [cell.text for row in part.rows for cell in row.cells]
        else:
            found.append(part.text)
    return " ".join(" ".join(found).split())


def narrative_words(bundle: dict[str, Any]) -> str:
    """The head and all sections of a FHIR document as one line of words."""
    head = bundle["entry"][0]["resource"]
    parts = [part["text"]["div"] for part in (head, *head["section"])]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", " ".join(parts))).split())


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The resources of this kind in their order."""
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def references(value: Any) -> list[str]:
    """Every reference within a resource."""
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [found for part in value.values() for found in references(part)]
    return [found for part in value for found in references(part)] if isinstance(value, list) else []
