"""Wake the pump after a commit, best effort: the site is given this by name (WAKE=tasks.wake:pump_soon)."""

import logging

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from tasks.app import BROKER, app
from tasks.jobs import pump

PATIENCE = 0.3
"""Seconds that a request waits for the broker; the tick is the safety net."""

AT_ONCE = {
    "socket_connect_timeout": PATIENCE,
    "socket_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}

log = logging.getLogger("kindly.wake")


def pump_soon() -> None:
    """Ask for a turn now. A broker that is away is no error: the next tick does it."""
    options = {**BROKER, **AT_ONCE}
    try:
        with app.connection_for_write(connect_timeout=PATIENCE, transport_options=options) as connection:
            app.send_task(pump.name, connection=connection)
    except (OSError, KombuError, RedisError) as error:
        log.warning("the pump could not be woken (%s)", type(error).__name__)
