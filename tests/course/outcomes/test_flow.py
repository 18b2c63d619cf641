"""Every step says out of how many, and its number and its losses add up to that, in any world there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from course.outcomes.cohort_facts import CohortFacts, Fate, Invited, Someone, WaveSeen
from course.outcomes.cohort_words import loss_words, of_whom, step_title
from course.outcomes.flow import Kind, flow
from tests.course.outcomes.group_cases import AFTER, BEFORE, SIX, TOTAL, group

WAVES = (BEFORE, AFTER, SIX)
FATES = st.sampled_from([one for one in Fate if one not in {Fate.FEWER, Fate.TAKEN_BACK}])


@st.composite
def someone(draw: st.DrawFn) -> Someone:
    fates = {wave.key: draw(FATES) for wave in WAVES}
    scores = {(key, TOTAL.key): 3.0 for key, fate in fates.items() if fate is Fate.ANSWERED}
    agreed = draw(st.sampled_from([True, True, False, None]))
    return Someone(
        draw(st.integers(0, 10_000)), agreed, draw(st.booleans()), fates, scores, came=draw(st.integers(0, 8))
    )


@st.composite
def worlds(draw: st.DrawFn) -> CohortFacts:
    people = draw(st.lists(someone(), max_size=30, unique_by=lambda one: one.number))
    away = Invited(*(draw(st.integers(0, 4)) for _ in range(3)))
    return group(
        (),
        WAVES,
        people=tuple(people),
        invited=away,
        enough=draw(st.sampled_from([6, None])),
        is_over=draw(st.booleans()),
        is_imported=draw(st.booleans()),
    )


@given(worlds())
def test_numbers_and_losses_add_up_at_every_step(facts: CohortFacts) -> None:
    steps = flow(facts)
    for step in steps:
        assert step.n + sum(loss.n for loss in step.losses) == step.of
        assert all(loss.n > 0 for loss in step.losses)
        assert len({loss.why for loss in step.losses}) == len(step.losses)
    if not facts.is_imported:
        invited, joined, agreed, before = steps[:4]
        assert (joined.of, agreed.of, before.of) == (invited.n, joined.n, agreed.n)
    later = [step for step in steps if step.kind is Kind.CAME or step.wave in {"after", "six-months"}]
    first = next(step for step in steps if step.wave == "before")
    assert {step.of for step in later} <= {first.n}


@given(worlds())
def test_who_answered_a_wave_are_exactly_those_whose_change_is_averaged(facts: CohortFacts) -> None:
    numbers = {step.wave: step.n for step in flow(facts) if step.kind is Kind.WAVE}
    agreed = [one for one in facts.people if one.agreed]
    if facts.is_imported:
        return  # there, who has no first score has not begun
    assert numbers["before"] == len(facts.first_scores(TOTAL.key))
    assert len(agreed) >= numbers["before"]
    for wave in ("after", "six-months"):
        assert numbers[wave] == len(facts.pairs(TOTAL.key, wave))


@given(worlds())
def test_every_step_and_every_loss_has_words(facts: CohortFacts) -> None:
    for step in flow(facts):
        assert step_title(step, facts)
        assert "%" not in of_whom(step, facts)
        for loss in step.losses:
            assert str(loss.n) in loss_words(loss, step)


def test_one_group_step_by_step() -> None:
    """Ten joined of thirteen asked: one has not said, one said no, eight began; of these two came to fewer than six."""
    people = (
        *(
            Someone(n, True, False, {"before": Fate.ANSWERED, "after": Fate.ANSWERED}, _scores(), came=7)
            for n in range(5)
        ),
        Someone(
            5, True, True, {"before": Fate.ANSWERED, "after": Fate.LEFT}, {("before", TOTAL.key): 2.0}, came=1
        ),
        Someone(
            6,
            True,
            False,
            {"before": Fate.ANSWERED, "after": Fate.DECLINED},
            {("before", TOTAL.key): 2.0},
            came=6,
        ),
        Someone(
            7,
            True,
            False,
            {"before": Fate.SILENT, "after": Fate.ANSWERED},
            {("after", TOTAL.key): 2.0},
            came=8,
        ),
        Someone(8, None, False, {}),
        Someone(9, False, False, {}),
    )
    found = flow(group((), (BEFORE, AFTER), people=people, invited=Invited(silent=2, taken_back=1)))
    assert [(step.kind, step.of, step.n, [(loss.why, loss.n) for loss in step.losses]) for step in found] == [
        (Kind.INVITED, 13, 13, []),
        (Kind.JOINED, 13, 10, [(Fate.SILENT, 2), (Fate.TAKEN_BACK, 1)]),
        (Kind.AGREED, 10, 8, [(Fate.DECLINED, 1), (Fate.SILENT, 1)]),
        (Kind.WAVE, 8, 7, [(Fate.SILENT, 1)]),
        (Kind.CAME, 7, 6, [(Fate.LEFT, 1)]),
        (Kind.WAVE, 7, 5, [(Fate.DECLINED, 1), (Fate.LEFT, 1)]),
    ]


def test_while_a_course_runs_nobody_came_to_too_few_meetings() -> None:
    people = (Someone(1, True, False, {"before": Fate.ANSWERED}, {("before", TOTAL.key): 2.0}, came=2),)
    still = WaveSeen("after", "after", is_over=False)
    found = flow(group((), (BEFORE, still), people=people, is_over=False))
    came = next(step for step in found if step.kind is Kind.CAME)
    assert [(loss.why, loss.n) for loss in came.losses] == [(Fate.TO_COME, 1)]


def test_a_group_of_nobody_has_steps_of_nobody() -> None:
    assert {(step.of, step.n, step.losses) for step in flow(group(()))} == {(0, 0, ())}


def test_an_earlier_record_begins_with_the_first_answers() -> None:
    kinds = [step.kind for step in flow(group([(2.0, 3.0)], is_imported=True))]
    assert kinds == [Kind.WAVE, Kind.WAVE]


def _scores() -> dict[tuple[str, tuple[str, str]], float]:
    return {("before", TOTAL.key): 2.0, ("after", TOTAL.key): 3.0}
