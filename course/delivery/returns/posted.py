"""Reports that somebody who knows the secret posts: how they are signed, and how they are written."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course.delivery.returns.report import Report
from course.errors import Refused

FRESH = timedelta(minutes=5)
"""Before and after now: clocks differ a little. Later the same bytes are not listened to any more."""
MOST = 1000


class PostedReport(BaseModel):
    model_config = ConfigDict(extra="ignore")

    message_id: str = Field(max_length=200)
    recipient: str = Field(max_length=254)
    kind: Literal["bounce", "complaint"]
    status: str = Field(default="", max_length=12)


class Posted(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reports: list[PostedReport] = Field(max_length=MOST)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the timestamp, a dot and the body."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, *, timestamp: str, brought: str, body: bytes, real_now: datetime) -> bool:
    """`timestamp`: seconds since 1970, as its digits were sent."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    right = hmac.compare_digest(brought.encode(), signature(secret, timestamp, body).encode())
    return right and abs(real_now.timestamp() - int(timestamp)) <= FRESH.total_seconds()


def read(body: bytes) -> list[Report]:
    """Refused for what is no JSON of this shape; nothing of it is repeated in the sentence."""
    try:
        found = Posted.model_validate_json(body)
    except ValidationError as error:
        raise Refused("This is not a list of reports as docs/delivery.md describes it.") from error
    reports = [
        Report(one.message_id, one.recipient, one.status, is_complaint=one.kind == "complaint")
        for one in found.reports
    ]
    # in one order, so that two posts of the same ones do not wait for each other
    return sorted(reports, key=lambda one: one.message_id)
