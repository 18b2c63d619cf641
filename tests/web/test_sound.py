"""Timers for anybody, voices for their own programme, in pieces; and a player that works without a script."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.cohorts.cohort import Cohort
from course.people import role
from course.people.person import Person
from course.practice import recording
from course.practice.recording import Recording
from tests.cast import NOW, Cast
from tests.site import SignIn

VOICE = b"voice of Ines"


@pytest.mark.parametrize(
    ("name", "size"), [("timer-3-none-bowl", 198_000), ("timer-45-five-wood", 2_708_000)]
)
def test_a_timer_is_there_for_anybody_and_for_long(client: FlaskClient, name: str, size: int) -> None:
    """A second is 1000 bytes: 45 minutes, 6 seconds before and 2 after are 2 708 000."""
    answer = client.get(f"/sound/timer/{name}.mp3")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/mpeg"
    assert len(answer.data) == pytest.approx(size, rel=0.01)
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"


def test_a_part_of_a_timer_is_that_part(client: FlaskClient) -> None:
    whole = client.get("/sound/timer/timer-5-half-small.mp3").data
    part = client.get("/sound/timer/timer-5-half-small.mp3", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part.data == whole[1000:2000]
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole)}"
    beyond = client.get("/sound/timer/timer-5-half-small.mp3", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


def test_a_bell_every_five_minutes_of_ten_is_the_one_at_the_half(client: FlaskClient) -> None:
    five, half = (client.get(f"/sound/timer/timer-10-{middle}-wood.mp3").data for middle in ("five", "half"))
    assert five == half


@pytest.mark.parametrize(
    "name", ["timer-7-none-bowl", "timer-5-none-gong", "timer-5-none", "../secret_key", "x"]
)
def test_a_timer_that_nobody_offers_is_not_there_and_not_kept(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/sound/timer/{name}.mp3")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["bowl", "small", "wood"])
def test_one_strike_of_a_bell_is_a_small_file(client: FlaskClient, name: str) -> None:
    """6000 bytes a second: the longest rings for twelve."""
    answer = client.get(f"/sound/bell/{name}.mp3")
    assert answer.mimetype == "audio/mpeg"
    assert len(answer.data) == pytest.approx(
        {"bowl": 72_000, "small": 48_000, "wood": 12_000}[name], rel=0.08
    )
    assert client.get("/sound/bell/gong.mp3").status_code == 404


def test_a_voice_is_heard_whole_and_in_part(cast: Cast, signed_in_as: SignIn) -> None:
    maya = signed_in_as(cast.maya)
    whole = maya.get(f"/sound/recording/{cast.here.recording}.mp3")
    assert whole.data == VOICE
    assert whole.headers["Cache-Control"] == "private, max-age=3600"
    part = maya.get(f"/sound/recording/{cast.here.recording}.mp3", headers={"Range": "bytes=9-"})
    assert (part.status_code, part.data) == (206, b"Ines")


def test_the_database_is_asked_for_a_voice_once(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    maya, path = signed_in_as(cast.maya), f"/sound/recording/{cast.here.recording}.mp3"
    maya.get(path)
    copies: Path = app.extensions["settings"].sound / "copies"
    assert [copy.read_bytes() for copy in copies.iterdir()] == [VOICE]
    with store.writing(site_engine) as db:
        row = db.exec(recording.select(recording.RecordedSound)).first()  # type: ignore[attr-defined]
        assert row
        row.body = b"changed behind its back"
        db.add(row)
    assert maya.get(path).data == VOICE


def test_a_machine_that_writes_nothing_still_plays(app: Flask, cast: Cast, signed_in_as: SignIn) -> None:
    app.extensions["settings"].sound.parent.mkdir(exist_ok=True)
    app.extensions["settings"].sound.write_text("a file where the folder would be")
    part = signed_in_as(cast.maya).get(
        f"/sound/recording/{cast.here.recording}.mp3", headers={"Range": "bytes=0-4"}
    )
    assert (part.status_code, part.data) == (206, b"voice")


def test_a_voice_that_was_taken_back_is_heard_by_nobody(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    signed_in_as(cast.maya).get(f"/sound/recording/{cast.here.recording}.mp3")
    with store.writing(site_engine) as db:
        row = db.get_one(Recording, cast.here.recording)
        recording.take_back(db, row, now=NOW, by=db.get_one(Person, cast.ines))
    for person in (cast.maya, cast.ines, cast.lena):
        assert signed_in_as(person).get(f"/sound/recording/{cast.here.recording}.mp3").status_code == 404


def test_without_a_script_the_browsers_own_controls_play_what_is_chosen(
    cast: Cast, signed_in_as: SignIn
) -> None:
    maya, page = signed_in_as(cast.maya), f"/practice/{cast.here.enrolment}/affectionate-breathing"
    spoken = f'<audio controls preload="none" src="/sound/recording/{cast.here.recording}.mp3">'
    assert spoken in maya.get(f"{page}?minutes=5").text
    timer = '<audio controls preload="none" src="/sound/timer/timer-15-half-wood.mp3">'
    assert timer in maya.get(f"{page}?minutes=5&voice=timer&timer=15&middle=half&bell=wood").text
    assert "timer-20-none-bowl.mp3" in maya.get(page).text  # nobody has recorded the long one


def test_the_groups_own_facilitators_come_first(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        run = db.get_one(Cohort, cast.here.cohort)
        for person_id in (cast.ben, cast.sam):
            recording.keep(
                db, db.get_one(Person, person_id), programme_id=run.programme_id, course_key="eight-weeks",
                practice_key="affectionate-breathing", minutes=5, language="en", seconds=300, begins=18,
                body=b"x", now=NOW,
            )  # fmt: skip
        role.make_facilitator(db, cohort_id=run.stored_id, person_id=cast.sam)
    page = (
        signed_in_as(cast.maya).get(f"/practice/{cast.here.enrolment}/affectionate-breathing?minutes=5").text
    )
    choices = re.search(r"<legend>Voice</legend>(.*?)</fieldset>", page, re.DOTALL)
    assert choices
    assert re.findall(r"<span>([\w ]+)<small>", choices[1]) == ["Ines", "Sam", "Ben", "Bell timer"]


def test_another_programmes_voices_are_not_offered(cast: Cast, signed_in_as: SignIn) -> None:
    olga = signed_in_as(cast.olga)
    page = olga.get(f"/practice/{cast.there.enrolment}/affectionate-breathing?minutes=5").text
    assert f"/sound/recording/{cast.there.recording}.mp3" in page
    assert f"/sound/recording/{cast.here.recording}.mp3" not in page


def test_a_practice_of_daily_life_without_a_text_has_no_player(cast: Cast, signed_in_as: SignIn) -> None:
    page = signed_in_as(cast.maya).get(f"/practice/{cast.here.enrolment}/supportive-touch")
    assert page.status_code == 200
    assert "<audio" not in page.text


def test_the_bell_timer_stands_alone_and_today_leads_to_it(cast: Cast, signed_in_as: SignIn) -> None:
    maya = signed_in_as(cast.maya)
    assert 'href="/timer"' in maya.get("/today").text
    page = maya.get("/timer?timer=30&bell=small").text
    assert "/sound/timer/timer-30-none-small.mp3" in page
    assert 'action="/log"' in page
    for staff in (cast.ines, cast.lena):  # they have no place, and nothing to log
        page = signed_in_as(staff).get("/timer").text
        assert "/sound/timer/timer-10-none-bowl.mp3" in page
        assert 'action="/log"' not in page
