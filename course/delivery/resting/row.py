"""How it stands with a channel: a row for each that ever failed."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, SQLModel

from course.store import choice

MAIL = "mail"
RESTS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15))
"""One after the other while it goes on failing; the last one again and again."""
FAILURES = 3
"""So often in a row it may not answer. One that does not let us in rests at once."""
APART = timedelta(seconds=10)
"""What fails again within so little time is the same failure."""
URGENT_EVERY = timedelta(seconds=30)
TRY_LASTS = timedelta(seconds=90)
"""Whoever tries and has said nothing for so long has stopped; somebody else may try."""


class State(StrEnum):
    CLOSED = "closed"
    """It works, as far as we know: letters leave."""
    OPEN = "open"
    """It rests until `rest_until`."""
    TRYING = "trying"
    """One process asks it, until `try_until` at the longest."""


class ChannelRest(SQLModel, table=True):
    """Times of the database's real clock. `since`: when the first of the failures in a row was, of which `failed_at` is
    the newest that counted. `rests`: how many it has had meanwhile. `refuses_us`: it answers and does not let us in.
    """

    __tablename__ = "channel_rest"

    name: str = Field(primary_key=True, max_length=40)
    state: State = Field(default=State.CLOSED, sa_type=choice(State))
    failures: int = 0
    rests: int = 0
    since: datetime | None = None
    failed_at: datetime | None = None
    rest_until: datetime | None = None
    tried_at: datetime | None = None
    tried_by: str | None = Field(default=None, max_length=64)
    try_until: datetime | None = None
    refuses_us: bool = False
    why: str = Field(default="", max_length=200)
