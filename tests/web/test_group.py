"""The group's own page: read by the group and whoever runs it, watched by nobody, looked after with reasons."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import select

from course import store
from course.cohorts import enrolment
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.group import buddy, post
from course.group.post import GroupPost, GroupReport
from course.people.key import Keyring
from course.people.person import Person
from course.privacy import erase_person, export_person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

BEN = "Group canary of Ben."
AT_MOST, FOR_STAFF = 8, 14
RING = Keyring({"tests": bytes(32)})
"""As the site of the tests has it."""


@pytest.fixture
def here(cast: Cast) -> str:
    return f"/group/{cast.here.enrolment}"


@pytest.fixture
def desk(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/group"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ben(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ben)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


def posts(engine: Engine) -> list[GroupPost]:
    with store.reading(engine) as db:
        return list(db.exec(select(GroupPost).order_by("id")).all())


def written_in(engine: Engine) -> list[str]:
    """What each post says, opened."""
    with store.reading(engine) as db:
        rows = db.exec(select(GroupPost).order_by("id")).all()
        return [post.said(db, RING, row).words for row in rows]


def write(browser: FlaskClient, here: str, words: str = "I sat by the window.", known: str = "") -> int:
    browser.post(f"{here}/agree")
    sent = {"words": words, "client_id": known or str(uuid4())}
    return browser.post(f"{here}/week/week-3", data=sent).status_code


def test_it_says_who_reads_it_and_that_nobody_watches_it_live_and_leads_to_help(
    maya: FlaskClient, here: str
) -> None:
    page = maya.get(here).text
    assert "Read by them and by Ines, and by nobody else." in page
    nobody = page.partition("Nobody watches this page live.")[2]
    assert nobody.partition("</a>")[0].endswith('<a href="/help">People to call and to write to')


def test_nobody_writes_before_the_agreements_and_everybody_may_read(
    maya: FlaskClient, here: str, site_engine: Engine
) -> None:
    before = maya.get(here).text
    assert BEN in before
    assert "<textarea" not in before
    sent = {"words": "Too early.", "client_id": str(uuid4())}
    refused = maya.post(f"{here}/week/week-3", data=sent)
    assert refused.status_code == 422
    assert "how we are with each other" in refused.text
    maya.post(f"{here}/agree")
    assert "<textarea" in maya.get(here).text
    assert written_in(site_engine)[-1] != "Too early."


def test_what_she_writes_is_read_by_the_group_under_her_first_name_alone(
    maya: FlaskClient, ben: FlaskClient, here: str, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).name = "Maya Rosenblum"
    assert write(maya, here, "By the <b>window</b>.\n\nAnd then out.") == 302
    page = ben.get(f"/group/{cast.here.other_enrolment}").text
    assert "<p>By the &lt;b&gt;window&lt;/b&gt;.</p><p>And then out.</p>" in page
    assert "Maya" in page
    assert "Rosenblum" not in page


def test_another_group_the_lead_and_strangers_find_nothing(
    maya: FlaskClient, here: str, desk: str, cast: Cast, signed_in_as: SignIn
) -> None:
    write(maya, here, "For us alone.")
    for key in (cast.olga, cast.there.facilitator, cast.lena, cast.dani):
        browser = signed_in_as(key)
        assert browser.get(here).status_code == 404
        assert browser.get(desk).status_code == 404
    assert "For us alone." not in signed_in_as(cast.olga).get(f"/group/{cast.there.enrolment}").text


def test_sent_twice_it_stands_once_and_too_much_comes_back_with_the_words(
    maya: FlaskClient, here: str, site_engine: Engine
) -> None:
    known = str(uuid4())
    write(maya, here, "Once.", known)
    write(maya, here, "Once.", known)
    assert written_in(site_engine).count("Once.") == 1
    long = maya.post(f"{here}/week/week-3", data={"words": "x" * 2001, "client_id": str(uuid4())})
    assert long.status_code == 422
    assert "x" * 2001 in long.text
    assert "up to 2000 letters" in long.text


def test_a_week_that_has_not_opened_is_not_there(maya: FlaskClient, here: str) -> None:
    assert maya.get(f"{here}/week/week-2").status_code == 200
    assert maya.get(f"{here}/week/week-4").status_code == 404


def test_what_is_taken_back_is_gone(maya: FlaskClient, here: str, site_engine: Engine) -> None:
    write(maya, here, "Not after all.")
    newest = posts(site_engine)[-1]
    maya.post(f"{here}/posts/{newest.id}/take-back")
    assert "Not after all." not in written_in(site_engine)


def test_nobody_takes_back_what_somebody_else_wrote(
    maya: FlaskClient, here: str, cast: Cast, site_engine: Engine
) -> None:
    assert maya.post(f"{here}/posts/{cast.here.post}/take-back").status_code == 404
    assert BEN in written_in(site_engine)


def test_whoever_is_asked_to_look_reads_who_asked_and_the_writer_does_not(
    maya: FlaskClient, ben: FlaskClient, ines: FlaskClient, here: str, desk: str, cast: Cast
) -> None:
    asked = maya.get(f"{here}/posts/{cast.here.post}/report").text
    assert "Ines will look at this, and read that you asked." in asked
    for _tap in range(2):
        maya.post(f"{here}/posts/{cast.here.post}/report", data={"because": "It is about somebody else."})
    assert "You asked your facilitators to look at this." in maya.get(here).text
    page = ines.get(desk).text
    assert page.count("It is about somebody else.") == 1
    assert "Somebody asked you to look at one post" in page
    assert "Maya asked on" in page
    assert "Somebody asked you to look at a post" in ines.get(f"/cohorts/{cast.here.cohort}").text
    hers = ben.get(f"/group/{cast.here.other_enrolment}").text
    assert "It is about somebody else." not in hers
    assert "asked" not in hers.partition("Our group")[2].partition("</ol>")[0]


def test_a_hidden_post_is_kept_and_only_its_writer_reads_it_with_the_reason(
    maya: FlaskClient,
    ben: FlaskClient,
    ines: FlaskClient,
    here: str,
    desk: str,
    cast: Cast,
    site_engine: Engine,
) -> None:
    maya.post(f"{here}/posts/{cast.here.post}/report")
    empty = ines.post(f"{desk}/posts/{cast.here.post}/hide", data={"because": "  "})
    assert empty.status_code == 422
    assert BEN in maya.get(here).text
    ines.post(f"{desk}/posts/{cast.here.post}/hide", data={"because": "It names somebody who is not here."})
    assert BEN not in maya.get(here).text
    hers = ben.get(f"/group/{cast.here.other_enrolment}").text
    assert BEN in hers
    assert "It names somebody who is not here." in hers
    assert "It is about these words, not about you." in hers
    assert BEN in written_in(site_engine)
    assert "Nothing on the group’s page waits for you" in ines.get(desk).text
    ben.post(f"/group/{cast.here.other_enrolment}/posts/{cast.here.post}/take-back")
    assert BEN in written_in(site_engine)
    ines.post(f"{desk}/posts/{cast.here.post}/show")
    assert BEN in maya.get(here).text


def test_taken_back_while_somebody_should_look_it_waits_for_that_look_and_is_gone(
    maya: FlaskClient,
    ben: FlaskClient,
    ines: FlaskClient,
    here: str,
    desk: str,
    cast: Cast,
    site_engine: Engine,
) -> None:
    maya.post(f"{here}/posts/{cast.here.post}/report")
    ben.post(f"/group/{cast.here.other_enrolment}/posts/{cast.here.post}/take-back")
    assert BEN not in maya.get(here).text
    assert BEN in ines.get(desk).text
    ines.post(f"{desk}/posts/{cast.here.post}/settle")
    assert BEN not in written_in(site_engine)
    with store.reading(site_engine) as db:
        theirs = select(GroupReport).where(GroupReport.post_id == cast.here.post)
        assert db.exec(theirs).all() == []


def test_whoever_is_muted_is_not_read_and_nobody_is_told(
    maya: FlaskClient, ben: FlaskClient, here: str, cast: Cast
) -> None:
    before = ben.get(f"/group/{cast.here.other_enrolment}").text
    for _tap in range(2):
        maya.post(f"{here}/people/{cast.ben}/mute")
    page = maya.get(here).text
    assert BEN not in page
    assert "One post of somebody you do not read is left out." in page
    after = ben.get(f"/group/{cast.here.other_enrolment}").text
    assert [part for part in (before, after) if BEN not in part] == []
    maya.post(f"{here}/people/{cast.ben}/unmute")
    assert BEN in maya.get(here).text
    assert maya.post(f"{here}/people/{cast.olga}/mute").status_code == 404


def test_whoever_left_finds_her_own_words_and_nobody_elses_and_has_no_name_there(
    maya: FlaskClient, ben: FlaskClient, here: str, cast: Cast, site_engine: Engine
) -> None:
    write(maya, here, "From before.")
    with store.writing(site_engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, cast.here.enrolment), now=NOW, by=cast.maya)
    page = maya.get(here).text
    assert "From before." in page
    assert BEN not in page
    assert "<textarea" not in page
    hers = ben.get(f"/group/{cast.here.other_enrolment}").text
    assert "From before." in hers
    assert "Somebody who was here" in hers
    assert "Maya" not in hers


def test_in_the_database_neither_words_nor_reasons_stand_in_the_clear(
    maya: FlaskClient, ines: FlaskClient, here: str, desk: str, cast: Cast, site_engine: Engine
) -> None:
    maya.post(f"{here}/posts/{cast.here.post}/report", data={"because": "A line of Maya."})
    ines.post(f"{desk}/posts/{cast.here.post}/hide", data={"because": "A reason of Ines."})
    with site_engine.connect() as connection:
        for rows in ("SELECT * FROM group_post", "SELECT * FROM group_report"):
            kept = str(connection.execute(text(rows)).all())
            assert "canary" not in kept
            assert "A line of" not in kept
            assert "A reason of" not in kept
    page = ines.get(desk).text
    for words in (BEN, "A line of Maya.", "A reason of Ines."):
        assert words in page


def test_her_copy_has_her_posts_and_erasing_takes_them_with_what_was_asked_about_them(
    maya: FlaskClient, here: str, cast: Cast, site_engine: Engine, signed_in_as: SignIn
) -> None:
    maya.post(f"{here}/posts/{cast.here.post}/report")
    with store.writing(site_engine) as db:
        ben = db.get_one(Person, cast.ben)
        assert BEN not in str(export_person(db, None, ben))
        copy = export_person(db, RING, ben)
        assert [one["words"] for one in copy["group_post"]] == [BEN]
        assert copy["group_report"] == []
        erase_person(db, ben, by=None)
    assert BEN not in written_in(site_engine)
    with store.reading(site_engine) as db:
        assert db.exec(select(GroupReport)).all() == []


def test_switched_off_by_a_facilitator_or_a_lead_it_is_not_there_and_nothing_is_lost(
    maya: FlaskClient, ines: FlaskClient, here: str, desk: str, cast: Cast, signed_in_as: SignIn
) -> None:
    ines.post(f"{desk}/settings", data={"on": "no"})
    assert BEN not in maya.get(here).text
    assert "has no page to write on" in maya.get(here).text
    assert maya.get(f"{here}/week/week-3").status_code == 404
    ines.post(f"{desk}/settings", data={"on": "yes"})
    assert BEN in maya.get(here).text
    lena = signed_in_as(cast.lena)
    lena.post(f"/programmes/{cast.here.programme}/settings/group-pages", data={})
    assert BEN not in maya.get(here).text
    assert "for the whole programme" in ines.get(desk).text
    lena.post(f"/programmes/{cast.here.programme}/settings/group-pages", data={"spaces": "groups"})
    assert BEN in maya.get(here).text


def test_after_the_course_it_is_read_and_a_facilitator_may_let_it_go_on_until_a_day(
    maya: FlaskClient, ines: FlaskClient, here: str, desk: str, site_engine: Engine
) -> None:
    """The last meeting is on 22 April; writing ends a week later, or at the end of the day that was chosen."""
    maya.post(f"{here}/agree")
    travel_to(site_engine, datetime(2027, 5, 3, 9, tzinfo=UTC))
    assert "Nobody writes here any more." in maya.get(f"{here}/week/week-3").text
    assert write(maya, here) == 422
    refused = ines.post(f"{desk}/settings", data={"on": "yes", "goes_on_until": "2027-05-02"})
    assert refused.status_code == 422
    ines.post(f"{desk}/settings", data={"on": "yes", "goes_on_until": "2027-06-30"})
    assert write(maya, here) == 302
    travel_to(site_engine, datetime(2027, 6, 30, 22, 30, tzinfo=UTC))
    assert write(maya, here) == 302
    travel_to(site_engine, datetime(2027, 6, 30, 23, 30, tzinfo=UTC))
    assert write(maya, here) == 422


def test_whoever_runs_it_writes_there_too_and_says_so(
    maya: FlaskClient, ines: FlaskClient, here: str, desk: str
) -> None:
    sent = {"unit": "week-3", "words": "Thank you for Thursday.", "client_id": str(uuid4())}
    ines.post(desk, data=sent)
    page = maya.get(here).text
    assert "Thank you for Thursday." in page
    assert "runs the group" in page
    late = ines.post(desk, data={**sent, "unit": "week-7", "client_id": str(uuid4())})
    assert late.status_code == 422
    assert "Thank you for Thursday." in late.text


def test_two_who_asked_for_it_are_put_together_and_either_ends_it(
    maya: FlaskClient, ben: FlaskClient, ines: FlaskClient, here: str, desk: str, cast: Cast
) -> None:
    mine, other = cast.here.enrolment, cast.here.other_enrolment
    his = f"/group/{other}/buddy"
    maya.post(f"{here}/buddy", data={"wish": "yes"})
    assert "Maya asked for it." in ines.get(desk).text
    assert "Maya" not in ben.get(his).text
    refused = ines.post(f"{desk}/together", data={"one": mine, "other": other})
    assert refused.status_code == 422
    for _tap in range(2):
        ben.post(his, data={"wish": "yes"})
    ines.post(f"{desk}/together", data={"one": mine, "other": other})
    assert "You and Maya go along with each other." in ben.get(his).text
    assert "You and Ben go along with each other." in maya.get(f"{here}/buddy").text
    assert "Ben and Maya" in ines.get(desk).text or "Maya and Ben" in ines.get(desk).text
    ben.post(his, data={"wish": "no"})
    page = maya.get(f"{here}/buddy").text
    assert "go along with each other." not in page
    assert "You asked for it." in page


def test_whoever_leaves_goes_with_nobody_and_the_other_is_free_again(
    maya: FlaskClient,
    ben: FlaskClient,
    ines: FlaskClient,
    here: str,
    desk: str,
    cast: Cast,
    site_engine: Engine,
) -> None:
    mine, other = cast.here.enrolment, cast.here.other_enrolment
    maya.post(f"{here}/buddy", data={"wish": "yes"})
    ben.post(f"/group/{other}/buddy", data={"wish": "yes"})
    ines.post(f"{desk}/together", data={"one": mine, "other": other})
    with store.writing(site_engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, other), now=NOW, by=None)
    assert "go along with each other." not in maya.get(f"{here}/buddy").text
    assert "Maya asked for it." in ines.get(desk).text


def test_whoever_was_put_together_with_somebody_else_meanwhile_goes_with_nobody_else(
    maya: FlaskClient, here: str, cast: Cast, site_engine: Engine
) -> None:
    """Maya left, Ben was free, and Maya is back: her row still names him."""
    mine, his = cast.here.enrolment, cast.here.other_enrolment
    with store.writing(site_engine) as db:
        db.add(buddy.GroupBuddy(enrolment_id=mine, asked_at=NOW, with_id=his))
        db.add(buddy.GroupBuddy(enrolment_id=his, asked_at=NOW, with_id=None))
    assert "go along with each other." not in maya.get(f"{here}/buddy").text
    with store.reading(site_engine) as db:
        wishes = buddy.wishes(db, db.get_one(Cohort, cast.here.cohort))
    assert [(one.enrolment_id, one.beside) for one in wishes] == [(his, None), (mine, None)]


def test_the_pages_cost_few_statements_and_no_more_in_a_large_group(
    maya: FlaskClient, ines: FlaskClient, here: str, desk: str, cast: Cast, site_engine: Engine
) -> None:
    costs = []
    for size in (1, 300):
        with store.writing(site_engine) as db:
            for number in range(size):
                who = Person(email=f"{uuid4().hex}@example.org", name="One", called="One", created_at=NOW)
                db.add(who)
                db.flush()
                db.add(
                    Enrolment(
                        cohort_id=cast.here.cohort, person_id=who.stored_id, joined_at=NOW, ready_at=NOW
                    )
                )
                post.write(
                    db, RING, cohort_id=cast.here.cohort, unit_key="week-3", words="A word.", client_id=uuid4(),
                    now=NOW + timedelta(seconds=number), by=who,
                )  # fmt: skip
        for browser, address in ((maya, here), (ines, desk)):
            browser.get(address)
            with counted(site_engine) as sent:
                assert browser.get(address).status_code == 200
            costs.append(len(sent))
    assert costs[:2] == costs[2:]
    assert costs[0] <= AT_MOST
    assert costs[1] <= FOR_STAFF
