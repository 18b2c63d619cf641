"""The site as one application: `create_app()` reads the settings from the environment."""

import importlib
import logging
from collections.abc import Callable

from flask import Flask
from flask import request as http
from flask_babel import Babel

from course import clock, logs
from course.people.key import Keyring
from course.settings import Settings
from course.store import make_engine, reading
from web import (
    clock_watch,
    formats,
    keeping,
    known_help,
    languages,
    page_addresses,
    request,
    request_log,
    security,
    unsaved,
)
from web.csrf import csrf
from web.doors import refuse_undeclared
from web.errors import answer_errors
from web.front import admit
from web.pages import every_blueprint
from web.row_numbers import RowNumber
from web.templating import equip

PATIENCE = 10
"""Seconds a page waits for the database: well under the time after which a web server gives the request up, so that
somebody whose answer could not be saved reads that, and whom to call."""


def create_app(settings: Settings | None = None, *, wake: Callable[[], None] | None = None) -> Flask:
    """`wake` is called after a sign-in letter was asked for, so that it leaves at once; the tick is its net."""
    settings = settings or Settings.from_env()
    # In development the terminal belongs to whoever develops: only what went wrong is written there.
    logs.speak(settings.log, level=logging.WARNING if settings.is_development else logging.INFO)
    app = Flask(__name__)
    app.url_map.converters["int"] = RowNumber
    engine = make_engine(settings.database_url, patience=PATIENCE)
    with reading(engine) as db:
        clock.refuse_travel_outside_development(db, settings)
        known_help.learn(app, db)
    app.extensions.update(
        settings=settings,
        engine=engine,
        ring=Keyring(settings.wrapping_keys),
        wake=wake or _named(settings.wake),
    )
    request_log.write_lines(app)
    security.secure(app, settings)
    _speak(app)
    page_addresses.remember(app)
    admit(app)
    csrf.init_app(app)  # after the door: whose sign-in has ended hears that (401), not that her form is old
    keeping.name_the_owner(app)
    unsaved.watch(app)
    request.keep_transactions(app)
    answer_errors(app)
    equip(app)
    clock_watch.watch_the_clock(app)
    for blueprint in every_blueprint(settings):
        app.register_blueprint(blueprint)
    refuse_undeclared(app)
    engine.dispose()  # what was asked so far: processes that part from this one open connections of their own
    return app


def _speak(app: Flask) -> None:
    Babel(app, locale_selector=languages.language, timezone_selector=lambda: formats.zone().key)

    @app.before_request
    def speak() -> None:
        if http.endpoint != "static":
            languages.begin_to_speak()


def _named(name: str | None) -> Callable[[], None]:
    """The function that a setting names as "module:function"; without one nothing is woken and the tick serves."""
    if not name:
        return lambda: None
    module, _, function = name.partition(":")
    found: Callable[[], None] = getattr(importlib.import_module(module), function)
    logging.getLogger(__name__).info("sign-in letters wake %s", name)
    return found
