"""Answers on paper or by phone: entered once by staff, by the day they were given, and never shown to staff again."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.test import TestResponse

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.measures import assessment, choosing
from course.measures.assessment import Answer, Assessment, Mode, StoredScore
from course.people.person import Person
from course.safety.concern import Concern
from course.texts import taking
from curriculum.loader import load_course, load_measure, load_wording
from tests.cast import NOW, Cast
from tests.course.print.reading import letters, pages
from tests.course.safety import official
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

# The last session ends on 15 April; the questions are open through 6 May, and may be begun through 13 May.
MONDAY = datetime(2027, 4, 19, 9, tzinfo=UTC)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    travel_to(site_engine, MONDAY)
    return signed_in_as(cast.ines)


@pytest.fixture
def hers(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/people/{cast.here.enrolment}/questions"


@pytest.fixture
def address(hers: str) -> str:
    return f"{hers}/after/enter"


def on_paper(**more: str) -> dict[str, str]:
    """Every question of the two measures at its lowest, the first one of stress left out."""
    given = {
        f"{key}|{item}": str(min(load_measure(key).choices))
        for key in ("self-compassion-12", "stress-4")
        for item in load_measure(key).items
    }
    first = load_measure("stress-4").items[0]
    return {
        "client_id": str(uuid4()), "mode": "paper", "day": "2027-04-17", **given, f"stress-4|{first}": "", **more
    }  # fmt: skip


def rows(engine: Engine) -> list[Assessment]:
    with store.reading(engine) as db:
        mine = select(Assessment).where(Assessment.wave_key == "after").order_by(col(Assessment.id))
        return list(db.exec(mine).all())


def test_it_is_saved_whole_with_how_by_whom_and_the_days_from_its_day(
    ines: FlaskClient, cast: Cast, hers: str, address: str, site_engine: Engine
) -> None:
    assert ines.post(address, data=on_paper()).location == hers
    found = rows(site_engine)
    assert [one.measure_key for one in found] == ["self-compassion-12", "stress-4"]
    for one in found:
        assert (one.mode, one.entered_by, one.days_from_target) == (Mode.PAPER, cast.ines, 2)
        assert one.answered_at is not None
        assert one.answered_at.date() == date(2027, 4, 17)
        assert one.completed_at == one.answered_at == one.started_at
    with store.reading(site_engine) as db:
        ids = [one.stored_id for one in found]
        values = [
            one.value for one in db.exec(select(Answer).where(col(Answer.assessment_id).in_(ids))).all()
        ]
        assert len(values) == 16
        assert values.count(None) == 1
        assert db.exec(select(StoredScore).where(col(StoredScore.assessment_id).in_(ids))).first()


def test_afterwards_staff_see_that_and_by_whom_and_not_one_answer(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, hers: str, address: str, site_engine: Engine
) -> None:
    assert "keeps them to herself" in ines.get(address).text
    ines.post(address, data=on_paper(mode="phone"))
    told = ines.get(hers).text
    assert "By phone on Saturday 17 April, entered by Ines" in told
    assert "Done" in told
    for browser in (ines, signed_in_as(cast.lena)):
        with counted(site_engine) as sent:
            again = browser.get(address).text
        assert "Answers to these questions are there already." in again
        assert "<select" not in again
        assert not [one for one in sent if "FROM score" in one]
    assert "Thank you" in signed_in_as(cast.maya).get(f"/questions/{cast.here.enrolment}/after").text


def test_it_is_audited_without_an_answer(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    ines.post(address, data=on_paper())
    with store.reading(site_engine) as db:
        line = db.exec(select(AuditEvent).where(AuditEvent.what == "answers.enter")).one()
    assert (line.actor_id, line.about) == (cast.ines, f"enrolment:{cast.here.enrolment}")
    assert line.detail == {"wave": "after", "mode": "paper", "day": "2027-04-17"}


def test_a_paper_that_is_found_later_counts_by_its_own_day(
    ines: FlaskClient, hers: str, address: str, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 6, 1, 9, tzinfo=UTC))
    ines.post(address, data=on_paper(day="2027-05-06"))
    told = ines.get(hers).text
    assert "Done, after its days" not in told
    assert "21 days after its day" in told
    assert {one.days_from_target for one in rows(site_engine)} == {21}


def test_a_day_after_the_window_is_late(
    ines: FlaskClient, hers: str, address: str, site_engine: Engine
) -> None:
    travel_to(site_engine, datetime(2027, 6, 1, 9, tzinfo=UTC))
    ines.post(address, data=on_paper(day="2027-05-08"))
    assert "Done, after its days" in ines.get(hers).text


def test_on_the_evening_of_the_last_session_it_is_in_time(
    ines: FlaskClient, address: str, site_engine: Engine
) -> None:
    ines.post(address, data=on_paper(day="2027-04-15"))
    assert {one.days_from_target for one in rows(site_engine)} == {0}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"mode": "site"}, "Please say whether it was on paper or by phone."),
        ({"mode": ""}, "Please say whether it was on paper or by phone."),
        ({"day": "soon"}, "Please give the day"),
        ({"day": "2027-04-20"}, "That day is still to come."),
        ({"day": "2027-04-14"}, "On that day these questions were not open."),
        ({f"stress-4|{load_measure('stress-4').items[1]}": "77"}, "Please choose one of the answers"),
    ],
)
def test_what_does_not_fit_is_explained_nothing_is_stored_and_what_was_chosen_stays(
    ines: FlaskClient, address: str, site_engine: Engine, more: dict[str, str], sentence: str
) -> None:
    answered = ines.post(address, data=on_paper(**more))
    assert answered.status_code == 422
    assert sentence in answered.text
    assert "Nothing is saved yet" in answered.text
    assert answered.text.count(" selected>") >= 15
    assert rows(site_engine) == []


def test_a_page_without_any_answer_is_not_saved(ines: FlaskClient, address: str, site_engine: Engine) -> None:
    empty = {name: "" if "|" in name else value for name, value in on_paper().items()}
    assert "Please enter at least one answer." in ines.post(address, data=empty).text
    assert rows(site_engine) == []


def test_sent_twice_it_is_one_and_a_second_page_writes_nothing_over(
    ines: FlaskClient, hers: str, address: str, site_engine: Engine
) -> None:
    sent = on_paper()
    assert [ines.post(address, data=sent).location for _each in range(2)] == [hers, hers]
    again = ines.post(address, data=on_paper(mode="phone"))
    assert again.status_code == 422
    assert "nothing is written over" in again.text
    assert {one.mode for one in rows(site_engine)} == {Mode.PAPER}


def test_what_she_answered_herself_is_not_written_over_but_a_begun_page_is_used(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    base, maya = f"/questions/{cast.here.enrolment}/after", signed_in_as(cast.maya)
    maya.post(base)
    with store.writing(site_engine) as db:
        begun = db.exec(select(Assessment).where(Assessment.wave_key == "after")).first()
        assert begun is not None
        assessment.save_answer(
            db,
            begun,
            item=load_measure("self-compassion-12").items[0],
            value=5,
            client_id=uuid4(),
            now=MONDAY,
        )
    answered = ines.post(address, data=on_paper())
    assert answered.status_code == 422
    assert "nothing is written over" in answered.text
    other = address.replace(f"people/{cast.here.enrolment}/", f"people/{cast.here.other_enrolment}/")
    signed_in_as(cast.ben).post(f"/questions/{cast.here.other_enrolment}/after")
    assert ines.post(other, data=on_paper()).status_code == 302
    assert [one.mode for one in rows(site_engine)] == [Mode.SITE, Mode.SITE, Mode.PAPER, Mode.PAPER]


def test_nothing_is_entered_for_whoever_said_no_left_or_has_not_agreed(
    ines: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        assessment.decline(db, db.get_one(Enrolment, cast.here.enrolment), "after", now=NOW)
        others = select(Enrolment.id).where(col(Enrolment.person_id).in_([cast.dani, cast.nia]))
        enrolments = [cast.here.enrolment, *db.exec(others).all()]
    assert len(enrolments) == 3
    for one in enrolments:
        path = address.replace(f"people/{cast.here.enrolment}/", f"people/{one}/")
        assert "not asked of this person" in ines.get(path).text
        assert ines.post(path, data=on_paper()).status_code == 422
    assert rows(site_engine) == []


def test_the_page_costs_few_statements(ines: FlaskClient, address: str, site_engine: Engine) -> None:
    with counted(site_engine) as sent:
        ines.get(address)
    assert len(sent) <= 14, "\n".join(sent)


# An answer that asks for somebody


@pytest.fixture
def watched(ines: FlaskClient, cast: Cast, site_engine: Engine) -> FlaskClient:
    """The programme asks PHQ-9 after the course, in official words."""
    with store.writing(site_engine) as db:
        official.install(db, "phq-9", "en")
        group, lena = db.get_one(Cohort, cast.here.cohort), db.get_one(Person, cast.lena)
        choosing.add(
            db, db.get_one(Programme, cast.here.programme), wave_key="after", measure_key="phq-9",
            knows_unchecked=False, waves=["after"], now=MONDAY, by=lena,
        )  # fmt: skip
        offered = load_course("eight-weeks")
        seen = taking.newer(db, group, offered)
        assert seen is not None
        taking.take(db, group, offered, seen=seen.hash, now=MONDAY, by=lena)
    return ines


def mark(page: TestResponse) -> str:
    return page.text.partition('name="watch" value="')[2].partition('"')[0]


def test_it_opens_a_concern_in_the_same_transaction_and_says_what_to_do_now(
    watched: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    sent = on_paper(**{"phq-9|q9": "1", "watch": mark(watched.get(address))})
    answered = watched.post(address, data=sent)
    assert answered.status_code == 200
    assert "Please speak with Maya" in answered.text
    assert "Ines Duarte gets a letter now" in answered.text
    assert "tel:112" in answered.text
    with store.reading(site_engine) as db:
        one = db.exec(select(Concern).where(Concern.wave_key == "after")).one()
        assert one.enrolment_id == cast.here.enrolment


def test_the_lowest_one_opens_none(
    watched: FlaskClient, hers: str, address: str, site_engine: Engine
) -> None:
    sent = on_paper(**{"phq-9|q9": "0", "watch": mark(watched.get(address))})
    assert watched.post(address, data=sent).location == hers
    with store.reading(site_engine) as db:
        assert db.exec(select(Concern).where(Concern.wave_key == "after")).all() == []


def test_when_it_cannot_be_saved_the_page_says_that_nobody_was_told(
    watched: FlaskClient, address: str, site_engine: Engine
) -> None:
    sent = on_paper(**{"phq-9|q9": "2", "watch": mark(watched.get(address))})
    lost = watched.post(address, data={**sent, "day": "soon"})
    assert "Nothing is saved yet, and nobody has been told." in lost.text
    assert 'name="phq-9|q9"' in lost.text
    gone = watched.post(address.replace("/after/", "/nothing/"), data=sent)
    assert "Your answer was not saved, and nobody has been told" in gone.text


# Sheets of paper


def test_a_sheet_holds_the_questions_as_they_are_asked_the_group_and_nobodys_name(
    ines: FlaskClient, cast: Cast, address: str
) -> None:
    answered = ines.get(f"/cohorts/{cast.here.cohort}/questions/after/de.pdf")
    assert answered.mimetype == "application/pdf"
    said = "".join(pages(answered.data))
    for sentence in load_wording("stress-4", "de").items.values():
        assert letters(sentence) in letters(said)
    assert "Thursday evening" in said
    assert "Maya" not in said
    assert ines.get(f"/cohorts/{cast.here.cohort}/questions/after/xx.pdf").status_code == 404


def test_she_is_asked_herself_whether_anything_did_harm(
    ines: FlaskClient, signed_in_as: SignIn, address: str, cast: Cast
) -> None:
    assert ines.post(address, data=on_paper()).status_code == 302
    hers = f"/questions/{cast.here.enrolment}/after/effects"
    assert hers.encode() not in ines.get(address.removesuffix("/after/enter")).data  # not for staff to answer
    maya = signed_in_as(cast.maya)
    assert hers.encode() in maya.get("/me/looking-back").data
    assert maya.post(hers, data={"act": "leave"}).status_code == 302
    assert hers.encode() not in maya.get("/me/looking-back").data
