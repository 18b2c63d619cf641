"""A filled form: an exercise, a log or a worksheet in its writer's own words, sealed with her key like the journal.

No page or command for staff or operators reads one. What is written is never scanned.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, col, select

from course.errors import NotFound, Refused
from course.people.key import Keyring
from course.people.person import Person
from course.store import Row
from course.words import _
from curriculum.schema import Exercise, FormField

LONGEST = 20_000
"""Characters of one answer."""
Answer = str | int | list[str]
Answers = Mapping[str, Answer]


class FilledForm(Row, table=True):
    """`sealed` is nonce and ciphertext of the answers as JSON; which exercise it is stands in the clear."""

    __tablename__ = "filled_form"

    client_id: UUID = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    exercise_key: str = Field(max_length=64)
    key_id: int = Field(foreign_key="data_key.id")
    sealed: bytes
    written_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class ReadForm:
    """A form opened for its writer: {field key: text, number from 0 to 10, choice key, or list of choice keys}."""

    id: int
    client_id: UUID
    exercise_key: str
    answers: Answers
    written_at: datetime
    changed_at: datetime


class SavedMeanwhile(Refused):
    """Another tab has saved other answers, at `changed_at`."""

    def __init__(self, changed_at: datetime) -> None:
        super().__init__(
            _(
                "Another tab has saved this meanwhile. What you typed is still here: saving once more puts it in "
                "the place of the other."
            )
        )
        self.changed_at = changed_at


def fill(
    db: Session,
    ring: Keyring,
    person: Person,
    exercise: Exercise,
    answers: Answers,
    *,
    client_id: UUID,
    since: datetime | None = None,
    now: datetime,
) -> FilledForm:
    """A new form, or new answers for the one with this client id; the same ones sent again change nothing.

    `since` is the `changed_at` of what she had before her, None for a new form; SavedMeanwhile when it is another
    by now. Refused when nothing in it can be kept. What a newer version of the exercise no longer asks stays.
    """
    given = checked(exercise, answers)
    form = db.exec(select(FilledForm).where(FilledForm.client_id == client_id).with_for_update()).first()
    if form is not None and (form.person_id != person.id or form.exercise_key != exercise.key):
        raise NotFound
    before = read(db, ring, form).answers if form is not None else {}
    kept = {**_no_longer_asked(exercise, before), **given}
    if form is not None and form.changed_at != since:
        if before == kept:
            return form
        raise SavedMeanwhile(form.changed_at)
    key_id, sealed = ring.seal(db, person, json.dumps(kept, ensure_ascii=False), place=_place(client_id))
    if form is None:
        form = FilledForm(
            client_id=client_id,
            person_id=person.stored_id,
            exercise_key=exercise.key,
            key_id=key_id,
            sealed=sealed,
            written_at=now,
            changed_at=now,
        )
    form.key_id, form.sealed, form.changed_at = key_id, sealed, now
    db.add(form)
    db.flush()
    return form


def checked(exercise: Exercise, answers: Answers) -> dict[str, Answer]:
    """The answers that were given, each fitting its field; all fields may be left empty but one."""
    kept = {
        field.key: _fitting(field, answers[field.key])
        for field in exercise.fields
        if not _is_empty(answers.get(field.key))
    }
    if not kept:
        raise Refused(_("Nothing is written yet. One word is enough, and leaving is fine too."))
    return kept


def read(db: Session, ring: Keyring, form: FilledForm) -> ReadForm:
    """The form opened with its writer's key. NotFound when the key is gone."""
    text = ring.open(db, form.key_id, form.sealed, place=_place(form.client_id))
    return ReadForm(
        form.stored_id, form.client_id, form.exercise_key, json.loads(text), form.written_at, form.changed_at
    )


def forms(
    db: Session, person: Person, exercise_key: str | None = None, *, most: int = 50
) -> list[FilledForm]:
    """Hers, newest first, still sealed; those of one exercise when it is named."""
    mine = select(FilledForm).where(FilledForm.person_id == person.id)
    if exercise_key is not None:
        mine = mine.where(FilledForm.exercise_key == exercise_key)
    newest = mine.order_by(col(FilledForm.written_at).desc(), col(FilledForm.id).desc())
    return list(db.exec(newest.limit(most)).all())


def remove(db: Session, form: FilledForm) -> None:
    db.delete(form)
    db.flush()


def _no_longer_asked(exercise: Exercise, before: Answers) -> dict[str, Answer]:
    asked = {field.key for field in exercise.fields}
    return {key: answer for key, answer in before.items() if key not in asked}


def _is_empty(answer: Answer | None) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def _fitting(field: FormField, answer: Answer) -> Answer:
    if field.kind == "scale":
        return _rating(field, answer)
    if field.kind in ("choice", "several"):
        return _chosen(field, answer)
    if not isinstance(answer, str) or len(answer) > LONGEST:
        raise Refused(
            _("This is longer than one answer can hold. The journal has more room."), field=field.key
        )
    return answer


def _rating(field: FormField, answer: Answer) -> int:
    if not isinstance(answer, int) or not 0 <= answer <= 10:
        raise Refused(_("Please choose a number from 0 to 10, or leave it open."), field=field.key)
    return answer


def _chosen(field: FormField, answer: Answer) -> Answer:
    known, wanted = {choice.key for choice in field.choices}, answer if isinstance(answer, list) else [answer]
    if not set(wanted) <= known or (field.kind == "choice" and isinstance(answer, list)):
        raise Refused(_("Please choose one of what is offered, or leave it open."), field=field.key)
    return [str(one) for one in wanted] if field.kind == "several" else answer


def _place(client_id: UUID) -> str:
    return f"filled_form|sealed|{client_id}"
