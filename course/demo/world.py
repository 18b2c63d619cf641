"""The demo world, laid out once around the course time of that moment, and always the same for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from sqlmodel import Session, select

from course import audit
from course.audit import AuditEvent
from course.demo import cast, coming, crowd, house, letters_sent, papers, past, present, telling
from course.outcomes import freezing
from course.people.key import Keyring
from course.settings import Settings

LAID = "demo.lay"
STEPS = len(past.PAST) + 6


def lay(db: Session, settings: Settings, *, now: datetime, step: Callable[[], None] = lambda: None) -> bool:
    """Whether it was laid out just now; False when it was there already. `step` is called STEPS times."""
    if is_laid(db):
        return False
    chance, ring = Random(cast.SEED), Keyring(settings.wrapping_keys)
    home = house.build(db, now=now)
    telling.decide(db, home, now=now)
    step()
    finished = past.begin_all(db, home, now)
    step()
    names = crowd.names(chance, sum(each.size for each in past.PAST))
    for each, cohort in zip(past.PAST, finished, strict=True):
        mine, names = names[: each.size], names[each.size :]
        past.fill(db, chance, home, each, cohort, mine)
        step()
    papers.make(db, home, finished[-1], now=now)
    running = present.begin(db, chance, ring, home, now=now)
    step()
    coming.begin(db, chance, ring, home, now=now)
    telling.tell(db, ring, home, running, now=now)
    step()
    letters_sent.remember(db, settings, home.programme, now=now)
    step()
    freezing.freeze(db, home.programme.stored_id, now=now)
    step()
    audit.record(db, LAID, f"programme:{home.programme.id}", by=None, programme_id=home.programme.id)
    db.flush()
    return True


def is_laid(db: Session) -> bool:
    return db.exec(select(AuditEvent.id).where(AuditEvent.what == LAID)).first() is not None
