"""The real servers that other tests stand on."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import redis
from playwright.sync_api import Page
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from course.store import make_engine
from tests.real import network
from tests.real.broker import Broker
from tests.real.databases import Databases
from tests.real.mail import Sink
from tests.real.missing import missing
from tests.real.postgres import Postgres
from tests.real.totals import totals


@pytest.mark.parametrize("_round", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(db: Session, _round: int) -> None:
    db.execute(text("CREATE TABLE left_behind (id INTEGER PRIMARY KEY)"))
    db.commit()
    db.execute(text("INSERT INTO left_behind VALUES (1)"))
    db.commit()
    db.execute(text("INSERT INTO left_behind VALUES (2)"))
    db.rollback()
    assert db.execute(text("SELECT count(*) FROM left_behind")).scalar_one() == 1


def test_a_fresh_database_is_migrated_and_shared_with_nobody(databases: Databases) -> None:
    urls = [databases.new(), databases.new()]
    first, second = (make_engine(url) for url in urls)
    try:
        with first.begin() as connection:
            connection.execute(text("CREATE TABLE mine (id INTEGER PRIMARY KEY)"))
        assert inspect(first).has_table("alembic_version")
        assert inspect(first).has_table("mine")
        assert not inspect(second).has_table("mine")
    finally:
        first.dispose()
        second.dispose()
        for url in urls:
            databases.drop(url)


def test_the_engine_is_the_one_the_round_is_for(engine: Engine, database: str) -> None:
    assert engine.dialect.name == database


def test_postgresql_runs_as_nobody_in_particular_and_listens_nowhere(postgres: Postgres) -> None:
    engine = make_engine(postgres.url("postgres"))
    with engine.connect() as connection:
        assert connection.execute(text("SHOW server_version_num")).scalar_one() >= "180000"
        assert connection.execute(text("SHOW listen_addresses")).scalar_one() == ""
    engine.dispose()


def test_a_broker_that_was_killed_comes_back_empty_at_the_same_address(valkey: Broker) -> None:
    with redis.Redis.from_url(valkey.plain_url) as client:
        client.set("word", "kept")
    valkey.kill()
    with redis.Redis.from_url(valkey.plain_url) as client, pytest.raises(redis.ConnectionError):
        client.ping()
    valkey.start()
    with redis.Redis.from_url(valkey.plain_url) as client:
        assert client.get("word") is None


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "course@example.org", "mira@example.org", subject
    message.set_content("Three minutes, gently.")
    return message


@pytest.fixture
def sender(smtp_sink: Sink) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as client:
        yield client


def test_the_same_letter_sent_twice_is_kept_twice(smtp_sink: Sink, sender: smtplib.SMTP) -> None:
    for _ in range(2):
        sender.send_message(letter("Week 3 is open – today"))
    assert [str(kept["Subject"]) for kept in smtp_sink.to("mira@example.org")] == [
        "Week 3 is open – today"
    ] * 2


def test_a_letter_is_kept_byte_for_byte(smtp_sink: Sink, sender: smtplib.SMTP) -> None:
    raw = b"Subject: dots\r\n\r\n..a line that begins with dots\r\n.\xc3\xa9\r\n"
    sender.sendmail("course@example.org", ["mira@example.org"], raw)
    assert smtp_sink.accepted[0].raw == raw


def test_a_refused_letter_is_not_kept(smtp_sink: Sink, sender: smtplib.SMTP) -> None:
    smtp_sink.recipient_replies["mira@example.org"] = "550 5.1.1 nobody of this name"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        sender.send_message(letter("one"))
    smtp_sink.recipient_replies.clear()
    smtp_sink.data_reply = "451 4.3.0 later, please"
    with pytest.raises(smtplib.SMTPDataError):
        sender.send_message(letter("two"))
    assert smtp_sink.accepted == []


def test_the_answer_can_wait_after_a_letter_was_kept(smtp_sink: Sink, sender: smtplib.SMTP) -> None:
    smtp_sink.hold.clear()
    sending = threading.Thread(target=sender.send_message, args=[letter("held")])
    sending.start()
    while not smtp_sink.accepted and sending.is_alive():
        sending.join(0.01)
    assert sending.is_alive()
    smtp_sink.hold.set()
    sending.join()
    assert len(smtp_sink.accepted) == 1


def test_the_banner_tells_which_mail_server_answered(smtp_sink: Sink) -> None:
    with smtplib.SMTP() as client:
        _, banner = client.connect("127.0.0.1", smtp_sink.port)
    assert smtp_sink.nonce in banner.decode()


def test_the_browser_lays_out_text_and_takes_typing(page: Page) -> None:
    page.set_content("<h1>Three minutes</h1><p>i</p><p>mmmmmm</p><label>Name <input></label>")
    narrow, wide = (
        page.evaluate(f"""() => {{
        const range = document.createRange();
        range.selectNodeContents(document.querySelectorAll("p")[{number}]);
        return range.getBoundingClientRect().width;
    }}""")
        for number in (0, 1)
    )
    assert 0 < narrow * 4 < wide
    page.get_by_label("Name").fill("Mira")
    assert page.get_by_label("Name").input_value() == "Mira"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_connection_to_another_machine_is_refused_and_noted(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(network.ReachedOutside):
        client.connect(address)
    noted = network.ATTEMPTS.copy()
    network.ATTEMPTS.clear()
    assert noted == [f"socket.connect {address[0]!r}"]


def test_asking_for_another_machines_address_is_refused_and_noted() -> None:
    with pytest.raises(network.ReachedOutside):
        socket.getaddrinfo("mail.example.org", 25)
    assert network.ATTEMPTS == ["socket.getaddrinfo 'mail.example.org'"]
    network.ATTEMPTS.clear()


def test_what_is_missing_skips_at_home_and_fails_where_nothing_may_be_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no broker here: not installed"):
        missing("broker", "not installed")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no broker here: not installed"):
        missing("broker", "not installed")


def test_the_totals_count_a_test_in_each_of_its_parts_and_once_in_all() -> None:
    tests = {
        "passed": [{"sqlite", "broker"}, {"sqlite"}],
        "failed": [],
        "error": [],
        "skipped": [{"browser"}],
    }
    assert [" ".join(line.split()) for line in totals(tests)] == [
        "on SQLite 2 passed 0 failed 0 error 0 skipped",
        "with a broker 1 passed 0 failed 0 error 0 skipped",
        "in a browser 0 passed 0 failed 0 error 1 skipped",
        "everything 2 passed 0 failed 0 error 1 skipped",
    ]
