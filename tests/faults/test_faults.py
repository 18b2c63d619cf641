"""Real processes, killed and paused for real: nothing is sent twice, nothing is called sent that was not, nothing
is lost. The judge reads the mail server's raw list and the ledger, and shares no code with what it judges.
"""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from course import store
from course.cohorts import enrolment
from course.cohorts.enrolment import Enrolment
from course.delivery.channels.smtp import Smtp
from course.delivery.on_the_way import letters_to, wait_until_landed
from course.delivery.pump import pump
from course.people.person import Person
from tests.faults import oracle
from tests.faults.field import EVENING, LEASE, Field
from tests.faults.worker import POINTS
from tests.faults.zoo import slow_down

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_any_point_sends_nothing_twice_and_loses_nothing(
    field: Field, point: str, times: int
) -> None:
    field.killed_at(point, kills=6 * times)
    found = field.judge()
    assert found.faults == {}
    assert field.kills
    if point == "after-claim":
        assert found.uncertain == 0
    else:
        assert found.uncertain <= 10 * field.kills


def test_processes_killed_anywhere_at_any_time_send_nothing_twice_and_lose_nothing(
    field: Field, times: int
) -> None:
    slow_down(field.zoo)
    field.killed_at_random(kills=25 * times)
    assert field.judge().faults == {}
    assert field.kills >= 5


def test_processes_paused_longer_than_their_lease_send_nothing_twice(field: Field, times: int) -> None:
    slow_down(field.zoo)
    field.killed_at_random(kills=8 * times, by=signal.SIGSTOP)
    assert field.judge().faults == {}


@pytest.mark.parametrize("point", ["after-claim", "before-data", "after-250"])
def test_a_process_paused_at_the_worst_moment_sends_nothing_twice(
    field: Field, point: str, times: int
) -> None:
    field.stopped_at(point, stops=4 * times)
    assert field.judge().faults == {}
    assert field.stops


def test_after_a_pause_before_the_body_nothing_leaves_late(field: Field) -> None:
    """Whoever slept through her lease between the commit and the body drops the connection instead."""
    orders = field.orders
    process = field.start(type(orders)(orders.environ, LEASE, "before-data", 1, signal.SIGSTOP))
    deadline = time.monotonic() + 60
    while not any(row[1] == "transmitting" for row in oracle.rows(field.url)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(LEASE * 2)
    before = len(field.zoo.taken)
    others = field.start(orders)
    while any(row[1] == "transmitting" for row in oracle.rows(field.url)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    uncertain = {row[2] for row in oracle.rows(field.url) if row[1] == "unknown"}
    field.kill(process, signal.SIGCONT)
    time.sleep(LEASE)
    late = {one.message_id for one in field.zoo.taken[before:]} & uncertain
    field.kill(others)
    assert uncertain
    assert not late


def test_two_pumps_and_eight_workers_send_each_letter_once(field: Field) -> None:
    field.finish(workers=8)
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == 0
    assert found.sent == len(field.expected())


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        ("rcpt", "450 4.2.0 later"),
        ("mail", "451 4.3.0 later"),
        ("data", "451 4.3.0 later"),
        ("dot", "452 4.3.1 full"),
        ("mail", "421 4.3.2 closing"),
        ("data", "421 4.3.2 closing"),
        ("banner", "drop"),
        ("data", "drop"),
        ("dot", "slow"),
    ],
)
def test_a_server_that_says_later_gets_every_letter_once_in_the_end(
    field: Field, stage: str, word: str
) -> None:
    # A server that does not know yet whose letter it is cannot spare it: then seldom enough for thousands of letters.
    field.zoo.act = sometimes(field, stage, word, 0.1 if stage == "mail" else 0.3)
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain == 0
    assert found.sent == len(field.expected())


def test_a_server_that_drops_after_taking_leaves_letters_uncertain_and_none_twice(field: Field) -> None:
    field.zoo.act = sometimes(field, "dot", "drop", 0.3)
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.uncertain > 0
    assert found.sent + found.uncertain == len(field.expected())


@pytest.mark.parametrize("stage", ["banner", "mail", "data", "dot"])
def test_a_server_that_hangs_blocks_nobody_for_long(field: Field, stage: str) -> None:
    """Two workers with a patience of half a second; the others' letters go on."""
    hung: set[str] = set()

    def once_for_some(at: str, address: str) -> str:
        if at == stage and len(hung) < 3 and (address or stage) not in hung:
            hung.add(address or f"{stage}{len(hung)}")
            return "hang"
        return ""

    field.zoo.act = once_for_some
    orders = type(field.orders)(field.orders.environ, LEASE * 3, timeout=0.5)
    for _ in range(2):
        field.start(orders)
    deadline = time.monotonic() + 120
    while not field.drained():
        assert time.monotonic() < deadline, oracle.rows(field.url)
        oracle.hurry(field.url)
        time.sleep(0.1)
    found = field.judge()
    assert found.faults == {}
    assert hung
    assert found.uncertain <= (3 if stage == "dot" else 0)


def test_addresses_that_do_not_exist_are_set_aside_and_all_others_hear(field: Field) -> None:
    gone = {f"person-{number}@example.org" for number in range(1, 6)}
    field.zoo.act = lambda stage, to: "550 5.1.1 nobody" if stage == "rcpt" and to in gone else ""
    field.finish()
    found = field.judge()
    assert found.faults == {}
    assert found.dead == 5
    assert found.sent == len(field.expected()) - 5


def test_whoever_leaves_while_letters_leave_gets_none_after_it_was_confirmed(field: Field) -> None:
    """Half of the people leave one after the other while two workers send. Whoever has a letter on its way waits
    until it has landed: after the confirmation nothing arrives, not even that."""
    field.zoo.act = lambda stage, _to: "450 4.2.0 later" if stage == "rcpt" else ""
    field.start(field.orders)
    while len(oracle.rows(field.url)) < len(field.expected()):
        time.sleep(0.05)
    field.end()
    slow_down(field.zoo)
    gone = dict(zip(field.world.enrolments, field.world.people, strict=True))
    leaving = field.chance.sample(field.world.enrolments, len(field.world.enrolments) // 2)
    confirmed: dict[str, float] = {}
    waited: list[int] = []

    def leave_all() -> None:
        while not field.zoo.taken:
            time.sleep(0.01)
        for number in leaving:
            with store.writing(field.world.engine) as db:
                place = db.get_one(Enrolment, number, with_for_update=True)
                enrolment.leave(db, place, now=EVENING, by=None)
                under_way = letters_to(db, db.get_one(Person, place.person_id))
            wait_until_landed(field.world.engine, under_way)
            waited.extend(under_way)
            address = f"person-{field.world.people.index(gone[number]) + 1}@example.org"
            confirmed[address] = time.monotonic()
            time.sleep(0.03)

    race = threading.Thread(target=leave_all)
    race.start()
    field.finish()
    race.join()
    late = [one for one in field.zoo.taken if one.at > confirmed.get(one.to, one.at)]
    assert not late
    assert waited
    assert max(_arrived(field).values()) == 1
    states = [(status, reason) for _key, status, _id, reason in oracle.rows(field.url)]
    assert ("cancelled", "left") in states
    assert {reason for status, reason in states if status == "cancelled"} == {"left"}


def _arrived(field: Field) -> Counter[str]:
    return Counter(one.message_id for one in field.zoo.taken)


def test_after_an_outage_of_any_length_nobody_gets_a_heap_and_nothing_stale(field: Field) -> None:
    """A day, three weeks and seven months: at most one letter of a kind, and none whose time has passed."""
    for days in (1, 21, 210):
        field.world.at(EVENING + timedelta(days=days))
        pump(field.world.engine, field.world.settings, Smtp(field.zoo.url, timeout=5))
        to = [one.to for one in field.zoo.taken]
        assert all(to.count(address) <= 3 for address in to)
        field.zoo.taken.clear()


def sometimes(field: Field, stage: str, word: str, how_often: float) -> Callable[[str, str], str]:
    """A server with passing trouble: `how_often` of the time, and at most four times for the same address, so that
    no letter is ever refused as often as a letter is tried (seven times) and set aside for good.
    """
    troubled: Counter[str] = Counter()

    def act(at: str, to: str) -> str:
        if at != stage or (to and troubled[to] >= 4) or field.chance.random() >= how_often:
            return ""
        troubled[to] += 1
        return word

    return act
