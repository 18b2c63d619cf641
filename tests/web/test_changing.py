"""Pages on which a group's dates change: what they show first, what they do, and what calendars read afterwards."""

import re
from datetime import time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, func, select

from course import store
from course.audit import AuditEvent
from course.cohorts import cohort
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.place_change import PlaceChange
from course.cohorts.programme import Programme
from course.people.person import Person
from curriculum.loader import load_course
from tests.cast import FIRST_THURSDAY, NOW, Cast
from tests.site import SignIn
from tests.web.planning import begin, fill
from tests.web.pressing import press_twice, second_press

Entry = dict[str, str]


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


def read_feed(browser: FlaskClient, cast: Cast) -> dict[str, Entry]:
    """{uid: its lines}, read by hand from RFC 5545's own grammar: folded lines, name, parameters, value."""
    text = browser.get(f"/calendar/{cast.here.calendar_secret}.ics").get_data(as_text=True)
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    entries: dict[str, Entry] = {}
    inside: Entry | None = None
    for line in lines:
        head, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            inside = {}
        elif line == "END:VEVENT" and inside is not None:
            entries[inside["UID"]] = inside
            inside = None
        elif inside is not None:
            inside[head.partition(";")[0]] = value
    return entries


def test_a_skipped_week_is_shown_for_everybody_before_it_is_done(
    ines: FlaskClient, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    address, before = (
        f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/skip",
        read_feed(client, cast),
    )
    look = ines.post(address, data={"reason": "Holiday"}).text
    assert "Session 8" in look
    assert "Thu 25 Mar, 18:30" in look
    assert "Questions open: " in look
    assert "A week opens" in look
    still = read_feed(client, cast)  # once: the next second has another stamp
    assert still == _stamped(before, still)
    done = press_twice(ines, address, {"reason": "Holiday"}, follow_redirects=True)
    assert "All later meetings have moved on" in done.text
    after = read_feed(client, cast)
    assert after.keys() == before.keys()
    rose = {uid for uid in after if int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"])}
    assert rose == {uid for uid in after if after[uid]["DTSTART"] != before[uid]["DTSTART"]}
    assert len(rose) == 6


def test_every_change_raises_the_sequence_and_none_lowers_it(
    client: FlaskClient, cast: Cast, site_engine: Engine, ines: FlaskClient
) -> None:
    """Moved, cancelled, put back, skipped, another place, another link: a calendar takes each over."""
    uid, seen = _uid(site_engine, cast.here.meeting), []
    where = f"/cohorts/{cast.here.cohort}/meetings/where"
    one = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}"
    sure = {"reason": "Ines is ill"}
    for address, data in (
        (f"{one}/move", {"on": "2027-03-19", "at": "18:00"}),
        (f"{one}/cancel", sure),
        (f"{one}/put-back", {}),
        (f"{one}/skip", sure),
        (where, {"place": "Room 5", "video_link": ""}),
        (where, {"place": "Room 5", "video_link": "https://meet.example.org/group"}),
    ):
        assert press_twice(ines, address, data).status_code == 302
        entry = next(entry for key, entry in read_feed(client, cast).items() if key.startswith(uid))
        seen.append((int(entry["SEQUENCE"]), entry["STATUS"], entry["LOCATION"]))
    assert [number for number, _status, _place in seen] == [1, 2, 3, 4, 5, 6]
    assert [status for _number, status, _place in seen] == ["CONFIRMED", "CANCELLED", *["CONFIRMED"] * 4]
    assert seen[-1][2] == "Room 5"


def test_a_place_that_is_kept_as_it_was_raises_nothing_and_a_link_is_one(
    ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    where = f"/cohorts/{cast.here.cohort}/meetings/where"
    kept = {"place": " Room 2, Linden  House", "video_link": ""}
    looked = ines.post(where, data=kept).text
    assert "Nothing: this is where the group meets now." in looked
    assert "Keep it" not in looked
    assert not second_press(looked)
    assert ines.post(where, data={"place": "", "video_link": "javascript:alert(1)"}).status_code == 422
    with store.reading(site_engine) as db:
        assert db.get_one(Cohort, cast.here.cohort).place_changes == 0


def test_a_new_place_and_link_are_shown_with_their_letters_and_nothing_is_kept_before_the_second_press(
    ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """Ines changes it herself, so the letter is for those who take part; with a link there is one before each meeting
    by video as well."""
    where = f"/cohorts/{cast.here.cohort}/meetings/where"
    given = {"place": "Garden house", "video_link": "https://meet.example.org/group"}
    with store.reading(site_engine) as db:
        before = [db.exec(select(func.count()).select_from(one)).one() for one in (PlaceChange, AuditEvent)]
    look = ines.post(where, data=given)
    assert look.status_code == 200
    for said in (
        "Room 2, Linden House",
        "Garden house",
        "Another place or link",
        "The meeting in an hour",
        "Maya",
    ):
        assert said in look.text
    with store.reading(site_engine) as db:
        group = db.get_one(Cohort, cast.here.cohort)
        assert (group.place, group.video_link, group.place_changes) == ("Room 2, Linden House", "", 0)
        after = [db.exec(select(func.count()).select_from(one)).one() for one in (PlaceChange, AuditEvent)]
    assert after == before
    done = press_twice(ines, where, given, follow_redirects=True)
    assert "Kept. Calendars and one letter follow." in done.text
    with store.reading(site_engine) as db:
        assert db.get_one(Cohort, cast.here.cohort).place == "Garden house"


def test_only_leads_end_a_group_and_everybody_reads_why(
    ines: FlaskClient, lena: FlaskClient, client: FlaskClient, cast: Cast
) -> None:
    address = f"/cohorts/{cast.here.cohort}/call-off"
    assert press_twice(ines, address, {"reason": "Ill"}).status_code == 404
    look = lena.post(address, data={"reason": "Ines is ill for longer"}).text
    assert "The group does not go on" in look
    assert "6 meetings that are still ahead are cancelled" in look
    assert "1 open invitation is withdrawn" in look
    assert "Questions open:" not in look
    done = press_twice(lena, address, {"reason": "Ines is ill for longer"}, follow_redirects=True)
    assert "This group ended early: Ines is ill for longer" in done.text
    assert "Put back" not in done.text
    states = [entry["STATUS"] for entry in read_feed(client, cast).values()]
    assert (states.count("CONFIRMED"), states.count("CANCELLED")) == (3, 6)
    again = press_twice(lena, address, {"reason": "Ill"})
    assert again.status_code == 422


def test_a_meeting_of_a_group_that_has_ended_is_not_put_back(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    press_twice(lena, f"/cohorts/{cast.here.cohort}/call-off", {"reason": "Ill"})
    press_twice(lena, f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/put-back", {})
    with store.reading(site_engine) as db:
        assert db.get_one(Meeting, cast.here.meeting).is_cancelled


def test_two_groups_join_and_calendars_hold_both(
    lena: FlaskClient, client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    other, address = _another(site_engine, cast), f"/cohorts/{cast.here.cohort}/join"
    look = lena.post(address, data={"into": other}).text
    assert "3 people go on in Thursday noon." in look
    assert "It has 0 people now and room for 14." in look
    with store.reading(site_engine) as db:
        assert db.get_one(Enrolment, cast.here.enrolment).cohort_id == cast.here.cohort
    done = press_twice(lena, address, {"into": other}, follow_redirects=True)
    assert "3 people went over." in done.text
    assert "This group goes on as Thursday noon." in done.text
    with store.reading(site_engine) as db:
        hers = db.get_one(Enrolment, cast.here.enrolment)
        assert (hers.cohort_id, hers.came_from) == (other, cast.here.cohort)
    states = [entry["STATUS"] for entry in read_feed(client, cast).values()]
    assert (states.count("CONFIRMED"), states.count("CANCELLED")) == (3 + 9, 6)


@pytest.mark.parametrize("into", ["", "0", "no", "{own}", "{foreign}"])
def test_a_group_joins_no_other_than_the_ones_it_is_offered(
    lena: FlaskClient, cast: Cast, site_engine: Engine, into: str
) -> None:
    _another(site_engine, cast)
    named = into.format(own=cast.here.cohort, foreign=cast.there.cohort)
    answer = press_twice(lena, f"/cohorts/{cast.here.cohort}/join", {"into": named})
    assert answer.status_code == 422
    with store.reading(site_engine) as db:
        assert db.get_one(Cohort, cast.here.cohort).closed_at is None


def test_a_group_that_meets_already_is_taken_over_from_today(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    form = {
        "course_key": "eight-weeks", "name": "From elsewhere", "starts_on": "2027-03-04", "at": "18:30",
        "zone": "Europe/Lisbon", "capacity": "14", "outline_minutes": "165", "retreat_after": "week-5",
    }  # fmt: skip
    plan = begin(lena, cast.here.programme, form)
    look = fill(lena, plan, form).text
    assert "2 meetings lie behind" in look
    lena.post(f"{plan}/check", data={"confirmed": second_press(look)})
    with store.reading(site_engine) as db:
        made = db.exec(select(Cohort).order_by(col(Cohort.id).desc())).first()
        assert made is not None
        assert made.name == "From elsewhere"
        assert made.adopted_at is not None
        assert timedelta() <= made.adopted_at - NOW < timedelta(hours=6)  # the clock of the stage runs on


def _stamped(before: dict[str, Entry], after: dict[str, Entry]) -> dict[str, Entry]:
    """The first feed with the moments at which the second was written."""
    return {uid: {**entry, "DTSTAMP": after[uid]["DTSTAMP"]} for uid, entry in before.items()}


def _uid(engine: Engine, meeting_id: int) -> str:
    with store.reading(engine) as db:
        return db.get_one(Meeting, meeting_id).uid


def _another(engine: Engine, cast: Cast) -> int:
    with store.writing(engine) as db:
        plan = plan_for(
            load_course("eight-weeks"),
            starts_on=FIRST_THURSDAY,
            at=time(12),
            zone="Europe/Lisbon",
            skipped={},
        )
        made = cohort.create(
            db, db.get_one(Programme, cast.here.programme), name="Thursday noon", course_key="eight-weeks",
            plan=plan, by=db.get_one(Person, cast.lena),
        )  # fmt: skip
        return made.stored_id
