"""A recorded correction of frozen figures: another row with its reason, and the earlier one stays to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import Refused
from course.outcomes.freezing import done_of, figures_of, lock, rule_of
from course.outcomes.frozen import COHORT, SMALL, FrozenFigures, batched
from course.outcomes.gather import answers
from course.outcomes.suppression import PEOPLE_BEHIND_A_SCORE, may_correct
from course.people.person import Person
from course.words import _, one_line

LONGEST = 300


@dataclass(frozen=True)
class Correction:
    """Of one cohort at one wave. `by` None: whoever it was has been erased."""

    at: datetime
    reason: str
    by: str | None


@dataclass(frozen=True)
class Standing:
    """One cohort at one wave: since when its figures stand, and what was corrected, the newest first. `id` is the row
    that an address names."""

    id: int
    cohort: Cohort
    wave: str
    frozen_at: datetime
    corrections: tuple[Correction, ...]


def standing(db: Session, programme_id: int, *, first: int = 0, most: int = 60) -> list[Standing]:
    """Everything that is frozen in a programme, newest cohort first: `most` of them after the `first`."""
    mine = (
        select(
            func.min(col(FrozenFigures.id)),
            FrozenFigures.cohort_id,
            FrozenFigures.wave_key,
            func.min(FrozenFigures.frozen_at),
        )
        .join(Cohort, col(Cohort.id) == FrozenFigures.cohort_id)
        .where(FrozenFigures.programme_id == programme_id, FrozenFigures.cells == COHORT)
        .group_by(col(FrozenFigures.cohort_id), col(FrozenFigures.wave_key), col(Cohort.starts_on))
        .order_by(
            col(Cohort.starts_on).desc(),
            col(FrozenFigures.cohort_id),
            func.min(FrozenFigures.frozen_at),
            col(FrozenFigures.wave_key),
        )
    )
    rows = db.exec(mine.offset(first).limit(most)).all()
    of = {one.stored_id: one for one in _cohorts(db, {cohort_id for _id, cohort_id, _wave, _at in rows})}
    made = _corrections(db, programme_id)
    return [
        Standing(row_id or 0, of[cohort_id], wave, at, tuple(made.get((cohort_id, wave), ())))
        for row_id, cohort_id, wave, at in rows
    ]


def _cohorts(db: Session, ids: Collection[int]) -> Sequence[Cohort]:
    return db.exec(select(Cohort).where(col(Cohort.id).in_(ids))).all()


def _corrections(db: Session, programme_id: int) -> dict[tuple[int, str], list[Correction]]:
    """By cohort and wave, the newest first; one correction is a row for each figure that changed."""
    rows = db.exec(
        select(
            FrozenFigures.cohort_id,
            FrozenFigures.wave_key,
            FrozenFigures.frozen_at,
            FrozenFigures.reason,
            Person.name,
            Person.erased_at,
        )  # type: ignore[call-overload]  # six columns are more than it knows
        .join(Person, col(Person.id) == FrozenFigures.person_id)
        .where(FrozenFigures.programme_id == programme_id, FrozenFigures.version > 1)
        .order_by(col(FrozenFigures.frozen_at).desc())
        .distinct()
    ).all()
    found: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    for cohort_id, wave, at, reason, name, erased_at in rows:
        found[cohort_id, wave].append(Correction(at, reason, None if erased_at else name))
    return found


def correct(
    db: Session, programme: Programme, row: FrozenFigures, *, reason: str, by: Person, now: datetime
) -> int:
    """Work out again, from the answers there are now, every figure of this row's cohort and wave. Returns how many
    changed. Refused without a reason, when nothing differs, or when the difference would give a few people away."""
    why = one_line(reason)
    if not why:
        raise Refused(_("Please say why, for whoever reads these figures later."), field="reason")
    if len(why) > LONGEST:
        raise Refused(_("A little shorter, please."), field="reason")
    lock(db, programme.stored_id)
    cohort = db.get_one(Cohort, row.cohort_id)
    changed = [one for one in _again(db, cohort, row.wave_key) if one.differs]
    if not changed:
        raise Refused(_("The answers there are now give the same figures. Nothing was changed."))
    for one in changed:
        _refuse_if_telling(db, one)
        db.add(one.row(reason=why, by=by, now=now))
    db.flush()
    audit.record(
        db,
        "figures.correct",
        f"cohort:{cohort.id}",
        by=by.id,
        programme_id=programme.id,
        wave=row.wave_key,
        rows=len(changed),
    )
    return len(changed)


@dataclass(frozen=True)
class _Again:
    """A row as it stands, and what is worked out for it now."""

    was: FrozenFigures
    now: dict[str, Any]
    rule: str

    @property
    def differs(self) -> bool:
        return any(getattr(self.was, name) != value for name, value in self.now.items())

    def row(self, *, reason: str, by: Person, now: datetime) -> FrozenFigures:
        was = self.was
        return FrozenFigures(
            programme_id=was.programme_id,
            cohort_id=was.cohort_id,
            cells=was.cells,
            wave_key=was.wave_key,
            measure_key=was.measure_key,
            score_key=was.score_key,
            version=was.version + 1,
            rule_version=self.rule,
            frozen_at=now,
            person_id=by.stored_id,
            reason=reason,
            **self.now,
        )


def _again(db: Session, cohort: Cohort, wave: str) -> Iterator[_Again]:
    rows = db.exec(
        select(FrozenFigures)
        .where(
            FrozenFigures.cohort_id == cohort.id,
            FrozenFigures.wave_key == wave,
            FrozenFigures.cells == COHORT,
        )
        .order_by(col(FrozenFigures.version))
    ).all()
    newest = {(row.measure_key, row.score_key): row for row in rows}
    for measure in dict.fromkeys(measure for measure, _score in newest):
        found = answers(db, [cohort], measure)
        done, rule = done_of(db, [cohort], found), rule_of(found)
        for (of, score), row in newest.items():
            if of == measure:
                [(_cohort, figures)] = figures_of(found, score, wave, done)
                yield _Again(row, figures, rule)


def _refuse_if_telling(db: Session, one: _Again) -> None:
    """What has been read stands beside what will be read."""
    was = one.was
    if was.n < PEOPLE_BEHIND_A_SCORE:
        together = batched(
            db, was.programme_id, was.measure_key, scores=[was.score_key], waves=[was.wave_key]
        )
        if any(was.cohort_id in batch.cohorts for batch in together if batch.cells == SMALL):
            raise Refused(
                _("These people are counted together with those of other small cohorts, and stay there.")
            )
    elif not may_correct(was.n, one.now["n"]):
        words = _(
            "A correction that adds or leaves out fewer than %(n)d people would show what they answered, so it is not "
            "made. The figures stay as they are."
        )
        raise Refused(words % {"n": PEOPLE_BEHIND_A_SCORE})
