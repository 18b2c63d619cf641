"""The programme at a glance, its cohorts, and the comparison with its file."""

import csv
import io
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import access, store
from course.access.of_staff import run_or_led_among
from course.audit import AuditEvent
from course.cohorts import attendance, cohort, enrolment
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.programme import Programme
from course.errors import NotFound
from course.measures import assessment
from course.outcomes import freezing
from course.people.person import Person
from curriculum.loader import load_course
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

AT_MOST = 20


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}"


def test_the_overview_says_what_runs_and_names_no_participant(lena: FlaskClient, address: str) -> None:
    shown = lena.get(address).text
    assert "One group is running" in shown
    assert "Thursday evening" in shown
    assert "3 of 4" in shown  # still coming: Dani has left
    assert "Week 3" in shown
    for name in ("Maya", "Ben", "Dani", "Nia"):
        assert name not in shown


def test_a_cohort_goes_from_recruiting_to_running_to_finished(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    said = {
        NOW - timedelta(days=60): "One group is recruiting",
        NOW: "One group is running",
        NOW + timedelta(days=90): "No group is running just now",
    }
    for at, sentence in said.items():
        travel_to(site_engine, at)
        assert sentence in lena.get(address).text


def test_a_new_programme_begins_with_what_is_still_missing(lena: FlaskClient, address: str) -> None:
    assert "Before the first evening" not in lena.get(address).text
    sent = {"name": "Night school", "zone": "Europe/Lisbon", "country": "PT"}
    made = lena.post("/programmes/new", data=sent).headers["Location"].removesuffix("/settings")
    shown = lena.get(made).text
    for step in ("Who answers, and where help is found", "A first cohort with its dates", "People invited"):
        assert step in shown
    assert shown.count("Not yet") == 4


def test_the_overview_costs_the_same_for_twelve_people_and_for_five_hundred(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    costs = []
    for size in (12, 500):
        with store.writing(site_engine) as db:
            _fill(db, db.get_one(Cohort, cast.here.cohort), size)
        lena.get(address)
        with counted(site_engine) as sent:
            assert lena.get(address).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= AT_MOST


def test_every_cohort_is_listed_with_who_runs_it(lena: FlaskClient, address: str) -> None:
    shown = lena.get(f"{address}/cohorts").text
    assert "1 cohort" in shown
    assert "Ines" in shown


def test_the_menu_beside_an_older_group_holds_the_newest_of_hers(cast: Cast, site_engine: Engine) -> None:
    """It is read with the group itself, which stands in it where it is one of them."""
    here = cast.here.cohort
    with store.writing(site_engine) as db:
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        mine = [one.id for one in access.cohorts_for(db, by)]
        for name, day in (("Newer", date(2028, 1, 13)), ("Newest", date(2028, 2, 10))):
            plan = plan_for(load_course("eight-weeks"), starts_on=day, at=time(18), zone="UTC", skipped={})
            cohort.create(db, house, name=name, course_key="eight-weeks", plan=plan, by=by)
        two, many = (run_or_led_among(db, by, here, most=most) for most in (2, 50))
        assert [one.name for one in two.menu] == ["Newest", "Newer"]
        assert [one.id for one in many.menu][2:] == mine
        assert many.menu == access.cohorts_for(db, by, most=50)
        assert (two.cohort.id, two.leads, two.runs) == (here, True, False)
        with pytest.raises(NotFound):
            run_or_led_among(db, db.get_one(Person, cast.maya), here, most=50)


def test_without_scores_there_is_nothing_to_compare(
    signed_in_as: SignIn, cast: Cast, lena: FlaskClient
) -> None:
    sent = {"name": "Night school", "zone": "Europe/Lisbon", "country": "PT"}
    made = lena.post("/programmes/new", data=sent).headers["Location"].removesuffix("/settings")
    assert "There is nothing to compare yet" in lena.get(f"{made}/compare").text
    assert lena.post(f"{made}/compare.csv").status_code == 404


def test_the_comparison_shows_large_cohorts_and_hides_small_ones_everywhere(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    _past(site_engine, cast.here.programme, {"Large one": 10, "Large two": 9, "Tiny": 7})
    page = lena.get(f"{address}/compare").text
    assert "Hidden: too few people" in page
    file = lena.post(f"{address}/compare.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = {row[0]: row for row in csv.reader(io.StringIO(file))}
    assert rows["Large one"][5] == "10"
    assert rows["Tiny"][2] == "Hidden: too few people"
    assert rows["Tiny"][3:] == [""] * 14
    assert "Tiny" in page
    assert "19 in 20" not in page  # two cohorts make no funnel


def test_a_programme_that_asks_for_larger_groups_hides_more(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    _past(site_engine, cast.here.programme, {"Large one": 10, "Large two": 9})
    assert lena.get(f"{address}/compare").text.count("Hidden: too few people") == 0
    with store.writing(site_engine) as db:
        db.get_one(Programme, cast.here.programme).smallest_group = 10
    hidden = lena.get(f"{address}/compare").text
    assert "Hidden: too few people" in hidden
    rows = list(csv.reader(io.StringIO(lena.post(f"{address}/compare.csv").get_data(as_text=True))))
    assert [row[5] for row in rows if row[0] == "Large two"] == [""]


def test_a_download_is_written_into_the_audit(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    answer = lena.post(f"{address}/compare.csv?measure=self-compassion-12&score=uncompassionate")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    with store.reading(site_engine) as db:
        event = db.exec(select(AuditEvent).where(AuditEvent.what == "comparison.download")).one()
    assert (event.actor_id, event.programme_id) == (cast.lena, cast.here.programme)
    assert event.detail["score"] == "self-compassion-12/uncompassionate"


@pytest.mark.parametrize(
    "query", ["measure=nothing&score=total", "measure=self-compassion-12&score=nothing", "wave=never"]
)
def test_a_score_nobody_has_is_not_there(lena: FlaskClient, address: str, query: str) -> None:
    assert lena.get(f"{address}/compare?{query}").status_code == 404
    assert lena.post(f"{address}/compare.csv?{query}").status_code == 404


def test_strangers_find_nothing_of_the_programme(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.maya, cast.ines, cast.there.lead):
        browser = signed_in_as(stranger)
        for page in ("", "/cohorts", "/compare", "/people", "/settings"):
            assert browser.get(address + page).status_code == 404
        assert browser.post(f"{address}/compare.csv").status_code == 404


def _fill(db: Session, run: Cohort, size: int) -> list[enrolment.Enrolment]:
    """People until so many have a place, all ready, each there at every session so far."""
    have = len(db.exec(select(enrolment.Enrolment.id).where(enrolment.Enrolment.cohort_id == run.id)).all())
    past = [one for one in cohort.meetings(db, run) if one.is_over(NOW)]
    found = []
    for n in range(have, size):
        person = Person(email=f"{run.id}-{n}@example.org", name=f"P {n}", called="P", created_at=NOW)
        db.add(person)
        db.flush()
        hers = enrolment.enrol(db, cohort_id=run.stored_id, person=person, now=NOW - timedelta(days=400))
        hers.ready_at = hers.joined_at
        found.append(hers)
        for one in past:
            attendance.record(db, one, hers.stored_id, Mark.HERE, by=None, now=NOW)
    return found


def _past(engine: Engine, programme_id: int, sizes: dict[str, int]) -> None:
    """Finished cohorts in which everybody answered before and after, and rose by one point or a little less."""
    course = load_course("eight-weeks")
    with store.writing(engine) as db:
        house = db.get_one(Programme, programme_id)
        by = db.exec(select(Person).where(Person.email == "lena@example.org")).one()
        for number, (name, size) in enumerate(sizes.items()):
            starts = date(2026, 1, 8) + timedelta(weeks=number)
            plan = plan_for(course, starts_on=starts, at=time(18), zone="UTC", skipped={})
            run = cohort.create(db, house, name=name, course_key=course.key, plan=plan, course=course, by=by)
            for n, hers in enumerate(_fill(db, run, size)):
                _answers(db, hers, "before", 2 + n % 2)
                _answers(db, hers, "after", 3 + n % 3 // 2)
        freezing.freeze(db, programme_id, now=NOW)


def _answers(db: Session, hers: enrolment.Enrolment, wave: str, value: int) -> None:
    measure = "self-compassion-12"
    asked = assessment.begin(db, hers, wave_key=wave, measure_key=measure, locale="en", now=NOW)
    for item in assessment.definition(db, asked).items:
        assessment.save_answer(db, asked, item=item, value=value, client_id=uuid4(), now=NOW)
    assessment.complete(db, asked, now=NOW)
