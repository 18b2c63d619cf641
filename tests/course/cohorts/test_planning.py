"""Dates that are chosen by hand, and what stands beside a date. The expected days are from a printed calendar."""

from datetime import date, time

import pytest
from sqlmodel import Session

from course.cohorts import beside, holidays, own_days, programme
from course.cohorts.cohort import Cohort, SkippedDate, plan_for
from course.cohorts.programme import Programme
from course.cohorts.schedule import Plan, planned
from course.errors import Refused
from course.people.person import Person
from curriculum.loader import load_course


def thursdays(**more: object) -> Plan:
    usual: dict[str, object] = {
        "starts_on": date(2027, 2, 25), "at": time(18, 30), "zone": "Europe/Lisbon", "skipped": {},
    }  # fmt: skip
    return plan_for(load_course("eight-weeks"), **{**usual, **more})  # type: ignore[arg-type]


def test_a_session_that_was_moved_by_hand_moves_alone_and_the_retreat_keeps_its_distance_to_it() -> None:
    usual = {one.unit_key: one for one in planned(thursdays())}
    own = {"week-5": (date(2027, 3, 26), time(17, 0))}
    moved = {one.unit_key: one for one in planned(thursdays(own=own))}
    assert (moved["week-5"].starts_on, moved["week-5"].at) == (date(2027, 3, 26), time(17, 0))
    assert usual["retreat"].starts_on == date(2027, 3, 28)
    assert moved["retreat"].starts_on == date(2027, 3, 29)
    still = usual.keys() - {"week-5", "retreat"}
    assert {key: moved[key] for key in still} == {key: usual[key] for key in still}


@pytest.mark.parametrize("day", [date(2027, 4, 1), date(2027, 4, 2), date(2027, 2, 1)])
def test_sessions_stay_in_their_order(day: date) -> None:
    """Session 5 is on 25 March and session 6 on 1 April."""
    with pytest.raises(Refused):
        planned(thursdays(own={"week-5": (day, time(18, 30))}))


def test_what_is_typed_as_it_was_is_not_chosen_by_hand() -> None:
    usual = planned(thursdays())
    typed = {one.unit_key: (one.starts_on.isoformat(), f"{one.at:%H:%M}") for one in usual}
    assert own_days.differing(usual, typed, {}) == {}
    typed["week-2"] = ("2027-03-05", "18:30")
    assert own_days.differing(usual, typed, {}) == {"week-2": (date(2027, 3, 5), time(18, 30))}
    assert own_days.parse(own_days.lines({"week-2": (date(2027, 3, 5), time(18, 30))})) == {
        "week-2": (date(2027, 3, 5), time(18, 30))
    }
    with pytest.raises(Refused, match="soon"):
        own_days.differing(usual, {"week-2": ("soon", "18:30")}, {})


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2028, (4, 16)), (2038, (4, 25))],
)
def test_easter(year: int, sunday: tuple[int, int]) -> None:
    assert holidays.easter(year) == date(year, *sunday)


@pytest.mark.parametrize(
    ("country", "day", "rests"),
    [
        ("PT", date(2027, 3, 26), True),  # Good Friday
        ("PT", date(2027, 5, 27), True),  # Corpus Christi
        ("PT", date(2027, 3, 29), False),  # Easter Monday is none in Portugal
        ("AT", date(2027, 5, 6), True),  # Ascension
        ("DE", date(2027, 10, 3), True),
        ("DE", date(2027, 10, 4), False),
        ("GB", date(2027, 5, 3), True),
        ("GB", date(2027, 5, 31), True),
        ("US", date(2027, 11, 25), True),  # the fourth Thursday
        ("US", date(2027, 11, 18), False),
        ("JP", date(2027, 1, 1), False),  # a country we know nothing of
    ],
)
def test_a_holiday_is_marked_where_it_is_one(country: str, day: date, rests: bool) -> None:
    assert bool(holidays.name(country, day)) is rests


def test_another_group_of_the_house_stands_beside_a_date_and_one_of_another_house_does_not(
    db: Session, house: Programme, group: Cohort, lena: Person
) -> None:
    """The group meets each Thursday from 18:30 to 21:15, from 25 February on."""
    group.place = "Room 2"
    db.add(SkippedDate(cohort_id=group.stored_id, skipped_on=date(2027, 3, 25), reason="House closed"))
    db.flush()
    late, early = planned(thursdays(at=time(20, 0))), planned(thursdays(at=time(9, 0)))
    found = beside.hints(db, house, late, place="Room 2")
    assert found["week-1"] == ["Thursday is in the same place then"]
    assert found["week-5"] == [
        "another group does not meet: House closed", "Thursday is in the same place then",
    ]  # fmt: skip
    assert beside.hints(db, house, late, place="Room 9")["week-1"] == ["Thursday meets then too"]
    assert beside.hints(db, house, early, place="Room 2")["week-1"] == []
    assert beside.hints(db, house, late, place="Room 2", leaving_out=group.stored_id)["week-1"] == []
    other = programme.create(db, name="Harbour", zone="Europe/Oslo", country="NO", by=lena)
    assert beside.hints(db, other, late, place="Room 2")["week-1"] == []
