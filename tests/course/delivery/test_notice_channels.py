"""Short notices on the wire: what arrives, and what we know when something goes wrong there."""

import json
import logging
import subprocess
import sys
import time

import pytest

from course.delivery.channels import Channel, Gone, TooLate, TurnedDown, Uncertain, Unreachable
from course.delivery.channels.apprised import Apprised
from course.delivery.channels.push import Push
from course.notice_settings import Template, WebPush
from tests.real.browser_keys import BrowserKeys, public_of, signed_claims
from tests.real.peer import DRIP, DROP, HANG, Peer

KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
SUBJECT = "mailto:course@example.org"
PHONE = BrowserKeys.made(1)
WORDS = "Etwas Neues ist für Sie da.\nhttp://127.0.0.1:8000/".encode()
NUMBER = "+351912345678"


def push(peer: Peer, *, timeout: float = 1) -> Push:
    return Push(WebPush(private_key=KEY, subject=SUBJECT, services=(peer.url,)), timeout=timeout)


def device(peer: Peer) -> str:
    return json.dumps(PHONE.subscription(f"{peer.url}/device/one?secret=two"))


def ntfy(peer: Peer) -> Apprised:
    return Apprised(Template(url=peer.url.replace("http", "ntfy") + "/{topic}", wants="topic"), timeout=1)


def sms(peer: Peer) -> Apprised:
    return Apprised(
        Template(url=peer.url.replace("http", "json") + "/sms/{number}", wants="number"), timeout=1
    )


def send(channel: Channel, to: str, words: bytes = WORDS) -> None:
    channel.open()
    channel.envelope("", to)
    channel.body(words, lambda: True)
    channel.close()


def test_a_push_is_read_by_its_browser_alone(peer: Peer) -> None:
    send(push(peer), device(peer))
    [heard] = peer.heard
    assert heard.path == "/device/one?secret=two"
    assert heard.headers["content-encoding"] == "aes128gcm"
    assert 0 < int(heard.headers["ttl"]) <= 12 * 3600
    assert PHONE.read(heard.body) == WORDS.decode()
    assert b"Neues" not in heard.body
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag
        BrowserKeys.made(2).read(heard.body)


def test_a_push_is_signed_for_its_service_by_the_house(peer: Peer) -> None:
    send(push(peer), device(peer))
    claims, key = signed_claims(peer.heard[0].headers["authorization"])
    assert claims["aud"] == peer.url
    assert claims["sub"] == SUBJECT
    assert time.time() < claims["exp"] < time.time() + 24 * 3600
    assert key == public_of(KEY)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_can_be_forgotten(peer: Peer, status: int) -> None:
    peer.answers = [status]
    with pytest.raises(Gone):
        send(push(peer), device(peer))


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 413, 429, 503])
def test_a_no_is_a_no_and_a_redirect_is_not_followed(peer: Peer, status: int) -> None:
    peer.answers = [status]
    with pytest.raises(TurnedDown) as no:
        send(push(peer), device(peer))
    assert not isinstance(no.value, Gone)
    assert no.value.words == f"push {status}"
    assert len(peer.heard) == 1


@pytest.mark.parametrize("answer", [DROP, HANG, DRIP, 500, 502, 504])
def test_a_push_whose_answer_is_lost_may_have_been_taken(peer: Peer, answer: int | str) -> None:
    peer.answers = [answer]
    began = time.monotonic()
    with pytest.raises(Uncertain):
        send(push(peer), device(peer))
    assert time.monotonic() - began < 3
    assert len(peer.heard) == 1


def test_nobody_answers_and_nothing_has_left(peer: Peer) -> None:
    at = peer.url.rpartition(":")[0] + ":1"
    with pytest.raises(Unreachable):
        send(Push(WebPush(private_key=KEY, subject=SUBJECT, services=(at,))), device(Peer(at)))
    with pytest.raises(Unreachable):
        send(ntfy(Peer(at)), "quiet-hazel-4711")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:1/x",
        "http://127.0.0.1/x",
        "http://localhost/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com@example.org/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:444/x",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://push.apple.com.example.org/x",
        "https://example.org/.push.apple.com",
        "https://example.org\\.push.apple.com/x",
        "https://[::1/x",
        "",
    ],
)
def test_nothing_is_sent_to_an_address_that_is_no_push_service(endpoint: str) -> None:
    channel = Push(WebPush(private_key=KEY, subject=SUBJECT))
    with pytest.raises(TurnedDown):
        channel.envelope("", json.dumps(PHONE.subscription(endpoint)))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_the_browsers_there_are_are_known(endpoint: str) -> None:
    assert WebPush(private_key=KEY, subject=SUBJECT).serves(endpoint)


def test_a_topic_gets_the_words_and_nothing_else(peer: Peer) -> None:
    peer.answers = [200]
    send(ntfy(peer), "quiet-hazel-4711")
    [heard] = peer.heard
    said = json.loads(heard.body)
    assert said["topic"] == "quiet-hazel-4711"
    assert said["message"] == WORDS.decode()
    assert "course" not in heard.body.decode().lower()


def test_a_number_gets_the_words(peer: Peer) -> None:
    peer.answers = [200]
    send(sms(peer), NUMBER)
    [heard] = peer.heard
    assert heard.path == "/sms/+351912345678"
    assert json.loads(heard.body)["message"] == WORDS.decode()


@pytest.mark.parametrize("make", [ntfy, sms])
@pytest.mark.parametrize("answer", [DROP, HANG, 500, 502, 504])
def test_a_service_whose_answer_is_lost_may_have_taken_it(
    peer: Peer, answer: int | str, make: object
) -> None:
    peer.answers = [answer]
    began = time.monotonic()
    with pytest.raises(Uncertain):
        send(ntfy(peer) if make is ntfy else sms(peer), "quiet-hazel-4711")
    assert time.monotonic() - began < 4
    assert len(peer.heard) == 1


@pytest.mark.parametrize("status", [307, 400, 401, 404, 429, 503])
def test_a_service_that_says_no_has_not_taken_it(peer: Peer, status: int) -> None:
    peer.answers = [status]
    with pytest.raises(TurnedDown, match=str(status)):
        send(ntfy(peer), "quiet-hazel-4711")
    assert len(peer.heard) == 1


def test_once_our_time_is_over_nothing_leaves(peer: Peer) -> None:
    for channel, to in ((push(peer), device(peer)), (ntfy(peer), "quiet-hazel-4711")):
        channel.envelope("", to)
        with pytest.raises(TooLate):
            channel.body(WORDS, lambda: False)
    assert peer.heard == []


def test_keys_that_are_none_are_a_no(peer: Peer) -> None:
    broken = {"endpoint": f"{peer.url}/x", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}
    with pytest.raises(TurnedDown):
        send(push(peer), json.dumps(broken))
    assert peer.heard == []


def test_no_line_of_a_log_names_who_is_written_to(peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for channel, to in ((ntfy(peer), "quiet-hazel-4711"), (sms(peer), NUMBER), (push(peer), device(peer))):
        for answer in (403, DROP):
            peer.answers = [answer]
            with pytest.raises((TurnedDown, Uncertain)):
                send(channel, to)
    lines = " ".join(record.getMessage() for record in caplog.records)
    for private in ("quiet-hazel", "351912345678", "/device/one", "Neues"):
        assert private not in lines


def test_neither_site_nor_pump_loads_the_libraries_before_a_notice_leaves() -> None:
    look = (
        "import sys, web.app, course.commands.pump, course.delivery.channels.chosen;"
        "print([one for one in ('apprise', 'pywebpush', 'py_vapid', 'requests', 'aiohttp') if one in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
