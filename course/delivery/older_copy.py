"""Is this database an older copy of the one that letters were sent from? Then a pump waits for a person to say.

A database does not know what was sent after it was copied. So each machine that sends keeps a mark beside it, outside
the database, of how far the pump had come. A database that is behind the mark was put back. A machine without a mark
goes on where a pump has just run, and where none ever did; where the last turn is past, nobody can tell whether this is
the same database after a rest or a copy of it somewhere else.
"""

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, delete
from sqlalchemy.engine import make_url
from sqlmodel import Session, col

from course import clock
from course.delivery.marks import PUMP, Heartbeat, Release, put
from course.settings import Settings
from course.store import reading, writing

log = logging.getLogger("kindly.pump")
JUST_NOW = timedelta(minutes=5)
"""A pump that is at work beats about twice a minute, also in a long turn. In a copy nothing beats, and to put one back
takes longer."""
SPOKEN_FOR = timedelta(hours=1)
"""So long after somebody said that this is the newest state, a machine without a mark may begin."""
NOTICE, NEWEST = "older_copy", "newest_state"


@dataclass(frozen=True, order=True)
class Mark:
    """How far a database has come: when somebody last said that it is the newest state there is (ISO 8601, real time,
    empty: never), and how many turns of the pump it has seen."""

    said: str = ""
    turns: int = 0


def may_send(engine: Engine, settings: Settings) -> bool:
    """False while this may be an older copy; staff read why. Without a folder for marks nobody watches: True."""
    if settings.state is None:
        return True
    with reading(engine) as db:
        is_older, is_told = _is_older(db, settings.state), db.get(Release, NOTICE) is not None
    if is_older != is_told:
        with writing(engine) as db:
            _tell(db, is_older)
    if is_older:
        log.error("this may be an older copy of the database: python -m course after-restore --help")
    return not is_older


def keep_mark(engine: Engine, settings: Settings) -> None:
    """After a turn. A mark that cannot be written stops no letter; it is logged."""
    if settings.state is None:
        return
    with reading(engine) as db:
        path, mark = _file(db, settings.state), _reached(db)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(asdict(mark)))
        beside.replace(path)
    except OSError as error:
        log.error("the mark of this machine could not be written: %s", error.strerror)


def say_newest(db: Session) -> None:
    """Somebody says: from here on this is the newest state there is."""
    put(db, Release(name=NEWEST, value=clock.real_now(db).isoformat()))
    _tell(db, False)


def _tell(db: Session, is_older: bool) -> None:
    if is_older:
        put(db, Release(name=NOTICE, value=clock.real_now(db).isoformat()))
    else:
        db.execute(delete(Release).where(col(Release.name) == NOTICE))


def _is_older(db: Session, state: Path) -> bool:
    reached, mark = _reached(db), _kept(_file(db, state))
    if mark is not None:
        return reached < mark
    ended, newest, now = _last_turn(db), db.get(Release, NEWEST), clock.real_now(db)
    if ended is None or now - ended <= JUST_NOW:
        return False
    return newest is None or now - datetime.fromisoformat(newest.value) > SPOKEN_FOR


def _reached(db: Session) -> Mark:
    newest, beat = db.get(Release, NEWEST), db.get(Heartbeat, PUMP)
    return Mark(newest.value if newest else "", beat.turns if beat else 0)


def _last_turn(db: Session) -> datetime | None:
    beat = db.get(Heartbeat, PUMP)
    return beat.at if beat else None


def _kept(path: Path) -> Mark | None:
    """A mark that cannot be read is none."""
    try:
        return Mark(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _file(db: Session, state: Path) -> Path:
    """One for each database; its password is no part of what it is."""
    engine = db.get_bind().engine
    name = make_url(engine.url).set(password=None).render_as_string()
    return state / f"pump-{sha256(name.encode()).hexdigest()[:16]}.json"
