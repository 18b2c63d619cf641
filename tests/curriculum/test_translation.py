"""A translation is a folder of texts laid over the original: it says things in other words and changes nothing else."""

from pathlib import Path

import pytest

from curriculum.errors import ContentError
from curriculum.loader import languages, load_course
from curriculum.schema import Course
from tests.curriculum.tiny import FIRST, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, "first", FIRST)


def german(folder: Path, **files: str) -> Course:
    """The course for a reader of German, with these files of its translation."""
    for name, text in files.items():
        path = folder / "de" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_course("first", folder.parents[1]).in_language("de-AT")


def refusal(folder: Path, name: str, text: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        german(folder, **{name: text})
    assert caught.value.file == f"courses/first/de/{name}"
    return caught.value


def test_translated_texts_are_read_and_all_else_stays(folder: Path) -> None:
    course = german(
        folder,
        **{
            "course.yaml": "key: first\ntitle: Erste Schritte\n",
            "day-1/outline.yaml": "agenda:\n  - {key: end, title: Das Ende}\n",
            "practices/breath.md": "---\nkey: breath\nname: Ein Atemzug\n---\n"
            "## What it asks of you\n\nAtem.\n\n## Steps\n\n1. Atmen.\n\n## If it is hard\n\nAufhören.\n",
        },
    )
    assert (course.language, course.title, course.subtitle) == ("de", "Erste Schritte", "One hour")
    assert (course.practice("breath").name, course.practice("breath").steps) == ("Ein Atemzug", "1. Atmen.")
    assert (course.practice("breath").minutes, course.practice("breath").safety) == (2, "moderate")
    assert [(part.key, part.title, part.minutes) for part in course.unit("day-1").agenda] == [
        ("rest", "Resting", 40),
        ("end", "Das Ende", 20),
    ]


def test_a_text_that_is_not_translated_is_shown_in_the_original_and_its_record_says_so(folder: Path) -> None:
    course = german(
        folder, **{"cards/about.md": "---\nkey: about\ntitle: Worum es geht\n---\nEine Stunde.\n"}
    )
    assert course.card("about").markdown == "Eine Stunde."
    assert course.card("anchor").markdown == "An anchor."
    spoken = {text.path: text.language for text in course.texts}
    assert spoken["courses/first/de/cards/about.md"] == "de"
    assert spoken["courses/first/cards/anchor.md"] == "en"
    assert "courses/first/cards/about.md" not in spoken
    assert len(spoken) == len(FIRST)


def test_a_folder_of_a_language_is_a_translation_and_another_folder_is_none(folder: Path) -> None:
    german(folder, **{"course.yaml": "key: first\n"})
    assert languages("first", folder.parents[1]) == ("de",)


def test_readers_of_other_languages_get_the_original(folder: Path) -> None:
    german(folder, **{"course.yaml": "title: Erste Schritte\nkey: first\n"})
    course = load_course("first", folder.parents[1])
    assert course.in_language("pt").title == "First steps"
    assert course.in_language("en-GB").title == "First steps"
    assert course.in_language("de_CH").title == "Erste Schritte"


PRACTICE = (
    "---\nkey: breath\n{}\n---\n## What it asks of you\n\nA.\n\n## Steps\n\n1. A.\n\n## If it is hard\n\nA.\n"
)


@pytest.mark.parametrize(
    ("name", "text", "field", "says"),
    [
        (
            "cards/about.md",
            "---\nkey: ueber\n---\nEine Stunde.\n",
            "key",
            "'ueber'; a translation keeps 'about'",
        ),
        ("cards/anchor.md", "---\nkey: anchor\ntier: T1\n---\nEin Anker.\n", "tier", "keeps 'T2'"),
        ("cards/anchor.md", "---\nkey: anchor\nunit: day-2\n---\nEin Anker.\n", "unit", "keeps 'day-1'"),
        (
            "cards/about.md",
            "---\nkey: about\ntier: T1\n---\nEine Stunde.\n",
            "tier",
            "stands only in the translation",
        ),
        ("practices/breath.md", PRACTICE.format("minutes: 3"), "minutes", "is 3, and the original has 2"),
        ("practices/breath.md", PRACTICE.format('minutes: "2"'), "minutes", "is '2', and the original has 2"),
        ("practices/breath.md", PRACTICE.format("safety: gentle"), "safety", "keeps 'moderate'"),
        ("practices/breath.md", PRACTICE.format("kind: formal"), "kind", "keeps 'informal'"),
        (
            "practices/breath.md",
            PRACTICE.format("variants:\n  - {serves: no-touch, title: Schauen}"),
            "variants.0.serves",
            "keeps 'eyes-open'",
        ),
        (
            "practices/breath.md",
            PRACTICE.format("variants: []"),
            "variants",
            "has 0 items, and the original has 1",
        ),
        ("day-1/unit.yaml", "key: day-1\nminutes: 90\n", "minutes", "is 90, and the original has 60"),
        ("day-1/unit.yaml", "key: day-1\npractices: [stone]\n", "practices.0", "keeps 'breath'"),
        ("day-1/unit.yaml", "key: day-1\nmood: gut\n", "mood", "the original has no such field"),
        (
            "day-1/outline.yaml",
            "agenda:\n  - {key: rest, minutes: {45: 30, 60: 45}}\n",
            "agenda, rest.minutes.60",
            "is 45, and the original has 40",
        ),
        (
            "day-1/outline.yaml",
            "agenda:\n  - {key: tea, title: Tee}\n",
            "agenda",
            "there is no tea in the original",
        ),
        ("day-1/outline.yaml", "agenda:\n  - {key: end, guards: false}\n", "agenda, end.guards", "has True"),
        (
            "goals.yaml",
            "goals:\n  - {key: rest, times: 5}\n",
            "goals, rest.times",
            "is 5, and the original has 3",
        ),
        ("goals.yaml", "goals:\n  - {key: rest, counts: form}\n", "goals, rest.counts", "keeps 'practice'"),
        ("course.yaml", 'key: first\nversion: "2"\n', "version", "keeps '1'"),
        ("course.yaml", "key: first\ncadence_days: 1\n", "cadence_days", "is 1, and the original has 2"),
        (
            "course.yaml",
            "key: first\nunits: [day-1, day-2]\n",
            "units",
            "has 2 items, and the original has 1",
        ),
    ],
)
def test_a_translation_that_changes_more_than_words_is_refused(
    folder: Path, name: str, text: str, field: str, says: str
) -> None:
    error = refusal(folder, name, text)
    assert error.field == field
    assert says in error.message


def test_the_answers_of_a_form_keep_their_keys_and_order_however_they_are_translated(folder: Path) -> None:
    fields = '- {key: how, choices: [{key: not-yet, label: Noch nicht}, {key: "yes", label: Ja}]}'
    text = PRACTICE.replace("breath", "note").format(f"fields:\n  {fields}")
    course = german(folder, **{"exercises/note.md": text})
    how = course.exercise("note").field("how")
    assert [(choice.key, choice.label) for choice in how.choices] == [
        ("yes", "Ja"),
        ("not-yet", "Noch nicht"),
    ]
    assert course.exercise("note").field("what").label == "What"
