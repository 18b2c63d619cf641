"""Five short questions about a person, which a programme may turn on to see whom it reaches and who leaves.

Never in free words: a choice, "rather not say", or nothing. No page shows what one person chose to anybody but her.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _

RATHER_NOT = "rather-not"


class AboutQuestion(Row, table=True):
    """A question that a programme asks since `since`. One that was turned off stays, with its end."""

    __tablename__ = "about_question"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    key: str = Field(max_length=32)
    since: datetime
    ended_at: datetime | None = None


class AboutYou(Row, table=True):
    """What she chose. Left open means no row."""

    __tablename__ = "about_you"
    __table_args__ = (UniqueConstraint("enrolment_id", "key"),)

    enrolment_id: int = Field(foreign_key="enrolment.id")
    key: str = Field(max_length=32)
    choice: str = Field(max_length=32)


@dataclass(frozen=True)
class Question:
    """`why` is read by the lead who turns it on, and by whoever is asked. `choices`: {key: words}, in order."""

    key: str
    title: str
    text: str
    why: str
    choices: Mapping[str, str]


def questions() -> tuple[Question, ...]:
    """In the language of the moment."""
    rather_not = {RATHER_NOT: _("Rather not say")}
    return (
        Question(
            "age",
            _("Age"),
            _("How old are you?"),
            _("Whether the course reaches the young and the old, and whether some of them leave more often."),
            {
                "under-25": _("Under 25"),
                "25-39": _("25 to 39"),
                "40-54": _("40 to 54"),
                "55-69": _("55 to 69"),
                "70-on": _("70 or older"),
                **rather_not,
            },
        ),
        Question(
            "gender",
            _("Gender"),
            _("Which of these fits you?"),
            _("Courses like this one mostly reach women. A programme can only change what it sees."),
            {
                "woman": _("Woman"),
                "man": _("Man"),
                "another": _("Neither of the two, or another word"),
                **rather_not,
            },
        ),
        Question(
            "meditated",
            _("Practice before"),
            _("Had you meditated before this course?"),
            _(
                "Whether it is a course for beginners too, or mostly for people who know such practice already."
            ),
            {
                "never": _("No, or hardly ever"),
                "a-little": _("Now and then"),
                "regularly": _("Regularly, for some time"),
                **rather_not,
            },
        ),
        Question(
            "care",
            _("Caring for others"),
            _("Do you care for other people, at work or at home?"),
            _(
                "People who care for others are often short of time, and are among those the course is meant for."
            ),
            {
                "at-work": _("At work"),
                "at-home": _("At home"),
                "both": _("At work and at home"),
                "neither": _("Neither just now"),
                **rather_not,
            },
        ),
        Question(
            "language",
            _("Language"),
            _("Is the language of this course your own?"),
            _("Whether people leave who have to follow in a language that is not theirs."),
            {
                "own": _("Yes, I grew up with it"),
                "at-home": _("No, but I am at home in it"),
                "effort": _("No, and it takes some effort"),
                **rather_not,
            },
        ),
    )


def asked_by(db: Session, programme_id: int) -> tuple[Question, ...]:
    """The questions that are turned on."""
    known = {row.key for row in _living(db, programme_id)}
    return tuple(one for one in questions() if one.key in known)


def ask(db: Session, programme_id: int, keys: set[str], *, by: Person, now: datetime) -> None:
    """From now on these and no others. What was answered before is kept."""
    if not keys <= {one.key for one in questions()}:
        raise Refused(_("Please choose one or more of these, or leave them all."), field="ask")
    living = {row.key: row for row in _living(db, programme_id)}
    for key in living.keys() - keys:
        living[key].ended_at = now
    db.add_all(
        AboutQuestion(programme_id=programme_id, key=key, since=now) for key in sorted(keys - living.keys())
    )
    db.flush()
    audit.record(
        db,
        "about_you.ask",
        f"programme:{programme_id}",
        by=by.id,
        programme_id=programme_id,
        asks=sorted(keys),
    )


def answers(db: Session, enrolment: Enrolment) -> dict[str, str]:
    """{question: choice}, hers, for herself."""
    rows = db.exec(select(AboutYou).where(AboutYou.enrolment_id == enrolment.id)).all()
    return {row.key: row.choice for row in rows}


def is_open_to(db: Session, enrolment: Enrolment, programme_id: int) -> bool:
    """Whether something is asked of which she has said nothing so far."""
    asked = {one.key for one in asked_by(db, programme_id)}
    return bool(asked - answers(db, enrolment).keys())


def answer(db: Session, enrolment: Enrolment, asked: tuple[Question, ...], given: Mapping[str, str]) -> None:
    """Each question anew: a choice, or nothing. What is not asked any more is left as it is."""
    for question in asked:
        if given.get(question.key, "") not in {"", *question.choices}:
            raise Refused(_("Please choose one of what is offered, or leave it open."), field=question.key)
    # two presses at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    rows = {
        row.key: row for row in db.exec(select(AboutYou).where(AboutYou.enrolment_id == enrolment.id)).all()
    }
    for question in asked:
        _set(db, enrolment, rows.get(question.key), question.key, given.get(question.key, ""))
    db.flush()


def _set(db: Session, enrolment: Enrolment, row: AboutYou | None, key: str, choice: str) -> None:
    if row is None and choice:
        db.add(AboutYou(enrolment_id=enrolment.stored_id, key=key, choice=choice))
    elif row is not None and choice:
        row.choice = choice
    elif row is not None:
        db.delete(row)


def _living(db: Session, programme_id: int) -> list[AboutQuestion]:
    mine = select(AboutQuestion).where(
        AboutQuestion.programme_id == programme_id, col(AboutQuestion.ended_at).is_(None)
    )
    return list(db.exec(mine.order_by(col(AboutQuestion.id))).all())
