"""The rehearsal of a whole course, the dry run and the pump, as somebody types them."""

import random
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from course.commands.due import due
from course.commands.pump import pump
from course.commands.rehearsal import Rehearsal, Sent, problems
from course.commands.travel import travel
from course.commands.travellers import travellers
from course.delivery.channels.smtp import Smtp
from course.delivery.pump import pump as deliver
from tests.course.delivery.world import World
from tests.real.mail import Sink

app = typer.Typer()
app.command("due")(due)
app.command("pump")(pump)
app.command("travel")(travel)


@pytest.fixture
def typed(
    world: World, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, smtp_sink: Sink
) -> CliRunner:
    for name, value in {
        **environ,
        "DATABASE_URL": world.settings.database_url,
        "SMTP_URL": smtp_sink.url,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "160")
    return CliRunner()


@pytest.mark.slow
def test_a_whole_course_is_rehearsed_without_a_letter_twice_late_or_at_night() -> None:
    result = CliRunner().invoke(
        app,
        ["travel", "--people", "6", "--seed", "3", "--check", "--from", "2027-10-07"],
        env={"COLUMNS": "160"},
    )
    assert result.exit_code == 0, result.output
    assert " 0 problems." in result.output
    for line in ("Invitation", "A week opens", "A note about practice", "six-months"):
        assert line in result.output


def test_a_rehearsal_can_be_repeated_and_another_seed_brings_other_people() -> None:
    def drawn(seed: int) -> list[tuple[float, float]]:
        return [(one.answers, one.practises) for one in travellers(8, random.Random(seed))]

    assert drawn(1) == drawn(1) != drawn(2)


def test_nobody_travels_in_a_database_with_people_in_it(world: World) -> None:
    result = CliRunner().invoke(app, ["travel", "--database", world.settings.database_url])
    assert result.exit_code != 0
    assert "not empty" in str(result.exception)


def test_the_dry_run_says_how_many_get_what_and_writes_nothing(typed: CliRunner, world: World) -> None:
    result = typed.invoke(app, ["due", "--days", "7"])
    assert result.exit_code == 0, result.output
    assert "The meeting tomorrow" in result.output
    assert "Wed 24 Feb 18:00" in result.output
    assert "Person-1" not in result.output
    assert not world.rows()


def test_the_dry_run_names_people_only_when_asked_to(typed: CliRunner, world: World) -> None:
    assert "Person-1" in typed.invoke(app, ["due", "--names"]).output


def test_one_turn_by_hand_says_what_it_did(typed: CliRunner, world: World) -> None:
    result = typed.invoke(app, ["pump"])
    assert result.exit_code == 0, result.output
    assert "looked at 4, entered 0, sent 0" in result.output


@pytest.mark.parametrize("command", ["due", "pump", "travel"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_rehearsal_notices_a_letter_that_came_twice_at_night_or_not_at_all(
    world: World, smtp: Smtp
) -> None:
    """The check of the rehearsal itself: three planted faults are all named."""
    world.at(datetime(2027, 2, 24, 18, 0, tzinfo=UTC))
    deliver(world.engine, world.settings, smtp)
    row, other = world.rows()[:2]
    night = datetime(2027, 2, 24, 23, 0, tzinfo=UTC)
    twice = [Sent(night, "person-1@example.org", row.letter, row.about, row.message_id) for _ in range(2)]
    said = " ".join(problems(world.engine, Rehearsal([], timeline=twice), []))
    assert "arrived 2 times" in said
    assert "night" in said
    assert f"{other.key} is sent in the ledger and did not arrive" in said
