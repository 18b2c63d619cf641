"""A database that is behind what its machine has sent: the pump waits until somebody has said what happened."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from course import store
from course.commands.after_restore import after_restore
from course.delivery.channels.smtp import Smtp
from course.delivery.entry import sign_in_letter
from course.delivery.lag import Trouble, pulse
from course.delivery.pump import Counts, pump
from course.delivery.restored import set_aside
from course.errors import Refused
from course.people import sign_in
from course.settings import Settings
from tests.faults import oracle
from tests.faults.field import EVENING, Field
from tests.faults.test_restore import COPIED, forget


@pytest.fixture
def watched(field: Field, tmp_path: Path) -> Settings:
    """Settings of a machine that keeps marks."""
    return field.world.settings.model_copy(update={"state": tmp_path / "state"})


def turn(field: Field, settings: Settings) -> Counts:
    return pump(field.world.engine, settings, Smtp(field.zoo.url, timeout=5))


def put_back(field: Field) -> None:
    """As it was before the evening, the count of turns too."""
    forget(field)
    oracle.do(field.url, "UPDATE heartbeat SET turns = 1 WHERE name = 'pump'")


def trouble(engine: Engine) -> Trouble | None:
    with store.reading(engine) as db:
        return pulse(db).trouble


def test_an_older_copy_sends_nothing_until_somebody_said_what_was_sent(
    field: Field, watched: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    turn(field, watched)
    turn(field, watched)
    everybody = len(field.expected())
    assert len(field.zoo.taken) == everybody
    put_back(field)
    with caplog.at_level(logging.ERROR, logger="kindly.pump"):
        turn(field, watched)
    assert "after-restore" in caplog.text
    assert trouble(field.world.engine) is Trouble.OLDER_COPY
    set_aside(field.world.engine, watched, since=COPIED)
    turn(field, watched)
    assert len(field.zoo.taken) == everybody
    assert trouble(field.world.engine) is None
    field.world.at(EVENING + timedelta(days=1, hours=15))
    turn(field, watched)
    assert len(field.zoo.taken) > everybody


def test_a_copy_from_before_the_last_word_about_copies_is_older_too(field: Field, watched: Settings) -> None:
    """Put back, spoken for, and then an even older copy put back: what was said once does not count for it."""
    turn(field, watched)
    put_back(field)
    set_aside(field.world.engine, watched, since=COPIED)
    turn(field, watched)
    before = len(field.zoo.taken)
    forget(field)
    oracle.do(field.url, "DELETE FROM release WHERE name = 'newest_state'")
    oracle.do(field.url, "UPDATE heartbeat SET turns = 1000 WHERE name = 'pump'")
    turn(field, watched)
    assert len(field.zoo.taken) == before
    assert trouble(field.world.engine) is Trouble.OLDER_COPY


def test_whoever_asks_to_sign_in_meanwhile_gets_her_letter(field: Field, watched: Settings) -> None:
    turn(field, watched)
    turn(field, watched)
    put_back(field)
    field.zoo.taken.clear()
    with store.writing(field.world.engine) as db:
        asked, _browser = sign_in.ask(db, email="person-1@example.org", origin="203.0.113.7", shared=False)
        sign_in_letter(db, watched, asked)
    turn(field, watched)
    assert [one.to for one in field.zoo.taken] == ["person-1@example.org"]


def test_a_rest_of_weeks_on_the_same_machine_is_no_older_copy(field: Field, watched: Settings) -> None:
    turn(field, watched)
    oracle.do(field.url, "UPDATE heartbeat SET at = '2020-01-01 00:00:00+00:00'")
    field.zoo.taken.clear()
    field.world.at(EVENING + timedelta(days=1, hours=15))
    turn(field, watched)
    assert field.zoo.taken
    assert trouble(field.world.engine) is None


def test_a_machine_without_a_mark_waits_where_the_last_turn_is_long_past(
    field: Field, watched: Settings, tmp_path: Path
) -> None:
    turn(field, watched)
    new = watched.model_copy(update={"state": tmp_path / "another machine"})
    assert turn(field, new).looked_at == 0
    assert trouble(field.world.engine) is None  # a turn has just ended: somebody else sends as well
    newer = watched.model_copy(update={"state": tmp_path / "a third one"})
    oracle.do(field.url, "UPDATE heartbeat SET at = '2020-01-01 00:00:00+00:00'")
    turn(field, newer)
    assert trouble(field.world.engine) is Trouble.OLDER_COPY


@pytest.mark.parametrize(("minutes", "waits"), [(4, False), (6, True), (59, True)])
def test_a_copy_of_some_minutes_ago_is_noticed_by_a_machine_without_a_mark(
    field: Field, watched: Settings, tmp_path: Path, minutes: int, waits: bool
) -> None:
    """Nobody beats in a copy: what was sent since then is not known in it."""
    turn(field, watched)
    before = len(field.zoo.taken)
    forget(field)
    beaten(field, timedelta(minutes=minutes))
    turn(field, watched.model_copy(update={"state": tmp_path / "new hardware"}))
    assert (trouble(field.world.engine) is Trouble.OLDER_COPY) is waits
    assert (len(field.zoo.taken) == before) is waits


@pytest.mark.parametrize(("minutes", "waits"), [(59, False), (61, True)])
def test_for_an_hour_after_somebody_spoke_for_it_a_machine_without_a_mark_may_begin(
    field: Field, watched: Settings, tmp_path: Path, minutes: int, waits: bool
) -> None:
    turn(field, watched)
    beaten(field, timedelta(days=3))
    said = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    oracle.do(field.url, f"INSERT INTO release (name, value) VALUES ('newest_state', '{said}')")  # noqa: S608
    turn(field, watched.model_copy(update={"state": tmp_path / "new hardware"}))
    assert (trouble(field.world.engine) is Trouble.OLDER_COPY) is waits


def beaten(field: Field, ago: timedelta) -> None:
    """The pump last beat so long ago."""
    at = (datetime.now(UTC) - ago).strftime("%Y-%m-%d %H:%M:%S+00:00")
    oracle.do(field.url, f"UPDATE heartbeat SET at = '{at}'")  # noqa: S608


def test_a_mark_that_cannot_be_written_stops_no_letter(
    field: Field, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = field.world.settings.model_copy(update={"state": tmp_path / "file"})
    turn(field, settings)
    assert len(field.zoo.taken) == len(field.expected())
    assert "could not be written" in caplog.text


def test_the_command_wants_one_of_two_words(
    field: Field, watched: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(field, watched)
    turn(field, watched)
    put_back(field)
    turn(field, watched)
    for name, value in field.orders.environ.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(after_restore)
    assert isinstance(CliRunner().invoke(app, []).exception, Refused)
    both = ["--newest", "--since", "2027-02-24T17:50"]
    assert isinstance(CliRunner().invoke(app, both).exception, Refused)
    assert "as always" in CliRunner().invoke(app, ["--newest"]).output
    turn(field, watched)
    assert trouble(field.world.engine) is None
