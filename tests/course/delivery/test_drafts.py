"""Letters are written before their turn. What changes between the writing and the commit is noticed, whether a pump
has looked at it meanwhile or not.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from course import store
from course.cohorts import meeting
from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.delivery import written
from course.delivery.channels.smtp import Smtp
from course.delivery.ledger import Delivery, Status
from course.delivery.looking import look
from course.delivery.pump import pump
from course.letters import table
from course.people.person import Person
from course.settings import Settings
from tests.course.delivery.happening import EVENING, Change, leaves, pauses, stops
from tests.course.delivery.world import World, build
from tests.real.mail import Sink

LAST = 25


class Between(Smtp):
    """After the first letter of the lot something happens; the last ones have been written already."""

    def __init__(self, url: str, happens: Callable[[], None]) -> None:
        super().__init__(url)
        self._happens: Callable[[], None] | None = happens

    def body(self, message: bytes, in_time: Callable[[], bool]) -> None:
        super().body(message, in_time)
        if self._happens:
            happens, self._happens = self._happens, None
            happens()


def called_off(db: Session, world: World) -> None:
    first = db.exec(select(Meeting).where(Meeting.cohort_id == world.cohort).order_by("starts_at")).first()
    assert first
    meeting.cancel(db, first, reason="snow", now=EVENING, by=db.get_one(Person, world.lead))


@pytest.fixture
def group(fresh_engine: Engine, fresh_url: str, environ: dict[str, str]) -> World:
    settings = Settings.from_env({**environ, "DATABASE_URL": fresh_url})
    return build(fresh_engine, settings, people=LAST)


@pytest.mark.parametrize("looked_at_meanwhile", [False, True])
@pytest.mark.parametrize("change", [leaves, stops, pauses, called_off])
def test_what_may_not_leave_any_more_does_not(
    group: World, smtp_sink: Sink, change: Change, looked_at_meanwhile: bool
) -> None:
    def happens() -> None:
        with store.writing(group.engine) as db:
            change(db, group)
        if looked_at_meanwhile:
            look(group.engine, group.settings)

    group.at(EVENING)
    pump(group.engine, group.settings, Between(smtp_sink.url, happens))
    arrived = [one for one in smtp_sink.accepted if one.recipients[0] == f"person-{LAST}@example.org"]
    assert not [one for one in arrived if one.message["Subject"].startswith("Thursday")]
    row = hers(group)
    assert row is None or row.status == Status.CANCELLED


def test_a_new_address_and_place_are_in_the_letter(group: World, smtp_sink: Sink) -> None:
    """Neither is asked again at the hand-off for its own sake: the letter is written anew."""

    def happens() -> None:
        with store.writing(group.engine) as db:
            db.get_one(Person, group.people[-1]).email = "new@example.org"
            db.get_one(Cohort, group.cohort).place = "Garden room"

    group.at(EVENING)
    pump(group.engine, group.settings, Between(smtp_sink.url, happens))
    mine = [one for one in smtp_sink.accepted if one.recipients[0] == "new@example.org"]
    assert len(mine) == 1
    assert "Garden room" in mine[0].message["Subject"]
    assert not [one for one in smtp_sink.accepted if one.recipients[0] == f"person-{LAST}@example.org"]


def test_where_nothing_changes_no_participants_letter_is_written_twice(
    group: World, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise writing beforehand would be double work: the staff letter alone is written at its turn."""
    times: list[str] = []

    def counted(letter: str, scene: object) -> object:
        times.append(letter)
        return table.write(letter, scene)  # type: ignore[arg-type]

    monkeypatch.setattr(written, "write", counted)
    group.at(EVENING)
    assert pump(group.engine, group.settings, Smtp(smtp_sink.url)).sent == LAST + 1
    assert sorted(set(times)) == ["meeting_tomorrow", "staff_meeting_tomorrow"]
    assert len(times) == LAST + 1


def hers(group: World) -> Delivery | None:
    with store.reading(group.engine) as db:
        mine = select(Delivery).where(
            Delivery.letter == "meeting_tomorrow", Delivery.person_id == group.people[-1]
        )
        return db.exec(mine).first()
