"""What a page asks of the current request: the database, the time, the person.

One transaction a request. It is committed when the answer is not an error, and rolled back otherwise, so a form
that comes back with a sentence has changed nothing.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import lru_cache
from typing import cast

from flask import Flask, Response, current_app, g
from flask import request as http
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from course import clock
from course.access import Roles, roles_of
from course.delivery.on_the_way import letters_to, wait_until_landed
from course.people import signed_in
from course.people.invitation import Invitation
from course.people.key import Keyring
from course.people.person import Person
from course.people.signed_in import Visit
from course.settings import Settings
from course.store import writing

log = logging.getLogger(__name__)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def engine() -> Engine:
    return cast(Engine, current_app.extensions["engine"])


def ring() -> Keyring:
    """Opens and seals what people write."""
    return cast(Keyring, current_app.extensions["ring"])


def db() -> Session:
    """The transaction of this request, opened when it is first needed."""
    if "db" not in g:
        own = _that_writes(engine(), http.method not in READING)
        g.db = Session(own, expire_on_commit=False)
    return cast(Session, g.db)


@lru_cache(maxsize=4)
def _that_writes(which: Engine, writes: bool) -> Engine:
    """Made once: it is the same engine with a word to each of its connections."""
    return which.execution_options(writes=writes)


def now() -> datetime:
    """Course time, the same all through the request."""
    if "now" not in g:
        found = visit()
        g.now = found.now if found else clock.now(db())
    return cast(datetime, g.now)


def visit() -> Visit | None:
    """The living sign-in of this browser, looked up once."""
    if "visit" not in g:
        secret = http.cookies.get(cookie_name())
        g.visit = signed_in.find(db(), secret) if secret else None
    return cast("Visit | None", g.visit)


def visitor() -> Person | None:
    """Whoever is signed in, or nobody."""
    if "arrived" in g:
        return cast(Person, g.arrived)
    found = visit()
    return found.person if found else None


def person() -> Person:
    """Whoever is signed in, on a page whose door made sure that somebody is."""
    found = visitor()
    if found is None:
        raise LookupError("this page's door lets nobody in signed out")
    return found


def arrive(who: Person) -> None:
    """From here on this request belongs to somebody who has just signed in."""
    g.visit = None
    g.arrived = who
    g.pop("roles", None)


def depart() -> None:
    """Whoever was signed in is so no longer, for the rest of this request: her row may be gone."""
    g.visit = None
    g.pop("roles", None)


def wake() -> None:
    """Ask the pump to look now, best effort; the tick comes anyway."""
    current_app.extensions["wake"]()


def roles() -> Roles:
    if "roles" not in g:
        g.roles = roles_of(db(), person())
    return cast(Roles, g.roles)


def after_commit(call: Callable[[], None]) -> None:
    """Something to try once the transaction stands, best effort."""
    g.setdefault("after_commit", []).append(call)


def once_landed(who: Person | Invitation) -> None:
    """The answer waits for letters to this reader that are just being handed over: after it nothing more is sent."""
    if rows := letters_to(db(), who):
        after_commit(lambda: wait_until_landed(engine(), rows))


def is_https() -> bool:
    return settings().site_url.startswith("https")


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host; browsers take it only over https."""
    return "__Host-kindly" if is_https() else "kindly"


def keep_transactions(app: Flask) -> None:
    """Commit or roll back at the end of each request of this app."""

    @app.after_request
    def finish(response: Response) -> Response:
        if "db" in g and http.method not in READING:
            response = _ended(app, response)
        _try(_note_visit)
        return response

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        if "db" in g:
            g.pop("db").close()
        stack = g.pop("speaking", None)
        if isinstance(stack, ExitStack):
            stack.close()


def _ended(app: Flask, response: Response) -> Response:
    """A full disk shows only at the commit: the answer is then what it is for a database that is away."""
    if response.status_code < 400:
        try:
            g.db.commit()
        except DBAPIError as error:
            response = app.make_response(app.handle_user_exception(error))
    if response.status_code >= 400:
        _undo()
    else:
        for call in g.pop("after_commit", []):
            _try(call)
    return response


def _undo() -> None:
    """The database may be what is broken: then there is nothing to undo, and the page still goes out."""
    try:
        g.db.rollback()
    except SQLAlchemyError as error:
        log.warning("a rollback: %s", type(error).__name__)


def _try(call: Callable[[], None]) -> None:
    """What was asked for is stored already: nobody is told that it went wrong because of this."""
    try:
        call()
    except Exception as error:
        log.warning("after a request: %s", type(error).__name__)


def _note_visit() -> None:
    """In a transaction of its own: pages that read stay pages that read."""
    found = g.get("visit")
    if found is None or not found.is_worth_noting:
        return
    g.db.close()
    with writing(engine()) as own:
        signed_in.touch(own, found.row.stored_id)
