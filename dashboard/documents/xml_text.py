"""Words as an XML document can hold them."""

from dashboard.documents.text_lines import code_point, is_misleading


def xml_text(text: str) -> str:
    """The text with what XML cannot hold, and what misleads the eye, as its code point; breaks stay."""
    return "".join(c if c in "\n\t" or not _unfit(c) else code_point(c) for c in text)


def _unfit(character: str) -> bool:
    return is_misleading(character) or ord(character) in (0xFFFE, 0xFFFF)
