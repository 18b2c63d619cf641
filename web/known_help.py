"""Whom to call, kept in this process from the last good read: it is there when the database is not."""

from collections.abc import Mapping
from typing import cast

from flask import Flask, current_app
from sqlmodel import Session

from course.safety.known import Known, Line, known


def learn(app: Flask, db: Session) -> None:
    """Before the first request, and again with each page that may need it next."""
    app.extensions["known_help"] = known(db)


def of_programme(programme_id: int) -> Known:
    return _kept().get(programme_id, Known())


def for_anybody() -> Known:
    """Every line there is, each once; names only where the site has a single programme."""
    every = list(_kept().values())
    if len(every) == 1:
        return every[0]
    once: dict[tuple[str, str], Line] = {}
    for line in (line for one in every for line in one.resources):
        once.setdefault((line.name, line.phone), line)
    return Known(tuple(once.values()))


def _kept() -> Mapping[int, Known]:
    return cast(Mapping[int, Known], current_app.extensions["known_help"])
