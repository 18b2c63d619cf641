"""Cookies that carry a secret: kept from scripts, for this site only, and over https where the site is."""

from flask import Response
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
