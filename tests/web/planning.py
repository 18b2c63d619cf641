"""A new group planned step after step, as its pages ask for it."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.pressing import second_press

WHEN = (
    "starts_on", "at", "zone", "skipped", "outline_minutes", "orientation_on", "retreat_after", "retreat_on",
    "retreat_at",
)  # fmt: skip
PLACE = ("place", "video_link")
DATE = re.compile(r'name="((?:on|at)-[\w-]+)" value="([^"]*)"')


def begin(browser: FlaskClient, programme: int, typed: Mapping[str, str]) -> str:
    """The address of the plan, whose steps are below it."""
    course = f"course:{typed.get('course_key', 'eight-weeks')}"
    first = {"template": course, "name": typed["name"]}
    begun = browser.post(f"/programmes/{programme}/cohorts/new", data=first)
    assert begun.status_code == 302, begun.text
    return begun.headers["Location"].removesuffix("/when")


def fill(browser: FlaskClient, plan: str, typed: Mapping[str, str]) -> TestResponse:
    """When, where, for how many: the answer to the first step that is not right, or the page of the check."""
    for step, names in {"when": WHEN, "place": PLACE, "team": ("capacity",)}.items():
        fields = {name: typed[name] for name in names if name in typed}
        answer = browser.post(
            f"{plan}/{step}", data={"offer_hours": "48", **fields} if step == "team" else fields
        )
        if answer.status_code != 302:
            return answer
    return browser.get(f"{plan}/check")


def made(browser: FlaskClient, programme: int, typed: Mapping[str, str]) -> TestResponse:
    """All of it, and the last press."""
    plan = begin(browser, programme, typed)
    check = fill(browser, plan, typed)
    return browser.post(f"{plan}/check", data={"confirmed": second_press(check.text)})


def dates_of(page: str) -> dict[str, str]:
    """What stands in the fields of the page of dates."""
    return dict(DATE.findall(page))
