"""The unique id that a log, an entry or an answer carries, so that sending it twice makes one row."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import request as http
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from course.errors import Refused
from web import request

Written = TypeVar("Written")


def client_id(field: str = "client_id") -> UUID:
    try:
        return UUID(http.form.get(field, ""))
    except ValueError as error:
        raise Refused(_lost()) from error


def once(write: Callable[[], Written]) -> Written:
    """Two requests with the same id at the same moment: the second finds what the first has made."""
    try:
        return _tried(write)
    except IntegrityError:
        pass
    try:
        return _tried(write)
    except IntegrityError as error:  # the id belongs to something else
        raise Refused(_lost()) from error


def _tried(write: Callable[[], Written]) -> Written:
    with request.db().begin_nested():
        return write()


def _lost() -> str:
    return str(_("Something was missing from this page. Please open it again and send it once more."))
