"""One line for each request: which route, how it was answered, how long it took. Never its path, which holds ids
and secrets, nor its query, its form or who asked."""

import logging
import secrets
import time

from flask import Flask, Response, g
from flask import request as http

from course.logs import facts, request_id

log = logging.getLogger("web.request")


def write_lines(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.log_token = request_id.set(secrets.token_hex(6))

    @app.after_request
    def end(response: Response) -> Response:
        if http.endpoint != "static":
            log.info(
                "request",
                extra=facts(
                    route=http.endpoint or "none",
                    method=http.method if http.method in KNOWN else "other",
                    status=response.status_code,
                    ms=round(1000 * (time.perf_counter() - g.get("began", time.perf_counter()))),
                ),
            )
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        token = g.pop("log_token", None)
        if token is not None:
            request_id.reset(token)


KNOWN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Anything may be sent as a method, also a secret."""
