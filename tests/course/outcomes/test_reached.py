"""Who was reached and who left: by year, once it is over, and no number under five to be worked out from others."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
from numpy.linalg import matrix_rank
from sqlmodel import Session

from course.cohorts import attendance, enrolment
from course.cohorts import cohort as cohorts
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import enrol
from course.cohorts.programme import Programme
from course.outcomes import reached
from course.outcomes.reached_counts import End, Line, lines
from course.people import about_you
from course.people.person import Person, welcome
from tests.course.conftest import NOW

CHOICES = [("woman", "Woman"), ("man", "Man"), ("another", "Another word"), (None, "Said nothing of it")]


Counts = dict[tuple[str | None, End], int]


def found(counts: Counts) -> dict[str | None, Line]:
    people = [one for one, count in counts.items() for _ in range(count)]
    return {line.choice: line for line in lines(people, CHOICES)}


def test_large_numbers_are_told_as_they_are() -> None:
    counts: Counts = {
        ("woman", End.COMPLETED): 20, ("woman", End.LEFT): 6, ("man", End.COMPLETED): 9, ("man", End.LEFT): 5,
    }  # fmt: skip
    assert found(counts)["woman"] == Line("woman", "Woman", 26, 20, 6)
    assert found(counts)["man"] == Line("man", "Man", 14, 9, 5)


def test_a_small_number_takes_others_with_it() -> None:
    """8 people left in all, which staff know: with 2 men hidden, 6 women would tell them."""
    counts: Counts = {
        ("woman", End.COMPLETED): 20, ("woman", End.LEFT): 6, ("man", End.COMPLETED): 9, ("man", End.LEFT): 2,
    }  # fmt: skip
    assert found(counts)["man"].left is None
    assert found(counts)["woman"].left is None
    assert found(counts)["man"].completed is None  # 11 men joined
    assert found(counts)["man"].joined == 11


def test_no_hidden_number_can_be_worked_out() -> None:
    """By linear algebra over what is known: every shown number, and the totals of each column."""
    for seed in range(40):
        _try_to_work_out(Random(seed))


def _try_to_work_out(chance: Random) -> None:
    pool = chance.choice(
        ([0, 0, 1, 2, 3, 4, 5, 6, 9, 14], [0, 5, 6, 9, 14, 20, 1], [0, 0, 0, 0, 1, 3, 7, 12])
    )
    counts: Counts = {(choice, end): chance.choice(pool) for choice, _words in CHOICES for end in End}
    shown = [(one.joined, one.completed, one.left) for one in found(counts).values()]
    unknown = [
        (row, column) for row in range(len(shown)) for column in range(3) if shown[row][column] is None
    ]
    sums = [[float(at[1] == column) for at in unknown] for column in range(3)]
    sums += [[(-1.0 if at[1] == 0 else 1.0) * (at[0] == row) for at in unknown] for row in range(len(shown))]
    for number in range(len(unknown)):
        alone = [float(other == number) for other in range(len(unknown))]
        assert matrix_rank(np.array([*sums, alone])) == matrix_rank(np.array(sums)) + 1, unknown[number]
    for row, (choice, _words) in enumerate(CHOICES):
        for end, told in zip(End, shown[row][1:], strict=True):
            assert told is None or (told == counts[choice, end] and (told == 0 or told >= 5))


def test_a_year_is_shown_once_it_is_over(db: Session, house: Programme, group: Cohort, lena: Person) -> None:
    """The group began on 25 February 2027; everybody came to all eight sessions, and six left after them."""
    about_you.ask(db, house.stored_id, {"gender"}, by=lena, now=NOW)
    asked = about_you.asked_by(db, house.stored_id)
    for number in range(14):
        person = welcome(db, email=f"p{number}@example.org", name="P", zone="UTC")
        hers = enrol(db, cohort_id=group.stored_id, person=person, now=NOW)
        about_you.answer(db, hers, asked, {"gender": "woman"})
        for meeting in cohorts.meetings(db, group):
            attendance.record(db, meeting, hers.stored_id, Mark.HERE, by=None, now=NOW)
        if number < 6:
            enrolment.leave(db, hers, now=NOW, by=None)
    assert reached.of_programme(db, house, now=datetime(2027, 12, 31, 12, tzinfo=UTC)) == ()
    (year,) = reached.of_programme(db, house, now=datetime(2028, 1, 1, tzinfo=UTC) + timedelta(hours=1))
    assert (year.year, year.joined, year.answered) == (2027, 14, 14)
    assert [one.title for one in year.asked] == ["Gender"]
    assert year.asked[0].lines[0] == Line("woman", "Woman", joined=14, completed=8, left=6)
