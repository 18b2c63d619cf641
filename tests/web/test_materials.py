"""Materials of a group: looked at before they are kept, found by its people, and gone when they are taken down."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.cohorts import enrolment, pausing
from course.cohorts.enrolment import Enrolment
from course.group.file import GroupFile, GroupFilePiece
from course.group.material import Material
from course.people.person import Person
from course.privacy import erase_person, export_person
from course.privacy.archive import archive
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to
from tests.web.uploading import PNG, send

pytestmark = pytest.mark.one_engine


@pytest.fixture
def desk(cast: Cast, site_engine: Engine) -> str:
    travel_to(site_engine, NOW)
    return f"/cohorts/{cast.here.cohort}/materials"


@pytest.fixture
def shelf(cast: Cast) -> str:
    return f"/group/{cast.here.enrolment}/materials"


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ines)


def newest(engine: Engine) -> Material:
    with store.reading(engine) as db:
        return db.exec(select(Material).order_by(col(Material.id).desc()).limit(1)).one()


def titles(engine: Engine) -> set[str]:
    with store.reading(engine) as db:
        return set(db.exec(select(Material.title)).all()) - {"For the quiet day"}


def test_a_link_and_a_file_stand_on_the_groups_page_of_their_week(
    ines: FlaskClient, maya: FlaskClient, desk: str, cast: Cast
) -> None:
    link = {"title": "A poem", "link": "https://poems.example.org/p?a=1&b=2", "unit": "week-2"}
    assert send(ines, desk, link).status_code == 302
    assert send(ines, desk, {"title": "A drawing"}, PNG).status_code == 302
    week_2 = maya.get(f"/group/{cast.here.enrolment}/week/week-2").text
    assert 'href="https://poems.example.org/p?a=1&amp;b=2" rel="noopener noreferrer"' in week_2
    assert "A drawing" in week_2
    week_3 = maya.get(f"/group/{cast.here.enrolment}/week/week-3").text
    assert "A poem" not in week_3
    assert "A drawing" in week_3


def test_a_file_is_given_as_what_it_is_to_be_kept_and_never_as_a_page_of_this_site(
    ines: FlaskClient, maya: FlaskClient, desk: str, shelf: str, site_engine: Engine
) -> None:
    send(ines, desk, {"title": "Ein Bild für <b>uns</b>"}, PNG, name="evil.html")
    answer = maya.get(f"{shelf}/{newest(site_engine).id}/file")
    assert answer.data == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Content-Disposition"].endswith("Ein-Bild-f%C3%BCr-b-uns-b.png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>",
        b"#!/bin/sh\nrm -r /",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04 a document with macros",
        b"GIF89a\x01\x00\x01\x00",
        b"\x00\x00\x00\x20ftypmp42 a film",
        b"a text\x00with a zero",
        b"\xff\xfeu\x00t\x00f\x00",
    ],
    ids=["empty", "page", "drawing", "program", "exe", "zip", "gif", "film", "zero", "utf-16"],
)
def test_what_is_neither_text_nor_pdf_nor_picture_nor_sound_is_not_kept(
    ines: FlaskClient, desk: str, site_engine: Engine, body: bytes
) -> None:
    refused = send(ines, desk, {"title": "Harmless"}, body, name="harmless.pdf")
    assert refused.status_code == 422
    assert "This file cannot be put here." in refused.text
    assert 'value="Harmless"' in refused.text
    assert titles(site_engine) == set()
    with store.reading(site_engine) as db:
        assert len(db.exec(select(GroupFile)).all()) == 4  # those of the cast


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": "", "link": "https://example.org/"}, "Please say in a few words what it is."),
        ({"title": "x" * 121, "link": "https://example.org/"}, "up to 120 letters"),
        ({"title": "Neither"}, "Please give either a link or a file."),
        ({"title": "Script", "link": "javascript:alert(1)"}, "A link begins with https://"),
        ({"title": "Open", "link": "http://example.org/"}, "A link begins with https://"),
        ({"title": "Long", "link": "https://example.org/" + "a" * 500}, "A link begins with https://"),
        ({"title": "Week", "link": "https://example.org/", "unit": "week-99"}, "a week of this course"),
    ],
)
def test_what_is_not_right_comes_back_with_a_sentence(
    ines: FlaskClient, desk: str, site_engine: Engine, fields: dict[str, str], says: str
) -> None:
    refused = send(ines, desk, fields)
    assert refused.status_code == 422
    assert says in refused.text
    assert titles(site_engine) == set()


def test_a_file_over_the_limit_is_turned_away_before_it_is_read_and_the_page_stays(
    ines: FlaskClient, maya: FlaskClient, desk: str, site_engine: Engine
) -> None:
    large = b"%PDF-" + bytes(22_000_000)
    refused = send(ines, desk, {"title": "Large"}, large)
    assert refused.status_code == 413
    assert "This file is too large. Up to 20 MB can be sent." in refused.text
    assert send(ines, desk, {"title": "Just too large"}, large[:20_000_001]).status_code == 422
    assert send(maya, desk, {"title": "Not hers"}, large).status_code == 404
    assert titles(site_engine) == set()


def test_sent_twice_it_stands_once(ines: FlaskClient, desk: str, site_engine: Engine) -> None:
    once = {"title": "Once", "link": "https://example.org/", "client_id": str(uuid4())}
    for _tap in range(2):
        assert send(ines, desk, once).status_code == 302
    with store.reading(site_engine) as db:
        assert len(db.exec(select(Material).where(Material.title == "Once")).all()) == 1


def test_what_belongs_to_a_week_comes_with_it(
    ines: FlaskClient, maya: FlaskClient, desk: str, shelf: str, site_engine: Engine
) -> None:
    send(ines, desk, {"title": "For week 4", "unit": "week-4"}, b"Later.")
    file = f"{shelf}/{newest(site_engine).id}/file"
    assert "For week 4" not in maya.get(shelf).text
    assert maya.get(file).status_code == 404
    travel_to(site_engine, datetime(2027, 3, 19, 12, tzinfo=UTC))
    assert "For week 4" in maya.get(shelf).text
    assert maya.get(file).data == b"Later."


def test_taken_down_it_is_gone_with_its_file(
    ines: FlaskClient, maya: FlaskClient, desk: str, shelf: str, site_engine: Engine
) -> None:
    send(ines, desk, {"title": "Not after all"}, b"Words.")
    row = newest(site_engine)
    assert maya.get(f"{shelf}/{row.id}/file").status_code == 200
    assert ines.post(f"{desk}/{row.id}/take-down").status_code == 302
    assert maya.get(f"{shelf}/{row.id}/file").status_code == 404
    assert "Not after all" not in maya.get(shelf).text + ines.get(desk).text
    with store.reading(site_engine) as db:
        assert db.get(GroupFile, row.file_id) is None
        assert db.exec(select(GroupFilePiece).where(GroupFilePiece.file_id == row.file_id)).all() == []


def test_a_pause_changes_nothing_and_whoever_left_or_goes_on_elsewhere_finds_none(
    maya: FlaskClient, desk: str, shelf: str, cast: Cast, site_engine: Engine, signed_in_as: SignIn
) -> None:
    file = f"{shelf}/{cast.here.material}/file"
    with store.writing(site_engine) as db:
        row, day = db.get_one(Enrolment, cast.here.enrolment), NOW.date()
        pausing.pause(db, row, until=day + timedelta(days=9), today=day, now=NOW, by=cast.maya)
    assert maya.get(file).data == b"Material of Ines."
    with store.writing(site_engine) as db:
        db.get_one(Enrolment, cast.here.enrolment).cohort_id = cast.there.cohort
    assert maya.get(file).status_code == 404
    assert "For the quiet day" in maya.get(shelf).text  # that of the group she is in now
    assert f'"{file}"' not in maya.get(shelf).text
    ben, place = signed_in_as(cast.ben), cast.here.other_enrolment
    assert ben.get(f"/group/{place}/materials/{cast.here.material}/file").status_code == 200
    with store.writing(site_engine) as db:
        enrolment.leave(db, db.get_one(Enrolment, place), now=NOW, by=cast.ben)
    assert ben.get(f"/group/{place}/materials/{cast.here.material}/file").status_code == 404
    assert ben.get(f"/group/{place}/materials").status_code == 404
    assert "From your facilitators" not in ben.get(f"/group/{place}").text


def test_a_substitute_has_these_pages_on_her_days_alone(
    signed_in_as: SignIn, desk: str, cast: Cast, site_engine: Engine
) -> None:
    """Lena leads the programme, which is not running the group; in June she stands in for a week."""
    for instant, expected in ((NOW, 404), (datetime(2027, 6, 9, 12, tzinfo=UTC), 200),
                              (datetime(2027, 6, 14, 12, tzinfo=UTC), 404)):  # fmt: skip
        travel_to(site_engine, instant)
        lena = signed_in_as(cast.lena)
        assert lena.get(desk).status_code == expected
        assert lena.get(f"{desk}/{cast.here.material}/file").status_code == expected


def test_her_copy_names_what_she_put_up_and_erasing_her_takes_it_away(
    ines: FlaskClient, desk: str, cast: Cast, site_engine: Engine, app: Flask
) -> None:
    ring = app.extensions["ring"]
    send(ines, desk, {"title": "In her copy"}, b"Words of Ines.")
    with store.writing(site_engine) as db:
        person = db.get_one(Person, cast.ines)
        copy = export_person(db, None, person)
        assert [one["title"] for one in copy["material"]] == ["For the quiet day", "In her copy"]
        assert "body" not in copy["group_file_piece"][0]
        zipped = ZipFile(BytesIO(archive(db, ring, person)))
        files = [name for name in zipped.namelist() if name.startswith("material-")]
        assert [zipped.read(name) for name in files] == [b"Material of Ines.", b"Words of Ines."]
        person.email = "ines@elsewhere.example.org"  # the safety plan names her by the other address
        db.flush()
        erase_person(db, person, by=None)
    with store.reading(site_engine) as db:
        here = select(Material).where(Material.cohort_id == cast.here.cohort)
        assert db.exec(here).all() == []
        assert db.exec(select(GroupFile).where(GroupFile.person_id == cast.ines)).all() == []
