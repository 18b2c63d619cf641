"""Me, Letters: her hours and how many letters she wants."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.people import letter_limits, letter_pause, preference
from course.people.preference import Kind
from tests.cast import NOW, Cast
from tests.site import SignIn

EVERYTHING = {"kind": [kind.value for kind in Kind], "until": ""}


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


def chosen(engine: Engine, cast: Cast) -> tuple[int, int, int]:
    with store.reading(engine) as db:
        row = letter_limits.limits(db, cast.maya)
        return row.begins, row.ends, row.weekly


def test_hours_and_number_are_kept_and_shown(maya: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    maya.post("/me/letters", data={**EVERYTHING, "begins": "10", "ends": "15", "weekly": "2"})
    assert chosen(site_engine, cast) == (10, 15, 2)
    shown = maya.get("/me/letters").get_data(as_text=True)
    for option in ('value="10" selected', 'value="15" selected', 'value="2" selected'):
        assert option in shown


def test_who_chose_nothing_sees_what_is_usual(maya: FlaskClient) -> None:
    shown = maya.get("/me/letters").get_data(as_text=True)
    for option in (
        'value="8" selected>08:00',
        'value="20" selected>20:00',
        'value="8" selected>As they come',
    ):
        assert option in shown


def test_only_what_she_needs_can_be_chosen(maya: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    maya.post("/me/letters", data={**EVERYTHING, "weekly": "0"})
    assert chosen(site_engine, cast) == (8, 20, 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"begins": "12", "ends": "14"}, "at least four hours"),
        ({"begins": "x"}, "Please choose one of these."),
        ({"begins": "-1"}, "Please choose one of these."),
        ({"weekly": "9"}, "Please choose one of these."),
    ],
)
def test_hours_that_make_no_sense_are_explained_and_change_nothing(
    given: dict[str, str], sentence: str, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    answer = maya.post("/me/letters", data={"kind": ["weeks"], "until": "2027-04-01", **given})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert chosen(site_engine, cast) == (8, 20, 8)
    with store.reading(site_engine) as db:
        assert preference.stopped(db, cast.maya) == frozenset()
        assert letter_pause.paused_until(db, cast.maya, today=NOW.date()) is None


def test_a_pause_that_makes_no_sense_leaves_the_hours_as_they_were(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    maya.post("/me/letters", data={"kind": ["weeks"], "until": "spring", "begins": "10", "ends": "15"})
    assert chosen(site_engine, cast) == (8, 20, 8)


def test_the_weekly_counts_are_offered_to_whoever_runs_a_group_and_to_nobody_else(
    maya: FlaskClient, signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    assert 'value="digest"' not in maya.get("/me/letters").get_data(as_text=True)
    maya.post("/me/letters", data={"kind": ["weeks"], "until": ""})
    ines = signed_in_as(cast.ines)
    assert 'value="digest" checked' in ines.get("/me/letters").get_data(as_text=True)
    ines.post(
        "/me/letters", data={"kind": [kind.value for kind in Kind if kind is not Kind.DIGEST], "until": ""}
    )
    with store.reading(site_engine) as db:
        assert Kind.DIGEST not in preference.stopped(db, cast.maya)
        assert preference.stopped(db, cast.ines) == {Kind.DIGEST}
