"""Keys that stand more than once."""

from collections import Counter
from collections.abc import Iterable


def repeated(keys: Iterable[str]) -> list[str]:
    """The keys that come more than once, sorted."""
    return sorted(key for key, count in Counter(keys).items() if count > 1)
