"""The newest migration can be taken back and made again while people are in the course."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import col, func, select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.measures.assessment import Answer, Assessment
from tests.cast import Cast
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
