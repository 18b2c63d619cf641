"""A link opens one thing, once, and for as long as it should."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, select

from course import clock
from course.errors import NotFound
from course.people import token
from course.people.token import Purpose, Token
from course.store import writing


def test_only_the_hash_of_a_secret_is_kept(db: Session) -> None:
    secret = token.mint(db, Purpose.WEEK, about="week:1:week-3", person_id=None)
    db.flush()
    assert secret not in repr(db.execute(text("SELECT * FROM token")).all())
    assert len(secret) >= 43  # 256 bits in base64


def test_looking_as_often_as_one_likes_uses_nothing_up(db: Session) -> None:
    secret = token.mint(db, Purpose.SIGN_IN, about="request:1", person_id=None)
    for _time in range(100):
        token.look(db, secret, purpose=Purpose.SIGN_IN)
    assert token.redeem(db, secret, purpose=Purpose.SIGN_IN).about == "request:1"


def test_a_secret_works_once(db: Session) -> None:
    secret = token.mint(db, Purpose.SIGN_IN, about="request:1", person_id=None)
    token.redeem(db, secret, purpose=Purpose.SIGN_IN)
    with pytest.raises(NotFound):
        token.redeem(db, secret, purpose=Purpose.SIGN_IN)


def test_a_secret_opens_nothing_of_another_purpose(db: Session) -> None:
    secret = token.mint(db, Purpose.WEEK, about="week:1:week-3", person_id=None)
    with pytest.raises(NotFound):
        token.look(db, secret, purpose=Purpose.SIGN_IN)


def test_a_sign_in_link_ends_after_ten_minutes_and_a_stop_link_never(db: Session) -> None:
    for purpose, lifetime in ((Purpose.SIGN_IN, timedelta(minutes=10)), (Purpose.STOP, None)):
        token.mint(db, purpose, about="x", person_id=None)
        db.flush()
        row = db.exec(select(Token).where(Token.purpose == purpose)).one()
        assert (row.expires_at - row.created_at if row.expires_at else None) == lifetime


def test_an_ended_link_is_not_there(db: Session) -> None:
    secret = token.mint(db, Purpose.WAVE, about="wave:1:before", person_id=None)
    db.flush()
    db.exec(select(Token)).one().expires_at = clock.real_now(db) - timedelta(seconds=1)
    db.flush()
    with pytest.raises(NotFound):
        token.look(db, secret, purpose=Purpose.WAVE)


def test_secrets_kept_together_open_what_they_are_about_and_end_when_others_do(db: Session) -> None:
    at = clock.real_now(db)
    week, of_week = token.fresh(Purpose.WEEK, about="week:1:week-3", person_id=None, at=at)
    stop, of_stop = token.fresh(Purpose.STOP, about="stop:weeks", person_id=None, at=at)
    token.keep(db, [of_week, of_stop])
    assert token.look(db, week, purpose=Purpose.WEEK).about == "week:1:week-3"
    assert token.look(db, week, purpose=Purpose.WEEK).expires_at == at + timedelta(days=14)
    assert token.look(db, stop, purpose=Purpose.STOP).expires_at is None
    assert week not in repr(db.execute(text("SELECT * FROM token")).all())


def test_a_secret_that_nobody_kept_opens_nothing(db: Session) -> None:
    secret, _row = token.fresh(Purpose.STOP, about="stop:weeks", person_id=None, at=clock.real_now(db))
    token.keep(db, [])
    with pytest.raises(NotFound):
        token.look(db, secret, purpose=Purpose.STOP)


def test_secrets_kept_together_take_one_statement(fresh_engine: Engine) -> None:
    said: list[str] = []
    event.listen(fresh_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with writing(fresh_engine) as db:
        at = clock.real_now(db)
        made = [token.fresh(Purpose.STOP, about="stop:weeks", person_id=None, at=at) for _letter in range(10)]
        token.keep(db, [row for _secret, row in made])
    assert sum(one.startswith("INSERT INTO token") for one in said) == 1
    with writing(fresh_engine) as db:
        kept = set(db.exec(select(Token.hash)).all())
    assert kept == {token.digest(secret) for secret, _row in made}
    assert len(kept) == 10


def test_of_twenty_at_once_exactly_one_redeems(fresh_engine: Engine) -> None:
    with writing(fresh_engine) as db:
        secret = token.mint(db, Purpose.SIGN_IN, about="request:1", person_id=None)

    def redeem(_number: int) -> bool:
        try:
            with writing(fresh_engine) as db:
                token.redeem(db, secret, purpose=Purpose.SIGN_IN)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(redeem, range(20))) == 1
