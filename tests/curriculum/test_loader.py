"""Whoever writes content is told which file, which field and what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.loader import ContentError, course_keys, load_course, load_measure, load_wording, measure_keys

Change = Callable[[str, str, str], None]
WEEK = "courses/eight-weeks/week-3"
TOUCH = "courses/eight-weeks/practices/supportive-touch.md"
HERE = "courses/eight-weeks"
LOG = f"{HERE}/exercises/distress-log.md"
CARD = f"{HERE}/cards/doubt-selfish.md"
EVIDENCE = f"{HERE}/cards/evidence-programmes.md"
GOALS = f"{HERE}/goals.yaml"
STRESS = "measures/stress-4.yaml"


def fault(root: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        load_course("eight-weeks", root)
    return caught.value


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "says"),
    [
        (f"{WEEK}/unit.yaml", "minutes: 165", 'minutes: "165"', "minutes", "whole number"),
        (f"{WEEK}/unit.yaml", "minutes: 165", "minutes: 165.5", "minutes", "whole number"),
        (f"{WEEK}/unit.yaml", "theme:", "motto:", "theme", "needed"),
        (f"{WEEK}/unit.yaml", "minutes: 165", "minutes: 165\nmood: good", "mood", "not known"),
        (
            f"{WEEK}/unit.yaml",
            "days_per_week: 6",
            "days_per_week: 8",
            "home_practice.days_per_week",
            "at most 7",
        ),
        (f"{WEEK}/unit.yaml", "kind: session", "kind: seminar", "kind", "'retreat'"),
        (f"{WEEK}/unit.yaml", "number: 3\n", "", "", "number is for sessions"),
        (f"{WEEK}/unit.yaml", "key: week-3", "key: week-4", "key", "week-3"),
        (f"{WEEK}/unit.yaml", "title: Practising", "title: [Practising", "line ", "not valid YAML"),
        (f"{WEEK}/unit.yaml", "kind: session", "kind: session\nkind: retreat", "line ", "kind stands twice"),
        (f"{WEEK}/unit.yaml", "minutes: 165", "minutes: [165]", "minutes", "whole number"),
        (f"{WEEK}/unit.yaml", "minutes: 165\n", "", "minutes", "needed"),
        (f"{WEEK}/unit.yaml", "key_ideas:", "key_ideas: none\nideas:", "key_ideas", "a list"),
        (f"{WEEK}/outline.yaml", "165: 20}", "165: 0}", "agenda.0.minutes", "at least 1"),
        (f"{WEEK}/outline.yaml", "120: 12,", "120: 0,", "agenda.0.minutes.120", "at least 1"),
        (f"{WEEK}/outline.yaml", "150: 18,", "150: long,", "agenda.0.minutes.150", "whole number"),
        (f"{WEEK}/outline.yaml", "kind: break", "kind: pause", "agenda.4.kind", "'break'"),
        (f"{WEEK}/outline.yaml", "guards: true", 'guards: "yes"', "agenda.5.guards", "true or false"),
        (f"{WEEK}/outline.yaml", "    say: |", "    sing: |", "agenda.0.sing", "not known"),
        (f"{WEEK}/letter-before.md", "subject:", "title:", "subject", "needed"),
        (f"{WEEK}/outline.yaml", "agenda:", "parts:", "agenda", "needed"),
        (f"{WEEK}/outline.yaml", "agenda:", "title: Three\nagenda:", "title", "not known"),
        (f"{WEEK}/handout.md", "minutes: 3", "minutes: three", "minutes", "whole number"),
        (f"{WEEK}/handout.md", "---\n", "", "line 1", "two lines of ---"),
        (TOUCH, "safety: gentle", "safety: soft", "safety", "'moderate'"),
        (TOUCH, "## Steps", "## How", "## Steps", "this heading is needed"),
        (TOUCH, "## Steps", "## Notes\n\nMore.\n\n## Steps", "## Notes", "not known"),
        (TOUCH, "short_minutes: 1", "short_minutes: on", "short_minutes", "'on'"),
        (TOUCH, "serves: no-touch", "serves: everybody", "variants.0.serves", "'no-touch'"),
        (TOUCH, "[mindfulness, kindness]", "[mindfulness, hope]", "components.1", "'common-humanity'"),
        (TOUCH, "direction: self-to-self", "direction: inwards", "direction", "'self-to-other'"),
        (TOUCH, "lineage: mindful-self-compassion", "lineage: ours", "lineage", "'compassion-focused'"),
        (LOG, "kind: scale", "kind: line", "fields.1", "a scale needs both"),
        (LOG, "kind: choice", "kind: text", "fields.3", "these need some"),
        (LOG, "kind: log", "kind: diary", "kind", "'worksheet'"),
        (LOG, "## If it is hard", "## When hard", "## When hard", "not known"),
        (LOG, "minutes: 5", "minutes: 5\naudience: everybody", "audience", "'facilitator'"),
        (CARD, "tier: T2", "tier: T4", "tier", "'T1'"),
        (CARD, "kind: misconception", "kind: doubt", "kind", "'misconception'"),
        (EVIDENCE, "    year: 2019\n", "", "findings.0.year", "needed"),
        (EVIDENCE, "    interval: 0.32 to 0.71\n", "", "findings.0.interval", "needed"),
        (EVIDENCE, "    comparator: Control groups of all kinds\n", "", "findings.0.comparator", "needed"),
        (GOALS, "times: 3", "times: often", "goals.0.times", "whole number"),
        (GOALS, "    times: 3\n", "", "goals.0", "counts practice needs exactly practices, times"),
        (GOALS, "weeks: 6", "weeks: 6\n    reward: tea", "goals.0.reward", "not known"),
        (GOALS, "goals:", "title: Ours\ngoals:", "title", "not known"),
        (f"{HERE}/guides/inquiry.md", "kind: inquiry", "kind: talk", "kind", "'inquiry'"),
        (f"{HERE}/course.yaml", "  tier: T3", "  tier: T4", "about.tier", "'T3'"),
        (f"{HERE}/course.yaml", "cadence_days: 7", "cadence_days: 0", "cadence_days", "at least 1"),
        (f"{HERE}/course.yaml", "called: week", "called: lesson", "called", "'circle'"),
        (f"{HERE}/course.yaml", "    opens_with: week-2\n", "", "packs.0.opens_with", "needed"),
        (
            f"{HERE}/course.yaml",
            "called: week",
            "borrows: nothing\ncalled: week",
            "borrows",
            "no course nothing",
        ),
        ("courses/eight-weeks/course.yaml", "invite_day: 0", "invite_day: -1", "waves.0", "rise"),
        ("courses/eight-weeks/course.yaml", "[4, 10, 20]", "[10, 4]", "waves.0", "rise"),
        (
            "courses/eight-weeks/course.yaml",
            "[4, 10, 20]",
            "[1, 2, 3, 4]",
            "waves.0.reminder_days",
            "at most 3",
        ),
        ("courses/eight-weeks/course.yaml", ", unit: week-8", "", "waves.3.anchor", "meeting_end needs one"),
        ("courses/eight-weeks/course.yaml", "target_day: 0", "target_day: 9", "waves.1", "lie in the window"),
        ("courses/eight-weeks/course.yaml", "units:", "weeks:", "units", "a list of keys"),
    ],
)
def test_an_error_names_the_file_and_the_field(
    root: Path, change: Change, file: str, old: str, new: str, field: str, says: str
) -> None:
    change(file, old, new)
    error = fault(root)
    assert (error.file, error.field[: len(field)]) == (file, field)
    assert says in error.message
    assert str(error).startswith(file)


def test_a_missing_practice_file_is_named(root: Path) -> None:
    (root / TOUCH).unlink()
    assert str(fault(root)) == f"{TOUCH}: this file is named elsewhere but is not there."


def test_a_file_in_another_encoding_is_named(root: Path) -> None:
    (root / TOUCH).write_bytes("---\nname: Berührung\n---\n".encode("latin-1"))
    assert str(fault(root)) == f"{TOUCH}: this file is not UTF-8 text."


def test_a_control_character_in_yaml_is_named(root: Path, change: Change) -> None:
    change(f"{WEEK}/unit.yaml", "theme: Words", "theme: \x07Words")
    assert str(fault(root)).startswith(f"{WEEK}/unit.yaml: this is not valid YAML")


def test_a_unit_without_its_outline_is_named(root: Path) -> None:
    (root / WEEK / "outline.yaml").unlink()
    assert str(fault(root)) == f"{WEEK}/outline.yaml: this file is named elsewhere but is not there."


def test_a_part_without_minutes_in_the_units_own_length_is_named(root: Path, change: Change) -> None:
    change(f"{WEEK}/unit.yaml", "minutes: 165", "minutes: 180")
    assert str(fault(root)).startswith(f"{WEEK}/outline.yaml, agenda.0.minutes: needs a number for 180")


def test_a_letter_that_is_not_there_is_no_fault(root: Path) -> None:
    (root / WEEK / "letter-after.md").unlink()
    third = load_course("eight-weeks", root).unit("week-3")
    assert third.letter_after is None
    assert third.letter_before is not None


def test_the_minutes_of_each_length_come_from_one_outline(root: Path) -> None:
    third = load_course("eight-weeks", root).unit("week-3")
    assert third.lengths == (120, 150, 165)
    # From week-3/outline.yaml: breathing {120: 12, 150: 18, 165: 20}; the first inquiry is left out of 120.
    assert [(part.key, part.minutes) for part in third.agenda_of(120)][:2] == [
        ("affectionate-breathing", 12),
        ("review", 12),
    ]
    assert [(part.key, part.minutes) for part in third.agenda_of(150)][:2] == [
        ("affectionate-breathing", 18),
        ("inquiry", 9),
    ]
    assert third.agenda_of(165) == third.agenda


def test_a_unit_has_no_outline_of_another_length(root: Path) -> None:
    with pytest.raises(KeyError):
        load_course("eight-weeks", root).unit("week-3").agenda_of(90)


def test_times_dates_and_on_stay_text(root: Path, change: Change) -> None:
    change(f"{WEEK}/unit.yaml", "theme: Words that do you good", "theme: 18:30")
    assert load_course("eight-weeks", root).unit("week-3").theme == "18:30"
    change(f"{WEEK}/unit.yaml", "theme: 18:30", "theme: 2026-10-29")
    assert load_course("eight-weeks", root).unit("week-3").theme == "2026-10-29"
    change(f"{WEEK}/unit.yaml", "theme: 2026-10-29", "theme: on")
    assert load_course("eight-weeks", root).unit("week-3").theme == "on"


def test_the_silences_of_a_script_are_read_in_seconds() -> None:
    script = load_course("eight-weeks").practice("affectionate-breathing").script(5)
    assert script is not None
    assert script.paragraphs[0].pause == 7
    assert "[pause" not in " ".join(paragraph.text for paragraph in script.paragraphs)


def test_every_course_and_measure_in_the_folder_is_listed() -> None:
    assert course_keys() == ("eight-weeks", "open-circle", "six-meetings")
    assert len(measure_keys()) == 28
    assert {"ahi", "phq-8", "self-compassion-12", "stress-4"} <= set(measure_keys())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("reversed: [q2, q3]", "reversed: [q2, q9]", "scale total, reversed: q9 is not defined"),
        ("items: [q1, q2, q3, q4]", "items: [q1, q2, q3, q3]", "q3 stands twice"),
        ("headline: [total]", "headline: [sum]", "headline: sum is not defined"),
    ],
)
def test_a_scoring_key_that_contradicts_itself_is_refused(
    root: Path, change: Change, old: str, new: str, says: str
) -> None:
    change(STRESS, old, new)
    with pytest.raises(ContentError, match=says) as caught:
        load_measure("stress-4", root)
    assert caught.value.file == STRESS


def test_a_language_that_is_not_written_is_named() -> None:
    with pytest.raises(ContentError, match=r"stress-4\.tlh\.yaml"):
        load_wording("stress-4", "tlh")


def test_a_wording_carries_one_word_for_each_choice() -> None:
    assert set(load_wording("stress-4").choices) == {0, 1, 2, 3, 4}
