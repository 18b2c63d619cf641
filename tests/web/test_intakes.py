"""A person reads what somebody told at joining and answers: five ways, none of them a refusal, in two presses."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import clock, store
from course.audit import AuditEvent
from course.cohorts import enrolment as places
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.exchange.participation_csv import participation_csv
from course.people import consent, intake, intake_decision, role
from course.people.consent import ConsentTo
from course.people.intake_decision import IntakeDecision, Outcome
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_joining import Way, hidden_of

SECRET = "Grey heron at the weir"
AT_MOST = 14


@pytest.fixture
def way(client: FlaskClient, cast: Cast, site_engine: Engine) -> Way:
    """Noor has handed in her answers."""
    found = Way(client, site_engine, cast.here.invitation_secret)
    found.begin()
    found.all_open()
    found.say("hopes", words=SECRET, act="continue")
    found.client.post(f"{found.base}/look-over")
    return found


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


@pytest.fixture
def address(way: Way, cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/joining/{way.enrolment}"


def form_of(page: str, outcome: str, *because: str) -> dict[str, object]:
    return {**hidden_of(page), "client_id": str(uuid4()), "outcome": outcome, "because": list(because)}


def decide(browser: FlaskClient, address: str, outcome: str, *because: str) -> dict[str, object]:
    """Both presses; what the second sent."""
    sent = form_of(browser.get(address).text, outcome, *because)
    assert "This is what Noor will read" in browser.post(address, data=sent).text
    sent |= {"confirmed": "yes"}
    assert browser.post(address, data=sent).status_code == 302
    return sent


def decisions(engine: Engine, way: Way) -> list[IntakeDecision]:
    with store.reading(engine) as db:
        hers = select(IntakeDecision).where(IntakeDecision.enrolment_id == way.enrolment)
        return list(db.exec(hers.order_by(col(IntakeDecision.id))).all())


def is_active(engine: Engine, way: Way) -> bool:
    with store.reading(engine) as db:
        return db.get_one(Enrolment, way.enrolment).is_active


def test_the_page_of_the_week_says_who_waits_and_it_leads_to_what_was_told(
    ines: FlaskClient, way: Way, cast: Cast, address: str
) -> None:
    board = ines.get(f"/cohorts/{cast.here.cohort}").text
    assert "One person waits for your answer before the course" in board
    assert SECRET not in board
    listed = ines.get(f"/cohorts/{cast.here.cohort}/joining").text
    assert f'href="{address}"' in listed
    assert SECRET not in listed
    assert SECRET in ines.get(address).text


def test_leads_and_facilitators_of_other_groups_read_nothing_of_it(
    way: Way, cast: Cast, signed_in_as: SignIn, address: str
) -> None:
    assert "waits for your answer" not in signed_in_as(cast.lena).get(f"/cohorts/{cast.here.cohort}").text
    for other in (cast.lena, cast.there.facilitator, cast.maya, cast.sam):
        assert signed_in_as(other).get(address).status_code == 404
        assert signed_in_as(other).post(address, data={"outcome": "fits"}).status_code == 404


def test_nothing_is_read_before_it_is_handed_in(
    client: FlaskClient, cast: Cast, site_engine: Engine, ines: FlaskClient
) -> None:
    early = Way(client, site_engine, cast.here.invitation_secret)
    early.begin()
    early.say("hopes", words=SECRET, act="continue")
    assert ines.get(f"/cohorts/{cast.here.cohort}/joining/{early.enrolment}").status_code == 404
    assert "not handed in yet" in ines.get(f"/cohorts/{cast.here.cohort}/joining").text


@pytest.mark.parametrize(
    ("outcome", "words", "keeps"),
    [
        ("fits", "You are welcome in Thursday evening", True),
        ("talk-first", "Let us talk before you start", True),
        ("with-support", "with somebody at your side", True),
        ("other-format", "Another way may be kinder to you", False),
        ("not-now", "Not this time, and not for ever", False),
    ],
)
def test_she_reads_the_words_that_whoever_decides_has_seen_before(
    ines: FlaskClient, way: Way, address: str, site_engine: Engine, outcome: str, words: str, keeps: bool
) -> None:
    because = () if outcome == "fits" else ("loss",)
    sent = form_of(ines.get(address).text, outcome, *because)
    assert words in ines.post(address, data=sent).text
    assert decisions(site_engine, way) == []  # the first press only shows
    decide(ines, address, outcome, *because)
    page = way.page("answer").partition("<h1>")[2].partition("</main>")[0]
    assert words in page
    for word in ("reject", "declin", "refus", "unsuitable", "eligib", "loss"):
        assert word not in page.lower()
    assert is_active(site_engine, way) is keeps
    assert ("Who can help you now" in page) is (outcome == "not-now")
    lets_in = outcome in {"fits", "with-support"}
    assert (way.client.get(way.base).status_code == 200) is lets_in


def test_with_support_she_is_also_asked_about_speaking_with_whoever_treats_her(
    ines: FlaskClient, way: Way, address: str, site_engine: Engine
) -> None:
    decide(ines, address, "with-support", "treatment")
    page = way.client.get(way.base).text
    assert "Speaking with whoever treats you" in page
    agreed = dict.fromkeys(re.findall(r'name="([a-z-]+)" value="yes"', page), "yes") | {"clinician": "no"}
    assert way.client.post(way.base, data={**hidden_of(page), **agreed}).location == f"{way.base}/steps"
    with store.reading(site_engine) as db:
        assert consent.given(db, way.enrolment)[ConsentTo.CLINICIAN] is False
        assert db.get_one(Enrolment, way.enrolment).ready_at is not None


def test_after_a_yes_the_steps_lead_on_to_consent_and_the_calendar(
    ines: FlaskClient, way: Way, address: str
) -> None:
    decide(ines, address, "fits")
    assert f'href="{way.base}"' in way.page("steps")
    page = way.client.get(way.base).text
    assert "Speaking with whoever treats you" not in page
    agreed = dict.fromkeys(re.findall(r'name="([a-z-]+)" value="yes"', page), "yes")
    way.client.post(way.base, data={**hidden_of(page), **agreed})
    steps = way.page("steps")
    assert 'href="/me/calendar"' in steps
    way.client.post("/me/calendar", data={"act": "make"})
    assert way.page("steps").count("Done") > steps.count("Done")
    assert way.page("asked/hopes") == way.client.get(f"{way.base}/asked/hopes").text


def test_any_answer_but_a_plain_yes_needs_a_reason_and_what_was_chosen_is_kept(
    ines: FlaskClient, way: Way, address: str, site_engine: Engine
) -> None:
    page = ines.post(address, data=form_of(ines.get(address).text, "not-now"))
    assert page.status_code == 422
    assert "at least one reason" in page.text
    assert re.search(r'value="not-now" checked', page.text)
    assert ines.post(address, data=form_of(ines.get(address).text, "")).status_code == 422
    assert ines.post(address, data=form_of(ines.get(address).text, "rejected", "loss")).status_code == 422
    assert ines.post(address, data=form_of(ines.get(address).text, "not-now", "made-up")).status_code == 422
    assert decisions(site_engine, way) == []


def test_a_double_tap_is_one_decision(ines: FlaskClient, way: Way, address: str, site_engine: Engine) -> None:
    sent = decide(ines, address, "talk-first", "question")
    assert ines.post(address, data=sent).status_code == 302
    assert len(decisions(site_engine, way)) == 1


def test_of_two_who_decide_the_second_is_shown_what_the_first_has_answered(
    ines: FlaskClient, way: Way, address: str, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.sam)
    sam = signed_in_as(cast.sam)
    early = form_of(sam.get(address).text, "not-now", "loss") | {"confirmed": "yes"}
    decide(ines, address, "fits")
    page = sam.post(address, data=early)
    assert page.status_code == 409
    assert "There is an answer already" in page.text
    assert "The answer of Ines" in page.text
    assert [one.outcome for one in decisions(site_engine, way)] == [Outcome.FITS]


def test_what_she_adds_while_the_page_is_open_is_read_first(
    ines: FlaskClient, way: Way, address: str, site_engine: Engine
) -> None:
    early = form_of(ines.get(address).text, "fits") | {"confirmed": "yes"}
    way.say("support", words="My sister", act="continue")
    page = ines.post(address, data=early)
    assert page.status_code == 409
    assert "My sister" in page.text
    assert decisions(site_engine, way) == []


def test_after_let_us_talk_she_may_add_and_it_is_to_be_read_again_and_after_a_yes_it_stays(
    ines: FlaskClient, way: Way, address: str, cast: Cast
) -> None:
    decide(ines, address, "talk-first", "question")
    board = f"/cohorts/{cast.here.cohort}"
    assert "waits for your answer" not in ines.get(board).text
    way.say("support", words="My sister", act="continue")
    decide(ines, address, "fits")
    assert way.client.get(f"{way.base}/asked/support").location == f"{way.base}/steps"


def test_a_place_that_was_given_on_comes_back_with_a_later_yes_only_while_one_is_free(
    ines: FlaskClient, way: Way, address: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        group = db.get_one(Cohort, cast.here.cohort)
        taken = select(Enrolment).where(Enrolment.cohort_id == group.id, col(Enrolment.left_at).is_(None))
        before = len(db.exec(taken).all())
    decide(ines, address, "not-now", "loss")
    assert "Who can help you now" in way.page("answer")
    assert "There is an answer about your place" in way.client.get("/today").text
    back = f"/me/leaving/{way.enrolment}/return"
    assert back not in way.client.get("/today").text + way.client.get("/me/leaving").text
    assert way.client.post(back).status_code >= 400
    assert not is_active(site_engine, way)
    decide(ines, address, "fits")
    assert is_active(site_engine, way)
    with store.reading(site_engine) as db:
        assert len(db.exec(taken).all()) == before


def test_no_reason_and_no_word_of_it_is_in_an_export_or_an_audit_line(
    ines: FlaskClient, way: Way, address: str, cast: Cast, site_engine: Engine
) -> None:
    decide(ines, address, "not-now", "eating")
    with store.reading(site_engine) as db:
        sheet = participation_csv(db, db.get_one(Programme, cast.here.programme), now=clock.now(db))
        audited = " ".join(f"{one.what} {one.detail}" for one in db.exec(select(AuditEvent)).all())
        row = decisions(site_engine, way)[0]
    assert "Noor" in sheet
    assert not any(word in sheet for word in ("eating", "not-now", SECRET))
    assert "intake.decide" in audited
    assert not any(word in audited for word in ("eating", "not-now", SECRET))
    assert row.reasons == ["eating"]


def test_every_reason_is_a_code_with_words() -> None:
    assert all(re.fullmatch(r"[a-z]+", code) and words for code, words in intake_decision.reasons().items())


def test_pages_of_staff_cost_the_same_for_few_and_for_many(
    ines: FlaskClient, way: Way, address: str, cast: Cast, site_engine: Engine
) -> None:
    costs = []
    listed = f"/cohorts/{cast.here.cohort}/joining"
    with counted(site_engine) as sent:
        assert ines.get(address).status_code == 200
    assert len(sent) <= AT_MOST
    for size in (1, 40):
        with store.writing(site_engine) as db:
            for n in range(size):
                who = Person(email=f"j{size}-{n}@example.org", name=f"J{n}", called=f"J{n}", created_at=NOW)
                db.add(who)
                db.flush()
                hers = places.enrol(db, cohort_id=cast.here.cohort, person=who, now=NOW)
                row = intake.begin(db, hers, now=NOW)
                intake.send(db, row, now=NOW)
        with counted(site_engine) as sent:
            assert ines.get(listed).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= AT_MOST
