"""The last question before a letter leaves, asked inside the transaction that lets it go: is it still due?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col, select

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.delivery import around, invitation_facts, loading, sign_in_facts
from course.delivery.cap import no_less_important
from course.delivery.concern_facts import concerns as load_concerns
from course.delivery.due import due, key_of
from course.delivery.facts import ConcernFacts, Subject
from course.delivery.halving import load_each
from course.delivery.ledger import Delivery, Line, Status
from course.delivery.reasons import NOT_NOW, Reason
from course.delivery.receipt_facts import RECEIPTS, receipts
from course.delivery.rules import AGAIN, KIND_OF
from course.people.invitation import Invitation
from course.people.role import Facilitator
from course.safety.concern import Concern


@dataclass(frozen=True)
class Verdict:
    """`status` None when it does not go now: the row is taken back, as it may fall due again at `look_at`."""

    facts: Subject
    goes: bool
    status: Status | None = None
    reason: str = ""
    look_at: datetime | None = None


NOBODY = Subject(zone="UTC")
MOMENT = timedelta(microseconds=1)


def judge(db: Session, rows: Sequence[Line], *, now: datetime) -> Iterator[tuple[Line, Verdict]]:
    """What becomes of each row now, from facts read now."""
    facts, broken = subjects(db, rows)
    for row in rows:
        error = broken.get(row.stored_id)
        yield row, unreadable(error) if error else verdict(row, facts.get(row.stored_id), now)


def take_back(db: Session, row: Line, owner: str, look_at: datetime | None) -> None:
    """As if it had not fallen due: the row goes, and its subject is asked again at the right moment."""
    mine = delete(Delivery).where(
        col(Delivery.id) == row.stored_id,
        col(Delivery.lease_owner) == owner,
        col(Delivery.status) == Status.CLAIMED,
    )
    gone = db.exec(mine.execution_options(synchronize_session=False))
    if gone.rowcount == 1 and look_at is not None:
        for subject in _subject_rows(db, row):
            # A moment earlier than it was, so that whoever is just looking at this subject notices.
            subject.look_at = min(look_at, subject.look_at - MOMENT) if subject.look_at else look_at
            db.add(subject)


def verdict(row: Line, facts: Subject | None, now: datetime) -> Verdict:
    """A row whose subject is gone is cancelled."""
    if facts is None:
        return Verdict(NOBODY, False, Status.CANCELLED, Reason.CHANGED)
    try:
        return _verdict(row, facts, now)
    except Exception as error:  # facts that make no sense, for example a zone that does not exist
        return unreadable(type(error).__name__)


def unreadable(error: str) -> Verdict:
    return Verdict(NOBODY, False, Status.DEAD, f"rendering {error}")


def _verdict(row: Line, facts: Subject, now: datetime) -> Verdict:
    to = row.recipient if isinstance(facts, ConcernFacts) else facts.recipient
    planned = key_of(row.letter, row.about, to, row.occurrence.partition(AGAIN)[0])
    answer = due(facts.without(row.key).without(planned), now, only=row.letter)
    if any(letter.key == planned for letter in answer.letters):
        return Verdict(facts, True)
    reason = next((one.reason for one in answer.not_due if one.key == planned), Reason.CHANGED)
    if reason in {Reason.STALE, Reason.SUPERSEDED}:
        return Verdict(facts, False, Status.STALE, reason)
    if reason in NOT_NOW:
        return Verdict(facts, False, None, reason, answer.look_at)
    return Verdict(facts, False, Status.CANCELLED, reason)


def subjects(db: Session, rows: Sequence[Line]) -> tuple[dict[int, Subject], dict[int, str]]:
    """{row: the facts it depends on}, loaded sort by sort, and {row: error} for those that cannot be read."""
    enrolments = {row.enrolment_id for row in rows if row.enrolment_id is not None}
    invitations = {row.invitation_id for row in rows if row.invitation_id is not None}
    requests = {int(row.about.removeprefix("request:")) for row in rows if row.letter == "sign_in"}
    concerns = {row.stored_id: _concern(row) for row in rows if _is_about_concern(row)}
    changes = {row.stored_id: _change(row) for row in rows if row.letter == "address_change"}
    staff = _facilitators(db, [row for row in rows if _is_for_staff(row)])
    about = frozenset(kind for row in rows for kind in no_less_important(KIND_OF.get(row.letter)))
    hers = load_each(db, partial(loading.enrolments, about=about), sorted(enrolments))
    invited = load_each(db, invitation_facts.invitations, sorted(invitations))
    by_enrolment = _loaded(hers.facts, "enrolment_id")
    by_invitation = _loaded(invited.facts, "invitation_id")
    by_request = _loaded(requests and sign_in_facts.sign_ins(db, sorted(requests)), "request_id")
    by_concern = _loaded(concerns and load_concerns(db, sorted(set(concerns.values()))), "concern_id")
    by_change = _loaded(changes and sign_in_facts.address_changes(db, sorted(changes.values())), "request_id")
    by_staff = _loaded(staff and loading.facilitators(db, sorted(set(staff.values()))), "facilitator_id")
    pressed = receipts(db, [row for row in rows if row.letter in RECEIPTS])
    found: dict[int, Subject | None] = {}
    for row in rows:
        if row.enrolment_id is not None:
            found[row.stored_id] = by_enrolment.get(row.enrolment_id)
        elif row.invitation_id is not None:
            found[row.stored_id] = by_invitation.get(row.invitation_id)
        elif row.stored_id in changes:
            found[row.stored_id] = by_change.get(changes[row.stored_id])
        elif row.letter == "sign_in":
            found[row.stored_id] = by_request.get(int(row.about.removeprefix("request:")))
        elif row.letter in RECEIPTS:
            found[row.stored_id] = pressed.get(row.stored_id)
        elif row.stored_id in concerns:
            found[row.stored_id] = by_concern.get(concerns[row.stored_id])
        else:
            found[row.stored_id] = by_staff.get(staff.get(row.stored_id, 0))
    errors = {row.stored_id: hers.broken.get(row.enrolment_id or 0, "") for row in rows}
    errors |= {
        row.stored_id: invited.broken[row.invitation_id]
        for row in rows
        if row.invitation_id in invited.broken
    }
    broken = {key: error for key, error in errors.items() if error}
    return {key: facts for key, facts in found.items() if facts is not None}, broken


def _change(row: Line) -> int:
    return int(row.about.removeprefix("address-change:"))


def _is_for_staff(row: Line) -> bool:
    """To somebody who holds the group: about a meeting, or about her place there."""
    return row.letter.startswith("staff_") and row.invitation_id is None


def _is_about_concern(row: Line) -> bool:
    return row.about.startswith("concern:")


def _concern(row: Line) -> int:
    return int(row.about.removeprefix("concern:"))


def _loaded(facts: Sequence[Subject] | set[int] | dict[int, int], name: str) -> dict[int, Subject]:
    return {getattr(one, name): one for one in facts if isinstance(one, Subject)}


def _facilitators(db: Session, rows: Sequence[Line]) -> dict[int, int]:
    """{row: the facilitator's place that a staff letter is about}; the newest one if there are several."""
    own = {row.stored_id: place for row in rows if (place := around.place_in(row.about)) is not None}
    rows = [row for row in rows if row.stored_id not in own]
    if not rows:
        return own
    meetings = {int(row.about.removeprefix("meeting:")) for row in rows}
    places = db.exec(
        select(Meeting.id, Facilitator.person_id, Facilitator.id)
        .join(Facilitator, col(Facilitator.cohort_id) == col(Meeting.cohort_id))
        .where(col(Meeting.id).in_(meetings))
        .order_by(col(Facilitator.id))
    ).all()
    newest = {(f"meeting:{meeting}", person): place for meeting, person, place in places if place is not None}
    return own | {
        row.stored_id: newest[row.about, row.person_id]
        for row in rows
        if row.person_id is not None and (row.about, row.person_id) in newest
    }


def _subject_rows(db: Session, row: Line) -> list[Enrolment | Invitation | Facilitator | Concern]:
    found: Enrolment | Invitation | Facilitator | Concern | None = None
    if row.enrolment_id is not None:
        found = db.get(Enrolment, row.enrolment_id)
    elif row.invitation_id is not None:
        found = db.get(Invitation, row.invitation_id)
    elif _is_about_concern(row):
        found = db.get(Concern, _concern(row))
    elif places := _facilitators(db, [row] if _is_for_staff(row) else []):
        found = db.get(Facilitator, places[row.stored_id])
    return [found] if found else []
