"""Signing in without a password: a link or a short code, asked for in one browser, good for ten minutes.

The request remembers the browser that asked, so that a code works only there, and a link opened elsewhere asks
for the address as well. Known and unknown addresses leave the same kind of row.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Index, update
from sqlmodel import Field, Session, col, func, select

from course import clock
from course.address import clean_address
from course.errors import NotFound, Refused
from course.people import death
from course.people.person import Person, by_address
from course.people.suppressed import lift
from course.people.token import Purpose, digest, look, mint, redeem
from course.settings import Settings
from course.store import Row
from course.words import _

LIFETIME = timedelta(minutes=10)
DEV_LIFETIME = timedelta(hours=12)
TRIES = 5
TRIES_PER_ADDRESS_PER_DAY = 20
"""A millionth each: whoever keeps asking for new codes gets no further than this. Links stay good."""
PER_ADDRESS_PER_HOUR = 10
PER_ORIGIN_PER_HOUR = 40
LONGEST_PATH = 300


class SignInRequest(Row, table=True):
    """Addresses, network origins and browsers only as hashes; `person_id` is empty for an unknown address.

    `leads_to`: the page of this site she came for, which its link opens in whatever browser it is opened.
    """

    __tablename__ = "sign_in_request"
    __table_args__ = (Index("ix_sign_in_request_address_hash_asked_at", "address_hash", "asked_at"),)

    browser_hash: str = Field(max_length=64, index=True)
    address_hash: str = Field(max_length=64)
    origin_hash: str = Field(max_length=64, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    on_shared_device: bool = False
    leads_to: str = Field(default="", max_length=300)
    code_hash: str | None = Field(default=None, max_length=64)
    tries: int = 0
    asked_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def ask(
    db: Session, *, email: str, origin: str, shared: bool, leads_to: str = ""
) -> tuple[SignInRequest, str]:
    """A request and the secret its browser keeps. Refused only for a malformed address or too many requests."""
    address, at, browser = clean_address(email), clock.real_now(db), secrets.token_urlsafe(24)
    _refuse_too_many(db, digest(address), digest(origin), at)
    person = by_address(db, address)
    has_died = death.of(db, person) is not None
    request = SignInRequest(
        browser_hash=digest(browser),
        address_hash=digest(address),
        origin_hash=digest(origin),
        person_id=person.id if person and not person.erased_at and not has_died else None,
        on_shared_device=shared,
        leads_to=leads_to if len(leads_to) <= LONGEST_PATH else "",
        asked_at=at,
        expires_at=at + LIFETIME,
    )
    db.add(request)
    db.flush()
    return request, browser


def count_try(db: Session, *, email: str, origin: str) -> None:
    """Somebody types an address and a code on another page: limited like signing in, and counted with it.

    It opens nothing and names nobody. Commit it though the page may be refused.
    """
    sentence = _("There have been many tries. Please wait a little, or use the link of your own letter.")
    count_try_of(db, clean_address(email), origin=origin, too_many=sentence)


def count_try_of(db: Session, thing: str, *, origin: str, too_many: str) -> None:
    """The same for whatever is typed: `thing` stands in place of an address, and only its hash is kept."""
    at = clock.real_now(db)
    one = SignInRequest(
        browser_hash=digest(secrets.token_urlsafe(24)),
        address_hash=digest(thing),
        origin_hash=digest(origin),
        tries=1,
        asked_at=at,
        expires_at=at,
    )
    try:
        _refuse_too_many(db, one.address_hash, one.origin_hash, at)
        _refuse_guessing(db, one)
    except Refused as error:
        raise Refused(too_many, field="code") from error
    db.add(one)
    db.flush()


def mint_code(db: Session, request: SignInRequest) -> str:
    """Six digits for the letter; only their hash is kept, salted with the browser's."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    request.code_hash = _code_hash(request, code)
    return code


def redeem_code(db: Session, *, browser: str, code: str) -> tuple[Person, SignInRequest]:
    """The code works once, only in the browser that asked, and at most five tries are made."""
    request = _open_request(db, browser)
    _refuse_guessing(db, request)
    counted = update(SignInRequest).where(
        col(SignInRequest.id) == request.id, col(SignInRequest.tries) < TRIES
    )
    if db.exec(counted.values(tries=SignInRequest.tries + 1)).rowcount != 1:
        raise Refused(_("That was the fifth try. Please ask for a new code."), field="code")
    digits = "".join(c for c in code if c.isdigit())
    if request.code_hash is None or not hmac.compare_digest(request.code_hash, _code_hash(request, digits)):
        raise Refused(_("This code does not fit. Please look at the newest letter again."), field="code")
    return _use(db, request)


def redeem_link(
    db: Session, *, secret: str, browser: str | None, email: str | None
) -> tuple[Person, SignInRequest]:
    """The link works once. In another browser than the one that asked it wants the address as well."""
    token = redeem(db, secret, purpose=Purpose.SIGN_IN)
    request = db.get(SignInRequest, int(token.about.removeprefix("request:")))
    if request is None or request.used_at:
        raise NotFound
    same_browser = browser is not None and hmac.compare_digest(request.browser_hash, digest(browser))
    same_address = email is not None and hmac.compare_digest(
        request.address_hash, digest(email.strip().lower())
    )
    if not (same_browser or same_address):
        raise NotFound
    return _use(db, request)


def dev_link(db: Session, settings: Settings, person: Person) -> str:
    """The secret of a link that works once in any browser for twelve hours; only development makes one."""
    if not settings.is_development:
        raise Refused(_("Links without a letter are made only in development."))
    secret = mint(db, Purpose.SIGN_IN, about=f"dev:{person.stored_id}", person_id=person.id)
    db.flush()
    look(db, secret, purpose=Purpose.SIGN_IN).expires_at = clock.real_now(db) + DEV_LIFETIME
    return secret


def redeem_dev_link(db: Session, secret: str) -> Person:
    """The person of a link that `dev_link` printed; it works once."""
    found = redeem(db, secret, purpose=Purpose.SIGN_IN)
    person = db.get(Person, found.person_id)
    if person is None or not found.about.startswith("dev:"):
        raise NotFound
    return person


def is_same_browser(db: Session, *, request_id: int, browser: str | None) -> bool:
    request = db.get(SignInRequest, request_id)
    return bool(request and browser and hmac.compare_digest(request.browser_hash, digest(browser)))


def _open_request(db: Session, browser: str) -> SignInRequest:
    mine = select(SignInRequest).where(
        SignInRequest.browser_hash == digest(browser),
        col(SignInRequest.used_at).is_(None),
        SignInRequest.expires_at > clock.real_now(db),
    )
    request = db.exec(mine.order_by(col(SignInRequest.id).desc())).first()
    if request is None:
        raise Refused(_("This request has ended. Please ask for a new code."), field="code")
    return request


def _use(db: Session, request: SignInRequest) -> tuple[Person, SignInRequest]:
    used = update(SignInRequest).where(
        col(SignInRequest.id) == request.id, col(SignInRequest.used_at).is_(None)
    )
    person = db.get(Person, request.person_id) if request.person_id else None
    if person is None or db.exec(used.values(used_at=clock.real_now(db))).rowcount != 1:
        raise NotFound
    lift(db, person.email, now=clock.now(db))  # the letter with this link or code has just arrived there
    return person, request


def _refuse_too_many(db: Session, address_hash: str, origin_hash: str, at: datetime) -> None:
    for column, value, most in (
        (SignInRequest.address_hash, address_hash, PER_ADDRESS_PER_HOUR),
        (SignInRequest.origin_hash, origin_hash, PER_ORIGIN_PER_HOUR),
    ):
        lately = select(func.count()).where(column == value, SignInRequest.asked_at > at - timedelta(hours=1))
        if db.exec(lately).one() >= most:
            raise Refused(
                _("Many letters were asked for in the last hour. Please wait a little and try again.")
            )


def _refuse_guessing(db: Session, request: SignInRequest) -> None:
    spent = select(func.coalesce(func.sum(SignInRequest.tries), 0)).where(
        SignInRequest.address_hash == request.address_hash,
        SignInRequest.asked_at > clock.real_now(db) - timedelta(days=1),
    )
    if db.exec(spent).one() >= TRIES_PER_ADDRESS_PER_DAY:
        raise Refused(
            _("Many codes were tried for this address today. The link in the letter still signs you in."),
            field="code",
        )


def _code_hash(request: SignInRequest, code: str) -> str:
    return digest(f"{request.browser_hash}|{code}")
