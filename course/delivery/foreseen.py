"""One preview of a change to a cohort: the verb is tried, looked at, and taken back.

Pages show it before the press. What it says of letters is what `due` will say afterwards, for everybody it reaches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from course.cohorts import moving
from course.cohorts.cohort import Cohort
from course.cohorts.moving import Shown
from course.delivery.everybody import Reached, everybody
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.preview import Difference, What, everybodys
from course.letters.table import title
from course.measures.wave import window

NAMED = 3
"""So many people are named; of more there is only the number."""


@dataclass(frozen=True)
class LetterLine:
    """All letters of one kind that come, go or move: how many, to whom (each person once), and the first of them.

    `was` and `becomes` are the earliest moments before and after, None where there is none.
    """

    title: str
    letter: str
    what: What
    letters: int
    people: tuple[str, ...]
    was: datetime | None
    becomes: datetime | None

    @property
    def named(self) -> tuple[str, ...]:
        return self.people if len(self.people) <= NAMED else ()


@dataclass(frozen=True)
class WaveLine:
    """Questions that open at another time; `becomes` None while what they count from has no date."""

    key: str
    was: datetime | None
    becomes: datetime | None


@dataclass(frozen=True)
class Foreseen:
    """`people`: how many get another letter, or the same at another time. `letters` in order of time."""

    dates: Shown
    letters: tuple[LetterLine, ...]
    waves: tuple[WaveLine, ...]
    people: int

    @property
    def changes_anything(self) -> bool:
        return bool(self.dates.changes or self.letters or self.waves)


def foreseen(
    db: Session, cohort: Cohort, verb: Callable[[], object], *, now: datetime, also: Sequence[Cohort] = ()
) -> Foreseen:
    """`also`: cohorts whose people the verb reaches as well. A Refused of the verb is passed on."""
    ids = [one.stored_id for one in (cohort, *also)]
    (old, before), (new, after) = moving.trial(
        db, verb, lambda: (moving.dates(db, cohort), everybody(db, ids))
    )
    was, becomes = _facts(before), _facts(after)
    found = everybodys(was, becomes, now)
    names = {who: one.called for who, one in (before | after).items()}
    return Foreseen(
        moving.shown(db, cohort, old, new), _lines(found, names), _waves(was, becomes), len(found)
    )


def _facts(readers: dict[str, Reached]) -> dict[str, Subject]:
    return {who: one.facts for who, one in readers.items()}


def _lines(found: dict[str, list[Difference]], names: dict[str, str]) -> tuple[LetterLine, ...]:
    grouped: dict[tuple[str, What], list[tuple[str, Difference]]] = {}
    for reader, mine in found.items():
        for one in mine:
            grouped.setdefault((one.letter, one.what), []).append((reader, one))
    first = {key: min(one.at for _who, one in each) for key, each in grouped.items()}
    return tuple(
        _line(*key, grouped[key], names) for key in sorted(grouped, key=lambda key: (first[key], key))
    )


def _line(
    letter: str, what: What, each: Sequence[tuple[str, Difference]], names: dict[str, str]
) -> LetterLine:
    return LetterLine(
        title=title(letter),
        letter=letter,
        what=what,
        letters=len(each),
        people=tuple(sorted(names.get(reader, "") for reader in {reader for reader, _one in each})),
        was=min((one.was for _who, one in each if one.was), default=None),
        becomes=min((one.becomes for _who, one in each if one.becomes), default=None),
    )


def _waves(was: dict[str, Subject], becomes: dict[str, Subject]) -> tuple[WaveLine, ...]:
    """Of each wave the first that moves for anybody. A group that is called off is asked nothing more."""
    found: dict[str, WaveLine] = {}
    for reader, facts in was.items():
        later = becomes.get(reader)
        if not isinstance(facts, EnrolmentFacts) or not isinstance(later, EnrolmentFacts):
            continue
        if later.called_off_at is not None:
            continue
        for old, new in zip(facts.waves, later.waves, strict=False):
            opens = [frame.opens_at if (frame := window(one)) else None for one in (old, new)]
            if opens[0] != opens[1]:
                found.setdefault(old.wave.key, WaveLine(old.wave.key, *opens))
    return tuple(found.values())
