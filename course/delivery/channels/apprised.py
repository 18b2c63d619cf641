"""A service that Apprise knows, by a template of the house: somebody's number or topic is all that is put into it."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from course.delivery.channels import TooLate, TurnedDown, Uncertain, Unreachable
from course.notice_settings import Template

TIMEOUT = 10.0
"""Seconds, for connecting and for each answer."""
MAYBE = {500, 502, 504}
"""Answers of something in between, which may have passed the notice on."""


class Apprised:
    """Apprise says only yes or no, so what happened on the wire is watched beside it."""

    def __init__(self, template: Template, *, timeout: float = TIMEOUT) -> None:
        self._template = template
        self._timeout = timeout
        self._url = ""

    def open(self) -> None:
        return

    def envelope(self, sender: str, recipient: str) -> None:
        slot = "{" + self._template.wants + "}"
        self._url = self._template.url.replace(slot, quote(recipient, safe=""))

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        from apprise import Apprise, AppriseAsset

        from course.delivery.channels.wire import watched

        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its lines name whom it writes to
        asset = AppriseAsset(app_id="Kindly", app_desc="", app_url="", async_mode=False, secure_logging=True)
        service = Apprise.instantiate(self._url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise TurnedDown("the template names no service", for_good=True)
        if not in_time():
            raise TooLate
        with watched(self._timeout) as seen:
            try:
                is_taken = bool(service.notify(body=message.decode(), title=""))
            except Exception as error:  # whatever a service's own code does not expect
                seen.failed = type(error).__name__
                is_taken = False
        if is_taken:
            return
        if seen.may_have_left or MAYBE & set(seen.answers):
            raise Uncertain(seen.failed or "no answer")
        if not seen.answers:
            raise Unreachable(seen.failed or "not connected")
        status = seen.answers[-1]
        raise TurnedDown(f"notice {status}", for_good=400 <= status < 500)

    def close(self) -> None:
        return
