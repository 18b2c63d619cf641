"""A recording of a meeting: offered while everybody who was there agrees or is not in it, and only until its day."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.audit import AuditEvent
from course.cohorts import attendance
from course.cohorts.attendance import Mark
from course.cohorts.enrolment import Enrolment
from course.cohorts.make_up import MakeUp
from course.cohorts.meeting import Meeting
from course.group.file import GroupFile
from course.group.meeting_recording import MeetingRecording, NeitherSeenNorHeard, of_cohort, remove_expired
from course.people.person import Person
from course.privacy import erase_person, export_person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to
from tests.web.uploading import MP3, PNG, send

TITLE = "The talk of session one"
YES = {"course": "yes", "measures": "yes", "follow-up": "yes", "research": "no", "recording": "yes"}
NO = YES | {"recording": "no"}
UNTIL = datetime(2027, 4, 14, 23, 0, tzinfo=UTC)
"""The end of 14 April in Lisbon, which is in summer time by then."""


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.maya)


@pytest.fixture
def ben(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.ben)


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    travel_to(site_engine, NOW)
    return signed_in_as(cast.ines)


def first_meeting(engine: Engine, cast: Cast) -> Meeting:
    """Maya was here, Ben has no mark yet, and Dani, who has left since, has none either."""
    with store.reading(engine) as db:
        mine = select(Meeting).where(Meeting.cohort_id == cast.here.cohort, Meeting.unit_key == "week-1")
        return db.exec(mine).one()


def mark(engine: Engine, cast: Cast, enrolment_id: int, as_: Mark | None) -> None:
    with store.writing(engine) as db:
        meeting = db.get_one(Meeting, first_meeting(engine, cast).stored_id)
        attendance.record(db, meeting, enrolment_id, as_, by=cast.ines, now=NOW)


def desk(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/recordings"


def lay(ines: FlaskClient, engine: Engine, cast: Cast, body: bytes | None = MP3, **fields: str) -> int:
    """Until 14 April; returns its number."""
    there = f"{desk(cast)}/of/{first_meeting(engine, cast).id}"
    laid = send(ines, there, {"title": TITLE, "until": "2027-04-14", **fields}, body)
    assert laid.status_code == 302, laid.text
    return int(laid.location.rpartition("/")[2])


def offer(ines: FlaskClient, cast: Cast, number: int, *unseen: int) -> int:
    sent = {"teaching": "yes", "unseen": [str(one) for one in unseen]}
    return ines.post(f"{desk(cast)}/{number}", data=sent).status_code


@pytest.fixture
def offered(ines: FlaskClient, site_engine: Engine, cast: Cast) -> int:
    """Everybody who may have been there agreed."""
    number = lay(ines, site_engine, cast)
    assert offer(ines, cast, number) == 302
    return number


def shelf(cast: Cast) -> str:
    return f"/group/{cast.here.enrolment}/materials"


def file(cast: Cast, number: int) -> str:
    return f"/group/{cast.here.enrolment}/recordings/{number}/file"


def found(browser: FlaskClient, cast: Cast, number: int) -> bool:
    """Whether she finds it and hears it; it is never the one without the other."""
    stands = TITLE in browser.get(shelf(cast)).text
    assert (browser.get(file(cast, number)).status_code == 200) == stands
    return stands


def test_it_says_first_who_agreed_in_numbers_and_by_name(
    ines: FlaskClient, maya: FlaskClient, ben: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    ben.post(f"/welcome/{cast.here.other_enrolment}", data=NO)
    page = ines.get(f"{desk(cast)}/of/{first_meeting(site_engine, cast).id}").text
    assert "2 people who were there agreed to being in a recording." in page
    assert "One did not, or has not answered." in page
    assert "2 of them have no mark in the attendance yet" in page
    assert "<dt>Agreed</dt><dd>Dani, Maya</dd>" in page
    assert "<dt>Said no</dt><dd><bdi>Ben</bdi></dd>" in page
    assert 'name="until" type="date" value="2027-03-25"' in page  # four weeks after 25 February


def test_nobody_of_the_group_finds_it_before_it_is_offered_and_only_teaching_is(
    ines: FlaskClient, maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    number = lay(ines, site_engine, cast)
    assert not found(maya, cast, number)
    assert ines.get(f"{desk(cast)}/{number}/file").data == MP3
    refused = ines.post(f"{desk(cast)}/{number}", data={})
    assert refused.status_code == 422
    assert "Only a recording of the teaching part can be offered." in refused.text
    assert not found(maya, cast, number)
    assert offer(ines, cast, number) == 302
    assert found(maya, cast, number)
    assert maya.get(file(cast, number)).data == MP3


def test_somebody_who_has_not_agreed_is_said_to_be_neither_seen_nor_heard_or_it_stays_out_of_sight(
    ines: FlaskClient, maya: FlaskClient, ben: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    ben.post(f"/welcome/{cast.here.other_enrolment}", data=NO)
    number = lay(ines, site_engine, cast)
    for said in ((), (cast.here.enrolment,), (cast.there.enrolment,)):
        assert offer(ines, cast, number, *said) == 422
    assert not found(maya, cast, number)
    assert offer(ines, cast, number, cast.here.other_enrolment) == 302
    assert found(maya, cast, number)
    with store.reading(site_engine) as db:
        line = db.exec(select(AuditEvent).where(AuditEvent.what == "meeting_recording.offer")).one()
        assert (line.actor_id, line.detail["neither_seen_nor_heard"]) == (
            cast.ines,
            [cast.here.other_enrolment],
        )
        hers = export_person(db, None, db.get_one(Person, cast.ben))["neither_seen_nor_heard"]
        assert [one["recording_id"] for one in hers] == [number]


def test_whoever_takes_her_yes_back_takes_it_out_of_sight_at_once_until_somebody_has_looked(
    ines: FlaskClient, maya: FlaskClient, ben: FlaskClient, cast: Cast, site_engine: Engine, offered: int
) -> None:
    under_way = maya.get(file(cast, offered), buffered=False)
    came = [next(under_way.iter_encoded())]
    ben.post(f"/welcome/{cast.here.other_enrolment}", data=NO)
    came += under_way.iter_encoded()
    under_way.close()
    assert len(b"".join(came)) == 1_000_000  # of 2.5 million: what was under way breaks off
    assert not found(maya, cast, offered)
    assert "Out of sight: please look" in ines.get(f"/cohorts/{cast.here.cohort}/materials").text
    assert ines.get(f"{desk(cast)}/{offered}/file").status_code == 200
    assert offer(ines, cast, offered, cast.here.other_enrolment) == 302
    assert found(maya, cast, offered)


def test_a_mark_that_comes_later_counts_as_well(
    ines: FlaskClient, maya: FlaskClient, ben: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    ben.post(f"/welcome/{cast.here.other_enrolment}", data=NO)
    mark(site_engine, cast, cast.here.other_enrolment, Mark.AWAY)
    number = lay(ines, site_engine, cast)
    assert offer(ines, cast, number) == 302
    assert found(maya, cast, number)
    for one, stands in ((Mark.VIDEO, False), (Mark.AWAY_TOLD, True), (Mark.PART, False), (None, False)):
        mark(site_engine, cast, cast.here.other_enrolment, one)
        assert found(maya, cast, number) is stands, one


def test_a_guest_agreed_to_what_her_own_group_watches_and_not_to_this(
    maya: FlaskClient, cast: Cast, site_engine: Engine, offered: int
) -> None:
    with store.writing(site_engine) as db:
        meeting = first_meeting(site_engine, cast).stored_id
        guest = MakeUp(
            enrolment_id=cast.there.enrolment, meeting_id=meeting, arranged_by=cast.ines, arranged_at=NOW
        )
        db.add(guest)
    assert not found(maya, cast, offered)
    mark(site_engine, cast, cast.there.enrolment, Mark.AWAY)
    assert found(maya, cast, offered)


def test_at_the_end_of_its_day_it_is_there_for_nobody_and_then_its_bytes_are_gone(
    ines: FlaskClient, maya: FlaskClient, cast: Cast, site_engine: Engine, signed_in_as: SignIn
) -> None:
    number = lay(ines, site_engine, cast, note="The pass code is 4711")
    offer(ines, cast, number)
    with store.reading(site_engine) as db:
        one = next(one for one in of_cohort(db, cast.here.cohort) if one.recording.id == number)
        assert one.recording.expires_at == UNTIL
        assert one.is_offered(UNTIL - timedelta(microseconds=1))
        assert not one.is_offered(UNTIL)
    travel_to(site_engine, UNTIL - timedelta(seconds=60))
    assert found(signed_in_as(cast.maya), cast, number)
    assert remove_expired(site_engine) == 0
    travel_to(site_engine, UNTIL + timedelta(seconds=1))
    assert not found(signed_in_as(cast.maya), cast, number)
    ines = signed_in_as(cast.ines)
    assert ines.get(f"{desk(cast)}/{number}/file").status_code == 404
    assert remove_expired(site_engine) == 1
    assert remove_expired(site_engine) == 0
    with store.reading(site_engine) as db:
        row = db.get_one(MeetingRecording, number)
        assert (row.file_id, row.note, row.expires_at) == (None, "", UNTIL)
        assert db.exec(select(GroupFile).where(GroupFile.bytes == len(MP3))).all() == []
    assert "It was here until Wednesday 14 April at 23:59." in ines.get(f"{desk(cast)}/{number}").text


def test_taken_down_it_is_gone_at_once_with_what_was_said_of_people(
    ines: FlaskClient, maya: FlaskClient, ben: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    ben.post(f"/welcome/{cast.here.other_enrolment}", data=NO)
    number = lay(ines, site_engine, cast, None, link="https://meet.example.org/rec/1")
    offer(ines, cast, number, cast.here.other_enrolment)
    assert "https://meet.example.org/rec/1" in maya.get(shelf(cast)).text
    assert ines.post(f"{desk(cast)}/{number}/take-down").status_code == 302
    assert "meet.example.org" not in maya.get(shelf(cast)).text
    assert offer(ines, cast, number, cast.here.other_enrolment) == 422
    with store.reading(site_engine) as db:
        assert db.get_one(MeetingRecording, number).link == ""
        assert db.exec(select(NeitherSeenNorHeard)).all() == []


@pytest.mark.parametrize(
    ("fields", "body", "says"),
    [
        ({"until": "2027-03-16"}, MP3, "Please choose a day from 2027-03-17 to 2027-04-22."),
        ({"until": "2027-04-23"}, MP3, "Please choose a day from 2027-03-17 to 2027-04-22."),
        ({"until": "soon"}, MP3, "Please give the day like 2027-04-30."),
        ({}, PNG, "This file cannot be put here."),
        ({}, b"<html>", "This file cannot be put here."),
        ({}, None, "Please give either a link or a file."),
        ({"link": "https://meet.example.org/"}, MP3, "Please give either a link or a file."),
        ({"link": "javascript:alert(1)"}, None, "A link begins with https://"),
        ({"title": " "}, MP3, "Please say in a few words what it is."),
    ],
)
def test_what_is_not_right_comes_back_with_a_sentence(
    ines: FlaskClient, cast: Cast, site_engine: Engine, fields: dict[str, str], body: bytes | None, says: str
) -> None:
    """The group's own page closes a week after its last session, which is on 15 April."""
    there = f"{desk(cast)}/of/{first_meeting(site_engine, cast).id}"
    refused = send(ines, there, {"title": TITLE, "until": "2027-04-14", **fields}, body)
    assert refused.status_code == 422
    assert says in refused.text
    with store.reading(site_engine) as db:
        assert len(db.exec(select(MeetingRecording)).all()) == 2  # those of the cast


def test_who_is_not_in_the_group_or_goes_on_elsewhere_hears_nothing(
    maya: FlaskClient, cast: Cast, site_engine: Engine, signed_in_as: SignIn, offered: int
) -> None:
    for key in (cast.olga, cast.dani, cast.lena, cast.sam):
        browser = signed_in_as(key)
        assert browser.get(file(cast, offered)).status_code == 404
        assert browser.get(f"{desk(cast)}/{offered}").status_code == 404
        assert browser.get(f"{desk(cast)}/{offered}/file").status_code == 404
    with store.writing(site_engine) as db:
        db.get_one(Enrolment, cast.here.enrolment).cohort_id = cast.there.cohort
    assert not found(maya, cast, offered)


def test_a_part_of_it_can_be_asked_for_as_players_do(maya: FlaskClient, cast: Cast, offered: int) -> None:
    part = maya.get(file(cast, offered), headers={"Range": "bytes=999990-1000009"})
    assert (part.status_code, part.data) == (206, bytes(20))
    assert part.headers["Content-Range"] == f"bytes 999990-1000009/{len(MP3)}"
    assert part.headers["Content-Type"] == "audio/mpeg"
    beginning = maya.get(file(cast, offered), headers={"Range": "bytes=0-4"})
    assert beginning.data == MP3[:5]


def test_erasing_somebody_who_is_in_it_takes_it_out_of_sight_and_erasing_who_put_it_up_removes_it(
    ines: FlaskClient, maya: FlaskClient, cast: Cast, site_engine: Engine, offered: int
) -> None:
    with store.writing(site_engine) as db:
        erase_person(db, db.get_one(Person, cast.dani), by=None)
    assert not found(maya, cast, offered)
    assert "Erased since" in ines.get(f"{desk(cast)}/{offered}").text
    with store.writing(site_engine) as db:
        person = db.get_one(Person, cast.ines)
        person.email = "ines@elsewhere.example.org"  # the safety plan names her by the other address
        db.flush()
        erase_person(db, person, by=None)
    with store.reading(site_engine) as db:
        row = db.get_one(MeetingRecording, offered)
        assert (row.title, row.file_id, row.expires_at) == ("", None, UNTIL)
        assert db.exec(select(GroupFile).where(GroupFile.person_id == cast.ines)).all() == []
