"""Letters that somebody asked to have as a short notice. What is certainly not taken goes by mail; what may have been
taken goes nowhere else.

The hand-off is that of letters: one commit writes `transmitting` with the way, after asking whether each may go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from course.delivery.channels.chosen import notice_channel, ways
from course.delivery.facts import Subject
from course.delivery.handoff import HandOff, Ready
from course.delivery.ledger import MAIL, Delivery, Line
from course.delivery.outcome import NOT_ATTEMPTED, SENT, Counts, Outcome
from course.delivery.rules import KIND_OF
from course.delivery.taking import BY_MAIL, MAYBE, Taking
from course.delivery.written import Draft, Written
from course.letters.notices import NOTICED, notice
from course.people import notice_place
from course.people.notice_choice import NoticeChoice
from course.people.notice_place import NoticePlace
from course.people.person import Person
from course.settings import Settings
from course.store import reading


def parted(engine: Engine, settings: Settings, ids: Sequence[int]) -> tuple[list[int], dict[str, list[int]]]:
    """(rows that go by mail, {way: rows that go as a notice})."""
    going = _ways_of(engine, settings, ids) if ways(settings) else {}
    noticed: dict[str, list[int]] = {}
    for key in ids:
        if key in going:
            noticed.setdefault(going[key], []).append(key)
    return [key for key in ids if key not in going], noticed


def leave(
    engine: Engine,
    settings: Settings,
    owner: str,
    lease: timedelta,
    counts: Counts,
    noticed: Mapping[str, Sequence[int]],
) -> None:
    """Hand over what goes as a notice, one at a time: a turn that stops leaves at most one of them uncertain."""
    for way, ids in noticed.items():
        channel = notice_channel(settings, way)
        if channel is not None:
            group = NoticeHandOff(engine, settings, channel, owner, lease, counts, way=way, size=1)
            group.run(ids)


@dataclass
class NoticeHandOff(HandOff):
    _places: dict[int, list[NoticePlace]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._taking = Taking(self.engine, self.channel)

    def _drafted(self, rows: Sequence[Line]) -> dict[int, Draft]:
        """A sentence is written in no time, so none is written beforehand."""
        return {}

    def _written(self, db: Session, rows: Sequence[Line], facts: Mapping[int, Subject]) -> dict[int, Written]:
        return {row.stored_id: self._notice(db, row, row.person_id or 0) for row in rows}

    def _notice(self, db: Session, row: Line, person_id: int) -> Written:
        self._places[row.stored_id] = notice_place.confirmed(db, person_id, way=self.way)
        locale = db.get_one(Person, person_id).locale
        return Written(raw=notice(row.letter, locale=locale, site=self.settings.site_url))

    def _knock(self, rows: list[Line], known_to: Mapping[int, str | None]) -> list[Line]:
        """Each place is reached on its own, so there is nobody to ask beforehand."""
        return rows

    def _send_one(self, one: Ready, in_time: Callable[[], bool], *, named: bool) -> Outcome:
        """Sent when one of her devices took it; by mail only when certainly none did."""
        places = self._places[one.row.stored_id]
        ends = [self._taking.to(place, one.raw, in_time) for place in places]
        return next((end for end in (SENT, MAYBE, NOT_ATTEMPTED) if end in ends), BY_MAIL)


def _ways_of(engine: Engine, settings: Settings, ids: Sequence[int]) -> dict[int, str]:
    """{row: way} of those whose reader asked for it, has a confirmed place, and whose letter has a notice."""
    asked = (
        select(Delivery.id, Delivery.letter, NoticeChoice.kind, NoticePlace.way)
        .join(NoticeChoice, col(NoticeChoice.person_id) == col(Delivery.person_id))
        .join(NoticePlace, col(NoticePlace.person_id) == col(Delivery.person_id))
        .where(col(Delivery.id).in_(ids), col(Delivery.letter).in_(NOTICED), col(Delivery.urgent).is_(False))
        .where(col(Delivery.channel).is_distinct_from(MAIL), col(NoticePlace.confirmed_at).is_not(None))
    )
    with reading(engine) as db:
        rows = db.exec(asked).all()
    return {
        key: way
        for key, letter, kind, way in rows
        if key is not None and KIND_OF[letter] == kind and way in ways(settings)
    }
