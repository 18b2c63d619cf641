"""The bytes that leave: what a stranger's parser reads back, and headers that nobody can break into."""

import re
from binascii import b2a_qp
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.delivery.message import Envelope, UnsafeHeader, message, wire_id
from course.letters.letter import Letter
from course.letters.rendering import STYLE

AT = datetime(2027, 3, 17, 18, 0, tzinfo=UTC)
LETTER = Letter("Thursday 18:30, Room 2", "Hello Maya,\n\nWe meet.\n", "<p>Hello Maya,</p>\n")
LAST = b"--=_" + sha256(b"<abc@example.org>").hexdigest()[:32].encode() + b"--\r\n"


def envelope(**changes: str | None) -> Envelope:
    given_: dict[str, str | None] = {
        "sender_name": "Ines",
        "sender": "course@example.org",
        "to": "maya@example.org",
        "reply_to": "ines@example.org",
        "message_id": "<abc@example.org>",
        "stop_url": "https://course.example.org/stop/xyz",
        **changes,
    }
    return Envelope(date=AT, **given_)  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def header_names(raw: bytes) -> list[str]:
    head = raw.split(b"\r\n\r\n")[0].decode("ascii")
    return [line.split(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]


def test_a_message_carries_text_and_html_and_who_reads_the_reply() -> None:
    found = read(message(LETTER, envelope()))
    assert found["Subject"] == "Thursday 18:30, Room 2"
    assert found["From"] == '"Ines" <course@example.org>' or str(found["From"]) == "Ines <course@example.org>"
    assert found["Reply-To"] == "ines@example.org"
    assert found["Message-ID"] == "<abc@example.org>"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    plain = found.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == LETTER.text.strip()


def test_a_letter_that_can_be_stopped_says_so_to_mail_programs_and_an_essential_one_does_not() -> None:
    raw = message(LETTER, envelope())
    assert b"List-Unsubscribe: <https://course.example.org/stop/xyz>\r\n" in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert b"List-Unsubscribe" not in message(LETTER, envelope(stop_url=None))


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_words_travel_in_short_lines_with_crlf_and_come_back_whole(text: str, html: str) -> None:
    raw = message(Letter("Week 3", text, html), envelope())
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    raw.decode("ascii")
    body = read(raw).get_body(("plain",))
    assert body is not None
    payload = body.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().splitlines() == (text.splitlines() or [""])


LINES = st.one_of(st.text(max_size=300), st.text(alphabet="a =.\r\n\t\x0b\u2028é", max_size=300))


@settings(deadline=None)
@given(LINES, LINES)
def test_a_page_travels_as_if_its_style_had_been_quoted_with_it(above: str, below: str) -> None:
    html = f"{above}\n{STYLE}\n{below}"
    whole = b2a_qp(("\r\n".join(html.splitlines()) + "\r\n").encode(), istext=True)
    assert message(Letter("Week 3", "t", html), envelope()).endswith(whole + b"\r\n" + LAST)


def test_two_spellings_of_one_moment_are_two_dates() -> None:
    winter = AT.astimezone(timezone(timedelta(hours=1)))
    assert winter == AT
    for _time in range(2):
        for at, spelled in ((AT, "18:00:00 +0000"), (winter, "19:00:00 +0100")):
            raw = message(LETTER, replace(envelope(), date=at))
            assert f"\r\nDate: Wed, 17 Mar 2027 {spelled}\r\n".encode() in raw


@given(st.text(max_size=300))
def test_no_subject_or_name_makes_a_header_of_its_own(words: str) -> None:
    plain = header_names(message(LETTER, envelope()))
    try:
        raw = message(Letter(words, "t", "h"), envelope(sender_name=words))
    except UnsafeHeader:
        return
    assert header_names(raw) == plain
    assert read(raw)["Subject"].replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize(
    "attack",
    [
        "a\nBcc: evil@example.net",
        "a\r\nBcc: x@y.z",
        "a\x00b",
        "a\u2028Bcc: x@y.z",
        "a\u0085b",
        "a\x0bb",
        "a\rb",
    ],
)
def test_a_control_character_in_a_subject_or_name_is_refused(attack: str) -> None:
    with pytest.raises(UnsafeHeader):
        message(Letter(attack, "t", "h"), envelope())
    with pytest.raises(UnsafeHeader):
        message(LETTER, envelope(sender_name=attack))


@pytest.mark.parametrize("attack", ["=?utf-8?q?a=0ABcc=3A_evil=40example.net?=", "=?utf-8?b?Cg==?=", "x =?x"])
def test_an_encoded_word_in_a_subject_arrives_as_the_text_it_is(attack: str) -> None:
    raw = message(Letter(attack, "t", "h"), envelope(sender_name=attack))
    found = read(raw)
    assert found["Subject"] == attack
    assert found["Bcc"] is None
    sender = found["From"]
    assert isinstance(sender, AddressHeader)
    assert sender.addresses[0].addr_spec == "course@example.org"
    assert sender.addresses[0].display_name == attack


@pytest.mark.parametrize(
    "attack", ["x@y.z\r\nBcc: a@b.c", "x@y.z, a@b.c", "<x@y.z>", "x y@z.org", "x@y.z\n", "", "x@y.z>\0"]
)
def test_an_address_that_is_none_is_refused(attack: str) -> None:
    for place in ("to", "reply_to", "sender"):
        if attack or place != "reply_to":
            with pytest.raises(UnsafeHeader):
                message(LETTER, envelope(**{place: attack}))


@pytest.mark.parametrize(
    "attack", ["https://x.org/a\r\nBcc: a@b.c", "javascript:alert(1)", "https://x.org/> <b"]
)
def test_a_stop_link_that_is_no_link_is_refused(attack: str) -> None:
    with pytest.raises(UnsafeHeader):
        message(LETTER, envelope(stop_url=attack))


def test_a_message_id_without_a_host_gets_the_one_of_the_sender() -> None:
    assert wire_id("1234", "course@example.org") == "<1234@example.org>"
    assert wire_id("<1@x.org>", "course@example.org") == "<1@x.org>"
