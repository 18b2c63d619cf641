"""A site that listens, with the form token switched on, and a browser that is signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.cast import Cast
from tests.journeys.pictures import Pictures
from tests.real.chromium import page_of
from tests.site import SignIn

Visit = Callable[[int], Page]


@pytest.fixture
def site(app: Flask, address: str) -> str:
    app.config["WTF_CSRF_ENABLED"] = True
    return address


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Pictures:
    folder = request.config.getoption("--pictures")
    return Pictures(Path(folder) if folder else None)


@pytest.fixture
def visit(chromium: Browser, site: str, signed_in_as: SignIn) -> Iterator[Visit]:
    """A phone in which this person is signed in."""
    opened = []

    def begin(person_id: int) -> Page:
        context = page_of(chromium)
        page = context.__enter__()
        opened.append(context)
        cookie = signed_in_as(person_id).get_cookie("kindly")
        if cookie is None:
            raise LookupError("nobody was signed in")
        page.context.add_cookies([{"name": "kindly", "value": cookie.value, "url": site}])
        return page

    yield begin
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def maya(visit: Visit, cast: Cast) -> Page:
    return visit(cast.maya)


@pytest.fixture
def ines(visit: Visit, cast: Cast) -> Page:
    return visit(cast.ines)


@pytest.fixture
def lena(visit: Visit, cast: Cast) -> Page:
    return visit(cast.lena)
