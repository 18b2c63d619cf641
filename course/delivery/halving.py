"""Facts of many subjects, where those of one may not be readable: she is set aside, and the others go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from course.delivery.facts import Subject


@dataclass(frozen=True)
class Loaded:
    """What could be read, and {id: name of the error} of what could not."""

    facts: list[Subject] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)


def load_each(
    db: Session, load: Callable[[Session, Sequence[int]], Sequence[Subject]], ids: Sequence[int]
) -> Loaded:
    """All at once; only where that fails, half of them and half of them. A database that is away is raised."""
    if not ids:
        return Loaded()
    try:
        return Loaded(list(load(db, ids)))
    except DBAPIError:
        raise
    except Exception as error:
        if len(ids) == 1:
            return Loaded([], {ids[0]: type(error).__name__})
        middle = len(ids) // 2
        one, other = load_each(db, load, ids[:middle]), load_each(db, load, ids[middle:])
        return Loaded(one.facts + other.facts, one.broken | other.broken)
