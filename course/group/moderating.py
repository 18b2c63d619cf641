"""Looking after the group's page: somebody asks the facilitators to look, and they look, or take a post out of sight.

What is hidden is kept, and its writer reads why.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from course import audit
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_again
from course.errors import Refused
from course.group.post import BECAUSE, GroupPost, GroupReport, Said, said, sealed_by
from course.people.key import DataKey, Keyring
from course.people.person import Person
from course.words import _, one_line


@dataclass(frozen=True)
class Asked:
    """Somebody asked to look at it. `name` is who, for facilitators alone."""

    name: str
    because: str
    at: datetime
    is_settled: bool


@dataclass(frozen=True)
class Looked:
    """A post as those who look after the page see it, with who asked about it."""

    post: GroupPost
    said: Said
    name: str
    by_staff: bool
    asked: tuple[Asked, ...]

    @property
    def waits(self) -> bool:
        return any(not one.is_settled for one in self.asked)


def report(db: Session, ring: Keyring, row: GroupPost, because: str, *, now: datetime, by: Person) -> None:
    """The facilitators are asked to look. The same person asking again changes nothing; her own post needs none."""
    words = one_line(because)
    if len(words) > BECAUSE:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": BECAUSE}, field="because")
    # two taps at the same moment wait for each other here
    db.exec(select(GroupPost.id).where(GroupPost.id == row.id).with_for_update()).one()
    mine = select(GroupReport.id).where(GroupReport.post_id == row.id, GroupReport.person_id == by.id)
    if row.person_id == by.id or db.exec(mine).first() is not None:
        return
    asked = GroupReport(post_id=row.stored_id, person_id=by.stored_id, reported_at=now)
    if words:
        asked.key_id, asked.sealed = ring.seal(db, by, words, place=_place(asked))
    db.add(asked)
    db.flush()
    look_again(db, now=now, cohort_id=row.cohort_id)


def hide(db: Session, ring: Keyring, row: GroupPost, because: str, *, now: datetime, by: Person) -> None:
    """Out of sight for the group, kept for those who look after it; its writer reads the reason, and a letter says that
    there is one. Settles what was asked about it."""
    words = one_line(because)
    if not words:
        raise Refused(_("Please say why in a line: whoever wrote it reads this."), field="because")
    if len(words) > BECAUSE:
        raise Refused(_("A little shorter, please: up to %(n)s letters.") % {"n": BECAUSE}, field="because")
    if row.hidden_at is None:
        row.hidden_at, row.hidden_by = now, by.stored_id
        _reseal(db, ring, row, words)
        db.add(row)
        audit.record(db, "group_post.hide", f"group_post:{row.id}", by=by.id)
    _settle(db, row, now=now, by=by)
    db.flush()
    look_again(db, now=now, cohort_id=row.cohort_id)


def show(db: Session, ring: Keyring, row: GroupPost, *, now: datetime, by: Person) -> None:
    """The group sees it again."""
    if row.hidden_at is not None:
        row.hidden_at, row.hidden_by = None, None
        _reseal(db, ring, row, "")
        db.add(row)
        db.flush()
        look_again(db, now=now, cohort_id=row.cohort_id)
        audit.record(db, "group_post.show", f"group_post:{row.id}", by=by.id)


def settle(db: Session, row: GroupPost, *, now: datetime, by: Person) -> None:
    """Somebody has looked and leaves it as it is. What its writer took back meanwhile is gone then."""
    _settle(db, row, now=now, by=by)
    audit.record(db, "group_post.settle", f"group_post:{row.id}", by=by.id)
    if row.taken_back_at is not None and row.hidden_at is None:
        db.flush()
        db.delete(row)
    db.flush()


def to_look_at(db: Session, ring: Keyring, cohort: Cohort) -> list[Looked]:
    """Every post of the cohort, the newest first, what somebody asked about on top; in two statements."""
    rows = db.exec(
        select(GroupPost, Person, Enrolment.id, DataKey)
        .join(Person, col(Person.id) == col(GroupPost.person_id))
        .join(DataKey, col(DataKey.id) == col(GroupPost.key_id))
        .outerjoin(
            Enrolment,
            (col(Enrolment.person_id) == Person.id) & (col(Enrolment.cohort_id) == GroupPost.cohort_id),
        )
        .where(GroupPost.cohort_id == cohort.id)
        .order_by(col(GroupPost.id).desc())
    ).all()
    asked = _asked(db, ring, cohort.stored_id)
    found = [
        Looked(post, said(db, ring, post), writer.called, place is None, tuple(asked.get(post.stored_id, ())))
        for post, writer, place, _key in rows
    ]
    return sorted(found, key=lambda one: not one.waits)


def _asked(db: Session, ring: Keyring, cohort_id: int) -> dict[int, list[Asked]]:
    """{post: who asked to look at it, the first one first}."""
    found: dict[int, list[Asked]] = {}
    rows = db.exec(
        select(GroupReport, Person, DataKey)
        .join(Person, col(Person.id) == col(GroupReport.person_id))
        .outerjoin(DataKey, col(DataKey.id) == col(GroupReport.key_id))
        .join(GroupPost, col(GroupPost.id) == col(GroupReport.post_id))
        .where(GroupPost.cohort_id == cohort_id)
        .order_by(col(GroupReport.id))
    ).all()
    for one, who, _key in rows:
        asked = Asked(who.called, line_of(db, ring, one), one.reported_at, one.settled_at is not None)
        found.setdefault(one.post_id, []).append(asked)
    return found


def line_of(db: Session, ring: Keyring, row: GroupReport) -> str:
    """What she wrote who asked; empty where that is nothing."""
    if row.key_id is None or row.sealed is None:
        return ""
    return ring.open(db, row.key_id, row.sealed, place=_place(row))


def _place(row: GroupReport) -> str:
    return f"group_report|sealed|{row.post_id}|{row.person_id}"


def _reseal(db: Session, ring: Keyring, row: GroupPost, because: str) -> None:
    """What its writer wrote, with another reason, with her key."""
    what = replace(said(db, ring, row), because=because)
    writer = db.get_one(Person, row.person_id)
    row.key_id, row.sealed = sealed_by(db, ring, writer, what, client_id=row.client_id)


def _settle(db: Session, row: GroupPost, *, now: datetime, by: Person) -> None:
    theirs = select(GroupReport).where(GroupReport.post_id == row.id, col(GroupReport.settled_at).is_(None))
    for one in db.exec(theirs).all():
        one.settled_at, one.settled_by = now, by.id
        db.add(one)
