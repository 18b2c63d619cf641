"""One notice to one place of hers, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Engine

from course.delivery.channels import Channel, Gone, TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.ledger import MAIL, Status
from course.delivery.outcome import NOT_ATTEMPTED, SENT, Outcome
from course.people import notice_place
from course.people.notice_place import PUSH, NoticePlace
from course.store import writing

BY_MAIL = Outcome(Status.PENDING, "by-mail", channel=MAIL)
MAYBE = Outcome(Status.UNKNOWN, "notice-no-answer")


@dataclass
class Taking:
    """`silent`: services that did not answer. They are not asked again for a while, or everybody else would wait."""

    engine: Engine
    channel: Channel
    silent: set[str] = field(default_factory=set)

    def to(self, place: NoticePlace, words: bytes, in_time: Callable[[], bool]) -> Outcome:
        """SENT, MAYBE, NOT_ATTEMPTED, or BY_MAIL when it was certainly not taken. A place that is gone is forgotten."""
        if _service(place) in self.silent:
            return BY_MAIL
        try:
            self.channel.open()
            self.channel.envelope("", place.recipient)
            self.channel.body(words, in_time)
        except TooLate:
            return NOT_ATTEMPTED
        except Uncertain:
            self.silent.add(_service(place))
            return MAYBE
        except Unreachable:
            self.silent.add(_service(place))
            return BY_MAIL
        except Gone:
            self._forget(place)
            return BY_MAIL
        except TurnedDown:
            return BY_MAIL
        finally:
            self.channel.close()
        return SENT

    def _forget(self, place: NoticePlace) -> None:
        with writing(self.engine) as db:
            found = db.get(NoticePlace, place.stored_id)
            if found is not None:
                notice_place.remove(db, found)


def _service(place: NoticePlace) -> str:
    return urlsplit(place.address).netloc if place.way == PUSH else place.way
