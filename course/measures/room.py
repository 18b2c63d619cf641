"""Questions asked in the room: a code on the screen, good for one cohort and one wave until it is closed.

Whoever types it with her own address is let into her questions of this wave in this browser, and into nothing else.
Somebody may know the address of another: so a code opens nothing in which answers were given elsewhere, and what it
has opened is shut as soon as she answers by her own letter or signed in.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, col, select

from course import audit, clock
from course.cohorts.cohort import Cohort, content, meetings
from course.cohorts.enrolment import Enrolment, people_in
from course.cohorts.place import place
from course.errors import NotFound, Refused
from course.measures.asked import asked_in
from course.measures.run import Run, run_of
from course.measures.wave import standing
from course.people import sign_in, token
from course.people.person import Person
from course.people.token import Purpose, digest
from course.store import Row
from course.words import _
from curriculum.schema import Wave

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without what is mistaken for something else on a screen: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B."""
LENGTH = 6
LASTS = timedelta(hours=3)


class Room(Row, table=True):
    """`person_id` is who opened it. `code_hash` is all that is kept of the code. Times are real, as of every secret."""

    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    wave_key: str = Field(max_length=64)
    code_hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="person.id")
    opened_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Entered:
    """`secret` is for the cookie of this browser; None when it holds the right one already."""

    enrolment_id: int
    wave_key: str
    secret: str | None


def open_room(db: Session, cohort: Cohort, *, wave_key: str, now: datetime, by: Person) -> tuple[Room, str]:
    """A new code for the screen; whatever code this cohort had before stops working."""
    if wave_key not in {wave.key for wave in open_waves(db, cohort, now=now)}:
        raise Refused(_("Please choose questions that are open to somebody in the group now."), field="wave")
    close(db, cohort, by=by)
    code, at = "".join(secrets.choice(LETTERS) for _each in range(LENGTH)), clock.real_now(db)
    row = Room(
        cohort_id=cohort.stored_id,
        wave_key=wave_key,
        code_hash=_hash(code),
        person_id=by.stored_id,
        opened_at=at,
        expires_at=at + LASTS,
    )
    db.add(row)
    db.flush()
    _note(db, "room.open", row, cohort, by)
    return row, code


def close(db: Session, cohort: Cohort, *, by: Person) -> None:
    """The code on the screen lets nobody in any more; whoever is in may finish."""
    row = standing_room(db, cohort)
    if row is not None:
        row.closed_at = clock.real_now(db)
        db.flush()
        _note(db, "room.close", row, cohort, by)


def standing_room(db: Session, cohort: Cohort) -> Room | None:
    living = select(Room).where(
        Room.cohort_id == cohort.id,
        col(Room.closed_at).is_(None),
        Room.expires_at > clock.real_now(db),
    )
    return db.exec(living.order_by(col(Room.id).desc())).first()


def fits(row: Room, code: str) -> bool:
    return secrets.compare_digest(row.code_hash, _hash(code))


def open_waves(db: Session, cohort: Cohort, *, now: datetime) -> list[Wave]:
    """Those that somebody in the group may answer now."""
    known, met = asked_in(db, [cohort.stored_id]), meetings(db, cohort)
    people = [(enrolment, person.zone) for enrolment, person in people_in(db, cohort.stored_id)]
    return [
        wave
        for wave in content(db, cohort).waves
        if any(standing(known.wave(wave, one, zone, met), now).is_open for one, zone in people)
    ]


def enter(
    db: Session, *, code: str, email: str, origin: str, held: str, is_herself: bool, now: datetime
) -> Entered:
    """Code and address together open her questions. Each try counts like one of signing in.

    `held` is what a link or a code has left in this browser, `is_herself` that she is signed in. Whatever does not
    fit is refused in one and the same sentence: it tells nobody who is in a group, nor how far somebody is.
    """
    sign_in.count_try(db, email=email, origin=origin)
    found = _questions(db, code, email, now)
    if found is None:
        raise Refused(nothing_opens(), field="code")
    about = about_of(found.place.enrolment_id, found.wave.key)
    if not _holds(db, held, about):
        if found.facts.answered_at is not None and not is_herself:
            raise Refused(nothing_opens(), field="code")
        shut(db, found.place.enrolment_id, found.wave.key)
        held = token.mint(db, Purpose.ROOM, about=about, person_id=found.place.person.id)
        db.flush()
        return Entered(found.place.enrolment_id, found.wave.key, held)
    return Entered(found.place.enrolment_id, found.wave.key, None)


def shut(db: Session, enrolment_id: int, wave_key: str) -> None:
    """What codes have opened of these questions, in whatever browser, is shut: she answers by another way."""
    token.cancel(db, Purpose.ROOM, about=about_of(enrolment_id, wave_key))


def about_of(enrolment_id: int, wave_key: str) -> str:
    """The same thing that the link of a letter is about."""
    return f"wave:{enrolment_id}:{wave_key}"


def nothing_opens() -> str:
    return _(
        "This code and this address open nothing here. Please look at both again. If you have begun these questions "
        "before, go on by the link of your own letter, or sign in."
    )


def _questions(db: Session, code: str, email: str, now: datetime) -> Run | None:
    """Both are looked up whatever comes of the first."""
    living = select(Room).where(
        Room.code_hash == _hash(code), col(Room.closed_at).is_(None), Room.expires_at > clock.real_now(db)
    )
    room = db.exec(living).first()
    hers = select(Enrolment.id).join(Person, col(Person.id) == Enrolment.person_id)
    cohort_id = room.cohort_id if room else 0
    enrolment_id = db.exec(
        hers.where(Enrolment.cohort_id == cohort_id, Person.email == email.strip().lower())
    ).first()
    if room is None or enrolment_id is None:
        return None
    try:
        found = run_of(db, place(db, enrolment_id), room.wave_key, now=now)
    except NotFound:
        return None
    return found if found.is_open else None


def _holds(db: Session, held: str, about: str) -> bool:
    try:
        return token.look(db, held, purpose=Purpose.ROOM).about == about
    except NotFound:
        return False


def _hash(code: str) -> str:
    """Small letters, blanks and dashes do not matter."""
    return digest("room|" + "".join(each for each in code.upper() if each.isalnum()))


def _note(db: Session, what: str, row: Room, cohort: Cohort, by: Person) -> None:
    audit.record(
        db, what, f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id, wave=row.wave_key
    )
