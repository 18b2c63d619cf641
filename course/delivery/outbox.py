"""What staff see of the letters: what went out and what did not, with the reason, and what goes out next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, or_, select

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.delivery.due import Due, DueLetter, NotDue, due, key_of
from course.delivery.entry import message_id
from course.delivery.everybody import everybody
from course.delivery.ledger import MAIL, Delivery, Status
from course.delivery.reasons import Reason, sentence
from course.delivery.returns.matching import address_of
from course.delivery.rules import AGAIN
from course.errors import Refused
from course.letters.table import title
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.role import Facilitator
from course.people.suppressed import Why, lift, suppressed
from course.settings import Settings
from course.words import _

RESENDABLE = frozenset({Status.UNKNOWN, Status.DEAD})
HERS_ALONE = frozenset({"own_letter"})
"""Letters of which nobody but the reader learns that they exist."""
WOULD_GO = frozenset({Reason.LATER, Reason.QUIET})
LEFT_OUT = frozenset(
    {
        Reason.STOPPED,
        Reason.PAUSED,
        Reason.CAPPED,
        Reason.HELD,
        Reason.NOT_READY,
        Reason.NO_ADDRESS,
        Reason.BOUNCES,
        Reason.COMPLETE,
        Reason.DECLINED,
        Reason.NOT_AGREED,
        Reason.ADDRESS_RIGHT,
        Reason.PRACTISED,
        Reason.TWO_UNANSWERED,
        Reason.NO_SAFETY_PLAN,
    }
)
"""Reasons staff want to see in a preview; somebody who left, for example, is simply not in it."""


@dataclass(frozen=True)
class Line:
    """One row of the ledger as staff read it. `who` is a name or an invited address's name."""

    delivery: Delivery
    who: str
    title: str
    status: str
    reason: str
    can_resend: bool

    @property
    def is_notice(self) -> bool:
        return self.delivery.channel not in {None, MAIL}


@dataclass(frozen=True)
class Coming:
    """One letter of the next days: what, when, to how many, and who is left out with the reason.

    `at` is None for what waits for a date. `people` and `left_out` name subjects as staff know them.
    """

    letter: str
    title: str
    about: str
    at: datetime | None
    people: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def to(self) -> str:
        return ", ".join(self.people)


def for_cohort(
    db: Session, cohort: Cohort, *, limit: int = 100, states: Iterable[Status] = Status
) -> list[Line]:
    """The newest rows of a cohort first; the sign-in letters of people are not among them."""
    rows = db.exec(
        select(Delivery, Person, Invitation)
        .outerjoin(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(Invitation, col(Invitation.id) == col(Delivery.invitation_id))
        .where(_of_cohort(cohort), col(Delivery.status).in_(list(states)))
        .order_by(col(Delivery.due_at).desc(), col(Delivery.id).desc())
        .limit(limit)
    ).all()
    return [_line(delivery, _who(person, invitation)) for delivery, person, invitation in rows]


def by_words(db: Session, cohort: Cohort) -> dict[str, int]:
    """How many letters of a cohort are in each state, by the words staff read for it; states with none are left out."""
    counted = select(Delivery.status, func.count()).where(_of_cohort(cohort)).group_by(col(Delivery.status))
    found: dict[str, int] = {}
    numbers = dict(db.exec(counted).all())
    for status in Status:
        if numbers.get(status):
            words = status_words(status)
            found[words] = found.get(words, 0) + numbers[status]
    return found


def uncertain(db: Session, cohort: Cohort) -> int:
    """How many letters may not have arrived."""
    mine = select(Delivery.id).where(_of_cohort(cohort), col(Delivery.status).in_(RESENDABLE))
    return len(db.exec(mine).all())


def going_out(db: Session, cohort: Cohort, *, now: datetime, days: int = 7) -> list[Coming]:
    """What the coming days would bring if no fact changed: the same rules that send."""
    until = now + timedelta(days=days)
    found: dict[tuple[str, str, datetime | None], tuple[list[str], list[tuple[str, str]]]] = {}
    for reader in everybody(db, [cohort.stored_id]).values():
        for one, goes in _in_window(due(reader.facts, now), now, until):
            at = one.due_at if isinstance(one, DueLetter) else one.at
            going, left_out = found.setdefault((one.letter, _thing(one.about), at), ([], []))
            if goes:
                going.append(reader.name)
            elif isinstance(one, NotDue):
                left_out.append((reader.name, sentence(one.reason)))
    order = sorted(found.items(), key=lambda item: (item[0][2] or until, item[0][0]))
    return [
        Coming(letter, title(letter), about, at, tuple(going), tuple(left_out))
        for (letter, about, at), (going, left_out) in order
    ]


def everything_going_out(db: Session, *, now: datetime, days: int = 7) -> list[Coming]:
    """The letters of every cohort that is run here, in the order they leave."""
    ours = select(Cohort).where(col(Cohort.imported_from).is_(None)).order_by(col(Cohort.id))
    found = [one for cohort in db.exec(ours).all() for one in going_out(db, cohort, now=now, days=days)]
    dated = [(one.at, one) for one in found if one.at is not None and one.people]
    return [one for _at, one in sorted(dated, key=lambda pair: pair[0])]


def resend(db: Session, settings: Settings, delivery: Delivery, *, by: Person) -> Delivery:
    """The same letter once more, as an occurrence of its own; what happened to the first stays as it is. It goes by
    mail, also where the first went as a short notice.

    An address where letters came back is written to again: somebody looked at it and asks for that.
    """
    if delivery.status not in RESENDABLE:
        raise Refused(_("Only a letter that may not have arrived can be sent again."))
    if delivery.useful_until is not None and delivery.useful_until <= clock.now(db):
        raise Refused(_("It is too late for this letter to be of use."))
    _try_the_address(db, delivery)
    first = delivery.occurrence.partition(AGAIN)[0]
    occurrence = f"{first}{AGAIN}{_times(db, delivery, first) + 1}"
    recipient = f"p{delivery.person_id}" if delivery.person_id else f"i{delivery.invitation_id}"
    key = key_of(delivery.letter, delivery.about, recipient, occurrence)
    again = Delivery(
        **_same(delivery),
        key=key,
        occurrence=occurrence,
        message_id=message_id(settings, key),
        next_try_at=clock.real_now(db),
        channel=MAIL if delivery.channel else None,
    )
    db.add(again)
    db.flush()
    audit.record(db, "letter.resend", f"delivery:{delivery.id}", by=by.id, programme_id=delivery.programme_id)
    return again


def status_words(status: Status) -> str:
    return {
        Status.PENDING: _("waiting"),
        Status.CLAIMED: _("leaving now"),
        Status.TRANSMITTING: _("leaving now"),
        Status.SENT: _("sent"),
        Status.UNKNOWN: _("may not have arrived"),
        Status.DEAD: _("not sent"),
        Status.STALE: _("came too late"),
        Status.CANCELLED: _("not needed any more"),
    }[status]


def _try_the_address(db: Session, delivery: Delivery) -> None:
    address = address_of(db, delivery)
    lift(db, address, now=clock.now(db), unless=Why.COMPLAINT)
    if suppressed(db, [address]):
        raise Refused(_("Whoever has this address asked for no such letters, so nothing is sent there."))


def _of_cohort(cohort: Cohort) -> Any:
    enrolments = select(Enrolment.id).where(Enrolment.cohort_id == cohort.id)
    invitations = select(Invitation.id).where(Invitation.cohort_id == cohort.id)
    meetings = select("meeting:" + cast(col(Meeting.id), String)).where(Meeting.cohort_id == cohort.id)
    places = select("facilitator:" + cast(col(Facilitator.id), String)).where(
        Facilitator.cohort_id == cohort.id
    )
    return col(Delivery.letter).not_in(HERS_ALONE) & or_(
        col(Delivery.enrolment_id).in_(enrolments),
        col(Delivery.invitation_id).in_(invitations),
        col(Delivery.about).in_(meetings) & col(Delivery.letter).startswith("staff_meeting"),
        col(Delivery.about).in_(places),
    )


def _line(delivery: Delivery, who: str) -> Line:
    return Line(
        delivery=delivery,
        who=who,
        title=title(delivery.letter),
        status=status_words(delivery.status),
        reason=sentence(delivery.reason),
        can_resend=delivery.status in RESENDABLE,
    )


def _who(person: Person | None, invitation: Invitation | None) -> str:
    if person is not None:
        return person.name
    return invitation.name if invitation is not None else ""


def _in_window(answer: Due, now: datetime, until: datetime) -> Iterable[tuple[DueLetter | NotDue, bool]]:
    for letter in answer.letters:
        if letter.letter not in HERS_ALONE:
            yield letter, True
    for one in answer.not_due:
        if one.letter in HERS_ALONE:
            continue
        comes = (
            one.at is not None and one.at <= until and (one.useful_until is None or one.useful_until > now)
        )
        if comes and one.reason in WOULD_GO:
            yield one, True
        elif (comes and one.reason in LEFT_OUT) or (one.at is None and one.reason == Reason.HELD):
            yield one, False


def _thing(about: str) -> str:
    """The part of `about` that a letter shares with the same letter to others."""
    kind, _sep, rest = about.partition(":")
    if kind in {"week", "wave", "thanks"}:
        return f"{kind}:{rest.partition(':')[2]}"
    return kind if kind in {"invitation", "address", "first", "cohort"} else about


def _times(db: Session, delivery: Delivery, first: str) -> int:
    again = select(Delivery.id).where(
        Delivery.letter == delivery.letter,
        Delivery.about == delivery.about,
        Delivery.person_id == delivery.person_id,
        Delivery.invitation_id == delivery.invitation_id,
        col(Delivery.occurrence).startswith(f"{first}{AGAIN}"),
    )
    return len(db.exec(again).all())


def _same(delivery: Delivery) -> dict[str, Any]:
    names = ("letter", "about", "person_id", "enrolment_id", "invitation_id", "programme_id", "urgent")
    return {name: getattr(delivery, name) for name in (*names, "due_at", "useful_until")}
