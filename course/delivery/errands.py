"""Codes and notices to try leave here, at the beginning of a turn: at most once, and never again by themselves."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course import clock
from course.delivery.channels.chosen import notice_channel, ways
from course.delivery.outcome import SENT
from course.delivery.taking import MAYBE, Taking
from course.letters.notices import to_try, with_code
from course.people import notice_place
from course.people.notice_errand import Became, Errand, NoticeErrand
from course.people.notice_place import CODE_LIVES, NoticePlace
from course.people.person import Person
from course.settings import Settings
from course.store import reading, writing

LOT = 20
"""So many in one turn: each may take twenty seconds, and letters wait behind them."""


@dataclass(frozen=True)
class Taken:
    """An errand that is ours alone, with the words for its place."""

    errand_id: int
    place: NoticePlace
    words: bytes


def run(engine: Engine, settings: Settings) -> None:
    """Without a way that is offered nothing is asked; without an errand it is one look at an index."""
    if not ways(settings):
        return
    known: dict[str, Taking] = {}
    for waiting in _waiting(engine):
        taken = _take(engine, settings, waiting)
        if taken is not None:
            _write_down(engine, taken, _sent(engine, settings, taken, known))


def _waiting(engine: Engine) -> list[int]:
    waits = select(NoticeErrand.id).where(col(NoticeErrand.left_at).is_(None)).order_by(col(NoticeErrand.id))
    with reading(engine) as db:
        return [key for key in db.exec(waits.limit(LOT)).all() if key is not None]


def _take(engine: Engine, settings: Settings, errand_id: int) -> Taken | None:
    """After this commit nobody takes it again, whatever becomes of it; None when it has no place or no time left."""
    with writing(engine) as db:
        mine = select(NoticeErrand).where(NoticeErrand.id == errand_id, col(NoticeErrand.left_at).is_(None))
        errand = db.exec(mine.with_for_update(skip_locked=True)).first()
        if errand is None:
            return None
        errand.left_at, errand.became = clock.real_now(db), Became.NOT_TAKEN
        place = db.get(NoticePlace, errand.place_id) if errand.place_id is not None else None
        if place is None or errand.left_at > errand.asked_at + CODE_LIVES:
            return None
        errand.became = Became.UNKNOWN
        return Taken(errand_id, place, _words(db, settings, errand, place))


def _words(db: Session, settings: Settings, errand: NoticeErrand, place: NoticePlace) -> bytes:
    locale = db.get_one(Person, errand.person_id).locale
    if errand.what == Errand.TRY:
        return to_try(locale=locale, site=settings.site_url)
    return with_code(notice_place.mint_code(db, place), locale=locale, site=settings.site_url)


def _sent(engine: Engine, settings: Settings, taken: Taken, known: dict[str, Taking]) -> Became:
    channel = notice_channel(settings, taken.place.way)
    if channel is None:
        return Became.NOT_TAKEN
    taking = known.setdefault(taken.place.way, Taking(engine, channel))
    end = taking.to(taken.place, taken.words, lambda: True)
    return {SENT: Became.TAKEN, MAYBE: Became.UNKNOWN}.get(end, Became.NOT_TAKEN)


def _write_down(engine: Engine, taken: Taken, became: Became) -> None:
    with writing(engine) as db:
        errand = db.get(NoticeErrand, taken.errand_id)
        if errand is not None:
            errand.became = became
            db.add(errand)
