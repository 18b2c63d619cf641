"""Cookies that carry a secret: kept from scripts, for this site only, and over https where the site is."""

from flask import Response
from flask import request as http
from werkzeug.wrappers import Response as AnyResponse

from web import request


def keep(response: Response | AnyResponse, name: str, secret: str, *, seconds: int | None) -> None:
    """`seconds` None: until the browser closes."""
    response.set_cookie(
        name, secret, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_https()
    )


def forget(response: Response | AnyResponse, *names: str) -> None:
    """Secure as well: otherwise a browser ignores the order about a `__Host-` cookie."""
    for name in names:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=request.is_https())


def clear_browser(response: Response | AnyResponse) -> None:
    """At sign-out the browser forgets pages, worker, queue and drafts, whether or not a script runs there.

    `others=wait`: its script found what somebody else has written here and could not send yet. It has cleared away
    what belongs to whoever leaves, so only the browser's own copies go and the rest waits for its owner.
    """
    waits = http.form.get("others") == "wait"
    response.headers["Clear-Site-Data"] = '"cache"' if waits else '"cache", "storage"'
