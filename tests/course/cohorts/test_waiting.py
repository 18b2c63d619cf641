"""A full group: who may take a place, in which order offers go, and how long each holds. Times are Lisbon's, winter."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts import enrolment, offering, places
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.places import may_take
from course.cohorts.programme import Programme
from course.cohorts.waiting import State, of, waiting_list
from course.errors import NotFound, Refused
from course.people import inviting, token
from course.people.invitation import Invitation, Role
from course.people.inviting import NoPlace
from course.people.person import Person, welcome
from course.people.token import Purpose
from course.privacy.erasing import erase_person
from tests.course.people.test_inviting import safe

__all__ = ["safe"]
MONDAY = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)
"""Some three weeks before the first session, on Thursday 25 February at 18:30."""
HOUR = timedelta(hours=1)
BEGINS = datetime(2027, 2, 25, 18, 30, tzinfo=UTC)


@pytest.fixture
def full(db: Session, safe: Programme, group: Cohort) -> list[Enrolment]:
    """Room for two, and two who take part."""
    group.capacity = 2
    return [taking_part(db, group, name) for name in ("Ana", "Bea")]


def taking_part(db: Session, group: Cohort, name: str) -> Enrolment:
    who = welcome(db, email=f"{name.lower()}@example.org", name=name, zone="Europe/Lisbon")
    return enrolment.enrol(db, cohort_id=group.stored_id, person=who, now=MONDAY)


def asked(db: Session, house: Programme, group: Cohort, by: Person, name: str) -> Invitation:
    return inviting.invite(
        db, house, email=f"{name.lower()}@example.org", name=name, role_wanted=Role.PARTICIPANT, cohort=group, by=by,
        now=MONDAY,
    )  # fmt: skip


def waits(
    db: Session, house: Programme, group: Cohort, by: Person, *names: str, at: datetime = MONDAY
) -> list[Invitation]:
    """They come one minute after another."""
    found = []
    for number, name in enumerate(names):
        found.append(asked(db, house, group, by, name))
        offering.wait(db, found[-1], now=at + timedelta(minutes=number))
    return found


def accept(db: Session, invitation: Invitation, now: datetime) -> Enrolment | None:
    secret = token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)
    db.flush()
    return inviting.accept(db, secret, name=invitation.name, zone="Europe/Lisbon", now=now)[1]


def states(db: Session, group: Cohort, now: datetime) -> dict[str, State]:
    return {who.name: row.state(now) for row, who in waiting_list(db, group.stored_id)}


def test_in_a_full_group_nobody_takes_a_place_and_the_link_goes_on_working(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    invitation = asked(db, safe, group, lena, "Cleo")
    secret = token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)
    with pytest.raises(NoPlace):
        inviting.accept(db, secret, name="Cleo", zone="Europe/Lisbon", now=MONDAY)
    assert inviting.invitation_of(db, secret) == invitation
    enrolment.leave(db, full[0], now=MONDAY, by=None)
    assert inviting.accept(db, secret, name="Cleo", zone="Europe/Lisbon", now=MONDAY)[1] is not None


def test_a_free_place_is_offered_to_whoever_came_first_and_to_one_person_only(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    waits(db, safe, group, lena, "Cleo", "Dora", "Edda")
    assert offering.offer_free(db, group, now=MONDAY + HOUR) == 0
    enrolment.leave(db, full[0], now=MONDAY + HOUR, by=None)
    assert offering.offer_free(db, group, now=MONDAY + HOUR) == 1
    assert offering.offer_free(db, group, now=MONDAY + HOUR) == 0
    assert states(db, group, MONDAY + HOUR) == {
        "Cleo": State.OFFERED, "Dora": State.WAITS, "Edda": State.WAITS
    }  # fmt: skip


def test_a_kept_place_is_free_for_nobody_else_and_afterwards_for_the_next_though_no_clock_ran(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    cleo, dora = waits(db, safe, group, lena, "Cleo", "Dora")
    newcomer = asked(db, safe, group, lena, "Fay")
    enrolment.leave(db, full[0], now=MONDAY + HOUR, by=None)
    offering.offer_free(db, group, now=MONDAY + HOUR)
    ends = of(db, cleo).ends_at  # type: ignore[union-attr]
    assert ends is not None
    last, after = ends - timedelta(seconds=1), ends
    assert [may_take(db, group, one, now=last) for one in (cleo, dora, newcomer)] == [True, False, False]
    assert [may_take(db, group, one, now=after) for one in (dora, newcomer)] == [True, False]
    assert accept(db, dora, after) is not None
    with pytest.raises(NoPlace):
        accept(db, cleo, after)
    offering.wait(db, cleo, now=after)
    row = of(db, cleo)
    assert row is not None
    assert places.places(db, group, now=after).position(row, after) == 1


@pytest.mark.parametrize(
    ("at", "hours", "ends"),
    [
        ("2027-02-01T10:00", 48, "2027-02-03T20:00"),
        ("2027-02-01T20:00", 48, "2027-02-03T20:00"),
        ("2027-02-01T20:01", 48, "2027-02-04T20:00"),
        ("2027-02-01T03:00", 48, "2027-02-03T20:00"),
        ("2027-02-01T23:30", 24, "2027-02-03T20:00"),
        ("2027-02-01T10:00", 24, "2027-02-02T20:00"),
        ("2027-02-24T10:00", 48, "2027-02-25T18:30"),
    ],
)
def test_an_offer_ends_in_an_evening_and_never_after_the_first_session(
    group: Cohort, at: str, hours: int, ends: str
) -> None:
    group.offer_hours = hours
    now, then = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (at, ends))
    assert offering.until(group, now, BEGINS) == then


def test_an_evening_is_that_of_the_group_also_when_its_clocks_change(group: Cohort) -> None:
    group.zone = "America/New_York"
    saturday = datetime(2027, 3, 13, 15, 0, tzinfo=UTC)
    later = datetime(2027, 6, 1, tzinfo=UTC)
    assert offering.until(group, saturday, later) == datetime(
        2027, 3, 16, 0, 0, tzinfo=UTC
    )  # 20:00 is UTC-4 now


def test_whoever_says_nothing_is_asked_nothing_more_until_she_says_that_she_waits(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    cleo, _dora = waits(db, safe, group, lena, "Cleo", "Dora")
    enrolment.leave(db, full[0], now=MONDAY, by=None)
    now = MONDAY
    for wanted in ({"Cleo": "offered", "Dora": "waits"}, {"Cleo": "silent", "Dora": "offered"},
                   {"Cleo": "silent", "Dora": "silent"}):  # fmt: skip
        offering.offer_free(db, group, now=now)
        assert states(db, group, now) == wanted
        now += timedelta(days=3)
    offering.wait(db, cleo, now=now)
    offering.offer_free(db, group, now=now)
    assert states(db, group, now) == {"Cleo": "offered", "Dora": "silent"}
    row = of(db, cleo)
    assert row is not None
    assert row.offers == 2


def test_not_now_keeps_her_turn_and_leaves_her_in_peace_for_a_week(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    [cleo] = waits(db, safe, group, lena, "Cleo")
    enrolment.leave(db, full[0], now=MONDAY, by=None)
    offering.offer_free(db, group, now=MONDAY)
    offering.not_now(db, cleo, now=MONDAY + HOUR)
    week = MONDAY + HOUR + timedelta(days=7)
    assert offering.offer_free(db, group, now=week - HOUR) == 0
    row = of(db, cleo)
    assert row is not None
    assert row.look_at == week
    assert offering.offer_free(db, group, now=week) == 1


def test_saying_no_ends_it_and_the_place_goes_on(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    cleo, _dora = waits(db, safe, group, lena, "Cleo", "Dora")
    enrolment.leave(db, full[0], now=MONDAY, by=None)
    offering.offer_free(db, group, now=MONDAY)
    offering.say_no(db, cleo, now=MONDAY + HOUR)
    assert not cleo.is_open
    assert offering.offer_free(db, group, now=MONDAY + HOUR) == 1
    assert states(db, group, MONDAY + HOUR) == {"Dora": State.OFFERED}
    with pytest.raises(NotFound):
        offering.wait(db, cleo, now=MONDAY + HOUR)


def test_more_room_is_offered_in_order_and_less_takes_nothing_back(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    cleo, _dora, _edda = waits(db, safe, group, lena, "Cleo", "Dora", "Edda")
    places.set_room(db, group, capacity=4, offer_hours=48, now=MONDAY, by=lena)
    assert offering.offer_free(db, group, now=MONDAY) == 2
    places.set_room(db, group, capacity=2, offer_hours=48, now=MONDAY, by=lena)
    assert states(db, group, MONDAY) == {"Cleo": "offered", "Dora": "offered", "Edda": "waits"}
    assert accept(db, cleo, MONDAY + HOUR) is not None
    for wrong in ({"capacity": 1, "offer_hours": 48}, {"capacity": 4, "offer_hours": 23}):
        with pytest.raises(Refused):
            places.set_room(db, group, now=MONDAY, by=lena, **wrong)


def test_passing_over_needs_a_reason_which_is_kept_with_a_name(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    cleo, dora = waits(db, safe, group, lena, "Cleo", "Dora")
    with pytest.raises(Refused):
        offering.skip(db, cleo, because="  ", now=MONDAY, by=lena)
    offering.skip(db, cleo, because="She asked for the autumn group", now=MONDAY, by=lena)
    enrolment.leave(db, full[0], now=MONDAY, by=None)
    offering.offer_free(db, group, now=MONDAY)
    assert states(db, group, MONDAY) == {"Cleo": State.SKIPPED, "Dora": State.OFFERED}
    with pytest.raises(Refused):
        offering.skip(db, dora, because="No", now=MONDAY, by=lena)
    [event] = db.exec(select(AuditEvent).where(AuditEvent.what == "waiting.skip")).all()
    row = of(db, cleo)
    assert row is not None
    assert (event.actor_id, event.detail, row.skipped_by) == (lena.id, {}, lena.id)
    assert row.skipped_because == "She asked for the autumn group"
    offering.back_in_turn(db, cleo, now=MONDAY, by=lena)
    enrolment.leave(db, full[1], now=MONDAY, by=None)
    offering.offer_free(db, group, now=MONDAY)
    assert states(db, group, MONDAY)["Cleo"] is State.OFFERED


def test_from_the_first_session_on_a_place_that_is_left_is_not_given_on(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    [cleo] = waits(db, safe, group, lena, "Cleo")
    enrolment.leave(db, full[0], now=BEGINS, by=None)
    assert offering.offer_free(db, group, now=BEGINS) == 0
    assert not may_take(db, group, cleo, now=BEGINS)
    with pytest.raises(Refused):
        offering.wait(db, asked(db, safe, group, lena, "Dora"), now=BEGINS)


def test_whoever_left_early_comes_back_while_nobody_else_has_her_place(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    ana, _bea = full
    enrolment.leave(db, ana, now=MONDAY, by=ana.person_id)
    places.refuse_return_when_full(db, ana, now=MONDAY)
    waits(db, safe, group, lena, "Cleo")
    with pytest.raises(Refused):
        places.refuse_return_when_full(db, ana, now=MONDAY)


def test_with_her_account_her_place_is_free(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    [cleo] = waits(db, safe, group, lena, "Cleo")
    erase_person(db, db.get_one(Person, full[0].person_id), by=None)
    row = of(db, cleo)
    assert row is not None
    assert row.look_at is not None
    assert offering.offer_free(db, group, now=MONDAY) == 1


def test_somebody_who_takes_part_is_not_put_on_the_list(
    db: Session, safe: Programme, group: Cohort, lena: Person, full: list[Enrolment]
) -> None:
    with pytest.raises(Refused) as refused:
        offering.put_on_list(db, group, email="ANA@example.org", name="", by=lena, now=MONDAY)
    assert refused.value.field == "email"
