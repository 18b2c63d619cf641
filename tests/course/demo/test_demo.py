"""The demo world, laid out at awkward moments."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, func, select

from course import clock, demo, store
from course.clock import CourseClock
from course.cohorts import cohort as cohorts
from course.cohorts.attended import Paper, standings
from course.cohorts.certificate import Certificate
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.opening import newest_open, openings
from course.cohorts.places import may_take, places
from course.cohorts.waiting import State, waiting_list
from course.delivery import looking
from course.delivery.ledger import Delivery, Status
from course.demo import cast, papers
from course.demo.present import first_thursday
from course.measures.assessment import Assessment, StoredScore
from course.people import intake, intake_list, intake_questions
from course.people.invitation import Invitation
from course.people.key import Keyring
from course.people.person import Person, by_address
from course.practice import journal
from course.settings import Settings
from tests.real.databases import Databases

MOMENTS = {
    "an ordinary day": datetime(2027, 3, 17, 12, 0, tzinfo=UTC),
    "during a meeting": datetime(2027, 6, 3, 18, 0, tzinfo=UTC),
    "just after a meeting, at night": datetime(2027, 11, 18, 22, 0, tzinfo=UTC),
    "the night the clocks change": datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
}
LONDON = ZoneInfo("Europe/London")


def laid(databases: Databases, environ: dict[str, str], at: datetime) -> tuple[Engine, Settings]:
    url = databases.new()
    settings = Settings.from_env({**environ, "DATABASE_URL": url})
    engine = store.make_engine(url)
    with store.writing(engine) as db:
        db.add(CourseClock(offset_seconds=round((at - clock.real_now(db)).total_seconds())))
        db.flush()
        assert demo.lay(db, settings, now=clock.now(db))
    return engine, settings


@pytest.fixture(scope="module", params=MOMENTS, ids=str)
def world(
    request: pytest.FixtureRequest, databases: Databases, environ: dict[str, str]
) -> Iterator[tuple[Engine, Settings]]:
    engine, settings = laid(databases, environ, MOMENTS[request.param])
    yield engine, settings
    engine.dispose()
    databases.drop(settings.database_url)


def counted(db: Session) -> dict[str, int]:
    tables = SQLModel.metadata.tables.values()
    return {table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def running(db: Session) -> Cohort:
    return db.exec(select(Cohort).where(Cohort.name == "Thursday evening")).one()


def test_a_second_run_changes_nothing(world: tuple[Engine, Settings]) -> None:
    engine, settings = world
    with store.writing(engine) as db:
        before = counted(db)
        assert not demo.lay(db, settings, now=clock.now(db))
        assert counted(db) == before


def test_the_running_group_is_in_week_4(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        group, now = running(db), clock.now(db)
        found = openings(cohorts.content(db, group), cohorts.meetings(db, group))
        newest = newest_open(found, now)
        assert newest is not None
        assert newest.unit.number == 4
        fifth = next(one.meeting for one in found if one.unit.number == 5)
        assert now < fifth.ends_at <= now + timedelta(days=7, hours=1)


def test_nothing_old_leaves_when_it_starts(world: tuple[Engine, Settings]) -> None:
    engine, settings = world
    while looking.look(engine, settings).subjects:
        pass
    with store.reading(engine) as db:
        waiting = db.exec(select(Delivery).where(Delivery.status != Status.SENT)).all()
        assert {(one.letter, one.status) for one in waiting} == {
            ("invitation", Status.PENDING),
            ("place_offered", Status.PENDING),
        }
        assert len(waiting) == 2
        assert db.exec(select(func.count()).where(col(Delivery.sent_at) > clock.now(db))).one() == 0


def test_somebody_is_offered_a_place_and_whoever_is_invited_finds_one(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        group, now = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one(), clock.now(db)
        listed = waiting_list(db, group.stored_id)
        assert [(who.name, row.state(now)) for row, who in listed] == [
            ("Nell Ashworth", State.SILENT),
            ("Oskar Lindahl", State.OFFERED),
        ]
        keir = db.exec(select(Invitation).where(Invitation.name == cast.COMING[-1])).one()
        assert may_take(db, group, keir, now=now)
        assert places(db, group, now=now).free == 1


def test_one_person_waits_for_an_answer_and_those_who_run_her_group_were_told(
    world: tuple[Engine, Settings],
) -> None:
    engine, settings = world
    with store.reading(engine) as db:
        group = db.exec(select(Cohort).where(Cohort.name == "Tuesday midday")).one()
        [gwen] = intake_list.joiners(db, group.stored_id)
        row = intake.of(db, gwen.enrolment_id)
        assert row is not None
        assert gwen.is_to_read
        assert gwen.called == "Gwen"
        assert set(intake.read(db, Keyring(settings.wrapping_keys), row)) == {
            one.key for one in intake_questions.asked(health=True, days={})
        }


def test_one_certificate_and_one_letter_of_participation_are_made_and_hold(
    world: tuple[Engine, Settings],
) -> None:
    with store.reading(world[0]) as db:
        now = clock.now(db)
        for paper, who in papers.holders(db).items():
            [row] = db.exec(select(Certificate).where(Certificate.paper == paper)).all()
            enrolment = db.get_one(Enrolment, row.enrolment_id)
            group = db.get_one(Cohort, enrolment.cohort_id)
            course = cohorts.content(db, group)
            standing = standings(db, group, course, [row.enrolment_id], now=now)[row.enrolment_id]
            assert (enrolment.person_id, row.name, standing.paper) == (who.id, who.name, paper)
            assert standing.ready_at is not None
            assert standing.ready_at < row.issued_at < now
        assert set(papers.holders(db)) == set(Paper)


def test_between_half_and_seven_in_ten_answer_at_six_months(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        closed = db.exec(select(Cohort).where(col(Cohort.closed_at).is_not(None))).all()
        assert len(closed) == 8
        for group in closed:
            started = db.exec(select(func.count()).where(Enrolment.cohort_id == group.id)).one()
            answered = db.exec(
                select(func.count(func.distinct(col(Enrolment.id))))
                .join(Assessment, col(Assessment.enrolment_id) == col(Enrolment.id))
                .where(Enrolment.cohort_id == group.id, Assessment.wave_key == "six-months")
            ).one()
            assert 8 <= started <= 14
            assert 0.5 <= answered / started <= 0.7, group.name


def test_every_fact_lies_in_the_past(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        now = clock.now(db)
        for column in (
            Enrolment.joined_at,
            Enrolment.left_at,
            Assessment.started_at,
            Assessment.completed_at,
        ):
            latest = db.exec(select(func.max(col(column)))).one()
            assert latest is None or latest <= now, column


def test_each_role_has_somebody_to_sign_in_as(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        assert all(by_address(db, one) for one in (cast.PARTICIPANT, cast.FACILITATOR, cast.LEAD))


def test_mayas_journal_is_sealed_and_hers_to_read(world: tuple[Engine, Settings]) -> None:
    engine, settings = world
    with store.reading(engine) as db:
        maya = by_address(db, cast.PARTICIPANT)
        assert maya is not None
        entries = journal.entries(db, maya)
        words = {journal.read(db, Keyring(settings.wrapping_keys), entry).text for entry in entries}
        assert words == {text for _, text in cast.JOURNAL}
        assert not any(text.encode() in entry.sealed for entry in entries for text in words)


def test_nobody_stands_in_it_twice(world: tuple[Engine, Settings]) -> None:
    with store.reading(world[0]) as db:
        names = db.exec(select(Person.name)).all()
        assert len(names) == len(set(names))


@pytest.mark.slow
def test_the_same_moment_gives_the_same_world(databases: Databases, environ: dict[str, str]) -> None:
    seen = []
    for _ in range(2):
        engine, settings = laid(databases, environ, MOMENTS["an ordinary day"])
        with store.reading(engine) as db:
            scores = db.exec(select(StoredScore.value).order_by(col(StoredScore.id))).all()
            people = db.exec(select(Person.email).order_by(col(Person.id))).all()
        seen.append((scores, people))
        engine.dispose()
        databases.drop(settings.database_url)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("hours", range(0, 24 * 8, 5))
def test_week_4_holds_at_every_hour(hours: int) -> None:
    """The newest Thursday evening that is over is the fourth: 18:30 plus 165 minutes, in London."""
    now = datetime(2027, 3, 22, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
    first = first_thursday(now, 165)
    assert first.weekday() == 3
    fourth_ends = datetime(first.year, first.month, first.day, 21, 15, tzinfo=LONDON) + timedelta(weeks=3)
    assert timedelta(0) <= now - fourth_ends < timedelta(days=7, hours=1)
