"""Log lines say what happened and never to whom."""

import json
import logging

import pytest

from course.logs import Plain, facts, formatter, request_id


def line_of(log: str, name: str, words: str, *values: object, **more: object) -> str:
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, words, values, None)
    record.__dict__.update(more)
    return formatter("json" if log == "json" else "plain").format(record)


def test_a_line_of_json_has_time_level_logger_event_and_facts() -> None:
    token = request_id.set("abc")
    try:
        line = json.loads(line_of("json", "kindly.pump", "pump", **facts(sent=3, ms=12)))
    finally:
        request_id.reset(token)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning", "logger": "kindly.pump", "event": "pump", "sent": 3, "ms": 12, "request": "abc",
    }  # fmt: skip


def test_a_plain_line_says_the_same_on_one_line() -> None:
    line = line_of("plain", "kindly.pump", "two\nlines", **facts(sent=3))
    assert line.endswith(" WARNING kindly.pump: two lines sent=3")


def test_facts_cannot_change_what_a_line_says_of_itself() -> None:
    line = json.loads(line_of("json", "kindly.pump", "pump", **facts(level="fine", event="other")))
    assert (line["level"], line["event"]) == ("warning", "pump")


@pytest.mark.parametrize("log", ["plain", "json"])
def test_an_exception_is_named_with_its_place_and_without_its_words(log: str) -> None:
    try:
        raise ValueError("what Maya wrote")
    except ValueError as error:
        caught = (ValueError, error, error.__traceback__)
        line = line_of(log, "web.errors", "broken page", exc_info=caught)
        quoted = line_of(
            log, "celery.app.trace", "Task %s raised: %s", "kindly.pump", repr(error), exc_info=caught
        )
    assert "ValueError" in line
    assert "test_logs.py:" in line
    assert "Maya" not in line + quoted
    assert "Maya" not in line_of(log, "some.library", "it failed: %s", ValueError("what Maya wrote"))


@pytest.mark.parametrize(
    ("words", "private"),
    [
        ("refused maya@example.org today", "maya@"),
        ("Error handling request /stop/Zq3vJ8kP2mX9aB7cD4eF6gH1", "Zq3vJ8kP2mX9aB7cD4eF6gH1"),
        ("GET /sign-in?email=maya was slow", "maya"),
    ],
)
def test_what_a_library_says_of_an_address_or_a_secret_is_masked(words: str, private: str) -> None:
    line = line_of("plain", "gunicorn.error", words)
    assert private not in line
    assert "(" in line


def test_the_number_of_a_job_is_no_secret() -> None:
    job = "0b1f6a52-9d0e-4c3b-8a51-0f6f3f4b8c11"
    assert job in line_of("plain", "celery.worker", "Task kindly.pump[%s] received", job)
    assert Plain().format(logging.makeLogRecord({"name": "x", "msg": "m"})).endswith("x: m")
