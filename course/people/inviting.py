"""Inviting people by address, one or many, and what happens when they accept.

Invitations stay closed until the programme names who answers and where help is found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from course import audit, clock
from course.address import clean_address
from course.cohorts import waiting
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, come_back, enrol
from course.cohorts.places import may_take, one_at_a_time
from course.cohorts.programme import Programme
from course.cohorts.waiting import look_at_list
from course.errors import NotFound, Refused
from course.people import intake, role, signed_in, token
from course.people.invitation import Invitation, Role
from course.people.person import Person, clean_name, welcome
from course.people.suppressed import Why, lift
from course.safety import plan
from course.words import _

FRESH_LINK_AFTER = timedelta(days=1)
"""Whoever asks for a new link herself gets at most one in this time."""


class NoPlace(Refused):
    """Every place is taken, or kept for somebody who has waited longer."""


@dataclass(frozen=True)
class Fate:
    """What happens, or would happen, to one line of a list: invited, already invited, already here, or refused."""

    line: int
    text: str
    outcome: str
    sentence: str
    email: str = ""
    name: str = ""

    @property
    def is_invited(self) -> bool:
        return self.outcome == "invited"


def invite(
    db: Session,
    programme: Programme,
    *,
    email: str,
    name: str,
    role_wanted: Role,
    cohort: Cohort | None,
    by: Person,
    now: datetime,
) -> Invitation:
    """Ask one address; the letter goes out on its own. The same address again returns the open invitation."""
    refuse_while_closed(db, programme, now=now)
    if cohort is not None and cohort.closed_at is not None:
        raise Refused(_("This group does not meet any more, so nobody can be invited to it."))
    address = clean_address(email)
    if known := _open_invitation(db, address, programme, cohort, role_wanted):
        return known
    invitation = Invitation(
        programme_id=programme.stored_id,
        cohort_id=cohort.stored_id if cohort else None,
        role=role_wanted,
        email=address,
        name=clean_name(name or address.partition("@")[0]),
        invited_by=by.stored_id,
        invited_at=now,
        look_at=now,
    )
    db.add(invitation)
    db.flush()
    about = f"invitation:{invitation.id}"
    audit.record(db, "invitation.send", about, by=by.id, programme_id=programme.id, role=role_wanted.value)
    return invitation


def refuse_while_closed(db: Session, programme: Programme, *, now: datetime) -> None:
    lacking = plan.missing(db, programme, today=now.astimezone(ZoneInfo(programme.zone)).date())
    if lacking:
        raise Refused(_("Invitations open once the programme has these:") + " " + " ".join(lacking))


def fates(
    db: Session, programme: Programme, cohort: Cohort, lines: Iterable[tuple[int, str, str, str]]
) -> list[Fate]:
    """What would happen to each line (number, text, address, name) of a list of participants. Changes nothing."""
    seen: set[str] = set()
    found = []
    for number, text, email, name in lines:
        fate = _fate(db, programme, cohort, number, text, email, name, seen)
        seen.add(fate.email)
        found.append(fate)
    return found


def accept(
    db: Session, secret: str, *, name: str, zone: str, locale: str = "en", now: datetime
) -> tuple[Person, Enrolment | None]:
    """Whoever holds the link takes the place or the role it was sent for. The link works once.

    NoPlace while there is none for her: then the link goes on working.
    """
    invitation = invitation_of(db, secret)
    _refuse_when_full(db, invitation, now=now)
    token.redeem(db, secret, purpose=token.Purpose.INVITATION)
    person = welcome(db, email=invitation.email, name=name or invitation.name, zone=zone, locale=locale)
    invitation.accepted_at, invitation.person_id, invitation.look_at = now, person.id, now
    lift(db, invitation.email, now=now)  # the link came there
    audit.record(
        db,
        "invitation.accept",
        f"invitation:{invitation.id}",
        by=person.id,
        programme_id=invitation.programme_id,
    )
    return person, _take_up(db, invitation, person, now)


def invitation_of(db: Session, secret: str) -> Invitation:
    """The open invitation of a living link; looking uses nothing up."""
    found = token.look(db, secret, purpose=token.Purpose.INVITATION)
    invitation = db.get(Invitation, int(found.about.removeprefix("invitation:")))
    if invitation is None or not invitation.is_open:
        raise NotFound
    return invitation


def once_of(db: Session, secret: str) -> Invitation | None:
    """The invitation that a link was sent for, when the link has been used or its days are over."""
    found = token.remember(db, secret, purpose=token.Purpose.INVITATION)
    return db.get(Invitation, int(found.about.removeprefix("invitation:"))) if found else None


def end(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """Its link stops working and nothing more is sent; whoever waits behind her is looked at."""
    invitation.withdrawn_at, invitation.look_at = now, now
    token.cancel(db, token.Purpose.INVITATION, about=f"invitation:{invitation.id}")
    look_at_list(db, invitation.cohort_id, now=now)


def withdraw(db: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """The link stops working and nothing more is sent to this address about it."""
    if invitation.is_open:
        end(db, invitation, now=now)
        audit.record(
            db,
            "invitation.withdraw",
            f"invitation:{invitation.id}",
            by=by.id,
            programme_id=invitation.programme_id,
        )


def ask_again(db: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """A fresh letter with a fresh link, for somebody whose link has ended. Where letters came back it is tried again,
    where they were not wanted it is not. Whoever waits for a place is not asked.
    """
    if waiting.of(db, invitation) is not None:
        raise Refused(_("This person waits for a place; the next letter is the offer of one."))
    if invitation.is_open:
        lift(db, invitation.email, now=now, unless=Why.COMPLAINT)
        invitation.asked_again, invitation.look_at = invitation.asked_again + 1, now
        audit.record(
            db,
            "invitation.again",
            f"invitation:{invitation.id}",
            by=by.id,
            programme_id=invitation.programme_id,
        )


def ask_for_fresh_link(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """She asks herself: at most once a day, and nothing happens for a link that works or a place that waits."""
    mine = select(Invitation).where(Invitation.id == invitation.id).with_for_update()
    held = db.exec(mine.execution_options(populate_existing=True)).one()
    works = token.newest(db, token.Purpose.INVITATION, about=f"invitation:{held.id}")
    is_recent = works is not None and clock.real_now(db) - works.created_at < FRESH_LINK_AFTER
    if not held.is_open or is_recent or waiting.of(db, held) is not None:
        return
    held.asked_again, held.look_at = held.asked_again + 1, now
    audit.record(db, "invitation.again", f"invitation:{held.id}", by=None, programme_id=held.programme_id)


def invitations_of(db: Session, cohort: Cohort) -> list[Invitation]:
    mine = select(Invitation).where(Invitation.cohort_id == cohort.id)
    return list(db.exec(mine.order_by(col(Invitation.id))).all())


def _refuse_when_full(db: Session, invitation: Invitation, *, now: datetime) -> None:
    """Of two who press at once for the last place, the second waits here until the first is done."""
    if invitation.role is not Role.PARTICIPANT or invitation.cohort_id is None:
        return
    cohort = one_at_a_time(db, invitation.cohort_id)
    if not may_take(db, cohort, invitation, now=now):
        raise NoPlace(_("There is no free place at the moment."))


def _take_up(db: Session, invitation: Invitation, person: Person, now: datetime) -> Enrolment | None:
    if invitation.role != Role.PARTICIPANT:
        signed_in.end_all(db, person.stored_id)  # staff stay signed in for hours, not for months
    if invitation.role == Role.LEAD:
        role.make_lead(db, programme_id=invitation.programme_id, person_id=person.stored_id)
        return None
    if invitation.cohort_id is None:
        raise NotFound
    if invitation.role == Role.FACILITATOR:
        role.make_facilitator(db, cohort_id=invitation.cohort_id, person_id=person.stored_id)
        return None
    place = enrol(db, cohort_id=invitation.cohort_id, person=person, now=now)
    come_back(db, place, now=now, by=person.id)  # changes nothing unless she had left
    if place.ready_at is None and _asks_first(db, invitation, now):
        intake.begin(db, place, now=now)
    return place


def _asks_first(db: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether the programme asks whoever takes a place before it begins."""
    since = db.get_one(Programme, invitation.programme_id).intake_since
    return since is not None and since <= now


def _fate(
    db: Session,
    programme: Programme,
    cohort: Cohort,
    number: int,
    text: str,
    email: str,
    name: str,
    seen: set[str],
) -> Fate:
    try:
        address = clean_address(email)
    except Refused as refused:
        return Fate(number, text, "refused", refused.sentence)
    if address in seen:
        return Fate(number, text, "twice", _("This address stands in an earlier line."), address, name)
    if _open_invitation(db, address, programme, cohort, Role.PARTICIPANT):
        return Fate(number, text, "already invited", _("Already invited to this cohort."), address, name)
    if _is_here(db, address, cohort):
        return Fate(number, text, "already here", _("Already takes part in this cohort."), address, name)
    return Fate(number, text, "invited", _("Will be invited."), address, name)


def _open_invitation(
    db: Session, address: str, programme: Programme, cohort: Cohort | None, wanted: Role
) -> Invitation | None:
    mine = select(Invitation).where(
        Invitation.email == address,
        Invitation.programme_id == programme.id,
        Invitation.cohort_id == (cohort.id if cohort else None),
        Invitation.role == wanted,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    return db.exec(mine).first()


def _is_here(db: Session, address: str, cohort: Cohort) -> bool:
    mine = select(Enrolment.id).join(Person).where(Enrolment.cohort_id == cohort.id, Person.email == address)
    return db.exec(mine).first() is not None
