"""One tap without leaving the page: static/js/post-fragment.js says so in a header."""

from flask import request as http


def wants_fragment() -> bool:
    return http.headers.get("X-Fragment") == "1"
