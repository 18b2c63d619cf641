"""A name as it is compared, however it was typed."""

import unicodedata


def folded(name: str) -> list[str]:
    """Its words; capitals, accents and hyphens do not matter."""
    bare = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare).split()
