"""Rows enter the ledger when their letter falls due, and never twice: the key decides."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from course import clock
from course.delivery.claim import Claim
from course.delivery.due import DueLetter, NotDue
from course.delivery.ledger import Delivery, Entered, Status
from course.people.address_change import LIFETIME as ADDRESS_CHANGE_LIVES
from course.people.address_change import AddressChange, about_change
from course.people.sign_in import LIFETIME, SignInRequest
from course.settings import Settings
from course.store import table


@dataclass(frozen=True)
class Owner:
    """Whose row it is: a person's, an invitation's, or, with neither, that of somebody named in a safety plan."""

    person_id: int | None = None
    enrolment_id: int | None = None
    invitation_id: int | None = None
    programme_id: int | None = None


def enter(
    db: Session,
    settings: Settings,
    letters: Iterable[tuple[Owner, DueLetter | NotDue]],
    *,
    at: datetime,
    claim: Claim | None = None,
) -> list[Entered]:
    """Insert what is not there yet; returns the rows that are new. `at` is real time: when to try first. `claim`: whose
    a letter to a participant is from the beginning, unless it goes before all others.

    What came too late enters as stale with its reason, so that it can be seen.
    """
    rows = [_row(settings, owner, letter, at) for owner, letter in letters]
    if claim:
        for row in rows:
            if row["enrolment_id"] is not None and row["status"] == Status.PENDING and not row["urgent"]:
                row |= {"status": Status.CLAIMED, "lease_owner": claim.owner, "lease_until": claim.until}
    return _insert(db, rows)


def sign_in_letter(db: Session, settings: Settings, request: SignInRequest) -> None:
    """The letter with link and code, urgent: call it where the request is made, in the same transaction.

    A request of an unknown address leaves no row; the caller's page looks the same.
    """
    if request.person_id is None:
        return
    now = clock.now(db)
    letter = DueLetter(
        letter="sign_in",
        about=f"request:{request.stored_id}",
        occurrence="1",
        recipient=f"p{request.person_id}",
        due_at=now,
        useful_until=now + LIFETIME,
        urgent=True,
    )
    enter(db, settings, [(Owner(person_id=request.person_id), letter)], at=clock.real_now(db))


def address_letter(db: Session, settings: Settings, change: AddressChange) -> None:
    """The letter to a new address, urgent: call it where the change is asked for, in the same transaction."""
    now = clock.now(db)
    letter = DueLetter(
        letter="address_change",
        about=about_change(change),
        occurrence="1",
        recipient=f"p{change.person_id}",
        due_at=now,
        useful_until=now + ADDRESS_CHANGE_LIVES,
        urgent=True,
    )
    enter(db, settings, [(Owner(person_id=change.person_id), letter)], at=clock.real_now(db))


def message_id(settings: Settings, key: str) -> str:
    """Fixed with the row, so that the same letter always carries the same one.

    Nobody can guess it: whoever names it in a report has seen the letter.
    """
    seen = f"{settings.site_url}|{key}".encode()
    stem = hmac.new(settings.secret_key.encode(), seen, hashlib.sha256).hexdigest()[:40]
    return f"<{stem}@{settings.mail_from.rpartition('@')[2].rstrip('>')}>"


def _row(settings: Settings, owner: Owner, letter: DueLetter | NotDue, at: datetime) -> dict[str, Any]:
    late = isinstance(letter, NotDue)
    return {
        "key": letter.key,
        "letter": letter.letter,
        "about": letter.about,
        "occurrence": letter.occurrence,
        "person_id": owner.person_id,
        "enrolment_id": owner.enrolment_id,
        "invitation_id": owner.invitation_id,
        "programme_id": owner.programme_id,
        "urgent": isinstance(letter, DueLetter) and letter.urgent,
        "due_at": letter.at if isinstance(letter, NotDue) else letter.due_at,
        "useful_until": letter.useful_until,
        "status": Status.STALE if late else Status.PENDING,
        "attempts": 0,
        "next_try_at": at,
        "message_id": message_id(settings, letter.key),
        "reason": letter.reason.value if isinstance(letter, NotDue) else "",
        "lease_owner": None,
        "lease_until": None,
    }


def _insert(db: Session, rows: Sequence[dict[str, Any]]) -> list[Entered]:
    if not rows:
        return []
    fresh = _FRESH[db.get_bind().dialect.name]
    numbers = {key: number for number, key in db.connection().execute(fresh, list(rows))}
    return [_entered(numbers.pop(row["key"]), row) for row in rows if row["key"] in numbers]


def _entered(number: int, row: dict[str, Any]) -> Entered:
    return Entered(
        number,
        row["key"],
        row["letter"],
        row["about"],
        row["occurrence"],
        row["person_id"],
        row["enrolment_id"],
        row["invitation_id"],
        row["programme_id"],
        row["urgent"],
        row["message_id"],
        row["lease_owner"],
    )


_ROWS = table(Delivery)
_FRESH = {
    name: insert(_ROWS).on_conflict_do_nothing().returning(_ROWS.c.id, _ROWS.c.key)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
