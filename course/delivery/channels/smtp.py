"""A real mail server, spoken to step by step so that we always know whether a letter was taken."""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlsplit

from course.delivery.channels import TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.channels.prompt import Prompt, PromptTls
from course.delivery.message import ADDRESS

TIMEOUT = 30.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ACCEPTED = {250, 251}
CLOSING = 421
NO_SENDER, NO_RECIPIENT = "sender 553 5.1.7", "recipient 553 5.1.3"
"""As a server says it of an address that is none (RFC 3463, 3.2)."""
WANTS_A_LOGIN = {530, 535, 538}
"""Instead of naming a sender (RFC 4954, 6)."""
Broken = (OSError, smtplib.SMTPServerDisconnected)


class Smtp:
    """One connection, opened when needed and kept for the letters that follow."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self._is_named = False

    def open(self) -> None:
        if self._smtp is None:
            try:
                self._smtp = self._connected()
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(_named(error), refuses_us=_is_refusal(error)) from error

    def envelope(self, sender: str, recipient: str) -> None:
        smtp = self._open_one()
        asked = [
            ("MAIL", f"FROM:{_angled(sender, NO_SENDER)}"),
            ("RCPT", f"TO:{_angled(recipient, NO_RECIPIENT)}"),
        ]
        if self._is_named:
            asked.insert(0, ("RSET", ""))
        self._is_named = True
        try:
            replies = self._answers(smtp, asked)
        except Broken as error:
            self._drop()
            raise Unreachable(_named(error)) from error
        for (verb, _words), reply in zip(asked, replies, strict=False):
            if verb != "RSET":
                self._expect(reply, {"MAIL": "sender", "RCPT": "recipient"}[verb])

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        smtp = self._open_one()
        try:
            code, answer = smtp.docmd("DATA")
        except Broken as error:
            self._drop()
            raise Unreachable(_named(error)) from error
        if code != 354:
            self._refused(code, answer, "data")
        if not in_time():
            self._drop()
            raise TooLate
        self._send(smtp, _dotted(message))
        try:
            code, answer = smtp.getreply()
        except Broken as error:
            self._drop()
            raise Uncertain(_named(error)) from error
        self._is_named = False
        if code != 250:
            self._refused(code, answer, "letter")

    def close(self) -> None:
        smtp, self._smtp, self._is_named = self._smtp, None, False
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _connected(self) -> smtplib.SMTP:
        scheme, host = self._url.scheme, self._url.hostname or "localhost"
        port = self._url.port or PORTS[scheme]
        if scheme == "smtps":
            safe = ssl.create_default_context()
            smtp: smtplib.SMTP = PromptTls(host, port, timeout=self._timeout, context=safe)
        else:
            smtp = Prompt(host, port, timeout=self._timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
            if self._url.username:
                smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _answers(self, smtp: smtplib.SMTP, asked: Sequence[tuple[str, str]]) -> list[tuple[int, bytes]]:
        """All in one go where the server can take that (RFC 2920), else one after the other until one is refused."""
        if smtp.has_extn("pipelining"):
            smtp.send("".join(f"{verb} {words}".rstrip() + "\r\n" for verb, words in asked))
            return [smtp.getreply() for _each in asked]
        replies: list[tuple[int, bytes]] = []
        for verb, words in asked:
            replies.append(smtp.docmd(verb, words))
            if replies[-1][0] not in ACCEPTED:
                break
        return replies

    def _open_one(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise Unreachable("not connected")
        return self._smtp

    def _send(self, smtp: smtplib.SMTP, stuffed: bytes) -> None:
        try:
            smtp.send(stuffed)
        except Broken as error:
            # Not all bytes left us, so the final dot, which comes last, was never seen.
            self._drop()
            raise Unreachable(_named(error)) from error

    def _expect(self, reply: tuple[int, bytes], what: str) -> None:
        if reply[0] not in ACCEPTED:
            self._refused(*reply, what)

    def _refused(self, code: int, answer: bytes, what: str) -> None:
        if code == CLOSING or code < 0:
            self._drop()
            raise Unreachable(f"{code}")
        if what == "sender" and code in WANTS_A_LOGIN:
            self._drop()
            raise Unreachable(f"{what} {code} {_enhanced(answer)}".strip(), refuses_us=True)
        # A server that refuses us as the sender says nothing about this letter: it is tried again.
        for_good = 500 <= code < 600 and what != "sender"
        raise TurnedDown(f"{what} {code} {_enhanced(answer)}".strip(), for_good=for_good)

    def _drop(self) -> None:
        smtp, self._smtp, self._is_named = self._smtp, None, False
        if smtp is not None:
            smtp.close()


def _angled(address: str, no: str) -> str:
    """smtplib would look for an address in any words, and may find another one than was meant."""
    if not ADDRESS.fullmatch(address):
        raise TurnedDown(no, for_good=no == NO_RECIPIENT)
    return f"<{address}>"


def _dotted(message: bytes) -> bytes:
    """The message as DATA wants it (RFC 5321, 4.5.2): leading dots doubled, a lone dot at the end."""
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _enhanced(answer: bytes) -> str:
    """Only the enhanced status code (5.1.1): the rest of an answer may quote the address."""
    first = answer.split(b" ", 1)[0]
    parts = first.split(b".")
    return first.decode() if len(parts) == 3 and all(part.isdigit() for part in parts) else ""


def _is_refusal(error: Exception) -> bool:
    """It will answer the same again: a wrong password, no encryption, a certificate that does not hold."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    if isinstance(error, ssl.SSLError):
        return not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
    return isinstance(error, smtplib.SMTPNotSupportedError)


def _named(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
