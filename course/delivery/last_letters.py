"""The last letter to somebody who was erased leaves here, at most once: its row is gone before a body leaves.

A process that stops in between sends nothing, and nothing of hers is left: rather no receipt than her address kept.
"""

from sqlalchemy import Engine

from course import clock
from course.delivery.channels import TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.message import Envelope, message
from course.delivery.resting.gate import Heard
from course.letters.last_letter import written
from course.people import last_letter
from course.people.key import Keyring
from course.people.last_letter import Farewell, LastLetter
from course.settings import Settings
from course.store import reading, writing


def run(engine: Engine, settings: Settings, channel: Heard) -> None:
    """While the mail server rests nothing is taken, unless it is for us to see whether it works again."""
    with reading(engine) as db:
        numbers = last_letter.waiting(db, real=clock.real_now(db))
    if not numbers or (channel.gate.is_shut() and not channel.gate.takes_the_try(urgent=False)):
        return
    for number in numbers:
        if not _one(engine, settings, channel, number):
            break
    channel.gate.let_be()


def _one(engine: Engine, settings: Settings, channel: Heard, number: int) -> bool:
    """Whether the mail server answers."""
    with writing(engine) as db:
        row, now = last_letter.take(db, number), clock.now(db)
        is_late = row is not None and clock.real_now(db) >= row.asked_at + last_letter.LIVES
    found = last_letter.opened(Keyring(settings.wrapping_keys), row) if row and not is_late else None
    if row is None or found is None:
        return True
    envelope = Envelope(
        sender_name="Kindly",
        sender=settings.mail_from,
        to=found.email,
        reply_to=None,
        message_id=f"<{row.mark}@{settings.mail_from.rpartition('@')[2].rstrip('>')}>",
        date=now,
    )
    return _sent(engine, channel, row, found, message(written(settings.site_url, found), envelope), settings)


def _sent(
    engine: Engine, channel: Heard, row: LastLetter, to: Farewell, raw: bytes, settings: Settings
) -> bool:
    """Taken, or nobody can know: it is over. Certainly not taken, and not for good: it waits again."""
    try:
        channel.open()
        channel.envelope(settings.mail_from, to.email)
        channel.body(raw, lambda: True)
    except Unreachable:
        _put_back(engine, row)
        return False
    except TurnedDown as no:
        if not no.for_good:
            _put_back(engine, row)
    except TooLate:
        _put_back(engine, row)
    except Uncertain:
        pass
    return True


def _put_back(engine: Engine, row: LastLetter) -> None:
    with writing(engine) as db:
        last_letter.put_back(db, row)
