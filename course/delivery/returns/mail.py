"""Reports as mail servers write them: that a letter did not arrive (RFC 3464), that it was not wanted (RFC 5965)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from course.delivery.returns.report import Report

STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
VAGUE = ("0.0", "1.0", "3.0", "4.0")
"""Where a server says little in `Status`, what the other side said may say more."""


def reports(raw: bytes) -> list[Report]:
    """What one message reports; nothing for a message that is none, or that names none of its letter's ends."""
    message = message_from_bytes(raw)
    letter = _letter(message)
    message_id = _header(letter, "Message-ID") if letter is not None else ""
    if not message_id or letter is None:
        return []
    return [*_not_arrived(message, message_id), *_not_wanted(message, message_id, letter)]


def _not_arrived(message: Message, message_id: str) -> Iterator[Report]:
    """One for each recipient and each name she has in the report: she may have a forward to somewhere else."""
    for part in _parts(message, "message/delivery-status"):
        for about in _blocks(part)[1:]:
            if _header(about, "Action").lower() != "failed":
                continue
            names = {_address(_header(about, name)) for name in ("Original-Recipient", "Final-Recipient")}
            for recipient in sorted(names - {""}):
                yield Report(message_id, recipient, _status(about))


def _not_wanted(message: Message, message_id: str, letter: Message) -> Iterator[Report]:
    for part in _parts(message, "message/feedback-report"):
        for about in _blocks(part):
            if _header(about, "Feedback-Type").lower() == "abuse":
                recipient = _header(about, "Original-Rcpt-To") or _header(letter, "To")
                yield Report(message_id, _address(recipient), is_complaint=True)


def _letter(message: Message) -> Message | None:
    """The letter that comes back with the report, or its headers."""
    for part in _parts(message, "message/rfc822"):
        return next(iter(_blocks(part)), None)
    for part in (*_parts(message, "text/rfc822-headers"), *_parts(message, "message/rfc822-headers")):
        inner = part.get_payload(decode=True)
        return message_from_bytes(inner) if isinstance(inner, bytes) else next(iter(_blocks(part)), None)
    return None


def _parts(message: Message, kind: str) -> list[Message]:
    """Of the report itself, not of the letter in it."""
    inside = message.get_payload() if message.get_content_type() == "multipart/report" else []
    return [one for one in inside if isinstance(one, Message) and one.get_content_type() == kind]


def _blocks(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _status(about: Message) -> str:
    found = STATUS.search(_header(about, "Status"))
    status = found[0] if found else ""
    said = STATUS.search(_header(about, "Diagnostic-Code"))
    return said[0] if said and (not status or status[2:] in VAGUE) else status


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _address(field: str) -> str:
    """ "rfc822; <maya@example.org>" is maya@example.org."""
    bare = field.rpartition(";")[2].strip()
    return bare.rpartition("<")[2].partition(">")[0].strip() if "<" in bare else bare
