"""A press that a phone kept without a connection is sent by whoever pressed it, never by who has signed in since."""

from flask import abort
from flask import request as http

from web import request
from web.row_numbers import row_number


def refuse_of_another() -> None:
    """401 when the press names somebody else: it waits on that phone until she is signed in again."""
    by = http.form.get("by")
    if by is not None and row_number(by) != request.person().id:
        abort(401)
