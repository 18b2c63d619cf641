"""The newest migration can be taken back and made again while people are in the course."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import col, func, select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.measures.assessment import Answer, Assessment
from course.outcomes.frozen import FrozenFigures, sums
from course.safety import concern
from course.safety.concern import Kind
from course.statistics.moments import Moments
from tests.cast import NOW, Cast
from tests.real.databases import Databases


def test_a_migration_that_is_taken_back_leaves_every_cohort_and_meeting(
    staged: tuple[str, Cast], databases: Databases, root: Path
) -> None:
    url = databases.copy(staged[0])
    config = Config()
    cast = staged[1]
    config.set_main_option("script_location", str(root / "course" / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.downgrade(config, "0001")
    store.migrate(url)
    engine = store.make_engine(url)
    with store.reading(engine) as db:
        assert db.exec(select(func.count(col(Cohort.id)))).one() == 2
        assert db.exec(select(func.count(col(Meeting.id)))).one() == 18
        assert set(db.exec(select(Cohort.outline_minutes)).all()) == {None}
        newest = select(func.max(col(Answer.answered_at))).where(Answer.assessment_id == cast.here.assessment)
        assert db.get_one(Assessment, cast.here.assessment).answered_at == db.exec(newest).one()
    engine.dispose()
    databases.drop(url)


def test_a_concern_that_was_written_down_stays_with_its_steps_when_its_kind_is_taken_back(
    staged: tuple[str, Cast], databases: Databases, root: Path
) -> None:
    url = databases.copy(staged[0])
    config = Config()
    config.set_main_option("script_location", str(root / "course" / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    engine = store.make_engine(url)
    place = staged[1].here.enrolment
    with store.writing(engine) as db:
        concern.begin(db, enrolment_id=place, wave_key="week-3", kind=Kind.NOTED, now=NOW)
    command.downgrade(config, "0015")
    with engine.connect() as connection:
        found = sa.text(
            "SELECT kind FROM concern JOIN concern_step ON concern_id = concern.id WHERE wave_key = :key"
        )
        assert list(connection.execute(found, {"key": "week-3-noted"}).scalars()) == ["asked"]
    store.migrate(url)
    with store.writing(engine) as db:
        concern.begin(db, enrolment_id=place, wave_key="week-3", kind=Kind.NOTED, now=NOW)
    engine.dispose()
    databases.drop(url)


def test_frozen_sums_move_into_columns_and_back(
    staged: tuple[str, Cast], databases: Databases, root: Path
) -> None:
    url = databases.copy(staged[0])
    config = Config()
    config.set_main_option("script_location", str(root / "course" / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    engine = store.make_engine(url)
    kept = Moments(9, 2.5, 0.5, 4.0, 3.0, -1.25)
    with store.writing(engine) as db:
        like = db.get_one(FrozenFigures, staged[1].here.frozen)
        common = like.model_dump(exclude={"id"}) | {"wave_key": "after", "figures": {"left": {"10": 2}}}
        db.add(FrozenFigures(**{**common, "n": 9, "answered": 9, "alone": True, **sums(kept)}))
    engine.dispose()
    command.downgrade(config, "0003")
    store.migrate(url)
    with store.reading(engine) as db:
        [row] = db.exec(select(FrozenFigures).where(FrozenFigures.wave_key == "after")).all()
        assert (row.pairs, row.answered, row.alone, row.figures) == (kept, 9, True, {"left": {"10": 2}})
        assert db.get_one(FrozenFigures, staged[1].here.frozen).started == 2
    engine.dispose()
    databases.drop(url)
