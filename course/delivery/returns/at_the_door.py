"""A mail server that says at once that there is no such mailbox: the report comes before the letter has left."""

from collections.abc import Iterable

from sqlalchemy import Engine

from course import clock
from course.delivery.ledger import Line
from course.delivery.outcome import Outcome
from course.delivery.returns import codes
from course.delivery.returns.matching import address_of
from course.people.suppressed import suppress
from course.store import writing


def note_refusals(engine: Engine, refused: Iterable[tuple[Line, Outcome]]) -> None:
    """Rows whose outcome says `gone`, once those are written down. An address she has no more is left alone.

    A transaction each: those of letters hold several readers, and this one waits for one of them.
    """
    for row, outcome in refused:
        with writing(engine) as db:
            if address_of(db, row) == outcome.gone:
                suppress(db, outcome.gone, codes.why_gone(outcome.reason.split()[-1]), now=clock.now(db))
