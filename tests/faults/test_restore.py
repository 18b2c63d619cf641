"""An older copy of the database is put back: nobody hears twice of what had been sent since."""

from collections import Counter
from datetime import timedelta

import pytest
import typer
from typer.testing import CliRunner

from course.commands.after_restore import after_restore
from course.delivery.channels.smtp import Smtp
from course.delivery.looking import take
from course.delivery.pump import pump
from course.delivery.restored import set_aside
from course.errors import Refused
from tests.faults import oracle
from tests.faults.field import EVENING, Field

COPIED = EVENING - timedelta(minutes=10)


def forget(field: Field) -> None:
    """The ledger and the moments to look as they were ten minutes before anything fell due."""
    oracle.do(field.url, "DELETE FROM delivery")
    for table in ("enrolment", "facilitator"):
        oracle.do(field.url, f"UPDATE {table} SET look_at = '2000-01-01 00:00:00+00:00'")  # noqa: S608


def turn(field: Field) -> None:
    pump(field.world.engine, field.world.settings, Smtp(field.zoo.url, timeout=5))


def test_what_was_sent_after_the_copy_is_uncertain_and_not_sent_again(field: Field) -> None:
    turn(field)
    everybody = len(field.expected())
    assert len(field.zoo.taken) == everybody
    forget(field)
    assert set_aside(field.world.engine, field.world.settings, since=COPIED) == everybody
    turn(field)
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == everybody
    assert {reason for _key, _status, _id, reason in oracle.rows(field.url)} == {"restored"}


def test_whom_a_pump_had_taken_when_the_copy_was_made_is_set_aside_too(field: Field) -> None:
    turn(field)
    forget(field)
    while take(field.world.engine):
        pass
    everybody = len(field.expected())
    assert set_aside(field.world.engine, field.world.settings, since=COPIED) == everybody
    field.world.at(EVENING + timedelta(minutes=5))
    turn(field)
    assert len(field.zoo.taken) == everybody


def test_without_the_step_everybody_would_hear_twice(field: Field) -> None:
    """The trap that the step is for: what the copy does not know of, falls due again."""
    turn(field)
    forget(field)
    turn(field)
    assert set(Counter(one.message_id for one in field.zoo.taken).values()) == {2}


def test_what_waited_in_the_copy_may_have_left_since_and_waits_for_a_decision(field: Field) -> None:
    field.zoo.act = lambda stage, _to: "450 4.2.0 later" if stage == "rcpt" else ""
    turn(field)
    field.zoo.act = lambda _stage, _to: ""
    later = EVENING + timedelta(seconds=1)
    assert set_aside(field.world.engine, field.world.settings, since=later) == len(field.expected())
    oracle.hurry(field.url)
    turn(field)
    assert not field.zoo.taken


def test_the_step_can_be_taken_twice_and_what_falls_due_later_leaves(field: Field) -> None:
    settings, engine = field.world.settings, field.world.engine
    set_aside(engine, settings, since=COPIED)
    assert set_aside(engine, settings, since=COPIED) == 0
    field.world.at(EVENING + timedelta(days=1, hours=15))
    turn(field)
    assert field.zoo.taken


def test_a_copy_is_not_newer_than_now(field: Field) -> None:
    with pytest.raises(Refused):
        set_aside(field.world.engine, field.world.settings, since=EVENING + timedelta(days=1))


def test_the_command_says_how_many_and_refuses_what_is_no_moment(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in field.orders.environ.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(after_restore)
    done = CliRunner().invoke(app, ["--since", "2027-02-24T17:50"])
    assert done.output.startswith(f"{len(field.expected())} letters may have been sent already")
    assert isinstance(CliRunner().invoke(app, ["--since", "lately"]).exception, Refused)
