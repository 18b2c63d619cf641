"""Every route says who may come in; one that says nothing stops the start.

A door only asks whether somebody is signed in. What she may see is decided where the row is fetched
(`course.access`), and there "not yours" looks like "not there".
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., object])


class Door(StrEnum):
    ANYONE = "anyone"
    """Signed out as well; shows nothing of anybody."""
    LINK = "link"
    """The secret in the address decides, whoever opens it."""
    SIGNED_IN = "signed in"
    """Her own things, or what `course.access` gives her."""
    OPENED = "signed in, or opened by a letter"
    """One week or one wave: `web.opened` decides."""
    DEVELOPMENT = "development"
    """Only registered in development."""


def door(which: Door) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.__dict__["door"] = which
        return view

    return declare


def door_of(app: Flask, endpoint: str) -> Door | None:
    if endpoint == "static":
        return Door.ANYONE
    found = app.view_functions[endpoint].__dict__.get("door")
    return found if isinstance(found, Door) else None


def refuse_undeclared(app: Flask) -> None:
    bare = sorted({rule.endpoint for rule in app.url_map.iter_rules() if door_of(app, rule.endpoint) is None})
    if bare:
        raise RuntimeError(f"these routes declare no door: {', '.join(bare)}")
