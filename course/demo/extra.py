"""The questions that may be left out, in the cohorts of the past: most answer halfway, some once more after a year.

They have chances of their own, so that everything else stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from sqlmodel import Session

from course.cohorts.meeting import Meeting
from course.demo import answering, cast
from course.demo.answering import Answered
from course.demo.places import Place
from curriculum.schema import Course

WEEKS = 70
"""Of a cohort that began so long ago, the questions of the year after are over."""
HALFWAY, YEAR = 0.7, 0.6
"""How many of those who are asked answer."""


def answer(
    db: Session,
    course: Course,
    meetings: Sequence[Meeting],
    *,
    halfway: Sequence[Place],
    year: Sequence[Place],
) -> None:
    chance = Random(cast.SEED + meetings[0].stored_id)
    fourth = next(one.ends_at for one in meetings if one.unit_key == "week-4")
    answered = []
    for wave, people, share, since in (
        ("mid", halfway, HALFWAY, fourth),
        ("twelve-months", year, YEAR, meetings[-1].ends_at + timedelta(days=365)),
    ):
        for place in people:
            if chance.random() < share:
                begun = since + timedelta(days=chance.uniform(0.5, 5))
                answered.append(
                    Answered(place.enrolment, place.levels, wave, begun, begun + timedelta(minutes=2))
                )
    answering.store(db, chance, answered, course, meetings)
