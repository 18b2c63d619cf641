"""Signing in: a code only where it was asked for, a link once, five tries, and an end that is an end."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from course import clock
from course.errors import NotFound, Refused
from course.people import sign_in, signed_in, token
from course.people.person import Person
from course.people.sign_in import PER_ADDRESS_PER_HOUR, TRIES
from course.people.signed_in import Device
from course.people.token import Purpose


def ask(db: Session, email: str = "maya@example.org") -> tuple[sign_in.SignInRequest, str, str]:
    request, browser = sign_in.ask(db, email=email, origin="203.0.113.7", shared=False)
    return request, browser, sign_in.mint_code(db, request)


def test_the_code_signs_in_where_it_was_asked_for(db: Session, maya: Person) -> None:
    _request, browser, code = ask(db)
    assert sign_in.redeem_code(db, browser=browser, code=f"{code[:3]} {code[3:]}")[0].id == maya.id


def test_the_code_is_worth_nothing_in_another_browser(db: Session, maya: Person) -> None:
    _request, _browser, code = ask(db)
    with pytest.raises(Refused):
        sign_in.redeem_code(db, browser="another", code=code)


def test_after_five_wrong_tries_the_right_code_comes_too_late(db: Session, maya: Person) -> None:
    _request, browser, code = ask(db)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(TRIES):
        with pytest.raises(Refused):
            sign_in.redeem_code(db, browser=browser, code=wrong)
    with pytest.raises(Refused):
        sign_in.redeem_code(db, browser=browser, code=code)


def test_a_code_works_once(db: Session, maya: Person) -> None:
    _request, browser, code = ask(db)
    sign_in.redeem_code(db, browser=browser, code=code)
    with pytest.raises(Refused):
        sign_in.redeem_code(db, browser=browser, code=code)


def test_a_request_for_an_unknown_address_looks_the_same_and_opens_nothing(db: Session) -> None:
    request, browser, code = ask(db, "nobody@example.org")
    assert request.person_id is None
    with pytest.raises(NotFound):
        sign_in.redeem_code(db, browser=browser, code=code)


@pytest.mark.parametrize(
    ("same_browser", "email", "comes_in"),
    [
        (True, None, True),
        (False, "maya@example.org", True),
        (False, "lena@example.org", False),
        (False, None, False),
    ],
)
def test_a_link_in_another_browser_asks_for_the_address(
    db: Session, maya: Person, same_browser: bool, email: str | None, comes_in: bool
) -> None:
    request, browser, _code = ask(db)
    secret = token.mint(db, Purpose.SIGN_IN, about=f"request:{request.id}", person_id=maya.id)
    given = browser if same_browser else None
    if comes_in:
        assert sign_in.redeem_link(db, secret=secret, browser=given, email=email)[0].id == maya.id
    else:
        with pytest.raises(NotFound):
            sign_in.redeem_link(db, secret=secret, browser=given, email=email)


def test_the_eleventh_letter_in_an_hour_is_refused_for_known_and_unknown_alike(
    db: Session, maya: Person
) -> None:
    for address in ("maya@example.org", "nobody@example.org"):
        for _time in range(PER_ADDRESS_PER_HOUR):
            sign_in.ask(db, email=address, origin=f"o{_time}{address}", shared=False)
        with pytest.raises(Refused):
            sign_in.ask(db, email=address, origin="elsewhere", shared=False)


def test_a_sign_in_that_was_ended_finds_nobody(db: Session, maya: Person) -> None:
    row, secret = signed_in.begin(db, maya, Device.OWN)
    assert signed_in.find(db, secret) is not None
    signed_in.end(db, row)
    db.flush()
    assert signed_in.find(db, secret) is None


@pytest.mark.parametrize(
    ("device", "idle", "age", "lives"),
    [
        (Device.OWN, timedelta(days=29), timedelta(days=80), True),
        (Device.OWN, timedelta(days=31), timedelta(days=40), False),
        (Device.OWN, timedelta(0), timedelta(days=91), False),
        (Device.STAFF, timedelta(hours=4), timedelta(hours=5), True),
        (Device.STAFF, timedelta(0), timedelta(hours=13), False),
        (Device.SHARED, timedelta(hours=3), timedelta(hours=3), False),
    ],
)
def test_how_long_a_sign_in_lives(
    db: Session, maya: Person, device: Device, idle: timedelta, age: timedelta, lives: bool
) -> None:
    row, secret = signed_in.begin(db, maya, device)
    row.seen_at, row.began_at = clock.real_now(db) - idle, clock.real_now(db) - age
    db.flush()
    assert (signed_in.find(db, secret) is not None) == lives


def test_signing_out_everywhere_ends_every_browser(db: Session, maya: Person) -> None:
    secrets = [signed_in.begin(db, maya, Device.OWN)[1] for _each in range(3)]
    signed_in.end_all(db, maya.stored_id)
    db.flush()
    assert [signed_in.find(db, each) for each in secrets] == [None, None, None]
