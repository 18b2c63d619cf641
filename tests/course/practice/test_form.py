"""A filled form: sealed, hers alone, one row however often it is sent, and nothing lost to another tab."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course.errors import NotFound, Refused
from course.people import key
from course.people.key import Keyring
from course.people.person import Person
from course.practice import form
from course.practice.form import LONGEST, Answers, FilledForm, SavedMeanwhile
from curriculum.schema import Exercise
from curriculum.schema.exercise import Choice, FormField
from tests.course.conftest import NOW

A_MINUTE = timedelta(minutes=1)
EVENING = Exercise(
    key="evening",
    name="The evening",
    kind="log",
    minutes=5,
    safety="gentle",
    purpose="To look back.",
    permission="A word is enough.",
    before="Sit down.",
    steps="1. Write.",
    hard_note="Stop.",
    fields=(
        FormField(key="what", kind="text", label="What happened"),
        FormField(key="how-hard", kind="scale", label="How hard", low="Light", high="Heavy"),
        FormField(
            key="company", kind="choice", label="Alone?",
            choices=(Choice(key="alone", label="Alone"), Choice(key="with-others", label="With others")),
        ),
        FormField(
            key="helped", kind="several", label="What helped",
            choices=(Choice(key="tea", label="Tea"), Choice(key="nap", label="Nap"), Choice(key="walk", label="Walk")),
        ),
    ),
)  # fmt: skip


def fill(db: Session, ring: Keyring, who: Person, answers: Answers, **more: Any) -> FilledForm:
    wanted: dict[str, Any] = {"client_id": uuid4(), "now": NOW, **more}
    return form.fill(db, ring, who, EVENING, answers, **wanted)


def test_what_was_written_is_read_again_as_it_was(db: Session, ring: Keyring, maya: Person) -> None:
    answers: Answers = {
        "what": "Rain, ünd späte Züge",
        "how-hard": 0,
        "company": "alone",
        "helped": ["tea", "nap"],
    }
    assert form.read(db, ring, fill(db, ring, maya, answers)).answers == answers


def test_no_word_and_no_number_is_stored_in_the_clear(db: Session, ring: Keyring, maya: Person) -> None:
    row = fill(db, ring, maya, {"what": "a heron on the weir", "company": "with-others"})
    for word in (b"heron", b"with-others", b"company"):
        assert word not in row.sealed


def test_the_same_answers_cannot_be_told_from_what_is_stored(
    db: Session, ring: Keyring, maya: Person
) -> None:
    one, two = (fill(db, ring, maya, {"how-hard": 7}) for _twice in range(2))
    assert one.sealed != two.sealed


def test_a_form_moved_to_another_row_cannot_be_opened(
    db: Session, ring: Keyring, maya: Person, lena: Person
) -> None:
    hers, other = fill(db, ring, maya, {"what": "mine"}), fill(db, ring, lena, {"what": "other"})
    other.sealed, other.key_id = hers.sealed, hers.key_id
    with pytest.raises(NotFound):
        form.read(db, ring, other)


def test_without_her_key_it_is_gone(db: Session, ring: Keyring, maya: Person) -> None:
    row = fill(db, ring, maya, {"what": "mine"})
    key.destroy(db, maya)
    db.flush()
    with pytest.raises(NotFound):
        form.read(db, ring, row)


def test_the_same_form_sent_twice_is_one_row(db: Session, ring: Keyring, maya: Person) -> None:
    client_id = uuid4()
    one = fill(db, ring, maya, {"what": "once"}, client_id=client_id)
    two = fill(db, ring, maya, {"what": "once"}, client_id=client_id, now=NOW + A_MINUTE)
    assert one.id == two.id
    assert two.changed_at == NOW
    assert len(db.exec(select(FilledForm)).all()) == 1


def test_another_tab_does_not_overwrite_what_it_has_not_seen(
    db: Session, ring: Keyring, maya: Person
) -> None:
    row = fill(db, ring, maya, {"what": "the first words"})
    seen_by_both = row.changed_at
    again: dict[str, Any] = {"client_id": row.client_id, "since": seen_by_both}
    fill(db, ring, maya, {"what": "from the left tab"}, now=NOW + A_MINUTE, **again)
    with pytest.raises(SavedMeanwhile) as refused:
        fill(db, ring, maya, {"what": "from the right tab"}, now=NOW + 2 * A_MINUTE, **again)
    assert form.read(db, ring, row).answers == {"what": "from the left tab"}
    assert refused.value.changed_at == NOW + A_MINUTE
    knowing = {"client_id": row.client_id, "since": refused.value.changed_at}
    fill(db, ring, maya, {"what": "from the right tab"}, now=NOW + 3 * A_MINUTE, **knowing)
    assert form.read(db, ring, row).answers == {"what": "from the right tab"}
    assert row.written_at == NOW


def test_the_number_of_somebody_elses_form_leads_nowhere(
    db: Session, ring: Keyring, maya: Person, lena: Person
) -> None:
    row = fill(db, ring, maya, {"what": "mine"})
    with pytest.raises(NotFound):
        fill(db, ring, lena, {"what": "mine now"}, client_id=row.client_id, since=row.changed_at)
    assert form.read(db, ring, row).answers == {"what": "mine"}


@pytest.mark.parametrize(
    "answers", [{}, {"what": ""}, {"what": " \n\t"}, {"helped": []}, {"not-a-field": "words"}]
)
def test_a_form_with_nothing_in_it_is_not_kept(
    db: Session, ring: Keyring, maya: Person, answers: Answers
) -> None:
    with pytest.raises(Refused, match="Nothing is written yet"):
        fill(db, ring, maya, answers)
    assert db.exec(select(FilledForm)).all() == []


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("how-hard", 11),
        ("how-hard", -1),
        ("how-hard", "seven"),
        ("company", "in-space"),
        ("company", ["alone"]),
        ("helped", ["tea", "gold"]),
        ("what", "x" * (LONGEST + 1)),
        ("what", ["a", "b"]),
    ],
)
def test_an_answer_that_does_not_fit_is_explained_at_its_field(field: str, answer: str) -> None:
    with pytest.raises(Refused) as refused:
        form.checked(EVENING, {field: answer})
    assert refused.value.field == field


def test_zero_is_an_answer_and_an_open_field_is_none() -> None:
    assert form.checked(EVENING, {"how-hard": 0, "what": "", "company": ""}) == {"how-hard": 0}


def test_hers_come_newest_first_and_of_one_exercise_only_when_it_is_named(
    db: Session, ring: Keyring, maya: Person, lena: Person
) -> None:
    other = EVENING.model_copy(update={"key": "morning"})
    for hour in range(3):
        fill(db, ring, maya, {"how-hard": hour}, now=NOW + timedelta(hours=hour))
    fill(db, ring, lena, {"how-hard": 9})
    form.fill(db, ring, maya, other, {"how-hard": 5}, client_id=uuid4(), now=NOW + timedelta(hours=9))
    numbers = [form.read(db, ring, one).answers["how-hard"] for one in form.forms(db, maya)]
    assert numbers == [5, 2, 1, 0]
    evenings = [
        form.read(db, ring, one).answers["how-hard"] for one in form.forms(db, maya, "evening", most=2)
    ]
    assert evenings == [2, 1]


def test_removed_is_gone(db: Session, ring: Keyring, maya: Person) -> None:
    form.remove(db, fill(db, ring, maya, {"what": "gone"}))
    assert form.forms(db, maya) == []


def test_an_answer_that_is_no_longer_asked_stays_when_the_form_is_changed(
    db: Session, ring: Keyring, maya: Person
) -> None:
    known = uuid4()
    first = fill(db, ring, maya, {"what": "Rain", "company": "alone"}, client_id=known)
    shorter = EVENING.model_copy(update={"fields": EVENING.fields[:1]})
    later = NOW + A_MINUTE
    for since in (first.changed_at, None):  # the second one is the first, sent again
        row = form.fill(db, ring, maya, shorter, {"what": "Sun"}, client_id=known, since=since, now=later)
    assert form.read(db, ring, row).answers == {"what": "Sun", "company": "alone"}
