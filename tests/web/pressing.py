"""The two presses of a change: look at what follows, then the button that the page shows."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def second_press(page: str) -> str:
    """What the second button of this page sends; nothing where there is none."""
    found = re.search(r'name="confirmed" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def press_twice(browser: FlaskClient, address: str, data: dict[str, Any], **how: Any) -> TestResponse:
    """Both presses with the same fields."""
    looked = browser.post(address, data=data)
    return browser.post(address, data={**data, "confirmed": second_press(looked.text)}, **how)


def good_lines(page: str) -> str:
    """The lines of a list that were understood, as the page sends them again."""
    return html.unescape(page.partition('name="good"')[2].partition(">")[2].partition("</textarea>")[0])
