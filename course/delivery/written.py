"""The bytes of letters, and what their links open: kept apart until the commit that lets them leave."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from course import clock
from course.delivery.facts import EnrolmentFacts, Subject
from course.delivery.ledger import Line
from course.delivery.message import Envelope, message, wire_id
from course.delivery.recheck import subjects
from course.delivery.scenes import Stage
from course.delivery.standing import Standing
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
class Known:
    """A row with the facts it is decided from, while its reader stood so. `until`: so long it leaves, unless a fact
    changes; None: that has not been asked."""

    row: Line
    facts: EnrolmentFacts
    standing: Standing
    until: datetime | None = None


@dataclass(frozen=True)
class Draft:
    """A letter written before its turn."""

    known: Known
    letter: Written


def drafts(engine: Engine, settings: Settings, rows: Sequence[Line]) -> dict[int, Draft]:
    """Of a whole lot, outside any lock: what they were written from is looked at again before they leave."""
    hers = [row for row in rows if row.enrolment_id is not None and not row.urgent]
    if not hers:
        return {}
    with reading(engine) as db:
        facts, _broken = subjects(db, hers)
        known = [one for row in hers if (one := _known(row, facts.get(row.stored_id)))]
        return _drafts(db, settings, known)


def drafts_of(engine: Engine, settings: Settings, known: Sequence[Known]) -> dict[int, Draft]:
    """The same where the facts have just been read."""
    if not known:
        return {}
    with reading(engine) as db:
        return _drafts(db, settings, known)


def _known(row: Line, facts: Subject | None) -> Known | None:
    if isinstance(facts, EnrolmentFacts) and facts.stood is not None:
        return Known(row, facts, facts.stood)
    return None


def _drafts(db: Session, settings: Settings, known: Sequence[Known]) -> dict[int, Draft]:
    found = {one.row.stored_id: one for one in known}
    facts = {key: one.facts for key, one in found.items()}
    letters = written(db, settings, [one.row for one in known], facts)
    return {key: Draft(found[key], letter) for key, letter in letters.items() if not letter.error}


def written(
    db: Session, settings: Settings, rows: Sequence[Line], facts: Mapping[int, Subject]
) -> dict[int, Written]:
    """{row: its letter}. One that cannot be written takes none of the others with it."""
    if not rows:
        return {}
    tokens: list[Unkept] = []
    try:
        stage = Stage(db, settings, rows, facts, keep=tokens.append)
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


def _bytes(settings: Settings, stage: Stage, row: Line, facts: Subject, at: datetime) -> tuple[bytes, str]:
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


def _not_written(row: Line, error: Exception) -> Written:
    log.warning("delivery %s could not be written (%s)", row.stored_id, type(error).__name__)
    return Written(error=f"rendering {type(error).__name__}")
