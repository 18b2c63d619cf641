"""The second press does what the first one showed: whatever was typed over meanwhile is shown first."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, func, select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.greeting import Greeting
from course.cohorts.meeting import Meeting
from course.people.invitation import Invitation
from tests.cast import Cast
from tests.site import SignIn
from tests.web.pressing import good_lines, second_press

Form = dict[str, Any]
TWO_STEPS: dict[str, tuple[str, Form, Form]] = {
    "move": ("/cohorts/{c}/meetings/{m}/move", {"on": "2027-03-19", "at": "18:00"}, {"on": "2027-03-20"}),
    "cancel": ("/cohorts/{c}/meetings/{m}/cancel", {"reason": "Ill"}, {"reason": "A strike"}),
    "skip": ("/cohorts/{c}/meetings/{m}/skip", {"reason": "Holiday"}, {"reason": "A strike"}),
    "where": ("/cohorts/{c}/meetings/where", {"place": "Room 5", "video_link": ""}, {"place": "Room 6"}),
    "call off": ("/cohorts/{c}/call-off", {"reason": "Ill"}, {"reason": "Too few"}),
    "word": ("/cohorts/{c}/people/{e}/word", {"words": "You are welcome."}, {"words": "Something else."}),
    "list": ("/cohorts/{c}/people/list", {"text": "a@example.org"}, {"text": "b@example.org"}),
}
"""What every form of two presses is sent first, and what is typed over it before the second press."""


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def where(cast: Cast) -> Callable[[str], str]:
    here = cast.here
    return lambda path: path.format(c=here.cohort, m=here.meeting, e=here.enrolment, p=here.programme)


def changed(engine: Engine) -> tuple[object, ...]:
    """Everything that these forms change."""
    with store.reading(engine) as db:
        dates = db.exec(select(Meeting.starts_at, Meeting.cancelled_at).order_by(col(Meeting.id))).all()
        groups = db.exec(
            select(Cohort.place, Cohort.called_off_at, Cohort.name).order_by(col(Cohort.id))
        ).all()
        counts = [db.exec(select(func.count()).select_from(one)).one() for one in (Greeting, Invitation)]
        return (dates, groups, counts)


@pytest.mark.parametrize("which", TWO_STEPS)
def test_what_was_typed_over_is_shown_before_it_is_done(
    lena: FlaskClient, where: Callable[[str], str], site_engine: Engine, which: str
) -> None:
    path, first, over = TWO_STEPS[which]
    before = changed(site_engine)
    looked = lena.post(where(path), data=first)
    assert second_press(looked.text)
    pressed = {**first, **over, "confirmed": second_press(looked.text)}
    again = lena.post(where(path), data=pressed)
    assert again.status_code == 200
    assert "This was changed after it was shown, so nothing is done yet." in again.text
    assert changed(site_engine) == before
    assert second_press(again.text) not in ("", second_press(looked.text))
    kept = {"good": good_lines(again.text), "text": ""} if which == "list" else {**first, **over}
    lena.post(where(path), data={**kept, "confirmed": second_press(again.text)})
    assert changed(site_engine) != before


def test_the_press_of_another_page_or_person_or_a_made_up_one_does_nothing(
    lena: FlaskClient, signed_in_as: SignIn, cast: Cast, where: Callable[[str], str], site_engine: Engine
) -> None:
    before, ill = changed(site_engine), {"reason": "Ill"}
    ours = second_press(lena.post(where("/cohorts/{c}/meetings/{m}/cancel"), data=ill).text)
    lena.post(where("/cohorts/{c}/call-off"), data={**ill, "confirmed": ours})
    lena.post(where("/cohorts/{c}/meetings/{m}/cancel"), data={**ill, "confirmed": "yes"})
    ines = signed_in_as(cast.ines)
    ines.post(where("/cohorts/{c}/meetings/{m}/cancel"), data={**ill, "confirmed": ours})
    assert changed(site_engine) == before
    lena.post(where("/cohorts/{c}/meetings/{m}/cancel"), data={**ill, "confirmed": ours})
    assert changed(site_engine) != before


def test_a_browser_that_ends_lines_in_its_own_way_has_changed_nothing(
    lena: FlaskClient, where: Callable[[str], str]
) -> None:
    path = where("/cohorts/{c}/people/list")
    looked = lena.post(path, data={"text": "a@example.org\nb@example.org"}).text
    good = good_lines(looked).strip().replace("\n", "\r\n")
    assert "\r\n" in good
    sent = {"good": good, "text": "", "confirmed": second_press(looked)}
    assert lena.post(path, data=sent).status_code == 302
