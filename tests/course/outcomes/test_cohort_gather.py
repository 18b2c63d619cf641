"""From rows to the report: the same people as in the comparison, nothing before figures stand, and few statements."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from sqlmodel import Session, select

from course.cohorts import attendance
from course.cohorts import cohort as cohorts
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import leave
from course.cohorts.programme import Programme
from course.measures import assessment
from course.outcomes import freezing
from course.outcomes.association import Dose
from course.outcomes.cohort_facts import Fate
from course.outcomes.cohort_gather import choices, gather_report
from course.outcomes.cohort_report import CohortReport
from course.outcomes.cohort_view import Showing
from course.outcomes.frozen import COHORT, FrozenFigures
from course.outcomes.primary import Analysis, Outcome, declare
from course.outcomes.yardstick import Basis, Lacking, Yardstick
from course.people import consent
from course.people.consent import ConsentTo
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.practice import log
from course.practice.log import PracticeKind
from course.privacy.erasing import erase_person
from tests.course.conftest import NOW
from tests.course.outcomes.group_answers import answers, everybody, joined
from tests.web.counting import counted

LATER = NOW + timedelta(days=700)
STRESS = ("stress-4", "total")
FEW = ((2, 2, 2, 2), (3, 2, 2, 2), (3, 1, 3, 2), (4, 2, 1, 3))


def given(n: int, shift: int = 0) -> list[tuple[int, ...]]:
    """n people's answers to four items, no two neighbours alike; `shift` starts elsewhere in the pattern."""
    return [FEW[(i + shift) % 4] for i in range(n)]


def report(db: Session, house: Programme, group: Cohort, score: tuple[str, str] = STRESS) -> CohortReport:
    return gather_report(db, house, group, choices(db, group), score, now=LATER)


def frozen(db: Session, house: Programme) -> None:
    freezing.freeze(db, house.stored_id, now=LATER)


def test_before_figures_stand_there_are_steps_and_no_figure(
    db: Session, house: Programme, group: Cohort
) -> None:
    everybody(db, group, {"before": given(10), "after": given(9, 1)})
    found = report(db, house, group)
    assert found.wave is None
    assert {one.showing for one in found.waves} == {Showing.NOT_YET}
    assert [step.n for step in found.steps if step.wave in {"before", "after"}] == [10, 9]


def test_the_people_are_those_of_the_comparison(db: Session, house: Programme, group: Cohort) -> None:
    everybody(db, group, {"before": given(10), "after": given(9, 1)})
    frozen(db, house)
    found = report(db, house, group)
    kept = db.exec(
        select(FrozenFigures).where(FrozenFigures.cells == COHORT, FrozenFigures.wave_key == "after",
                                    FrozenFigures.score_key == "total", FrozenFigures.measure_key == "stress-4")
    ).one()  # fmt: skip
    assert found.change is not None
    assert (found.change.n, kept.n) == (9, 9)
    assert found.change.mean == pytest.approx(kept.change)
    assert [step.n for step in found.steps if step.wave == "after"] == [9]


def test_everything_that_becomes_of_people_is_in_the_steps(
    db: Session, house: Programme, group: Cohort, lena: Person
) -> None:
    places = everybody(db, group, {"before": given(9), "after": given(4, 1)})
    db.add(
        Invitation(
            programme_id=house.stored_id,
            cohort_id=group.stored_id,
            role=Role.PARTICIPANT,
            email="new@example.org",
            name="New",
            invited_by=lena.stored_id,
            invited_at=NOW,
        )
    )
    joined(db, group, "waiting", ready=False)
    no = joined(db, group, "no")
    consent.answer(
        db, enrolment_id=no.stored_id, purpose=ConsentTo.MEASURES, given=False, text="t", locale="en"
    )
    joined(db, group, "silent")
    leave(db, places[5], now=NOW + timedelta(days=1), by=None)
    assessment.decline(db, places[6], "after", now=NOW)
    answers(db, places[7], "after", [2, None, None, None])
    for meeting in cohorts.meetings(db, group):
        attendance.record(db, meeting, places[0].stored_id, Mark.HERE, by=None, now=NOW)
    frozen(db, house)
    steps = [
        (step.of, step.n, {loss.why: loss.n for loss in step.losses})
        for step in report(db, house, group).steps
    ]
    assert steps[:4] == [
        (13, 13, {}),
        (13, 12, {Fate.SILENT: 1}),
        (12, 10, {Fate.DECLINED: 1, Fate.SILENT: 1}),
        (10, 9, {Fate.SILENT: 1}),
    ]
    assert steps[4] == (9, 1, {Fate.LEFT: 1, Fate.FEWER: 7})
    after = next(one for one in report(db, house, group).steps if one.wave == "after")
    assert {loss.why: loss.n for loss in after.losses} == {
        Fate.NO_SCORE: 1, Fate.DECLINED: 1, Fate.LEFT: 1, Fate.SILENT: 2,
    }  # fmt: skip


def test_who_is_erased_stays_a_number_and_figures_that_stood_stay(
    db: Session, house: Programme, group: Cohort
) -> None:
    places = everybody(db, group, {"before": given(10), "after": given(10, 1)})
    frozen(db, house)
    before = report(db, house, group)
    erase_person(db, db.get_one(Person, places[3].person_id), by=None)
    found = report(db, house, group)
    assert found.is_changed
    assert found.change is not None
    assert before.change is not None
    assert found.change.n == 10
    assert found.change.mean == pytest.approx(before.change.mean)
    assert (found.spread, found.classes, found.groups, found.lines, found.start) == (None, None, (), (), None)
    step = next(one for one in found.steps if one.wave == "before")
    assert [(loss.why, loss.n) for loss in step.losses] == [(Fate.ERASED, 1)]


def test_attendance_and_shared_practice_are_the_doses(db: Session, house: Programme, group: Cohort) -> None:
    places = everybody(db, group, {"before": given(10), "after": given(10, 2)})
    meetings = [one for one in cohorts.meetings(db, group) if one.unit_key.startswith("week")]
    for i, place in enumerate(places):
        place.shares_practice = i != 0
        for meeting in meetings[: 3 + i % 5]:
            attendance.record(db, meeting, place.stored_id, Mark.VIDEO, by=None, now=NOW)
        for day in range(i + 1):
            log.log(
                db, place, client_id=uuid4(), kind=PracticeKind.FORMAL, minutes=10,
                practised_on=group.starts_on + timedelta(days=day), now=NOW,
            )  # fmt: skip
    frozen(db, house)
    found = {one.dose: one for one in report(db, house, group).associations}
    # 3 to 7 meetings, twice each; whoever does not share her practice is not counted
    assert {dose: one.n for dose, one in found.items()} == {Dose.MEETINGS: 10, Dose.DAYS: 9, Dose.MINUTES: 9}
    assert found[Dose.MEETINGS].typical == 5.0
    assert found[Dose.DAYS].typical == pytest.approx(sum(range(2, 11)) / 9)
    assert found[Dose.MINUTES].typical == pytest.approx(10 * sum(range(2, 11)) / 9)


def test_the_main_outcome_is_what_the_page_speaks_of(
    db: Session, house: Programme, group: Cohort, lena: Person
) -> None:
    everybody(db, group, {"before": given(3)})
    assert choices(db, group).first == STRESS
    declare(
        db,
        house,
        Outcome("self-compassion-12", "compassionate", "after", Analysis.MEAN_CHANGE),
        by=lena,
        now=NOW,
    )
    assert choices(db, group).first == STRESS  # nobody here answered it
    answers(db, joined(db, group, "more"), "before", [3] * 12, "self-compassion-12")
    assert choices(db, group).first == ("self-compassion-12", "compassionate")


def test_a_group_that_answered_nothing_has_nothing_to_ask_about(db: Session, group: Cohort) -> None:
    assert choices(db, group).first is None


def test_own_reliability_is_that_of_the_answers_given_here(
    db: Session, house: Programme, group: Cohort
) -> None:
    """Against NumPy on the same answers, mirrored as the key says (items 2 and 3 of four)."""
    rng = np.random.default_rng(7)
    level = rng.normal(2, 0.9, 32)
    raw = np.clip(np.round(level[:, None] + rng.normal(0, 0.7, (32, 4))), 0, 4).astype(int)
    mirrored = [[a, 4 - b, 4 - c, d] for a, b, c, d in raw.tolist()]
    everybody(db, group, {"before": mirrored})
    found = report(db, house, group).yardstick
    total = raw.sum(axis=1)
    alpha = 4 / 3 * (1 - raw.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    assert isinstance(found, Yardstick)
    assert (found.basis, found.people) == (Basis.OWN, 32)
    assert (found.sd, found.r) == (round(float(total.std(ddof=1)), 2), round(float(alpha), 2))


def test_twenty_nine_people_are_too_few_and_skipped_items_do_not_count(
    db: Session, house: Programme, group: Cohort
) -> None:
    everybody(db, group, {"before": given(29)})
    answers(db, joined(db, group, "skipped"), "before", [2, None, 2, 2])
    assert report(db, house, group).yardstick is Lacking.PEOPLE


def test_the_number_of_statements_does_not_grow_with_people(
    db: Session, house: Programme, group: Cohort
) -> None:
    costs = []
    for n in (4, 24):
        for i in range(n):
            place = joined(db, group, f"{n}-{i}")
            answers(db, place, "before", FEW[i % 4])
            answers(db, place, "after", FEW[(i + 1) % 4])
        if n == 24:
            frozen(db, house)
        db.flush()
        db.expire_all()
        with counted(db.get_bind().engine) as sent:
            report(db, house, group)
        costs.append(len(sent))
    assert costs[1] <= costs[0] + 1
    assert costs[0] <= 28
