"""The built-in course against the facts it promises: names, order, minutes, practices and choices."""

import pytest

from curriculum.loader import load_course, load_measure, load_wording
from curriculum.schema import Course

TITLES = {
    "week-1": "Discovering Mindful Self-Compassion",
    "week-2": "Practising Mindfulness",
    "week-3": "Practising Loving-Kindness",
    "week-4": "Discovering Your Compassionate Voice",
    "week-5": "Living Deeply",
    "week-6": "Meeting Difficult Emotions",
    "week-7": "Exploring Challenging Relationships",
    "week-8": "Embracing Your Life",
}
ORDER = [
    "orientation", "week-1", "week-2", "week-3", "week-4", "week-5", "retreat", "week-6", "week-7", "week-8",
]  # fmt: skip
MINUTES = {"orientation": 60, "session": 165, "retreat": 240}
FORMAL = {
    "week-2": "Affectionate breathing",
    "week-3": "Loving-kindness for a loved one",
    "week-4": "Loving-kindness for ourselves",
    "week-5": "Giving and receiving compassion",
    "retreat": "Compassionate body scan",
    "week-7": "Compassionate friend",
    "week-8": "Compassion for self and others",
}
INFORMAL = {
    "orientation": 0, "week-1": 2, "week-2": 4, "week-3": 1, "week-4": 2, "week-5": 2,
    "retreat": 3, "week-6": 3, "week-7": 2, "week-8": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course("eight-weeks")


def test_the_eight_sessions_have_their_titles_in_order(course: Course) -> None:
    assert {unit.key: unit.title for unit in course.sessions} == TITLES
    assert [unit.number for unit in course.sessions] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_orientation_comes_first_and_is_not_numbered(course: Course) -> None:
    assert [unit.key for unit in course.units] == ORDER
    assert course.orientation is not None
    assert (course.orientation.key, course.orientation.number) == ("orientation", None)


def test_the_retreat_stands_after_week_5_unless_a_cohort_moves_it(course: Course) -> None:
    assert course.retreat_after == "week-5"
    moved = [unit.key for unit in course.units_with_retreat_after("week-6")]
    assert moved == [
        "orientation",
        "week-1",
        "week-2",
        "week-3",
        "week-4",
        "week-5",
        "week-6",
        "retreat",
        "week-7",
        "week-8",
    ]
    assert course.units_with_retreat_after("week-5") == course.units


def test_moving_the_retreat_after_an_unknown_week_is_refused(course: Course) -> None:
    with pytest.raises(KeyError):
        course.units_with_retreat_after("week-9")


def test_every_session_takes_165_minutes_the_retreat_240_and_the_orientation_60(course: Course) -> None:
    for unit in course.units:
        assert sum(part.minutes for part in unit.agenda) == MINUTES[unit.kind]


def test_every_session_has_three_lengths_and_each_adds_up(course: Course) -> None:
    for unit in course.sessions:
        assert unit.lengths == (120, 150, 165)
        for length in unit.lengths:
            assert sum(part.minutes for part in unit.agenda_of(length)) == length, unit.key


def test_seven_formal_meditations_are_taught_where_they_belong(course: Course) -> None:
    taught = [(each.unit, each.name) for each in course.practices if each.kind == "formal"]
    assert taught == list(FORMAL.items())


def test_three_meditations_are_core(course: Course) -> None:
    core = [practice.key for practice in course.practices if practice.core]
    assert core == [
        "affectionate-breathing",
        "loving-kindness-for-ourselves",
        "giving-and-receiving-compassion",
    ]


def test_twenty_informal_practices_are_taught_where_they_belong(course: Course) -> None:
    for unit in course.units:
        informal = [each for each in course.practices_of(unit.key) if each.kind == "informal"]
        assert all(each.pack is None for each in informal)
        assert len(informal) == INFORMAL[unit.key], unit.key
    assert sum(INFORMAL.values()) == 20


def test_every_session_has_a_break_and_a_soft_landing_after_it(course: Course) -> None:
    for unit in course.sessions:
        kinds = [part.kind for part in unit.agenda]
        assert kinds[kinds.index("break") + 1] == "soft_landing", unit.key


def test_every_unit_has_a_handout_a_prompt_and_a_gentle_minimum(course: Course) -> None:
    for unit in course.units:
        assert unit.reading is not None
        assert unit.prompt is not None
        if unit.kind != "orientation":
            assert unit.home_practice is not None
            assert unit.home_practice.gentle_minimum


def test_every_part_tells_the_facilitator_what_to_say_offer_watch_for_and_close_with(course: Course) -> None:
    for unit in course.units:
        for part in unit.agenda:
            assert all((part.cues, part.say, part.offer, part.watch, part.close)), f"{unit.key}, {part.key}"


def test_every_unit_has_its_key_ideas_and_two_letters(course: Course) -> None:
    for unit in course.units:
        assert 3 <= len(unit.key_ideas) <= 5, unit.key
        assert unit.letter_before is not None, unit.key
        assert unit.letter_after is not None, unit.key


def test_the_exercises_are_done_where_they_belong(course: Course) -> None:
    assert [one.key for one in course.exercises_of("week-3")] == ["finding-phrases"]
    assert {one.key for one in course.exercises if one.unit is None} == {
        "journal-three-parts",
        "distress-log",
        "weekly-reframe",
        "weekly-rating",
        "own-practice-check",
        "own-practice-log",
        "own-three-circles",
        "supervision-page",
        "co-facilitator-journal",
    }


def test_the_pack_is_beside_the_course_and_opens_with_week_2(course: Course) -> None:
    [pack] = course.packs
    assert (pack.key, pack.opens_with) == ("compassion-focused", "week-2")
    assert [each.key for each in course.practices if each.pack == pack.key] == list(pack.practices)
    assert {course.practice(key).unit for key in pack.practices} == {"week-2"}


def test_every_practice_offers_a_choice_and_a_way_to_stop(course: Course) -> None:
    for practice in course.practices:
        assert practice.variants, practice.key
        assert practice.permission, practice.key


def test_every_meditation_has_a_five_minute_text(course: Course) -> None:
    for practice in course.practices:
        if practice.kind == "formal":
            script = practice.script(5)
            assert script is not None, practice.key
            assert 10 <= len(script.paragraphs) <= 16, practice.key


def test_every_five_minute_text_offers_open_eyes(course: Course) -> None:
    for practice in course.practices:
        script = practice.script(5)
        if practice.kind == "formal" and script:
            spoken = " ".join(paragraph.text.lower() for paragraph in script.paragraphs)
            assert "open" in spoken, practice.key
            assert "eyes" in spoken, practice.key


def test_all_waves_ask_the_same_measures_and_halfway_only_the_short_one(course: Course) -> None:
    asked = {wave.key: wave.measures for wave in course.waves}
    whole = ("self-compassion-12", "stress-4")
    assert asked == {
        "before": whole,
        "before-again": whole,
        "mid": ("stress-4",),
        "after": whole,
        "six-months": whole,
        "twelve-months": whole,
    }


def test_what_is_asked_beside_the_three_main_waves_may_be_left_out(course: Course) -> None:
    assert {wave.key for wave in course.waves if wave.optional} == {"mid", "twelve-months"}
    assert {wave.key for wave in course.waves if wave.only_after_wait} == {"before-again"}
    assert max(len(wave.reminder_days) for wave in course.waves) == 3
    assert max(len(wave.reminder_days) for wave in course.waves if wave.optional) == 1


def test_the_course_says_that_it_is_not_an_official_one_and_certifies_nobody(course: Course) -> None:
    assert "not\nan official course" in course.style_note
    assert "certifies nobody" in course.style_note


@pytest.mark.parametrize("key", ["self-compassion-12", "stress-4"])
def test_what_people_answer_is_our_own_wording_and_says_so(key: str) -> None:
    wording = load_wording(key)
    assert wording.ours
    assert "not the validated form" in wording.note


@pytest.mark.parametrize("key", ["ahi", "ces-d"])
def test_keys_for_past_results_are_never_asked(key: str) -> None:
    assert not load_measure(key).askable
