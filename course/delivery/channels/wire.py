"""What happens on the wire while somebody else's code sends: that code swallows it and returns True or False."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError


@dataclass
class Seen:
    """`answers`: statuses in their order. `may_have_left`: something was on its way and no answer came."""

    answers: list[int] = field(default_factory=list)
    may_have_left: bool = False
    failed: str = ""


@contextmanager
def watched(seconds: float) -> Iterator[Seen]:
    """Requests of this process, meanwhile, wait so long for each answer and follow no redirect.

    The library has no hook that sees an error, so its one door is taken off and put back. One thread at a time: the
    pump is the only one that comes here.
    """
    seen, send = Seen(), requests.Session.send

    def watch(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        how |= {"timeout": seconds, "allow_redirects": False}
        try:
            answer = send(session, request, **how)
        except requests.RequestException as error:
            seen.failed = type(error).__name__
            seen.may_have_left = seen.may_have_left or not _certainly_stayed(error)
            raise
        seen.answers.append(answer.status_code)
        return answer

    requests.Session.send = watch  # type: ignore[assignment,method-assign]
    try:
        yield seen
    finally:
        requests.Session.send = send  # type: ignore[method-assign]


def _certainly_stayed(error: requests.RequestException) -> bool:
    """No connection came about, or the other side could not prove its name."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    cause = reason.args[0] if reason is not None and reason.args else None
    return isinstance(reason, NewConnectionError) or isinstance(cause, ssl.SSLCertVerificationError)
