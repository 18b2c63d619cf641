"""A real mail server on the loopback address that keeps every message it accepted, byte for byte."""

import contextlib
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

import children


@dataclass(frozen=True)
class Accepted:
    """One message as it came over the wire. Two deliveries of the same letter are two of these."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Sink:
    """`nonce` is in the banner, so that a test knows whom it spoke with.

    `recipient_replies` refuses addresses ("550 5.1.1 nobody here"), `sender_reply` whoever writes, `data_reply` a
    message after its text; a refused message is not kept. While `hold` is cleared, a message is kept but its answer
    waits: a sender that is killed there cannot know whether the letter arrived. With `pipelining` it says that it takes
    several commands at once.
    """

    nonce: str = field(default_factory=lambda: secrets.token_hex(8))
    port: int = 0
    accepted: list[Accepted] = field(default_factory=list)
    recipient_replies: dict[str, str] = field(default_factory=dict)
    sender_reply: str | None = None
    data_reply: str | None = None
    pipelining: bool = False
    hold: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages accepted for an address, in the order they came."""
        return [kept.message for kept in self.accepted if address in kept.recipients]

    def clear(self) -> None:
        self.accepted.clear()
        self.recipient_replies.clear()
        self.sender_reply = self.data_reply = None
        self.pipelining = False
        self.hold.set()

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.pipelining:
            responses.insert(-1, "250-PIPELINING")
        return responses

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.recipient_replies.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.data_reply:
            return self.data_reply
        raw = envelope.content
        if not isinstance(raw, bytes) or envelope.mail_from is None:
            return "554 5.5.1 No message"
        self.accepted.append(Accepted(envelope.mail_from, tuple(envelope.rcpt_tos), raw))
        await server.loop.run_in_executor(None, self.hold.wait)
        return "250 2.0.0 Ok: kept"


@contextlib.contextmanager
def running() -> Iterator[Sink]:
    sink = Sink()
    sink.hold.set()
    sink.port = children.free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, ident=f"kindly-sink {sink.nonce}")
    controller.start()
    try:
        yield sink
    finally:
        sink.hold.set()
        controller.stop()
