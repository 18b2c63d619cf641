"""The group's page and messages to a group, in a real browser: from a post to its reason; from words to their undo."""

from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.group import post
from course.group.message import GroupMessage
from course.group.post import GroupPost
from course.people.key import Keyring
from tests.cast import Cast
from tests.journeys.conftest import Visit

LATE = "I could not sleep, and counted the trams."


def posts(engine: Engine) -> list[GroupPost]:
    with store.reading(engine) as db:
        rows = db.exec(select(GroupPost)).all()
        return [row for row in rows if post.said(db, Keyring({"tests": bytes(32)}), row).words == LATE]


def messages(engine: Engine, cast: Cast) -> list[GroupMessage]:
    with store.reading(engine) as db:
        theirs = select(GroupMessage).where(GroupMessage.cohort_id == cast.here.cohort)
        return [one for one in db.exec(theirs).all() if one.id != cast.here.message]


def test_a_post_is_written_asked_about_and_taken_out_of_sight_and_its_writer_reads_why(
    site: str, maya: Page, ines: Page, visit: Visit, cast: Cast, site_engine: Engine
) -> None:
    maya.goto(f"{site}/today")
    maya.get_by_role("link", name="Our group").click()
    expect(maya.get_by_text("Nobody watches this page live.")).to_be_visible()
    maya.get_by_role("button", name="Yes, I will keep to this").click()
    maya.get_by_label("Write to the group").fill(LATE)
    maya.get_by_role("button", name="Put it here").dblclick()
    expect(maya.get_by_text(LATE)).to_be_visible()
    assert len(posts(site_engine)) == 1

    ben = visit(cast.ben)
    ben.goto(f"{site}/group/{cast.here.other_enrolment}")
    ben.get_by_role("listitem").filter(has_text=LATE).get_by_role("link", name="This troubles me").click()
    ben.get_by_label("What troubles you about it?").fill("I worry about her nights.")
    ben.get_by_role("button", name="Ask them to look").click()
    expect(ben.get_by_text("You asked your facilitators to look at this.")).to_be_visible()

    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    ines.get_by_role("link", name="Look at the page").click()
    expect(ines.get_by_text("I worry about her nights.")).to_be_visible()
    ines.get_by_role("listitem").filter(has_text=LATE).get_by_role(
        "link", name="Take it out of sight"
    ).click()
    ines.get_by_label("Why, for whoever wrote it").fill("Let us speak about the nights, you and I.")
    ines.get_by_role("button", name="Take it out of sight").click()
    expect(ines.get_by_text("Nothing on the group’s page waits for you")).to_be_visible()

    ben.reload()
    expect(ben.get_by_text(LATE)).to_have_count(0)
    maya.reload()
    expect(maya.get_by_text(LATE)).to_be_visible()
    expect(maya.get_by_text("Let us speak about the nights, you and I.")).to_be_visible()
    assert len(posts(site_engine)) == 1


def test_a_message_is_looked_at_as_one_person_sent_taken_back_and_its_words_are_kept(
    site: str, ines: Page, cast: Cast, site_engine: Engine
) -> None:
    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    ines.get_by_role("link", name="Message the group").click()
    ines.get_by_role("link", name="Write a message").click()
    expect(ines.get_by_role("heading", level=1)).to_contain_text("people of Thursday evening")
    ines.get_by_label("Your words").fill("We begin in the garden.")
    ines.get_by_role("button", name="Look at the letter").click()
    ines.get_by_label("Look at it as").select_option("Maya")
    ines.get_by_role("button", name="Look", exact=True).click()
    framed = ines.frame_locator("iframe.letter-frame")
    expect(framed.get_by_text("Hello Maya,")).to_be_visible()
    expect(framed.get_by_role("link", name="Open today’s page")).to_have_css("border-radius", "10px")
    ines.get_by_text("The same as plain text").click()
    expect(ines.get_by_role("region", name="The letter")).to_contain_text("Hello Maya,")
    assert messages(site_engine, cast) == []
    ines.get_by_label("It leaves", exact=True).select_option(index=2)
    ines.get_by_role("button", name="Look at the letter").click()
    expect(ines.get_by_text("It leaves tomorrow, ")).to_be_visible()
    ines.get_by_role("button", name="Send to").click()
    expect(ines.get_by_role("heading", name="A message waits for its moment")).to_be_visible()
    ines.get_by_role("link", name="Change it").click()
    ines.get_by_label("It leaves", exact=True).select_option(index=0)
    ines.get_by_role("button", name="Look at the letter").click()
    ines.get_by_role("button", name="Keep the change").click()
    expect(ines.get_by_role("heading", name="Your message leaves in a minute")).to_be_visible()
    ines.get_by_role("button", name="Undo: do not send it").click()
    expect(ines.get_by_label("Your words")).to_have_value("We begin in the garden.")
    [row] = messages(site_engine, cast)
    assert row.undone_at is not None
