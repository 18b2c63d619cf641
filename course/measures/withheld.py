"""What a wave asks of somebody now. A measure that may not be asked is left out, never half asked: it fails closed.

A measure that asks about harming oneself is asked in its official words only, and only while the programme's plan is
complete: who is told, who stands in, when they reply, and numbers that somebody has tried.
"""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course import clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures.wordings import wording_for
from course.people.person import Person
from course.safety import plan
from course.words import _
from curriculum.errors import ContentError
from curriculum.loader import load_measure
from curriculum.measure import Measure, Wording
from curriculum.official import is_official
from curriculum.schema import Wave

ASKED = ""
"""Nothing speaks against asking it."""


def why_not(db: Session, programme: Programme, key: str, locale: str) -> str:
    """The sentence for staff on why this measure is not asked now in this language; empty when it is."""
    try:
        measure = load_measure(key)
    except ContentError:
        return _("Its file does not fit.")
    words = _words(db, key, locale)
    if words is None:
        return _("There are no words for it in this language.")
    return _unsafe(db, programme, measure, words) if measure.self_harm else ASKED


class Asking:
    """The same for a batch of people, asking the database only where a measure may be withheld at all."""

    def __init__(self, db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> None:
        """`enrolments`: their ids, or a query for them."""
        self._db, self._enrolments = db, enrolments
        self._why: dict[tuple[int, str, str], str] = {}
        self._hers: dict[int, tuple[Programme, str]] = {}
        self._maybe: dict[tuple[str, ...], tuple[str, ...]] = {}

    def wave(self, wave: Wave, enrolment_id: int, begun: Collection[str] = ()) -> Wave:
        """The wave with the measures it asks of her now. What was left out when she began is not asked afterwards."""
        maybe = self._withheld_sometimes(wave.measures)
        if not maybe:
            return wave
        out = {*self.why_not(maybe, enrolment_id), *(key for key in maybe if begun and key not in begun)}
        return wave.model_copy(update={"measures": tuple(key for key in wave.measures if key not in out)})

    def why_not(self, keys: Collection[str], enrolment_id: int) -> Mapping[str, str]:
        """{measure: why it is not asked of her}, without those that are."""
        programme, locale = self._of(enrolment_id)
        found = {}
        for key in keys:
            place = (programme.stored_id, key, locale)
            if place not in self._why:
                self._why[place] = why_not(self._db, programme, key, locale)
            if self._why[place]:
                found[key] = self._why[place]
        return found

    def _withheld_sometimes(self, measures: tuple[str, ...]) -> tuple[str, ...]:
        if measures not in self._maybe:
            self._maybe[measures] = tuple(key for key in measures if not _is_always_asked(key))
        return self._maybe[measures]

    def _of(self, enrolment_id: int) -> tuple[Programme, str]:
        """Whose plan counts and what she reads, for everybody of the batch in one statement."""
        if enrolment_id not in self._hers:
            rows = self._db.exec(
                select(Enrolment.id, Programme, Person.locale)
                .join(Cohort, col(Cohort.id) == Enrolment.cohort_id)
                .join(Programme, col(Programme.id) == Cohort.programme_id)
                .join(Person, col(Person.id) == Enrolment.person_id)
                .where(col(Enrolment.id).in_(self._enrolments))
            ).all()
            self._hers = {one: (programme, locale) for one, programme, locale in rows if one is not None}
        return self._hers[enrolment_id]


def _is_always_asked(key: str) -> bool:
    """Words of our own are there, and nothing in it needs a plan."""
    try:
        return load_measure(key).askable
    except ContentError:
        return False


def _words(db: Session, key: str, locale: str) -> Wording | None:
    try:
        return wording_for(db, key, locale)
    except ContentError:
        return None


def _unsafe(db: Session, programme: Programme, measure: Measure, words: Wording) -> str:
    if not is_official(measure, words):
        return _("It asks about harming oneself, which is asked in the official words only.")
    today = clock.now(db).astimezone(ZoneInfo(programme.zone)).date()
    lacking = plan.missing(db, programme, today=today)
    return " ".join([_("Help is not complete."), *lacking]) if lacking else ASKED
