"""Scores from rows: who counts as started and finished, and whose scores may be counted at all."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import event
from sqlmodel import Session

from course.cohorts import attendance
from course.cohorts import cohort as cohorts
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.outcomes.cells import cells
from course.outcomes.gather import Answers, answers, comparable, finished, measured, threshold
from course.outcomes.scores import Better
from course.people import consent
from course.people.consent import ConsentTo
from tests.course.conftest import NOW
from tests.course.outcomes.answered import MEASURE, person, scored

LATER = NOW + timedelta(days=400)


def came(db: Session, group: Cohort, place: Enrolment, sessions: int) -> None:
    weekly = [one for one in cohorts.meetings(db, group) if one.unit_key.startswith("week")]
    for number, meeting in enumerate(weekly):
        mark = Mark.VIDEO if number < sessions else Mark.AWAY
        attendance.record(db, meeting, place.stored_id, mark, by=None, now=NOW)
    db.flush()


def pairs(found: Answers, wave: str = "after") -> list[tuple[float, float]]:
    mine = cells(found, "total", wave)
    return [(float(row[0]), float(row[-1])) for row in mine.values[mine.both]]


def test_a_pair_needs_both_scores_of_one_person(db: Session, group: Cohort) -> None:
    scored(db, person(db, group, "ada"), {"before": 9, "after": 5, "six-months": 6})
    scored(db, person(db, group, "bo"), {"before": 8})
    scored(db, person(db, group, "cy"), {"after": 3})
    scored(db, person(db, group, "di"), {"before": None, "after": 2, "six-months": None})
    found = answers(db, [group], MEASURE)
    assert found.started.tolist() == [4]
    assert (pairs(found), pairs(found, "six-months")) == ([(9.0, 5.0)], [(9.0, 6.0)])
    assert found.answered("six-months").tolist() == [2]
    assert found.answered("twelve-months").tolist() == [0]


def test_whoever_was_never_ready_has_not_started(db: Session, group: Cohort) -> None:
    scored(db, person(db, group, "ada", ready=False), {"before": 9, "after": 5})
    assert answers(db, [group], MEASURE).started.tolist() == [0]


def test_who_takes_back_her_consent_is_left_out_and_who_gives_it_again_is_not(
    db: Session, group: Cohort
) -> None:
    hers = person(db, group, "ada")
    scored(db, hers, {"before": 9, "after": 5})
    for given, started in ((True, 1), (False, 0), (True, 1)):
        consent.answer(
            db, enrolment_id=hers.stored_id, purpose=ConsentTo.MEASURES, given=given, text="Yes.", locale="en"
        )
        assert answers(db, [group], MEASURE).started.tolist() == [started]


def test_scores_that_are_made_of_each_other_count_the_same_people(db: Session, group: Cohort) -> None:
    """Ada lacks one part after the course: else the totals of the others, taken from the parts, would be hers."""
    for name, part in (("ada", None), ("bo", 2.0)):
        hers = person(db, group, name)
        for key, value in (("total", 3.0), ("mindfulness", part)):
            waves = {"before": 3.0, "after": value} if key == "total" else {"after": value}
            scored(db, hers, waves, measure="self-compassion-12", key=key)
    found = answers(db, [group], "self-compassion-12")
    after = found.values[:, :, found.waves.index("after")]
    assert np.isnan(after[:, 0]).all()
    assert after[:, 1].tolist() == [2.0, 3.0]
    assert found.answered("after").tolist() == [2]


@pytest.mark.parametrize(("sessions", "who"), [(5, 0), (6, 1), (8, 1)])
def test_finished_means_six_of_eight_sessions(db: Session, group: Cohort, sessions: int, who: int) -> None:
    came(db, group, person(db, group, "ada"), sessions)
    assert finished(db, [group]) == {group.id: who}


def test_the_retreat_is_no_session(db: Session, group: Cohort) -> None:
    ada = person(db, group, "ada")
    came(db, group, ada, 5)
    retreat = next(one for one in cohorts.meetings(db, group) if one.unit_key == "retreat")
    attendance.record(db, retreat, ada.stored_id, Mark.HERE, by=None, now=NOW)
    assert finished(db, [group]) == {group.id: 0}


def test_more_people_cost_no_more_statements(db: Session, group: Cohort) -> None:
    def statements() -> int:
        seen: list[str] = []
        bind = db.get_bind()
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(bind, "before_cursor_execute", listener)
        answers(db, [group], MEASURE)
        event.remove(bind, "before_cursor_execute", listener)
        return len(seen)

    scored(db, person(db, group, "ada"), {"before": 9, "after": 5})
    few = statements()
    for number in range(12):
        scored(db, person(db, group, f"p{number}"), {"before": 9, "after": 5})
    assert statements() <= few


def test_what_can_be_compared_is_what_has_scores(db: Session, house: Programme, group: Cohort) -> None:
    assert comparable(db, house) == []
    scored(db, person(db, group, "ada"), {"before": 9})
    assert comparable(db, house) == [("stress-4", "total")]


def test_the_words_for_a_score_fit_its_direction() -> None:
    stress = measured("stress-4", "total")
    assert (stress.about, stress.low, stress.high, stress.better) == ("stress", 0, 16, Better.LOWER)
    assert not stress.validated
    kind = measured("self-compassion-12", "total")
    assert (kind.about, kind.better) == ("self-compassion", Better.HIGHER)
    assert measured("ces-d", "total").validated


def test_a_score_is_of_the_validated_form_when_its_official_words_were_asked() -> None:
    assert measured("self-compassion-12", "total", "the 12 items").validated
    assert not measured("self-compassion-12", "total", "ours").validated


def test_a_programme_raises_the_smallest_group_and_never_lowers_it(house: Programme) -> None:
    house.smallest_group = 12
    assert threshold(house).scores == 12
    house.smallest_group = 3
    assert threshold(house).scores == 8
