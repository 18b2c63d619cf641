"""The newest migration can be taken back and made again while people are in the course."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import col, func, select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.group import moderating, post
from course.group.message import GroupMessage
from course.group.post import GroupPost, GroupReport
from course.measures.assessment import Answer, Assessment
from course.outcomes.frozen import FrozenFigures, sums
from course.people.key import Keyring
from course.people.person import Person
from course.safety import concern
from course.safety.concern import Kind
from course.settings import Settings
from course.statistics.moments import Moments
from tests.cast import NOW, Cast
from tests.real.databases import Databases


@pytest.fixture(autouse=True)
def _with_the_key_of_the_site(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something is sealed or opened, a migration reads the same settings as the site."""
    monkeypatch.setenv("WRAPPING_KEY", environ["WRAPPING_KEY"])


def test_what_was_posted_is_sealed_and_opened_again_and_a_message_keeps_its_moment(
    staged: tuple[str, Cast], databases: Databases, root: Path, environ: dict[str, str]
) -> None:
    url, cast = databases.copy(staged[0]), staged[1]
    ring = Keyring(Settings.from_env({**environ, "DATABASE_URL": url}).wrapping_keys)
    config = Config()
    config.set_main_option("script_location", str(root / "course" / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    engine = store.make_engine(url)
    with store.writing(engine) as db:
        row, maya, ines = (
            db.get_one(GroupPost, cast.here.post), db.get_one(Person, cast.maya), db.get_one(Person, cast.ines)
        )  # fmt: skip
        moderating.report(db, ring, row, "It frightens me.", now=NOW, by=maya)
        moderating.hide(db, ring, row, "It names somebody.", now=NOW, by=ines)
    command.downgrade(config, "0023")
    with engine.begin() as connection:
        plain = sa.text("SELECT words, hidden_because FROM group_post WHERE id = :id")
        assert connection.execute(plain, {"id": cast.here.post}).one() == (
            "Group canary of Ben.",
            "It names somebody.",
        )
        assert connection.execute(sa.text("SELECT because FROM group_report")).scalars().all() == [
            "It frightens me."
        ]
        connection.execute(
            sa.text("UPDATE data_key SET wrapped = NULL")
        )  # nobody has a key yet, as after an erasure
    store.migrate(url)
    with store.reading(engine) as db:
        row = db.get_one(GroupPost, cast.here.post)
        assert post.said(db, ring, row) == post.Said("Group canary of Ben.", "It names somebody.")
        [asked] = db.exec(select(GroupReport)).all()
        assert moderating.line_of(db, ring, asked) == "It frightens me."
        message = db.get_one(GroupMessage, cast.here.message)
        assert message.leaves_at == message.pressed_at + timedelta(seconds=75)
    engine.dispose()
    databases.drop(url)


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
