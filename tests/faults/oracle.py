"""What should have happened, worked out apart from the code under test: plain SQL and the mail server's raw list."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg

from tests.faults.zoo import Taken

ENDED = {"sent", "unknown", "dead", "stale", "cancelled"}


@dataclass(frozen=True)
class Judgement:
    """The bar is that the first four are empty."""

    duplicates: dict[str, int]
    falsely_sent: list[str]
    lost: list[str]
    unfinished: list[str]
    uncertain: int
    dead: int
    sent: int

    @property
    def faults(self) -> dict[str, object]:
        found = {
            "duplicates": self.duplicates,
            "falsely sent": self.falsely_sent,
            "lost": self.lost,
            "unfinished": self.unfinished,
        }
        return {name: what for name, what in found.items() if what}


def expected_meeting_letters(
    meeting: int, start: str, people: Iterable[int], staff: Iterable[int]
) -> set[str]:
    """Keys of the letters about one meeting, written out by hand; `start` is like 20270225T183000Z."""
    to_people = {f"meeting_tomorrow|meeting:{meeting}|p{person}|{start}" for person in people}
    return to_people | {f"staff_meeting_tomorrow|meeting:{meeting}|p{person}|{start}" for person in staff}


def rows(url: str) -> list[tuple[str, str, str, str]]:
    """(key, status, message id, reason) of the whole ledger."""
    return [
        (str(a), str(b), str(c), str(d))
        for a, b, c, d in _select(url, "SELECT key, status, message_id, reason FROM delivery")
    ]


def first_meeting(url: str, cohort: int) -> int:
    statement = f"SELECT id FROM meeting WHERE cohort_id = {int(cohort)} ORDER BY starts_at LIMIT 1"  # noqa: S608
    return count(url, statement)


def count(url: str, statement: str) -> int:
    return int(str(_select(url, statement)[0][0]))


def hurry(url: str) -> None:
    """Make every waiting row due for a try now, instead of after its backoff."""
    do(
        url,
        "UPDATE delivery SET next_try_at = '2000-01-01 00:00:00+00:00' WHERE status = 'pending' AND attempts > 0",
    )
    do(
        url,
        "UPDATE delivery SET next_try_at = '2000-01-01 00:00:00+00:00' WHERE status = 'pending' AND reason <> ''",
    )


def end_rest(url: str) -> None:
    """Let a mail server that is left in peace be asked now, instead of in a minute or more."""
    do(url, "UPDATE channel_rest SET rest_until = '2000-01-01 00:00:00+00:00' WHERE state = 'open'")


def rest(url: str) -> tuple[str, bool, str]:
    """(state, whether it lets us in no more, the error) of the mail server; it works if nothing was written down."""
    found = _select(url, "SELECT state, refuses_us, why FROM channel_rest WHERE name = 'mail'")
    return (str(found[0][0]), bool(found[0][1]), str(found[0][2])) if found else ("closed", False, "")


def judge(url: str, expected: set[str], taken: Sequence[Taken]) -> Judgement:
    ledger = rows(url)
    arrived = Counter(one.message_id for one in taken)
    by_key = {key: (status, message_id) for key, status, message_id, _reason in ledger}
    return Judgement(
        duplicates={message_id: times for message_id, times in arrived.items() if times > 1},
        falsely_sent=[key for key, (status, mid) in by_key.items() if status == "sent" and not arrived[mid]],
        lost=sorted(
            key
            for key in expected
            if key not in by_key or (by_key[key][0] == "sent" and not arrived[by_key[key][1]])
        )
        + sorted(key for key in by_key if key not in expected),
        unfinished=[key for key, (status, _mid) in by_key.items() if status not in ENDED],
        uncertain=sum(1 for status, _mid in by_key.values() if status == "unknown"),
        dead=sum(1 for status, _mid in by_key.values() if status == "dead"),
        sent=sum(1 for status, _mid in by_key.values() if status == "sent"),
    )


def _select(url: str, statement: str) -> list[tuple[object, ...]]:
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) as connection:
            found = connection.execute(statement).fetchall()
        connection.close()
        return found
    with psycopg.connect(plain(url)) as postgres:
        return postgres.execute(statement.encode()).fetchall()


def do(url: str, statement: str) -> None:
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) as connection:
            connection.execute(statement)
        connection.close()
        return
    with psycopg.connect(plain(url)) as postgres:
        postgres.execute(statement.encode())


def plain(url: str) -> str:
    """For psycopg.connect."""
    return url.replace("postgresql+psycopg://", "postgresql://")
