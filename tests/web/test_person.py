"""One person's page for those who run her group, and what is arranged there for her alone."""

from datetime import date, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts import cohort
from course.cohorts.catching_up import CatchUpStep
from course.cohorts.cohort import Cohort, meetings, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.people.person import Person
from course.people.role import end_facilitator, make_facilitator
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.pressing import press_twice


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def sister(cast: Cast, site_engine: Engine) -> int:
    """A group of the same house that began two weeks later, on Tuesdays, and is run by Ines too."""
    with store.writing(site_engine) as db:
        house, lead = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        plan = plan_for(
            load_course("eight-weeks"),
            starts_on=date(2027, 3, 9),
            at=time(12, 15),
            zone="Europe/Lisbon",
            skipped={},
        )
        run = cohort.create(
            db, house, name="Tuesday noon", course_key="eight-weeks", plan=plan, place="Room 1", by=lead
        )
        make_facilitator(db, cohort_id=run.stored_id, person_id=cast.ines)
        return run.stored_id


def page_of(cast: Cast, enrolment_id: int, more: str = "") -> str:
    return f"/cohorts/{cast.here.cohort}/people/{enrolment_id}{more}"


def test_it_says_what_she_came_to_and_is_linked_from_the_list(ines: FlaskClient, cast: Cast) -> None:
    """Maya was at the first three sessions; the fourth is tomorrow."""
    assert page_of(cast, cast.here.enrolment) in ines.get(f"/cohorts/{cast.here.cohort}/people").text
    shown = ines.get(page_of(cast, cast.here.enrolment)).text
    assert "3 of 3 sessions so far" in shown
    assert "Canary" not in shown


@pytest.mark.parametrize(
    "page",
    ["people/{e}", "people/{e}/catching-up", "people/{e}/make-up", "people/{e}/transfer", "handover", "substitutes",
     "meetings/{m}/emergency", "meetings/{m}/attendance", "meetings/{m}/move"],
)  # fmt: skip
def test_each_page_costs_few_statements(
    ines: FlaskClient, cast: Cast, site_engine: Engine, sister: int, page: str
) -> None:
    address = f"/cohorts/{cast.here.cohort}/{page.format(e=cast.here.enrolment, m=cast.here.past_meeting)}"
    ines.get(address)
    with counted(site_engine) as sent:
        assert ines.get(address).status_code == 200
    assert len(sent) <= 14, sent


def test_a_roll_costs_the_same_with_many_guests(
    ines: FlaskClient, cast: Cast, site_engine: Engine, sister: int
) -> None:
    theirs = _meeting(site_engine, sister, "week-2")
    counts = []
    for page in ("attendance", "emergency"):
        for _each in range(2):
            with counted(site_engine) as sent:
                assert ines.get(f"/cohorts/{sister}/meetings/{theirs}/{page}").status_code == 200
            counts.append(len(sent))
            for place in (cast.here.enrolment, cast.here.other_enrolment):
                ines.post(page_of(cast, place, "/make-up"), data={"meeting_id": theirs})
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]


@pytest.mark.parametrize("page", ["/course", "/me/emergency", "/me/letters"])
def test_hers_cost_few_statements_too(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine, page: str
) -> None:
    maya = signed_in_as(cast.maya)
    maya.get(page)
    with counted(site_engine) as sent:
        assert maya.get(page).status_code == 200
    assert len(sent) <= 8, sent


def test_letters_are_paused_and_come_again(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    address = page_of(cast, cast.here.enrolment, "/pause")
    for wrong in ("", "soon", "2027-03-17", "2029-01-01"):
        answer = ines.post(address, data={"until": wrong})
        assert answer.status_code == 422, wrong
    assert "quiet until" in ines.post(address, data={"until": "2027-04-01"}, follow_redirects=True).text
    assert _place(site_engine, cast.here.enrolment).paused_until == date(2027, 4, 1)
    maya = signed_in_as(cast.maya)
    assert "1 April 2027" in maya.get("/me/letters").text
    maya.post(f"/me/letters/{cast.here.enrolment}/again")
    assert _place(site_engine, cast.here.enrolment).paused_until is None
    ines.post(address, data={"until": "2027-04-01"})
    ines.post(page_of(cast, cast.here.enrolment, "/pause/end"))
    assert _place(site_engine, cast.here.enrolment).paused_until is None


def test_a_late_joiner_gets_a_plan_that_she_finds_and_no_letter(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Nia joined two days ago, after three sessions. A plan is offered: tomorrow and every third day from then on."""
    place = _of_person(site_engine, cast.here.cohort, cast.nia)
    assert "3 weeks were held before Nia came." in ines.get(page_of(cast, place)).text
    offered = ines.get(page_of(cast, place, "/catching-up")).text
    for key, day in (("week-1", "2027-03-18"), ("week-2", "2027-03-21"), ("week-3", "2027-03-24")):
        assert f'name="on-{key}" value="{day}"' in offered or f'value="{day}"' in offered
    address = page_of(cast, place, "/catching-up")
    for wrong in ("yesterday", "2027-03-16", "2028-12-24"):
        assert ines.post(address, data={"on-week-1": wrong}).status_code == 422
    ines.post(address, data={"on-week-1": "2027-03-20", "on-week-2": "", "on-week-3": "2027-03-25"})
    with store.reading(site_engine) as db:
        steps = db.exec(select(CatchUpStep).where(CatchUpStep.enrolment_id == place)).all()
        assert {one.unit_key: one.on for one in steps} == {
            "week-1": date(2027, 3, 20), "week-3": date(2027, 3, 25),
        }  # fmt: skip
    hers = signed_in_as(cast.nia).get("/course").text
    assert "To read in your own time" in hers
    assert "round about Saturday 20 March" in hers
    assert "To read in your own time" not in signed_in_as(cast.maya).get("/course").text


def test_she_makes_a_session_up_with_a_sister_group_and_both_see_it(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine, sister: int
) -> None:
    """Ben was away from the second session, which the sister group had on Tuesday 16 March and Ben came to."""
    place, address = cast.here.other_enrolment, page_of(cast, cast.here.other_enrolment, "/make-up")
    theirs = _meeting(site_engine, sister, "week-2")
    assert "Tuesday noon" in ines.get(address).text
    foreign = _meeting(site_engine, cast.there.cohort, "week-2")
    assert ines.post(address, data={"meeting_id": foreign}).status_code == 422
    ines.post(address, data={"meeting_id": theirs})
    roll = f"/cohorts/{sister}/meetings/{theirs}/attendance"
    assert "guest from Thursday evening" in ines.get(roll).text
    ines.post(roll, data={"enrolment_id": place, "mark": "here"})
    own = _meeting(site_engine, cast.here.cohort, "week-2")
    at_home = ines.get(f"/cohorts/{cast.here.cohort}/meetings/{own}/attendance").text
    assert at_home.count("came to it with another group") == 1
    shown = ines.get(page_of(cast, place)).text
    assert "with Tuesday noon" in shown
    assert "1 of 3 sessions so far" in shown
    assert ines.post(page_of(cast, place, f"/make-up/{theirs}/take-back")).status_code == 422
    nobody = {"enrolment_id": cast.there.enrolment, "mark": "here"}
    assert ines.post(roll, data=nobody).status_code == 404
    with store.reading(site_engine) as db:
        assert len(db.exec(select(MakeUp)).all()) == 1


def test_a_guest_reads_where_and_when(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine, sister: int
) -> None:
    theirs = _meeting(site_engine, sister, "week-3")
    ines.post(page_of(cast, cast.here.other_enrolment, "/make-up"), data={"meeting_id": theirs})
    hers = signed_in_as(cast.ben).get("/course").text
    assert "you are a guest of Tuesday noon" in hers
    assert "Room 1" in hers
    ines.post(page_of(cast, cast.here.other_enrolment, f"/make-up/{theirs}/take-back"))
    assert "you are a guest" not in signed_in_as(cast.ben).get("/course").text


def test_what_follows_is_shown_before_she_goes_on_in_another_group(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine, sister: int
) -> None:
    address = page_of(cast, cast.here.enrolment, "/transfer")
    shown = ines.post(address, data={"into": str(sister)}).text
    assert "Weeks that are open stay open" in shown
    assert _place(site_engine, cast.here.enrolment).cohort_id == cast.here.cohort
    press_twice(ines, address, {"into": str(sister)})
    row = _place(site_engine, cast.here.enrolment)
    assert (row.cohort_id, row.came_from) == (sister, cast.here.cohort)
    there = ines.get(f"/cohorts/{sister}/people/{cast.here.enrolment}").text
    assert "Came from Thursday evening" in there
    assert "3 of " in there
    assert ines.get(address).status_code == 404
    maya = signed_in_as(cast.maya)
    assert maya.get(f"/course/{cast.here.enrolment}/week-3").status_code == 200
    assert "About 10" in maya.get("/today").text or "10 minutes" in maya.get("/log").text


def test_nobody_puts_people_into_a_group_that_is_not_hers(
    ines: FlaskClient, cast: Cast, site_engine: Engine, sister: int
) -> None:
    with store.writing(site_engine) as db:
        end_facilitator(db, cohort_id=sister, person_id=cast.ines)
    address = page_of(cast, cast.here.enrolment, "/transfer")
    for into in (sister, cast.there.cohort):
        press_twice(ines, address, {"into": str(into)})
        assert _place(site_engine, cast.here.enrolment).cohort_id == cast.here.cohort


def test_emergency_details_are_two_taps_away_and_each_look_is_written_down(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    said = {
        "phone": "+351 910 000 000",
        "contact": "Rui",
        "contact_phone": "+351 920 000 000",
        "where": "Rua 1, Porto",
    }
    maya.post("/me/emergency", data=said)
    assert "Nobody so far." in maya.get("/me/emergency").text
    meeting = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}"
    assert f"{meeting}/emergency" in ines.get(f"{meeting}/attendance").text
    names = ines.get(f"{meeting}/emergency").text
    assert "Maya" in names
    assert "910 000" not in names
    assert _looks(site_engine, cast.maya) == []
    shown = ines.post(f"{meeting}/emergency/{cast.here.enrolment}").text
    assert all(text in shown for text in said.values())
    assert 'href="tel:+351910000000"' in shown
    assert _looks(site_engine, cast.maya) == [cast.ines]
    assert "Ines" in maya.get("/me/emergency").text
    ines.post(f"{meeting}/emergency/{cast.here.other_enrolment}")
    assert _looks(site_engine, cast.ben) == [cast.ines]
    lena = signed_in_as(cast.lena)  # she leads the programme and does not run the group
    assert lena.post(f"{meeting}/emergency/{cast.here.enrolment}").status_code == 404
    assert ines.post(f"{meeting}/emergency/{cast.there.enrolment}").status_code == 404
    assert _looks(site_engine, cast.maya) == [cast.ines]


def test_emergency_details_are_sealed_and_can_be_taken_away(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    maya = signed_in_as(cast.maya)
    maya.post("/me/emergency", data={"contact": "Rui Canary"})
    with site_engine.connect() as connection:
        [row] = connection.exec_driver_sql("SELECT sealed FROM emergency_details").all()
        assert b"Canary" not in bytes(row[0])
    long = maya.post("/me/emergency", data={"contact": "x" * 100_000})
    assert long.status_code == 422
    maya.post("/me/emergency", data={"contact": "", "phone": " "})
    with site_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM emergency_details").scalar() == 0


def test_a_note_is_for_one_colleague_or_for_all_and_the_leads_do_not_read_it(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.sam)
    address, sam = f"/cohorts/{cast.here.cohort}/handover", signed_in_as(cast.sam)
    known = "11111111-1111-4111-8111-111111111111"
    sent = {"to_person": str(cast.sam), "words": "Bring the bell & tea", "client_id": known}
    for _each in range(2):
        ines.post(address, data=sent)
    assert sam.get(address).text.count("Bring the bell &amp; tea") == 1
    assert "handover note waits" in sam.get(f"/cohorts/{cast.here.cohort}").text
    assert signed_in_as(cast.lena).get(address).status_code == 404
    number = max(_notes(site_engine))
    sam.post(f"{address}/{number}/read")
    assert "handover note waits" not in sam.get(f"/cohorts/{cast.here.cohort}").text
    assert sam.post(f"{address}/{number}/remove").status_code == 404
    ines.post(f"{address}/{number}/remove")
    assert number not in _notes(site_engine)
    for wrong in ("", "x" * 4_001):
        answer = ines.post(address, data={**sent, "words": wrong, "client_id": known})
        assert answer.status_code == 422
    assert "x" * 100 in answer.text


def test_a_substitute_opens_the_group_within_her_days_and_not_before(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    """Today is Wednesday 17 March: Sam holds the group today and tomorrow, or from tomorrow on."""
    address, lena = f"/cohorts/{cast.here.cohort}/substitutes", signed_in_as(cast.lena)
    later = {"person_id": str(cast.sam), "first": "2027-03-18", "last": "2027-03-19"}
    assert lena.post(address, data=later).status_code == 302
    assert signed_in_as(cast.sam).get(f"/cohorts/{cast.here.cohort}").status_code == 404
    today = {**later, "first": "2027-03-17", "last": "2027-03-17"}
    lena.post(address, data=today)
    assert signed_in_as(cast.sam).get(f"/cohorts/{cast.here.cohort}").status_code == 200
    for wrong in ({"first": ""}, {"last": "2027-03-01"}, {"person_id": str(cast.maya)}):
        assert lena.post(address, data={**later, **wrong}).status_code == 422


def test_this_and_all_later_meetings_are_moved_with_a_look_first(
    ines: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """The fourth session goes from Thursday 18 to Friday 19 March; the fifth would be on Good Friday."""
    address = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/move"
    typed = {"on": "2027-03-19", "at": "18:30", "scope": "later"}
    shown = ines.post(address, data=typed).text
    assert "Session 5: public holiday" in shown
    assert "Fri 16 Apr" in shown
    press_twice(ines, address, typed)
    with store.reading(site_engine) as db:
        days = {one.unit_key: one.starts_on for one in meetings(db, db.get_one(Cohort, cast.here.cohort))}
    assert days["week-3"] == date(2027, 3, 11)
    assert days["week-4"] == date(2027, 3, 19)
    assert days["week-8"] == date(2027, 4, 16)


def _place(engine: Engine, enrolment_id: int) -> Enrolment:
    with store.reading(engine) as db:
        return db.get_one(Enrolment, enrolment_id)


def _of_person(engine: Engine, cohort_id: int, person_id: int) -> int:
    with store.reading(engine) as db:
        mine = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id)
        return db.exec(mine).one().stored_id


def _meeting(engine: Engine, cohort_id: int, unit_key: str) -> int:
    with store.reading(engine) as db:
        theirs = select(Meeting).where(Meeting.cohort_id == cohort_id, col(Meeting.unit_key) == unit_key)
        return db.exec(theirs).one().stored_id


def _looks(engine: Engine, person_id: int) -> list[int | None]:
    with store.reading(engine) as db:
        looks = select(AuditEvent).where(
            AuditEvent.what == "emergency.look", AuditEvent.about == f"person:{person_id}"
        )
        return [one.actor_id for one in db.exec(looks).all()]


def _notes(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM handover_note").all()]
