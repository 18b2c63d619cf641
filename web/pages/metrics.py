"""Numbers for Prometheus. To whoever does not bring the token of the settings, this page is not here."""

import hmac

from flask import Blueprint, Response
from flask import request as http
from flask.typing import ResponseReturnValue
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from course.delivery.numbers import numbers
from course.errors import NotFound
from web import request
from web.doors import Door, door
from web.measuring import exposition

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
@door(Door.ANYONE)
def page() -> ResponseReturnValue:
    """`Authorization: Bearer TOKEN`."""
    if not _may_read(request.settings().metrics_token):
        raise NotFound
    return Response(exposition(numbers(request.db())), content_type=CONTENT_TYPE_LATEST)


def _may_read(token: str | None) -> bool:
    brought = http.headers.get("Authorization", "").encode()
    return token is not None and hmac.compare_digest(brought, f"Bearer {token}".encode())
