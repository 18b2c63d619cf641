"""Words in a message that may sound harder than they are meant: named to whoever writes, and never in the way."""

from curriculum.checks.language import UNKIND, UNKIND_GERMAN

PATTERNS = (UNKIND, UNKIND_GERMAN)


def heard_in(*texts: str) -> list[str]:
    """Each such word once, as it was written, in the order of the texts; in every language we write in."""
    found = (match[0] for text in texts for pattern in PATTERNS for match in pattern.finditer(text))
    return list({word.casefold(): word for word in found}.values())
