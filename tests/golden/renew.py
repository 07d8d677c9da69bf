"""Writes the golden documents anew: `python -m tests.golden.renew`. Read what changed before keeping it."""

import json
from pathlib import Path
from unittest.mock import patch

import dashboard
from dashboard.documents.exports import FORMATS
from dashboard.documents.fhir import session_bundle
from dashboard.documents.note import compose
from dashboard.documents.note_html import to_html
from dashboard.documents.note_text import to_text
from tests.documents.paper import FIGURE, signed_record

GOLDEN = Path(__file__).parent


def golden_documents() -> dict[str, bytes]:
    """Every golden file's name and the bytes that the code makes now."""
    with patch.object(dashboard, "__version__", "0.0.0"):
        record = signed_record()
        note = compose(record)
    bundle = session_bundle(record, note)
    return {
        "note.txt": to_text(note).encode(),
        "note.html": to_html(note, FIGURE).encode(),
        "bundle.json": json.dumps(bundle, ensure_ascii=False, indent=1).encode(),
        "readings.csv": b"".join(FORMATS["csv"].write([record], lambda _: None, None)),
        "readings_wide.csv": b"".join(FORMATS["csv_wide"].write([record], lambda _: None, None)),
    }


if __name__ == "__main__":
    for name, content in golden_documents().items():
        (GOLDEN / name).write_bytes(content)
