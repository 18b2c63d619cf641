"""Weeks open by the meetings alone, stay open for ever, and a letter opens one of them and nothing else."""

from datetime import UTC, datetime, time
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts import meeting
from course.cohorts.meeting import Meeting
from course.people.person import Person
from course.practice.homework import HomeworkTick
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

# Session 4 is on Thursday 18 March 2027 from 18:30 to 21:15 in Lisbon, where winter time is UTC.
BEFORE_THE_END = datetime(2027, 3, 18, 21, 14, tzinfo=UTC)
AT_THE_END = datetime(2027, 3, 18, 21, 15, 1, tzinfo=UTC)  # the offset row holds whole seconds
READING = load_course("eight-weeks").unit("week-4").reading


def words(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def week(cast: Cast, number: int) -> str:
    return f"/course/{cast.here.enrolment}/week-{number}"


def test_the_course_lists_every_week_with_its_date_and_when_it_opens(
    signed_in_as: SignIn, cast: Cast
) -> None:
    shown = words(signed_in_as(cast.maya), "/course")
    assert "opens Thu 18 Mar 21:15" in shown
    assert "Half a Day of Quiet" in shown
    assert f'href="/course/{cast.here.enrolment}/week-3"' in shown
    assert f'href="/course/{cast.here.enrolment}/week-4"' not in shown


def test_a_week_opens_the_moment_its_session_ends(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Nothing runs here but the site: no worker, no broker."""
    assert READING is not None
    browser, line = signed_in_as(cast.maya), READING.markdown.split("\n")[0][:40]
    travel_to(site_engine, BEFORE_THE_END)
    closed = words(browser, week(cast, 4))
    assert "This week opens on Thursday 18 March at 21:15" in closed
    assert line not in closed
    travel_to(site_engine, AT_THE_END)
    assert line in words(browser, week(cast, 4))


def test_times_are_those_of_the_reader(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    """21:15 in Lisbon is 17:15 in New York, where summer time has begun."""
    assert "opens Thu 18 Mar 17:15" in words(signed_in_as(cast.nia), "/course")


def test_a_cancelled_session_holds_its_week(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        row, ines = db.get_one(Meeting, cast.here.meeting), db.get_one(Person, cast.ines)
        meeting.cancel(db, row, reason="", now=BEFORE_THE_END, by=ines)
    travel_to(site_engine, AT_THE_END)
    browser = signed_in_as(cast.maya)
    assert "held: the meeting was cancelled" in words(browser, "/course")
    assert "This week waits" in words(browser, week(cast, 4))


def test_a_moved_session_moves_its_week(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        row, ines = db.get_one(Meeting, cast.here.meeting), db.get_one(Person, cast.ines)
        later = datetime(2027, 3, 19, tzinfo=UTC).date()
        meeting.move(
            db,
            row,
            on=later,
            at=time(10),
            zone="Europe/Lisbon",
            now=datetime(2027, 3, 17, tzinfo=UTC),
            by=ines,
        )
    travel_to(site_engine, AT_THE_END)
    assert "opens on Friday 19 March at 12:45" in words(signed_in_as(cast.maya), week(cast, 4))


def test_a_closed_week_offers_the_newest_open_one(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.maya), week(cast, 6))
    assert f"/course/{cast.here.enrolment}/week-3" in shown


def test_whoever_left_keeps_the_weeks_that_were_open_and_gets_no_later_ones(
    signed_in_as: SignIn, cast: Cast
) -> None:
    """Dani left on 2 March, after week 1."""
    browser = signed_in_as(cast.dani)
    shown = words(browser, "/course")
    assert "/week-1" in shown
    assert 'week-2"' not in shown
    assert "closed since you left" in shown


def test_a_page_of_a_week_has_its_parts(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.maya), week(cast, 3))
    for part in ("Practise", "Read", "Write", "For the days between", "If this week is hard", "What we did"):
        assert part in shown
    assert "/journal?unit=week-3" in shown
    assert "One kind wish, once a day, for anybody at all." in shown


def test_a_tick_goes_on_and_off_and_twice_the_same_changes_nothing(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser, same = signed_in_as(cast.maya), str(uuid4())
    for _again in range(2):
        on = {"item": "phrases", "on": "yes", "client_id": same}
        assert browser.post(f"{week(cast, 3)}/tick", data=on).status_code == 302
    assert _ticks(site_engine) == ["phrases"]
    assert 'aria-pressed="true"' in words(browser, week(cast, 3))
    browser.post(f"{week(cast, 3)}/tick", data={"item": "phrases", "on": "no", "client_id": str(uuid4())})
    assert _ticks(site_engine) == []


def test_a_tick_of_a_closed_week_or_an_unknown_line_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    browser, fields = signed_in_as(cast.maya), {"on": "yes", "client_id": str(uuid4())}
    assert browser.post(f"{week(cast, 4)}/tick", data={**fields, "item": "letter"}).status_code == 404
    assert browser.post(f"{week(cast, 3)}/tick", data={**fields, "item": "nothing"}).status_code == 404


def test_a_practice_says_what_it_asks_and_has_its_words_to_read_along(
    signed_in_as: SignIn, cast: Cast
) -> None:
    browser, address = signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/affectionate-breathing"
    long, short = words(browser, address), words(browser, f"{address}?minutes=short")
    for part in ("What it asks of you", "Steps", "Other ways to do it", "If it is hard", "Afterwards"):
        assert part in long
    assert "Begin by letting yourself arrive." in short
    assert "Rest for 7 seconds." in short
    assert "Begin by letting yourself arrive." not in long


def test_a_practice_of_a_closed_week_is_closed_too(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/kind-motivation")
    assert "This week opens on Thursday 18 March at 21:15" in shown
    assert "When the critic speaks up" not in shown


def test_another_persons_place_is_not_there(signed_in_as: SignIn, cast: Cast) -> None:
    browser = signed_in_as(cast.olga)
    for address in (
        week(cast, 3),
        f"/practice/{cast.here.enrolment}/affectionate-breathing",
        f"/course?place={cast.here.enrolment}",
        week(cast, 99),
    ):
        assert browser.get(address).status_code == 404
    assert browser.post(f"{week(cast, 3)}/tick", data={"client_id": str(uuid4())}).status_code == 404


def test_a_letter_opens_its_week_and_nothing_else_of_hers(client: FlaskClient, cast: Cast) -> None:
    client.post(f"/open/week/{cast.here.week_secret}")
    shown = words(client, week(cast, 3))
    assert "Practising Loving-Kindness" in shown
    assert "aria-pressed" not in shown
    assert client.get(week(cast, 2)).status_code == 404
    assert client.get("/course").status_code == 302
    assert client.get("/journal").status_code == 302
    assert client.get(f"/practice/{cast.here.enrolment}/affectionate-breathing").status_code == 302
    assert client.post(f"{week(cast, 3)}/tick", data={"client_id": str(uuid4())}).status_code == 401


def test_a_week_that_a_letter_opened_costs_few_statements(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    client.post(f"/open/week/{cast.here.week_secret}")
    with counted(site_engine) as sent:
        assert client.get(week(cast, 3)).status_code == 200
    assert len(sent) <= 8, "\n".join(sent)


def test_after_the_retreat_its_own_practices_are_todays_until_the_next_session(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """The retreat is on Sunday 28 March, three days after session 5."""
    travel_to(site_engine, datetime(2027, 3, 29, 9, tzinfo=UTC))
    shown = words(signed_in_as(cast.maya), "/today")
    assert "Week 5 of 8" in shown
    assert f"/course/{cast.here.enrolment}/retreat" in shown


def test_somebody_without_a_place_sees_a_kind_page(signed_in_as: SignIn, cast: Cast) -> None:
    answer = signed_in_as(cast.lena).get("/course")
    assert answer.status_code == 200
    assert "no place in a course here yet" in answer.get_data(as_text=True)


def _ticks(engine: Engine) -> list[str]:
    with store.reading(engine) as db:
        return list(db.exec(select(HomeworkTick.item_key)).all())
