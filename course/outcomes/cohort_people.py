"""The people of one cohort as a report needs them: what became of each at each wave of one measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from course.cohorts import cohort as cohorts
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.asked import Asked, asked_in
from course.measures.wave import State, standing
from course.measures.why import Why
from course.outcomes.closing import Dates
from course.outcomes.cohort_counts import Taken, taken
from course.outcomes.cohort_facts import BEFORE, Fate, ScoreKey, Someone, WaveSeen
from course.outcomes.cohort_scores import CohortScores
from course.people.consent import ConsentTo
from course.people.person import Person
from curriculum.schema import Course, Wave

Place = tuple[Enrolment, Person]

FATES = {
    State.MISSED: Fate.SILENT,
    State.DECLINED: Fate.DECLINED,
    State.NOT_APPLICABLE: Fate.NOT_ASKED,
    State.WITHDRAWN: Fate.LEFT,
    State.PARTIAL: Fate.UNFINISHED,
}
"""Of states in which nothing can be answered any more; in the others it is still to come."""


@dataclass(frozen=True)
class Group:
    """Everybody who ever joined, with what there is to know of the cohort's meetings and questions."""

    cohort: Cohort
    course: Course
    meetings: Sequence[Meeting]
    places: Sequence[Place]
    known: Asked
    taken: Taken

    @property
    def waves(self) -> dict[str, Wave]:
        return {wave.key: wave for wave in self.course.waves}

    @property
    def dates(self) -> Dates:
        extended: dict[str, date] = {}
        for one, _person in self.places:
            for key, until in self.known.hers(one.stored_id).said.extended.items():
                extended[key] = max(until, extended.get(key, until))
        joined = max((one.joined_at for one, _person in self.places), default=None)
        return Dates(self.meetings, joined, extended)

    @property
    def started(self) -> list[int]:
        """Enrolments of everybody who was ready, and has not taken back that she may be asked."""
        away = self.took_back
        ready = (one.stored_id for one, _person in self.places if one.ready_at is not None)
        return [one for one in ready if one not in away]

    @property
    def took_back(self) -> frozenset[int]:
        """Whoever agreed to be asked and took that back: she is left out of whatever is not frozen yet."""
        everybody = (one.stored_id for one, _person in self.places)
        return frozenset(
            one for one in everybody if self.known.consents(one).get(ConsentTo.MEASURES) is False
        )


def group_of(db: Session, cohort: Cohort) -> Group:
    course, meetings = cohorts.content(db, cohort), cohorts.meetings(db, cohort)
    both = select(Enrolment, Person).join(Person).where(Enrolment.cohort_id == cohort.id)
    places = db.exec(both.order_by(col(Enrolment.id))).all()
    return Group(
        cohort,
        course,
        meetings,
        places,
        known=asked_in(db, [cohort.stored_id]),
        taken=taken(db, cohort, course, meetings, {person.stored_id for _place, person in places}),
    )


def people(
    group: Group, waves: Sequence[WaveSeen], scores: CohortScores, main: ScoreKey, *, now: datetime
) -> tuple[Someone, ...]:
    """`main` is the score whose steps are followed."""
    return tuple(_someone(group, place, waves, scores, main, now) for place in group.places)


def _someone(
    group: Group, place: Place, waves: Sequence[WaveSeen], scores: CohortScores, main: ScoreKey, now: datetime
) -> Someone:
    """Practice only of who shares it."""
    enrolment, _person = place
    number = enrolment.stored_id
    mine = scores.of.get(number, {})
    days, minutes = group.taken.practice.get(number, (0, 0))
    return Someone(
        number=number,
        agreed=(BEFORE, main) in mine if group.cohort.is_imported else _agreement(enrolment, group.known),
        left=enrolment.has_left,
        died=enrolment.ended_with_death,
        fates={
            wave.key: _with_score(
                _fate(group, place, wave.key, main[0], now), wave, mine, scores, number, main
            )
            for wave in waves
        },
        scores=mine,
        came=group.taken.came.get(number, 0),
        days=days if enrolment.shares_practice else None,
        minutes=minutes if enrolment.shares_practice else None,
    )


def _agreement(enrolment: Enrolment, known: Asked) -> bool | None:
    """Whether she may be asked; None while she has not been through the first questions."""
    if enrolment.ready_at is None:
        return None
    return known.consents(enrolment.stored_id).get(ConsentTo.MEASURES, True)


def _fate(group: Group, place: Place, wave: str, measure: str, now: datetime) -> Fate:
    """Whoever has answered this measure has answered, however far she is with the others."""
    enrolment, person = place
    if person.erased_at is not None:
        return Fate.ERASED
    if _has_answered(group.known, enrolment.stored_id, wave, measure):
        return Fate.ANSWERED
    if enrolment.ended_with_death:
        return Fate.DIED
    if group.cohort.is_imported or wave not in group.waves:
        return Fate.SILENT
    stands = standing(group.known.wave(group.waves[wave], enrolment, person.zone, group.meetings), now)
    if stands.is_open:
        return Fate.TO_COME
    if stands.why is Why.TOOK_BACK:
        return Fate.DECLINED
    return FATES.get(stands.state, Fate.TO_COME)


def _has_answered(known: Asked, enrolment_id: int, wave: str, measure: str) -> bool:
    return any(
        one.measure_key == measure and one.completed_at is not None
        for one in known.hers(enrolment_id).answering(wave)
    )


def _with_score(
    fate: Fate,
    wave: WaveSeen,
    mine: Mapping[tuple[str, ScoreKey], float],
    scores: CohortScores,
    number: int,
    main: ScoreKey,
) -> Fate:
    """Answers may give no score, or one that cannot be set beside the first; before its figures are frozen, a later
    wave is followed by its answers alone."""
    if fate is not Fate.ANSWERED or (wave.key, main) in mine or not wave.is_over:
        return fate
    return Fate.OTHER_WORDS if wave.key in scores.mixed.get(number, ()) else Fate.NO_SCORE
