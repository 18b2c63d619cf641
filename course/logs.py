"""Log lines of site, worker, beat and loop: what happened, how often and how long, never to whom.

A line is a sentence for people, or with LOG=json one object: time, level, logger, event, and the facts that `facts`
was given. Words of exceptions are left out: they may quote what somebody wrote. So is whatever looks like an address
or a secret, should it ever come from a library.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from course.settings import Log

Fact = str | int | float
Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request or job that a line belongs to; made by us, so it says nothing of who asked."""

ADDRESS = re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;]+")
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SECRET = re.compile(rf"(?<![\w-])(?!{UUID}(?![\w-]))(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{{24,}}(?![\w-])")
PATH = re.compile(r"(?<![\w.])/[^\s\"']*\?[^\s\"']*")
OURS = ("course", "kindly", "tasks", "web")


def facts(**found: Fact) -> dict[str, dict[str, Fact]]:
    """For `extra`: log.info("pump", extra=facts(sent=3))."""
    return {"facts": found}


class Plain(logging.Formatter):
    """2026-11-26 18:00:03 INFO kindly.pump: pump sent=3"""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_time(record):%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}: {_event(record)}"
        return " ".join([head, *(f"{key}={value}" for key, value in _facts(record).items())])


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Fact] = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        return json.dumps(line | {key: value for key, value in _facts(record).items() if key not in line})


class ToStandardError(logging.StreamHandler[TextIO]):
    """Looks for standard error at each line, since a supervisor or a test may have put another in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        raise AttributeError("lines go to standard error")


def speak(log: Log, *, level: int | None = None) -> None:
    """From here on every line of this process looks like this; called at the start, twice does no harm."""
    root, handler = logging.getLogger(), ToStandardError()
    handler.setFormatter(formatter(log))
    root.handlers = [*(one for one in root.handlers if not isinstance(one, ToStandardError)), handler]
    if level is not None:
        root.setLevel(level)
    for one in logging.getLogger("gunicorn.error").handlers:
        one.setFormatter(formatter(log))


def formatter(log: Log) -> logging.Formatter:
    return Json() if log == "json" else Plain()


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _event(record: logging.LogRecord) -> str:
    """Our own words; of a library's line about an exception only its template, since its values may quote it."""
    is_ours = record.name.partition(".")[0] in OURS
    quotes = not is_ours and (record.exc_info or _names_an_exception(record))
    words = str(record.msg) if quotes else record.getMessage()
    return SECRET.sub("(secret)", ADDRESS.sub("(address)", PATH.sub("(path)", " ".join(words.split()))))


def _names_an_exception(record: logging.LogRecord) -> bool:
    values = record.args.values() if isinstance(record.args, dict) else record.args or ()
    return any(isinstance(value, BaseException) for value in values)


def _facts(record: logging.LogRecord) -> dict[str, Fact]:
    found: dict[str, Fact] = dict(getattr(record, "facts", {}))
    if (asked := request_id.get()) is not None:
        found.setdefault("request", asked)
    if record.exc_info and record.exc_info[0] is not None:
        found |= {"error": record.exc_info[0].__name__, "where": _where(record.exc_info)}
    return found


def _where(caught: Caught) -> str:
    """file:line of each call, the innermost last; neither words of the exception nor values."""
    frames = traceback.extract_tb(caught[2])[-8:]
    return " > ".join(f"{'/'.join(one.filename.split('/')[-2:])}:{one.lineno}" for one in frames)
