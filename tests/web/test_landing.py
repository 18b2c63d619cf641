"""Whoever stops letters, leaves or says no reads that it is done once nothing of hers is under way any more."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from course import clock, store
from course.delivery.ledger import Delivery, Status
from course.delivery.on_the_way import wait_until_landed
from tests.cast import Cast
from tests.site import SignIn
from tests.web.test_me_letters import EVERYTHING


def handed_over(engine: Engine, person_id: int, *, lease: float) -> int:
    """A letter to this person that a mail server is taking."""
    with store.writing(engine) as db:
        real = clock.real_now(db)
        row = Delivery(
            key=f"week_opens|week:0:x|p{person_id}|1",
            letter="week_opens",
            about="week:0:x",
            occurrence="1",
            person_id=person_id,
            programme_id=None,
            due_at=clock.now(db),
            next_try_at=real,
            message_id="landing@example.org",
            status=Status.TRANSMITTING,
            lease_owner="somebody",
            lease_until=real + timedelta(seconds=lease),
        )
        db.add(row)
        db.flush()
        return row.stored_id


def status(engine: Engine, row: int) -> Status:
    with store.reading(engine) as db:
        return db.get_one(Delivery, row).status


@contextmanager
def lands(engine: Engine, row: int, *, after: float) -> Iterator[None]:
    def land() -> None:
        time.sleep(after)
        with store.writing(engine) as db:
            db.get_one(Delivery, row).status = Status.SENT

    landing = threading.Thread(target=land)
    landing.start()
    yield
    landing.join()


@pytest.mark.parametrize("way", ["letters", "leave"])
def test_the_answer_comes_once_her_letter_has_landed(
    way: str, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    row = handed_over(site_engine, cast.maya, lease=30)
    with lands(site_engine, row, after=0.5):
        if way == "letters":
            answer = maya.post("/me/letters", data=EVERYTHING)
        else:
            answer = maya.post(f"/me/leaving/{cast.here.enrolment}/leave")
        assert status(site_engine, row) == Status.SENT
    assert answer.status_code == 302


def test_somebody_elses_letter_is_not_waited_for(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    row = handed_over(site_engine, cast.ines, lease=30)
    began = time.monotonic()
    signed_in_as(cast.maya).post("/me/letters", data=EVERYTHING)
    assert time.monotonic() - began < 20
    assert status(site_engine, row) == Status.TRANSMITTING


def test_nobody_waits_longer_than_a_lease(cast: Cast, site_engine: Engine) -> None:
    row = handed_over(site_engine, cast.maya, lease=0.5)
    wait_until_landed(site_engine, [row])
    with store.reading(site_engine) as db:
        until = db.get_one(Delivery, row).lease_until
        assert until is not None
        assert until <= clock.real_now(db)
