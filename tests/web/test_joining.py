"""The way in: one question at a time, each kept on its own, heard at once where it asks for somebody, left anywhere."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts.enrolment import Enrolment
from course.people import consent, token
from course.people.consent import ConsentTo
from course.people.intake import Intake
from course.people.invitation import Invitation
from course.people.token import Purpose, Token
from course.safety.concern import INTAKE, Concern, Kind
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

AT_MOST = 8
"""Statements of a page of hers."""
EVERY = [
    "hopes", "earlier", "life", "treatment", "harm", "far", "past", "sober", "heavy", "body", "support", "contact",
    "access", "dates", "word",
]  # fmt: skip
ON_HEALTH = ["life", "treatment", "harm", "far", "past", "sober", "heavy", "body"]


class Way:
    """Noor, invited to Maya's group, in one browser."""

    def __init__(self, client: FlaskClient, engine: Engine, secret: str) -> None:
        self.client, self.engine, self.secret = client, engine, secret
        self.invitation = f"/invitation/{secret}"

    def accept(self) -> str:
        sent = {"name": "Noor", "zone": "Europe/Lisbon"}
        location = self.client.post(self.invitation, data=sent).headers["Location"]
        self.base = location.removesuffix("/steps")
        return location

    def begin(self, *, health: str = "yes") -> str:
        """As far as the first question; where that is."""
        self.accept()
        self.client.post(f"{self.base}/adult", data={"answer": "yes"})
        return self.client.post(f"{self.base}/reads", data={"answer": health}).headers["Location"]

    def page(self, path: str) -> str:
        return self.client.get(f"{self.base}/{path}").text

    def say(self, key: str, **sent: object) -> str | None:
        """Answer a question as its page would; where it leads."""
        hidden = hidden_of(self.page(f"asked/{key}"))
        return self.client.post(f"{self.base}/asked/{key}", data={**hidden, **sent}).headers.get("Location")

    def all_open(self) -> None:
        """Every question that is asked, each left open."""
        for key in EVERY:
            self.say(key, act="skip")

    @property
    def enrolment(self) -> int:
        return int(self.base.rpartition("/")[2])


def hidden_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


@pytest.fixture
def way(client: FlaskClient, cast: Cast, site_engine: Engine) -> Way:
    return Way(client, site_engine, cast.here.invitation_secret)


def stored(engine: Engine, enrolment_id: int) -> Intake:
    with store.reading(engine) as db:
        return db.exec(select(Intake).where(Intake.enrolment_id == enrolment_id)).one()


def concerns(engine: Engine, enrolment_id: int) -> set[Kind]:
    with store.reading(engine) as db:
        hers = select(Concern).where(Concern.enrolment_id == enrolment_id, Concern.wave_key == INTAKE)
        return {one.kind for one in db.exec(hers).all()}


def test_a_new_programme_asks_before_a_place_begins_until_its_lead_turns_that_off(
    way: Way, cast: Cast, signed_in_as: SignIn
) -> None:
    settings = f"/programmes/{cast.here.programme}/settings/joining"
    lena = signed_in_as(cast.lena)
    assert "checked" in lena.get(settings).text
    lena.post(settings, data={})
    assert "checked" not in lena.get(settings).text
    assert way.accept() == way.base  # straight to what she agrees to


def test_every_step_leads_to_the_next_and_the_list_knows_where_she_was(way: Way) -> None:
    assert way.accept() == f"{way.base}/steps"
    steps = way.page("steps")
    assert f'href="{way.base}/adult"' in steps
    assert "After the answer" in steps
    assert way.client.get(f"{way.base}/asked/hopes").location == f"{way.base}/adult"
    assert way.client.post(f"{way.base}/adult", data={"answer": "yes"}).location == f"{way.base}/reads"
    assert way.client.get(f"{way.base}/look-over").location == f"{way.base}/reads"
    assert way.client.post(f"{way.base}/reads", data={"answer": "yes"}).location == f"{way.base}/asked/hopes"
    for here, after in zip(EVERY, [*EVERY[1:], None], strict=True):
        onward = f"{way.base}/asked/{after}" if after else f"{way.base}/look-over"
        assert way.say(here, act="skip") == onward
    assert way.client.get(f"{way.base}/look-over").text.count("Left empty") == len(EVERY)
    assert way.client.post(f"{way.base}/look-over").location == f"{way.base}/answer"
    assert "Being read" in way.page("steps")
    assert "Thank you. It is with us now" in way.page("answer")


def test_each_page_asks_one_thing_says_why_and_by_name_who_reads_it(way: Way) -> None:
    way.begin()
    for number, key in enumerate(EVERY, 1):
        shown = way.page(f"asked/{key}")
        assert f"Question {number} of 15" in shown
        assert shown.count("<h1") == 1
        assert 'class="hint"' in shown
        reads = "Opened by Ines when help is needed," if key == "contact" else "Read by Ines,"
        assert f"{reads} and by nobody else on this site." in shown
        assert "Leave this one open" in shown


def test_saved_and_stopped_she_goes_on_days_later_at_the_first_question_that_is_left(
    way: Way, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    way.begin()
    way.say("hopes", words="A little rest", act="continue")
    assert way.say("earlier", answer=["therapy"], act="stop") == f"{way.base}/steps"
    travel_to(site_engine, NOW + timedelta(days=4))
    with store.reading(site_engine) as db:
        noor = db.get_one(Enrolment, way.enrolment).person_id
    other = signed_in_as(noor)
    assert "2 of 15" in other.get(f"{way.base}/steps").text
    assert other.get(f"{way.base}/look-over").location == f"{way.base}/asked/life"
    assert "A little rest" in other.get(f"{way.base}/asked/hopes").text


def test_todays_page_and_the_used_link_lead_back_to_the_steps(
    way: Way, cast: Cast, client: FlaskClient
) -> None:
    way.accept()
    assert f'href="{way.base}/steps"' in way.client.get("/today").text
    assert way.client.get(way.invitation).location == f"{way.base}/steps"
    way.client.post("/sign-out")
    assert way.client.get(way.invitation).location == f"{way.base}/steps"  # where sign-in is asked for
    assert "/sign-in" in str(way.client.get(f"{way.base}/steps").location)


def test_what_she_says_is_sealed_and_in_no_audit_line(way: Way, site_engine: Engine) -> None:
    way.begin()
    way.say("hopes", words="Grey heron at the weir", act="continue")
    sealed = stored(site_engine, way.enrolment).sealed
    assert sealed is not None
    assert b"heron" not in sealed
    with store.reading(site_engine) as db:
        assert not any("heron" in str(one.detail) for one in db.exec(select(AuditEvent)).all())


def test_no_to_keeping_answers_about_health_leaves_those_questions_out_and_takes_given_ones_away(
    way: Way, site_engine: Engine
) -> None:
    way.begin()
    way.say("hopes", words="Rest", act="continue")
    way.say("body", words="A weak knee", act="continue")
    way.client.post(f"{way.base}/reads", data={"answer": "no"})
    for key in ON_HEALTH:
        assert way.client.get(f"{way.base}/asked/{key}").location != f"{way.base}/asked/{key}"
    assert "Question 1 of 7" in way.page("asked/hopes")
    way.client.post(f"{way.base}/reads", data={"answer": "yes"})
    assert "A weak knee" not in way.page("asked/body")
    assert "Rest" in way.page("asked/hopes")
    with store.reading(site_engine) as db:
        given = consent.given(db, way.enrolment)
    assert given[ConsentTo.HEALTH] is True


def test_whom_to_call_is_asked_once_and_kept_where_it_is_opened_by_a_press(
    way: Way, cast: Cast, signed_in_as: SignIn
) -> None:
    way.begin()
    way.client.post("/me/emergency", data={"phone": "+351 910 000 000", "contact": "Rui"})
    assert 'value="Rui"' in way.page("asked/contact")
    long = {"contact": "Rui", "contact_phone": "+351 920 000 000", "relation": "R" * 201}
    refused = way.client.post(f"{way.base}/asked/contact", data=long)
    assert refused.status_code == 422
    assert 'href="#relation"' in refused.text
    assert "920 000 000" in refused.text
    assert way.say("contact", **{**long, "relation": "my brother"}) == f"{way.base}/asked/access"
    kept = way.client.get("/me/emergency").text
    assert all(
        f'value="{one}"' in kept for one in ("+351 910 000 000", "Rui", "+351 920 000 000", "my brother")
    )
    for key in EVERY:
        if key != "contact":
            way.say(key, act="skip")
    assert "Somebody is named." in way.page("look-over")
    way.client.post(f"{way.base}/look-over")
    read = signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}/joining/{way.enrolment}").text
    assert "Somebody is named." in read
    assert not [one for one in ("Rui", "920 000 000", "my brother") if one in read]


def test_whoever_is_younger_than_18_is_asked_nothing_and_the_place_is_given_back_only_by_a_press(
    way: Way, site_engine: Engine
) -> None:
    way.accept()
    page = way.client.post(f"{way.base}/adult", data={"answer": "no"}).text
    assert "people who are 18 or older" in page
    assert "tel:112" in page
    with store.reading(site_engine) as db:
        assert db.get_one(Enrolment, way.enrolment).is_active  # a slip of the finger costs no place
    way.client.post(f"{way.base}/adult", data={"answer": "give-back"})
    with store.reading(site_engine) as db:
        assert not db.get_one(Enrolment, way.enrolment).is_active
    assert way.client.get(f"{way.base}/asked/hopes").location == f"{way.base}/steps"
    assert way.client.post(f"{way.base}/adult", data={}).status_code == 422


@pytest.mark.parametrize(
    ("key", "answer", "kind"),
    [
        ("harm", "lately", Kind.INTAKE),
        ("harm", "earlier", Kind.INTAKE),
        ("harm", "rather-talk", Kind.INTAKE),
        ("word", "yes", Kind.ASKED),
    ],
)
def test_an_answer_that_asks_for_somebody_is_heard_in_the_same_response(
    way: Way, site_engine: Engine, key: str, answer: str, kind: Kind
) -> None:
    way.begin()
    hidden = hidden_of(way.page(f"asked/{key}"))
    page = way.client.post(f"{way.base}/asked/{key}", data={**hidden, "answer": answer, "act": "continue"})
    assert page.status_code == 200
    assert "Thank you for telling us" in page.text
    assert "tel:112" in page.text
    assert concerns(site_engine, way.enrolment) == {kind}
    assert way.say(key, answer="no", act="continue")
    assert concerns(site_engine, way.enrolment) == {kind}  # taking it back takes nothing away


def test_no_and_a_question_left_open_tell_nobody(way: Way, site_engine: Engine) -> None:
    way.begin()
    way.say("harm", answer="no", act="continue")
    way.say("word", answer="no", act="continue")
    way.say("harm", act="skip")
    assert concerns(site_engine, way.enrolment) == set()


def test_from_an_old_tab_it_is_heard_even_where_the_question_is_no_longer_asked(
    way: Way, site_engine: Engine
) -> None:
    way.begin()
    hidden = hidden_of(way.page("asked/harm"))
    way.client.post(f"{way.base}/reads", data={"answer": "no"})
    page = way.client.post(f"{way.base}/asked/harm", data={**hidden, "answer": "lately", "act": "continue"})
    assert "Thank you for telling us" in page.text
    assert concerns(site_engine, way.enrolment) == {Kind.INTAKE}
    assert stored(site_engine, way.enrolment).sealed is None  # and it is not kept against her no


def test_two_tabs_lose_nothing(way: Way) -> None:
    way.begin()
    one, two = hidden_of(way.page("asked/hopes")), hidden_of(way.page("asked/hopes"))
    path = f"{way.base}/asked/hopes"
    way.client.post(path, data={**one, "words": "From the first", "act": "continue"})
    page = way.client.post(path, data={**two, "words": "From the second", "act": "continue"})
    assert page.status_code == 409
    assert "From the first" in page.text
    assert "From the second" in page.text
    assert "From the first" in way.page("asked/hopes")
    way.client.post(path, data={**hidden_of(page.text), "words": "From the second", "act": "continue"})
    assert "From the second" in way.page("asked/hopes")


def test_the_same_press_twice_is_one_answer(way: Way, site_engine: Engine) -> None:
    way.begin()
    hidden = hidden_of(way.page("asked/hopes"))
    sent = {**hidden, "words": "Rest", "act": "continue"}
    for _press in range(2):
        assert way.client.post(f"{way.base}/asked/hopes", data=sent).location == f"{way.base}/asked/earlier"


@pytest.mark.parametrize("words", ["x" * 100_000, "y" * 5_001])
def test_a_very_long_answer_is_kept_on_the_page_with_a_sentence(way: Way, words: str) -> None:
    way.begin()
    hidden = hidden_of(way.page("asked/hopes"))
    page = way.client.post(f"{way.base}/asked/hopes", data={**hidden, "words": words, "act": "continue"})
    assert page.status_code == 422
    assert "A little shorter, please." in page.text
    assert words in page.text


@pytest.mark.parametrize("words", ["قلب هادئ", "🕊️ a bird", "<b>bold</b> & 'quotes'"])
def test_any_script_comes_back_as_it_was_written(way: Way, words: str) -> None:
    way.begin()
    way.say("hopes", words=words, act="continue")
    shown = way.page("asked/hopes")
    assert words in shown or "&lt;b&gt;bold&lt;/b&gt; &amp; &#39;quotes&#39;" in shown


def test_an_answer_that_is_not_offered_is_not_kept(way: Way) -> None:
    way.begin()
    way.say("treatment", answer="made-up", act="continue")
    assert "checked" not in way.page("asked/treatment")
    assert way.client.get(f"{way.base}/asked/made-up").status_code == 404


def test_the_dates_are_those_of_the_group(way: Way) -> None:
    way.begin()
    shown = way.page("asked/dates")
    assert "Thursday 18 March" in shown
    way.say("dates", answer=["2027-03-18", "2027-04-01"], act="continue")
    assert way.page("asked/dates").count("checked") == 2


def test_what_she_told_is_removed_for_good_when_she_likes(way: Way, site_engine: Engine) -> None:
    way.begin()
    way.say("hopes", words="Rest", act="continue")
    way.client.post(f"{way.base}/remove")
    assert stored(site_engine, way.enrolment).sealed is None
    assert "Rest" not in way.page("asked/hopes")


def test_nothing_is_agreed_to_before_somebody_has_answered(way: Way, site_engine: Engine) -> None:
    way.begin()
    agreed = dict.fromkeys(("course", "measures", "follow-up", "research", "recording"), "yes")
    assert way.client.post(way.base, data=agreed).location == f"{way.base}/steps"
    with store.reading(site_engine) as db:
        assert db.get_one(Enrolment, way.enrolment).ready_at is None
        assert ConsentTo.COURSE not in consent.given(db, way.enrolment)


def test_words_that_changed_are_asked_again_and_what_was_said_stands_until_then(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    welcome = f"/welcome/{cast.here.enrolment}"
    maya = signed_in_as(cast.maya)
    assert "have changed since you answered" not in maya.get(welcome).text
    assert f'href="{welcome}"' not in maya.get("/today").text
    with store.writing(site_engine) as db:
        consent.answer(
            db, enrolment_id=cast.here.enrolment, purpose=ConsentTo.RESEARCH, given=True, text="older words",
            locale="en",
        )  # fmt: skip
    page = maya.get(welcome).text
    assert page.count("have changed since you answered") == 1
    assert page.count("checked") == 4  # of five; the changed one is not answered for her
    assert "To read again" in maya.get(f"{welcome}/steps").text
    assert f'href="{welcome}"' in maya.get("/today").text
    with store.reading(site_engine) as db:
        assert consent.given(db, cast.here.enrolment)[ConsentTo.RESEARCH] is True


def test_words_that_change_while_the_page_is_open_are_not_agreed_to_unread(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    welcome = f"/welcome/{cast.here.enrolment}"
    agreed = dict.fromkeys(("course", "measures", "follow-up", "research", "recording"), "yes")
    page = signed_in_as(cast.maya).post(welcome, data={**agreed, "version": "of another day"})
    assert page.status_code == 422
    assert "Please read them once more." in page.text
    with store.reading(site_engine) as db:
        assert consent.given(db, cast.here.enrolment)[ConsentTo.RESEARCH] is False


def test_a_link_whose_days_are_over_is_had_anew_without_signing_in_and_at_most_once_a_day(
    way: Way, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        old = db.exec(select(Token).where(Token.hash == token.digest(way.secret))).one()
        old.created_at -= timedelta(days=8)
        old.expires_at = old.created_at + timedelta(days=7)
    page = way.client.get(way.invitation)
    assert page.status_code == 410
    assert "Send me a new one" in page.text
    for _press in range(3):
        assert "on its way" in way.client.post(f"{way.invitation}/fresh").text
    with store.writing(site_engine) as db:
        invitation = db.get_one(Invitation, cast.here.invitation)
        assert invitation.asked_again >= 1
        token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)
        asked = invitation.asked_again
    way.client.post(f"{way.invitation}/fresh")
    with store.reading(site_engine) as db:
        assert db.get_one(Invitation, cast.here.invitation).asked_again == asked
    assert way.client.get("/invitation/never-was").status_code == 404
    assert way.client.post("/invitation/never-was/fresh").status_code == 404


def test_her_pages_cost_few_statements(way: Way, site_engine: Engine) -> None:
    way.begin()
    way.all_open()
    costs = {}
    for path in (
        "steps",
        "adult",
        "reads",
        "asked/hopes",
        "asked/dates",
        "asked/harm",
        "look-over",
        "remove",
    ):
        with counted(site_engine) as sent:
            assert way.client.get(f"{way.base}/{path}").status_code == 200
        costs[path] = len(sent)
    way.client.post(f"{way.base}/look-over")
    for path in ("answer", "steps"):
        with counted(site_engine) as sent:
            assert way.client.get(f"{way.base}/{path}").status_code == 200
        costs[f"{path}, handed in"] = len(sent)
    assert {path: cost for path, cost in costs.items() if cost > AT_MOST} == {}


def test_whoever_was_here_before_the_questions_is_asked_none_of_them(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    with store.reading(site_engine) as db:
        mine = select(Enrolment.id).where(Enrolment.person_id == cast.nia)
        place = db.exec(mine.order_by(col(Enrolment.id))).first()
    nia = signed_in_as(cast.nia)
    assert nia.get(f"/welcome/{place}").status_code == 200
    for path in ("adult", "reads", "asked/hopes", "look-over", "answer"):
        assert nia.get(f"/welcome/{place}/{path}").location == f"/welcome/{place}/steps"
