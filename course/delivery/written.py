"""The bytes of letters, and what their links open: kept apart until the commit that lets them leave."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from course import clock
from course.delivery.facts import Subject
from course.delivery.ledger import Delivery
from course.delivery.message import Envelope, message, wire_id
from course.delivery.recheck import subjects
from course.delivery.scenes import Stage
from course.delivery.standing import Standing, standings
from course.letters.table import write
from course.people.token import Unkept, keep
from course.settings import Settings
from course.store import reading

log = logging.getLogger("kindly.pump")


@dataclass(frozen=True)
class Written:
    """A letter, or with `error` the reason why there is none."""

    to: str = ""
    raw: bytes = b""
    tokens: tuple[Unkept, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Draft:
    """A letter written before its turn, from these facts, while its reader stood so."""

    facts: Subject
    standing: Standing
    letter: Written


def drafts(engine: Engine, settings: Settings, rows: Sequence[Delivery]) -> dict[int, Draft]:
    """Of a whole lot, outside any lock: what they were written from is looked at again before they leave."""
    hers = [row for row in rows if row.enrolment_id is not None and not row.urgent]
    if not hers:
        return {}
    with reading(engine) as db:
        # First how they stand: what changes before the rest is read is a change that is noticed.
        standing = standings(db, hers)
        facts, _broken = subjects(db, hers)
        known = [row for row in hers if row.stored_id in facts and row.stored_id in standing]
        letters = written(db, settings, known, facts)
    return {
        key: Draft(facts[key], standing[key], letter) for key, letter in letters.items() if not letter.error
    }


def written(
    db: Session, settings: Settings, rows: Sequence[Delivery], facts: Mapping[int, Subject]
) -> dict[int, Written]:
    """{row: its letter}. One that cannot be written takes none of the others with it."""
    if not rows:
        return {}
    tokens: list[Unkept] = []
    try:
        stage = Stage(db, settings, rows, keep=tokens.append)
    except DBAPIError:
        raise
    except Exception as error:
        if len(rows) == 1:
            return {rows[0].stored_id: _not_written(rows[0], error)}
        return {key: one for row in rows for key, one in written(db, settings, [row], facts).items()}
    at = clock.now(db)
    found = {}
    for row in rows:
        tokens.clear()
        try:
            raw, to = _bytes(settings, stage, row, facts[row.stored_id], at)
            found[row.stored_id] = Written(to, raw, tuple(tokens))
        except DBAPIError:
            raise
        except Exception as error:
            found[row.stored_id] = _not_written(row, error)
    return found


def keep_tokens(db: Session, letters: Iterable[Written]) -> None:
    """In one statement: what the links of these letters open from now on."""
    keep(db, (row for letter in letters for row in letter.tokens))


def _bytes(
    settings: Settings, stage: Stage, row: Delivery, facts: Subject, at: datetime
) -> tuple[bytes, str]:
    scene = stage.scene(row, facts)
    letter = write(row.letter, scene)
    envelope = Envelope(
        sender_name=scene.writer,
        sender=settings.mail_from,
        to=scene.to,
        reply_to=scene.reply_to,
        message_id=wire_id(row.message_id, settings.mail_from),
        date=at,
        stop_url=letter.stop_url,
    )
    return message(letter, envelope), scene.to


def _not_written(row: Delivery, error: Exception) -> Written:
    log.warning("delivery %s could not be written (%s)", row.id, type(error).__name__)
    return Written(error=f"rendering {type(error).__name__}")
