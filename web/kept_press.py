"""A press that a phone kept without a connection is sent by whoever pressed it, never by who has signed in since."""

from datetime import datetime, timedelta

from flask import abort
from flask import request as http

from web import request
from web.row_numbers import row_number


def refuse_of_another() -> None:
    """401 when the press names somebody else: it waits on that phone until she is signed in again."""
    by = http.form.get("by")
    if by is not None and row_number(by) != request.person().id:
        abort(401)


def pressed_at() -> datetime:
    """The phone says for how many seconds it waited; one that did not wait was pressed now."""
    ago = http.form.get("ago", "")
    waited = int(ago) if ago.isascii() and ago.isdigit() and len(ago) < 8 else 0
    return request.now() - timedelta(seconds=waited)
