"""`python -m curriculum check` finds what a shape alone cannot."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from curriculum.check import problems
from curriculum.checks import language

Change = Callable[[str, str, str], None]
COURSE = "courses/eight-weeks"
TOUCH = f"{COURSE}/practices/supportive-touch.md"
BREATH = f"{COURSE}/practices/affectionate-breathing.md"


def found(root: Path) -> list[str]:
    """Every problem but one: whatever a test edits also differs from its published version."""
    return [str(each) for each in problems(root) if "differs from its published version" not in each.message]


def test_the_content_of_this_project_fits() -> None:
    assert [str(each) for each in problems()] == []


def test_content_that_was_just_published_fits(everything: Path) -> None:
    assert [str(each) for each in problems(everything)] == []


@pytest.mark.slow  # each reads and checks a whole course
@pytest.mark.parametrize(
    ("file", "old", "new", "at", "says"),
    [
        (
            "week-3/outline.yaml",
            "165: 20}",
            "165: 21}",
            "week-3/outline.yaml, line 1, agenda:",
            "166 minutes, and unit.yaml says 165",
        ),
        (
            "week-3/outline.yaml",
            "150: 18,",
            "150: 17,",
            "week-3/outline.yaml, line 1, agenda:",
            "149 minutes, and this is the outline of 150",
        ),
        (
            "week-3/outline.yaml",
            "120: 12,",
            "120: 2,",
            "week-3/outline.yaml, line 1, agenda:",
            "110 minutes, and this is the outline of 120",
        ),
        (
            "week-3/unit.yaml",
            "minutes: 165",
            "minutes: 150",
            "week-3/unit.yaml, line 7, minutes",
            "session is 165",
        ),
        (
            "week-3/outline.yaml",
            "[loving-kindness-for-a-loved-one]",
            "[hope]",
            "week-3/outline.yaml, line 114, agenda, loved-one:",
            "no practice hope",
        ),
        (
            "week-3/outline.yaml",
            "[finding-phrases]",
            "[hope]",
            "week-3/outline.yaml, line 162, agenda, finding-phrases:",
            "no exercise hope",
        ),
        (
            "week-3/unit.yaml",
            "practice: my-phrases-in-daily-life",
            "practice: hope",
            "items, phrases",
            "no practice hope",
        ),
        (
            "week-3/outline.yaml",
            "key: review",
            "key: break",
            "week-3/outline.yaml, line 1, agenda:",
            "break stands twice",
        ),
        (
            "week-3/outline.yaml",
            "kind: soft_landing",
            "kind: topic",
            "agenda, break",
            "followed by a soft landing, also in 120",
        ),
        ("week-2/unit.yaml", "  - mindfulness-in-daily-life\n", "", "shape.informal", "there are 19"),
        (
            "week-2/unit.yaml",
            "  - mindfulness-in-daily-life\n",
            "",
            "mindfulness-in-daily-life.md",
            "nothing reads this file",
        ),
        ("week-4/unit.yaml", "number: 4", "number: 5", "course.yaml, line 21, units", "numbered"),
        ("course.yaml", "unit: week-8", "unit: week-9", "waves, after, anchor.unit", "no unit week-9"),
        (
            "course.yaml",
            "closes_by: week-1",
            "closes_by: week-0",
            "waves, before, closes_by",
            "no unit week-0",
        ),
        (
            "course.yaml",
            "since: before",
            "since: now",
            "waves, before-again, only_after_wait.since",
            "no wave now",
        ),
        (
            "course.yaml",
            "until: week-1",
            "until: week-0",
            "before-again, only_after_wait.until",
            "no unit week-0",
        ),
        ("course.yaml", "stress-4]", "stress-5]", "waves, before, measures", "stress-5"),
        ("course.yaml", "stress-4]", "ces-d]", "waves, before, measures", "cannot be asked"),
        ("course.yaml", "sessions: 6", "sessions: 9", "completion.sessions", "more than the 8"),
        (
            "course.yaml",
            "opens_with: week-2",
            "opens_with: week-9",
            "packs, compassion-focused, opens_with",
            "no unit week-9",
        ),
        ("course.yaml", "  - glossary\n", "", "cards/glossary.md", "nothing reads this file"),
        ("practices/supportive-touch.md", "A minute or two", "You must take two", "line 40: ", "'must'"),
        ("practices/supportive-touch.md", "A minute or two", "A streak of two", "line 40: ", "'streak'"),
        (
            "practices/supportive-touch.md",
            "if you like, one hand.",
            "one hand!",
            "line 40: ",
            "exclamation marks",
        ),
        (
            "practices/supportive-touch.md",
            "one hand.",
            "one hand \N{SMILING FACE WITH OPEN MOUTH}.",
            "line 40: ",
            "emoji",
        ),
        (
            "practices/supportive-touch.md",
            "short_minutes: 1",
            "short_minutes: 9",
            "supportive-touch.md, line 6, short_minutes",
            "longer",
        ),
        (
            "practices/supportive-touch.md",
            "direction: self-to-self\n",
            "",
            "supportive-touch.md, direction",
            "from whom kindness goes",
        ),
        (
            "practices/supportive-touch.md",
            "serves: eyes-open",
            "serves: seated",
            "line 14, variants",
            "one of them with eyes open",
        ),
        ("practices/supportive-touch.md", "## One minute", "## Longer still", "## Longer still", "not known"),
        ("practices/affectionate-breathing.md", "Read along, 5", "Read along, 15", "15 minutes", "neither"),
        (
            "practices/affectionate-breathing.md",
            "Read along, 20",
            "Read along, 5",
            "affectionate-breathing.md:",
            "same name",
        ),
        ("practices/affectionate-breathing.md", "[pause 7]", "[pause 200]", "5 minutes", "lasts about 8"),
        (
            "practices/affectionate-breathing.md",
            "just now. [pause 7]",
            "[pause 7] just now.",
            "line 85, ## Read along, 5 minutes",
            "would be spoken",
        ),
        (
            "practices/affectionate-breathing.md",
            "serves: no-imagery",
            "serves: in-company",
            "variants",
            "serves no-imagery",
        ),
        ("cards/doubt-selfish.md", "## The worry", "## A worry", "doubt-selfish.md, ## The worry", "needed"),
        (
            "cards/doubt-selfish.md",
            "tier: T2",
            "tier: none",
            "doubt-selfish.md, line 5, tier",
            "how well its claims are supported",
        ),
        (
            "cards/doubt-selfish.md",
            "unit: week-1",
            "unit: week-9",
            "doubt-selfish.md, line 7, unit",
            "no unit week-9",
        ),
        ("cards/backdraft.md", "## The ladder", "## Steps", "backdraft.md, ## The ladder", "needed"),
        (
            "exercises/distress-log.md",
            "key: level",
            "key: felt",
            "distress-log.md, line 10, fields",
            "felt stands twice",
        ),
        (
            "exercises/distress-log.md",
            "key: not-yet",
            'key: "yes"',
            "fields, others-too, choices",
            "yes stands twice",
        ),
        (
            "goals.yaml",
            "[supportive-touch]",
            "[hope]",
            "goals, support-in-hard-moments, practices",
            "no practice hope",
        ),
        (
            "goals.yaml",
            "exercise: weekly-reframe",
            "exercise: hope",
            "goals, kinder-after-setbacks, exercise",
            "no exercise hope",
        ),
        (
            "goals.yaml",
            "field: how-often",
            "field: hope",
            "goals, less-hard-on-myself, field",
            "weekly-rating has no field hope",
        ),
        (
            "goals.yaml",
            "field: how-often",
            "field: a-line",
            "goals, less-hard-on-myself, field",
            "a-line is none",
        ),
        (
            "goals.yaml",
            'value: "yes"',
            "value: perhaps",
            "goals.yaml, line 25, goals, others-too, value",
            "no choice perhaps",
        ),
    ],
)
def test_a_problem_names_where_it_is(
    root: Path, change: Change, file: str, old: str, new: str, at: str, says: str
) -> None:
    change(f"{COURSE}/{file}", old, new)
    told = found(root)
    assert any(at in line and says in line for line in told), told


@pytest.mark.parametrize("length", ["120", "150"])
def test_a_part_that_keeps_people_safe_is_dropped_from_no_length(root: Path, length: str) -> None:
    outline = root / COURSE / "week-3/outline.yaml"
    lines = outline.read_text(encoding="utf-8").split("\n")
    closing = lines.index("  - key: closing")
    assert lines[closing + 3] == "    minutes: {120: 5, 150: 6, 165: 7}"
    kept = {"120": "{150: 6, 165: 7}", "150": "{120: 5, 165: 7}"}[length]
    lines[closing + 3] = f"    minutes: {kept}"
    outline.write_text("\n".join(lines), encoding="utf-8")
    where = f"{COURSE}/week-3/outline.yaml, line {closing + 4}, agenda, closing, minutes"
    assert f"{where}: keeps people safe, so it needs minutes in {length} too." in found(root)


@pytest.mark.parametrize("field", ["cues", "say", "offer", "watch", "close"])
def test_a_part_that_nobody_else_could_lead_is_named(root: Path, field: str) -> None:
    file = root / COURSE / "week-3/outline.yaml"
    parts = yaml.safe_load(file.read_text(encoding="utf-8"))
    del parts["agenda"][5][field]
    file.write_text(yaml.safe_dump(parts, sort_keys=False, allow_unicode=True), encoding="utf-8")
    assert any(
        f"agenda, landing, {field}: is needed, so that somebody else could lead" in line
        for line in found(root)
    )


def test_a_meditation_without_its_long_text_has_no_transcript(root: Path) -> None:
    file = root / BREATH
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("## Read along, 20 minutes")], encoding="utf-8")
    says = "the long form needs its text to read along; without it there is no transcript."
    assert f"{BREATH}, ## Read along, 20 minutes: {says}" in found(root)


def test_a_link_between_texts_that_leads_nowhere_is_named_with_its_line(root: Path, change: Change) -> None:
    change(f"{COURSE}/week-1/handout.md", "We make tea", "We make [tea](card:tea)")
    assert (
        f"{COURSE}/week-1/handout.md, line 5: the link 'card:tea' leads nowhere: there is no card tea in eight-weeks."
        in found(root)
    )


def test_a_link_to_something_that_is_there_or_to_the_world_is_no_problem(root: Path, change: Change) -> None:
    change(
        f"{COURSE}/week-1/handout.md",
        "We make tea",
        "We [make](week:week-2) [tea](card:backdraft) [and](exercise:distress-log) [so](https://example.org/on)",
    )
    assert found(root) == []


def test_a_link_of_an_unknown_kind_is_named(root: Path, change: Change) -> None:
    change(f"{COURSE}/week-1/handout.md", "We make tea", "We make [tea](../tea.md)")
    assert any("handout.md, line 5: the link '../tea.md' is none we know" in line for line in found(root))


def test_a_renamed_key_is_named_as_gone_and_as_new(root: Path, change: Change) -> None:
    (root / TOUCH).rename(root / COURSE / "practices/kind-hand.md")
    change(f"{COURSE}/practices/kind-hand.md", "key: supportive-touch", "key: kind-hand")
    told = found(root)
    assert f"{TOUCH}: was published and is gone; a key is never renamed or taken away." in told
    assert any(line.startswith(f"{COURSE}/practices/kind-hand.md: is new;") for line in told)


def test_an_edited_text_waits_to_be_published(root: Path, change: Change) -> None:
    change(TOUCH, "one hand.", "two hands.")
    assert [str(each) for each in problems(root)] == [
        f"{TOUCH}: differs from its published version; run `python -m curriculum publish` when it is ready."
    ]


def test_a_text_that_is_hard_to_read_is_named_with_its_figure(root: Path) -> None:
    # 15 long words in a sentence of 30, eight times over: 30 + 50 = 80.
    sentence = " ".join(["considering one"] * 15) + "."
    head = "---\ntitle: Hard\nminutes: 3\n---\n"
    (root / COURSE / "week-2/handout.md").write_text(head + "\n\n".join([sentence] * 8) + "\n")
    assert found(root) == [
        f"{COURSE}/week-2/handout.md: is hard to read: 80 on the LIX scale, and 42 is the most."
    ]


def test_a_handout_of_one_sentence_is_too_short(root: Path) -> None:
    (root / COURSE / "week-2/handout.md").write_text("---\ntitle: Short\nminutes: 1\n---\nShort.\n")
    assert found(root) == [f"{COURSE}/week-2/handout.md: has 1 words; 220 to 450 fit."]


def test_a_file_in_another_encoding_is_named_and_the_check_goes_on(root: Path, change: Change) -> None:
    (root / TOUCH).write_bytes("---\nname: Berührung\n---\n".encode("latin-1"))
    change("measures/stress-4.yaml", "range: [0, 16]", "range: [0, 20]")
    told = found(root)
    assert f"{TOUCH}: this file is not UTF-8 text." in told
    assert any("stress-4.yaml" in line and "0 to 16" in line for line in told)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "says"),
    [
        (
            "stress-4.yaml",
            "scores: {total: 12}",
            "scores: {total: 13}",
            "mixed answers",
            "the answers give 12.0",
        ),
        ("stress-4.yaml", "[q2, q3]", "[q2]", "the calmest answers", "is 0.0 here"),
        ("stress-4.yaml", "range: [0, 16]", "range: [0, 20]", "scales, total, range", "0 to 16"),
        ("stress-4.yaml", "min_answered: 4", "min_answered: 5", "min_answered", "more than its 4 items"),
        ("stress-4.yaml", "[3, 1, 2, 4]", "[3, 1, 2]", "mixed answers, answers", "each of 4 items"),
        ("stress-4.yaml", "[3, 1, 2, 4]", "[3, 1, 2, 9]", "mixed answers, answers", "not one of its choices"),
        ("stress-4.yaml", "askable: true", "askable: false", "askable", "wording"),
        ("wording/stress-4.en.yaml", "  q4:", "  q5:", "wording/stress-4.en.yaml, line 9, items", "q4"),
        (
            "wording/stress-4.en.yaml",
            "  4: Nearly",
            "  5: Nearly",
            "stress-4.en.yaml, line 14, choices",
            "exactly 0, 1",
        ),
        (
            "wording/stress-4.en.yaml",
            "language: en",
            "language: de",
            "stress-4.en.yaml, line 2, language",
            "en",
        ),
    ],
)
def test_a_measure_that_does_not_add_up_is_named(
    root: Path, change: Change, file: str, old: str, new: str, at: str, says: str
) -> None:
    change(f"measures/{file}", old, new)
    told = found(root)
    assert any(at in line and says in line for line in told), told


def test_files_that_nothing_reads_are_named(root: Path) -> None:
    (root / COURSE / "practices/forgotten.md").write_text("---\n---\n")
    (root / "measures/wording/forgotten.en.yaml").write_text("measure: forgotten\n")
    unread = [each.file for each in problems(root) if each.message.startswith("nothing reads this file")]
    assert unread == [f"{COURSE}/practices/forgotten.md", "measures/wording/forgotten.en.yaml"]


def test_one_broken_file_does_not_hide_a_problem_in_another(root: Path, change: Change) -> None:
    change("measures/stress-4.yaml", "range: [0, 16]", "range: [0, 20]")
    change(f"{COURSE}/week-3/unit.yaml", "theme:", "motto:")
    files = {problem.file for problem in problems(root)}
    assert files == {"measures/stress-4.yaml", f"{COURSE}/week-3/unit.yaml"}


@pytest.mark.parametrize(
    ("file", "line", "word"),
    [
        ("courses/short/cards/a.md", "You must rest.", "must"),
        ("courses/short/de/cards/a.md", "Du musst ruhen.", "musst"),
        ("courses/short/de-AT/cards/a.md", "Du musst ruhen.", "musst"),
        ("measures/wording/a.de.yaml", "Du musst ruhen.", "musst"),
    ],
)
def test_a_language_is_known_by_its_place_in_the_curriculum_wherever_that_lies(
    tmp_path: Path, file: str, line: str, word: str
) -> None:
    root = tmp_path / "de" / "curriculum"
    (root / file).parent.mkdir(parents=True)
    (root / file).write_text(line)
    says = f"the word {word!r} is one we do not use with people; say it in another way."
    assert [each.message for each in language.problems(root)] == [says]
