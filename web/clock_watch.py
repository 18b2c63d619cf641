"""Staff read when the clock has stopped: a page cannot show what did not happen."""

import time
from dataclasses import dataclass

from flask import Flask, current_app
from sqlmodel import Session

from course.delivery.lag import Pulse, pulse
from web import request

EVERY = 60.0
"""Seconds for which one look serves every staff page of this process."""


@dataclass
class Watch:
    """What the last look at the clock found."""

    found: Pulse | None = None
    looked: float = float("-inf")

    def look(self, db: Session) -> Pulse:
        if self.found is None or time.monotonic() - self.looked > EVERY:
            self.found, self.looked = pulse(db), time.monotonic()
        return self.found


def watch_the_clock(app: Flask) -> None:
    app.extensions["clock_watch"] = Watch()
    app.jinja_env.globals["clock_seen"] = clock_seen


def clock_seen() -> Pulse:
    watch: Watch = current_app.extensions["clock_watch"]
    return watch.look(request.db())
