"""Weeks open by the meetings alone, stay open for ever, and a letter opens one of them and nothing else."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.cohorts import cohort, enrolment, meeting
from course.cohorts.cohort import plan_for
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.outbox import everything_going_out
from course.people.person import Person
from course.practice.homework import HomeworkTick
from curriculum.loader import course_keys, load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to
from web.markdown import markdown

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


def test_meditations_stand_before_practices_of_daily_life(signed_in_as: SignIn, cast: Cast) -> None:
    """Week 2 teaches affectionate breathing and four practices of daily life, and lists it first; week 3 likewise."""
    page = words(signed_in_as(cast.maya), week(cast, 2))
    at = [
        page.index(f"/practice/{cast.here.enrolment}/{key}")
        for key in ("affectionate-breathing", "soles-of-the-feet")
    ]
    assert at == sorted(at)


def test_a_week_has_its_key_ideas_and_its_cards(signed_in_as: SignIn, cast: Cast) -> None:
    page = words(signed_in_as(cast.maya), week(cast, 2))
    assert "Minds wander, and noticing it in a friendly way is already mindfulness." in page
    assert "Cards of this week" in page
    assert f'href="/cards/{cast.here.enrolment}/steadying-yourself"' in page


def test_an_informal_practice_has_a_minute_and_a_longer_form_and_says_when_not(
    signed_in_as: SignIn, cast: Cast
) -> None:
    page = words(signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/soles-of-the-feet")
    for part in ("Why", "In one minute", "Longer", "Other ways to do it", "When not to", "If it is hard"):
        assert f">{part}</h2>" in page
    assert "if closing the eyes is uneasy" in page


def test_each_length_of_a_meditation_has_its_own_words(signed_in_as: SignIn, cast: Cast) -> None:
    browser, address = signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/affectionate-breathing"
    long, short = words(browser, address), words(browser, f"{address}?minutes=5")
    assert f'href="{address}?minutes=5"' in long
    assert '<details class="more"><summary>' in long
    assert '<details class="more" open>' in short
    assert f'href="{address}" aria-current="true"' in words(browser, f"{address}?minutes=999")


def test_before_we_begin_is_there_from_the_first_day_without_any_meeting(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 2, 20, 12, tzinfo=UTC))
    browser = signed_in_as(cast.maya)
    for address in ("/course", f"/course/{cast.here.enrolment}/orientation"):
        page = words(browser, address)
        assert "Before we begin" in page
        assert "You set your own pace, and you may stop a practice, a meeting or the whole course." in page
        assert "Leave it for a night before" in page
    assert f'href="/course/{cast.here.enrolment}/orientation"' in words(browser, "/today")


def test_an_orientation_with_a_meeting_stands_in_the_list_with_its_date(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    _join(site_engine, cast, "eight-weeks", orientation_on=date(2027, 5, 27))
    page = words(signed_in_as(cast.sam), "/course")
    assert "Before we begin · Thu 27 May" in page
    travel_to(site_engine, datetime(2027, 5, 28, 12, tzinfo=UTC))
    assert "Starts Thu 3 Jun" in words(signed_in_as(cast.sam), "/today")


@pytest.mark.parametrize("key", course_keys())
@pytest.mark.parametrize("ahead", [timedelta(days=-3), timedelta(hours=3), timedelta(days=700)], ids=str)
def test_every_course_can_be_followed_and_run_from_before_it_begins_until_it_is_over(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine, key: str, ahead: timedelta
) -> None:
    """With and without home practice, questions, a retreat and weeks. The first meeting is on 3 June at 18:30."""
    hers, run = _join(site_engine, cast, key)
    travel_to(site_engine, datetime(2027, 6, 3, 17, 30, tzinfo=UTC) + ahead)
    sam, lena = signed_in_as(cast.sam), signed_in_as(cast.lena)
    for browser, address in (
        (sam, "/today"),
        (sam, "/course"),
        (sam, f"/course/{hers}/{load_course(key).sessions[0].key}"),
        (sam, f"/cards/{hers}"),
        (lena, f"/cohorts/{run}"),
        (lena, f"/cohorts/{run}/meetings"),
        (lena, f"/cohorts/{run}/letters"),
        (lena, f"/programmes/{cast.here.programme}"),
    ):
        answer = browser.get(address)
        assert (address, answer.status_code) == (address, 200)
    with store.reading(site_engine) as db:
        everything_going_out(db, now=clock.now(db), days=60)


@pytest.mark.parametrize(
    ("key", "said", "elsewhere"),
    [
        ("six-meetings", "Session 1 of 6", "This session"),
        ("open-circle", "Circle 1", "This circle"),
        ("eight-weeks", "Week 1 of 8", "This week"),
    ],
)
def test_a_unit_is_called_what_its_course_calls_it(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine, key: str, said: str, elsewhere: str
) -> None:
    hers, run = _join(site_engine, cast, key)
    travel_to(site_engine, datetime(2027, 6, 4, 12, tzinfo=UTC))
    sam = signed_in_as(cast.sam)
    assert said in words(sam, f"/course/{hers}/{load_course(key).sessions[0].key}")
    assert said in words(sam, "/today")
    assert elsewhere in words(sam, "/today")
    meeting_name = said.partition(" of ")[0].replace("Week", "Session")
    assert meeting_name in words(signed_in_as(cast.lena), f"/cohorts/{run}/meetings")


def test_links_between_texts_lead_to_her_own_pages_and_are_plain_words_elsewhere() -> None:
    text = "Read [the card](card:backdraft) or [write](https://example.org), [go on](week:week-3)."
    to = {("card", "backdraft"): "/cards/7/backdraft"}
    placed = markdown(text, lambda what, key: to.get((what, key)))
    assert '<a href="/cards/7/backdraft" rel="noopener noreferrer">the card</a>' in placed
    assert "go on." in placed
    assert "week:" not in placed
    assert "Read the card or <a" in markdown(text)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "card:Backdraft", "data:text/html,x", "card:../../x"]
)
def test_a_link_that_is_none_of_ours_leads_nowhere(link: str) -> None:
    found = markdown(f"[here]({link})", lambda what, key: f"/{what}/{key}")
    assert "href" not in found


def test_a_text_of_a_week_leads_to_the_cards_of_her_place(signed_in_as: SignIn, cast: Cast) -> None:
    """The handout of week 2 names the card about backdraft."""
    page = words(signed_in_as(cast.maya), week(cast, 2))
    handout = page.split('id="read"')[1].split('id="write"')[0]
    assert f'href="/cards/{cast.here.enrolment}/backdraft"' in handout


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


def _join(engine: Engine, cast: Cast, key: str, orientation_on: date | None = None) -> tuple[int, int]:
    """Sam takes part in a new cohort of this course: (her place, the cohort). It begins on Thursday 3 June 2027."""
    with store.writing(engine) as db:
        lena = db.get_one(Person, cast.lena)
        plan = plan_for(
            load_course(key),
            starts_on=date(2027, 6, 3),
            at=time(18, 30),
            zone="Europe/Lisbon",
            skipped={},
            orientation_on=orientation_on,
        )
        run = cohort.create(
            db, db.get_one(Programme, cast.here.programme), name="Another", course_key=key, plan=plan, by=lena
        )
        joined = datetime(2027, 2, 1, tzinfo=UTC)
        hers = enrolment.enrol(db, cohort_id=run.stored_id, person=db.get_one(Person, cast.sam), now=joined)
        hers.ready_at = joined
        return hers.stored_id, run.stored_id


def _ticks(engine: Engine) -> list[str]:
    with store.reading(engine) as db:
        return list(db.exec(select(HomeworkTick.item_key)).all())
