"""What worker and beat ask of the database before they begin. `python -m tasks.starting` asks for the beat."""

import logging

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers

from course import clock
from course.cohorts import pinned
from course.errors import WrongSetting
from course.settings import Settings
from course.store import make_engine, reading

log = logging.getLogger(__name__)


def refuse_a_moved_clock() -> None:
    """Ends the program with a sentence: what a handler raises otherwise, Celery logs and starts all the same. Where the
    database is away nobody can know, and whoever starts then goes on once it is back."""
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    try:
        with reading(engine) as db:
            clock.refuse_travel_outside_development(db, settings)
    except WrongSetting as wrong:
        raise SystemExit(str(wrong)) from wrong
    except DBAPIError as away:
        log.warning("the clock is not asked: %s", type(away).__name__)
    finally:
        engine.dispose()


def read_ahead() -> None:
    """Nothing is lost where the database is away: each process reads what it needs once that is back."""
    configure_mappers()
    engine = make_engine(Settings.from_env().database_url)
    try:
        with reading(engine) as db:
            pinned.read_ahead(db)
    except DBAPIError as away:
        log.warning("nothing is read ahead: %s", type(away).__name__)
    finally:
        engine.dispose()


if __name__ == "__main__":
    refuse_a_moved_clock()
