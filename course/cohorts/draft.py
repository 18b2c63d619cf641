"""A cohort that somebody began to plan and has not made: what was typed, as it was typed. Nothing follows from it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course.people.person import Person
from course.store import Row, json_column

MOST_LETTERS = 100_000
NAME = "name"


class CohortDraft(Row, table=True):
    """`fields`: {name of the field: what stands in it}. Every lead of the programme may go on with it."""

    __tablename__ = "cohort_draft"

    programme_id: int = Field(foreign_key="programme.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    fields: dict[str, str] = Field(default_factory=dict, sa_type=json_column())
    changed_at: datetime

    @property
    def called(self) -> str:
        return self.fields.get(NAME, "").strip()


def begin(
    db: Session, programme_id: int, fields: Mapping[str, str], *, now: datetime, by: Person
) -> CohortDraft:
    """The same again gives the one that is there: a button is pressed twice now and then."""
    mine = select(CohortDraft).where(CohortDraft.programme_id == programme_id, CohortDraft.person_id == by.id)
    known = next((one for one in db.exec(mine).all() if one.fields == dict(fields)), None)
    return known or keep(db, programme_id, fields, draft=None, now=now, by=by)


def keep(
    db: Session,
    programme_id: int,
    fields: Mapping[str, str],
    *,
    draft: CohortDraft | None,
    now: datetime,
    by: Person,
) -> CohortDraft:
    """As it stands, right or not; in the place of the one it was begun from."""
    kept = draft or CohortDraft(programme_id=programme_id, person_id=by.stored_id, changed_at=now)
    kept.fields = {key: text[:MOST_LETTERS] for key, text in fields.items()}
    kept.person_id, kept.changed_at = by.stored_id, now
    db.add(kept)
    db.flush()
    return kept


def drafts(db: Session, programme_id: int) -> list[tuple[CohortDraft, Person]]:
    """With whoever touched each last, the newest first."""
    both = select(CohortDraft, Person).join(Person, col(Person.id) == CohortDraft.person_id)
    mine = both.where(CohortDraft.programme_id == programme_id)
    return list(db.exec(mine.order_by(col(CohortDraft.changed_at).desc(), col(CohortDraft.id))).all())


def drop(db: Session, draft: CohortDraft) -> None:
    db.delete(draft)
    db.flush()
