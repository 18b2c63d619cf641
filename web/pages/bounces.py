"""Where a mail service posts that letters came back or were not wanted. Without BOUNCE_SECRET this is not here.

The second route without a form token: whoever posts is a machine, and its signature says that it knows the secret.
"""

from flask import Blueprint, jsonify
from flask import request as http
from flask.typing import ResponseReturnValue

from course import clock
from course.delivery.returns import posted
from course.delivery.returns.report import take
from course.errors import NotFound, Refused
from web import request
from web.csrf import csrf
from web.doors import Door, door

pages = Blueprint("bounces", __name__)


@pages.post("/letters/returned")
@door(Door.ANYONE)
@csrf.exempt
def returned() -> ResponseReturnValue:
    """The answer says how many reports were read and never what came of one: that would tell whom we write to."""
    secret, body = request.settings().bounce_secret, http.get_data()
    if secret is None:
        raise NotFound
    if not _is_signed(secret, body):
        return jsonify(error="not signed, or not lately"), 403
    try:
        found = posted.read(body)
    except Refused as refused:
        return jsonify(error=refused.sentence), 422
    for one in found:
        take(request.db(), one, now=request.now())
    return jsonify(read=len(found))


def _is_signed(secret: str, body: bytes) -> bool:
    return posted.is_signed(
        secret,
        timestamp=http.headers.get("Kindly-Timestamp", ""),
        brought=http.headers.get("Kindly-Signature", ""),
        body=body,
        real_now=clock.real_now(request.db()),
    )
