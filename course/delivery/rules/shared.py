"""What the people of one cohort have in common is worked out once for all of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

AT_MOST = 1_024
Dates = TypeVar("Dates", bound=tuple[object, ...])
Hers = ParamSpec("Hers")
Found = TypeVar("Found")


def shared(work: Callable[Concatenate[Dates, Hers], Found]) -> Callable[Concatenate[Dates, Hers], Found]:
    """Remembers what `work(dates, zone, ...)` found for these very dates: people who were read together share them."""
    kept: dict[object, tuple[Dates, Found]] = {}

    @wraps(work)
    def found(dates: Dates, /, *hers: Hers.args, **none: Hers.kwargs) -> Found:
        # By identity: to compare all dates would cost as much as the work. They are kept, so no others get their id.
        key = (id(dates), *hers)
        known = kept.get(key)
        if known is None:
            if len(kept) >= AT_MOST:
                kept.clear()
            known = kept[key] = dates, work(dates, *hers, **none)
        return known[1]

    return found
