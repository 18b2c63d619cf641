"""Where short notices go: devices of hers, or a number or topic that she has confirmed. One way at a time."""

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, update
from sqlmodel import Field, Session, col, select

from course import clock
from course.errors import NotFound, Refused
from course.people.notice_errand import NoticeErrand
from course.people.token import digest
from course.store import Row
from course.words import _

PUSH = "push"
CODE_LIVES = timedelta(minutes=15)
TRIES = 5
MOST_DEVICES = 5
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}", re.ASCII)


class NoticePlace(Row, table=True):
    """`way` is "push" or a name from the settings. `address` is a number, a topic or the address that a browser was
    given by its push service, `keys` the JSON of that browser's public key and secret. Without `confirmed_at` nothing
    but a code goes there. `signed_in_id`: the sign-in of the device. Times are real.
    """

    __tablename__ = "notice_place"
    __table_args__ = (UniqueConstraint("person_id", "way", "address"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    way: str = Field(max_length=20)
    address: str = Field(max_length=1000)
    keys: str = Field(default="", max_length=300)
    signed_in_id: int | None = Field(default=None, foreign_key="signed_in.id", index=True)
    added_at: datetime
    confirmed_at: datetime | None = None
    code_hash: str | None = Field(default=None, max_length=64)
    code_until: datetime | None = None
    code_tries: int = 0

    @property
    def recipient(self) -> str:
        """As a channel takes it: the number or topic, or the browser's subscription as JSON."""
        if self.way != PUSH:
            return self.address
        return json.dumps({"endpoint": self.address, "keys": json.loads(self.keys)})


def add_device(
    db: Session, person_id: int, *, endpoint: str, keys: Mapping[str, str], signed_in_id: int | None
) -> NoticePlace:
    """The browser itself brought it, so nothing has to be confirmed; it is nobody else's any more.

    Whether the address is one of a push service we may write to is the caller's to ask before.
    """
    if len(of(db, person_id, way=PUSH)) >= MOST_DEVICES:
        raise Refused(_("Notices come to five devices already. Take one away first."), field="subscription")
    for known in db.exec(select(NoticePlace).where(NoticePlace.address == endpoint)).all():
        remove(db, known)
    at = clock.real_now(db)
    place = NoticePlace(
        person_id=person_id,
        way=PUSH,
        address=endpoint,
        keys=json.dumps(dict(keys)),
        signed_in_id=signed_in_id,
        added_at=at,
        confirmed_at=at,
    )
    db.add(place)
    db.flush()
    _take_only(db, place)
    return place


def add_number(db: Session, person_id: int, *, way: str, wants: str, typed: str) -> NoticePlace:
    """`wants` is "number" or "topic". It counts once the code that goes there has come back."""
    address = _cleaned(wants, typed)
    for known in of(db, person_id):
        if known.confirmed_at is None or (known.way, known.address) == (way, address):
            remove(db, known)
    place = NoticePlace(person_id=person_id, way=way, address=address, added_at=clock.real_now(db))
    db.add(place)
    db.flush()
    return place


def mint_code(db: Session, place: NoticePlace) -> str:
    """Six digits for the notice; only their hash is kept. An earlier code ends."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    place.code_hash, place.code_tries = _code_hash(place, code), 0
    place.code_until = clock.real_now(db) + CODE_LIVES
    db.add(place)
    db.flush()
    return code


def confirm(db: Session, place: NoticePlace, *, code: str) -> bool:
    """Whether the code fits. A wrong one counts as a try, so commit either way; the sixth try opens nothing."""
    counted = update(NoticePlace).where(col(NoticePlace.id) == place.id, col(NoticePlace.code_tries) < TRIES)
    left = db.exec(counted.values(code_tries=NoticePlace.code_tries + 1)).rowcount == 1
    at = clock.real_now(db)
    digits = "".join(one for one in code if one.isdigit())
    fits = place.code_hash is not None and hmac.compare_digest(place.code_hash, _code_hash(place, digits))
    if not (left and fits and place.code_until is not None and at < place.code_until):
        return False
    place.confirmed_at, place.code_hash, place.code_until = at, None, None
    db.add(place)
    db.flush()
    _take_only(db, place)
    return True


def remove(db: Session, place: NoticePlace) -> None:
    """What was asked to go there and has not left goes nowhere."""
    theirs = update(NoticeErrand).where(col(NoticeErrand.place_id) == place.id)
    db.exec(theirs.values(place_id=None))
    db.delete(place)
    db.flush()


def forget_sign_in(db: Session, signed_in_id: int) -> None:
    """She signs out on a device: no notice comes to it any more."""
    for place in db.exec(select(NoticePlace).where(NoticePlace.signed_in_id == signed_in_id)).all():
        remove(db, place)


def follow_sign_in(db: Session, *, before: int, after: int) -> None:
    """The same person has signed in anew in the same browser."""
    mine = update(NoticePlace).where(col(NoticePlace.signed_in_id) == before)
    db.exec(mine.values(signed_in_id=after))


def forget_devices(db: Session, person_id: int) -> None:
    """She signs out everywhere."""
    for place in of(db, person_id, way=PUSH):
        remove(db, place)


def mine(db: Session, person_id: int, place_id: int) -> NoticePlace:
    """Hers, or NotFound."""
    place = db.get(NoticePlace, place_id)
    if place is None or place.person_id != person_id:
        raise NotFound
    return place


def of(db: Session, person_id: int, *, way: str | None = None) -> list[NoticePlace]:
    found = db.exec(
        select(NoticePlace).where(NoticePlace.person_id == person_id).order_by(col(NoticePlace.id))
    )
    return [place for place in found.all() if way is None or place.way == way]


def confirmed(db: Session, person_id: int, *, way: str) -> list[NoticePlace]:
    return [place for place in of(db, person_id, way=way) if place.confirmed_at is not None]


def _take_only(db: Session, place: NoticePlace) -> None:
    """A letter goes one way once: what she confirmed last counts."""
    db.refresh(place)
    others = [one for one in of(db, place.person_id) if one.way != place.way]
    same = [one for one in of(db, place.person_id, way=place.way) if one.id != place.id]
    for one in others + (same if place.way != PUSH else []):
        remove(db, one)


def _cleaned(wants: str, typed: str) -> str:
    if wants == "topic":
        if TOPIC.fullmatch(topic := typed.strip()):
            return topic
        raise Refused(
            _("A topic has 8 to 64 letters, digits, hyphens or underscores, for example quiet-hazel-4711."),
            field="address",
        )
    number = re.sub(r"[\s()/.-]", "", typed)
    if NUMBER.fullmatch(number):
        return number
    raise Refused(
        _("Please give the number with its country code, for example +351 912 345 678."), field="address"
    )


def _code_hash(place: NoticePlace, code: str) -> str:
    return digest(f"notice|{place.stored_id}|{code}")
