"""A certificate of attendance, or a letter of participation: who was there, never how well, and no qualification.

The row keeps a code and the name as it stands on the paper. Whether the paper is still good is asked of the marks each
time: one whose attendance was set right below the rule is not, and needs nobody to withdraw it.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.attended import Paper, Standing, standings
from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people import sign_in
from course.people.folded import folded
from course.people.person import clean_name
from course.store import Row, choice
from course.words import _

SIGNS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without what is mistaken for something else on paper: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B."""
LENGTH = 16
"""Of 25 signs: 74 bits."""
GROUP = 4


class Certificate(Row, table=True):
    """At most one of each sort for a place. `name` as she writes it. It goes with her account: then nobody knows it."""

    __table_args__ = (UniqueConstraint("enrolment_id", "paper"),)

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    paper: Paper = Field(sa_type=choice(Paper))
    code: str = Field(max_length=LENGTH, unique=True)
    name: str = Field(max_length=120)
    issued_at: datetime


@dataclass(frozen=True)
class Checked:
    """What the public page says: no more than the paper does. `is_valid` False: it was good once."""

    is_valid: bool
    paper: Paper
    meetings: int
    first_on: date | None
    last_on: date | None
    programme: str


def issue(db: Session, enrolment: Enrolment, standing: Standing, *, name: str, now: datetime) -> Certificate:
    """The paper she has earned, with this name on it; the same again only changes the name. Refused before its time."""
    if standing.paper is None or not standing.is_ready(now):
        raise Refused(_("There is no paper for this course yet."))
    row = of_place(db, enrolment.stored_id, standing.paper)
    if row is None:
        row = Certificate(
            enrolment_id=enrolment.stored_id, paper=standing.paper, code=_fresh_code(), name="", issued_at=now
        )
    row.name = clean_name(name)
    db.add(row)
    db.flush()
    audit.record(
        db, "certificate.issue", f"enrolment:{enrolment.id}", by=enrolment.person_id, paper=row.paper.value
    )
    return row


def of_place(db: Session, enrolment_id: int, paper: Paper | None) -> Certificate | None:
    mine = select(Certificate).where(Certificate.enrolment_id == enrolment_id, Certificate.paper == paper)
    return db.exec(mine).first()


def issued_in(db: Session, cohort_id: int) -> dict[tuple[int, Paper], Certificate]:
    """{(enrolment, sort): the paper}, for the staff of the cohort, in one statement."""
    mine = select(Certificate).join(Enrolment, col(Enrolment.id) == col(Certificate.enrolment_id))
    rows = db.exec(mine.where(Enrolment.cohort_id == cohort_id)).all()
    return {(row.enrolment_id, row.paper): row for row in rows}


def check(db: Session, *, code: str, name: str, origin: str, now: datetime) -> Checked | None:
    """What we know of a paper with this code and this name; None for a pair that is on no paper of ours, whichever of
    the two does not fit. Refused after too many tries; each is counted, so commit it whatever the page says."""
    typed = clean_code(code)
    too_many = _("There have been many tries. Please wait a little and try again.")
    sign_in.count_try_of(db, f"certificate:{typed}", origin=origin, too_many=too_many)
    row = db.exec(select(Certificate).where(Certificate.code == typed)).first()
    if row is None or not fits(row.name, name):
        return None
    enrolment = db.get_one(Enrolment, row.enrolment_id)
    cohort = db.get_one(Cohort, enrolment.cohort_id)
    stands = standings(db, cohort, content(db, cohort), [row.enrolment_id], now=now)[row.enrolment_id]
    return Checked(
        is_valid=_still_holds(row.paper, stands),
        paper=row.paper,
        meetings=stands.attended.held,
        first_on=stands.attended.first_on,
        last_on=stands.attended.last_on,
        programme=db.get_one(Programme, cohort.programme_id).name,
    )


def grouped(code: str) -> str:
    """ACDE-FGHJ-KMNP-QRTU"""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def clean_code(typed: str) -> str:
    """As it is stored, however it was typed: small letters, spaces, no hyphens."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: LENGTH * 2]


def fits(on_paper: str, typed: str) -> bool:
    """The whole name or the last word of it; capitals, accents and hyphens do not matter."""
    wanted, given = folded(on_paper), folded(typed)
    return bool(given) and given in (wanted, wanted[-1:])


def _still_holds(paper: Paper, stands: Standing) -> bool:
    """A letter says that she came, which stays true when it turns out that she came more often."""
    return stands.paper == paper if paper is Paper.CERTIFICATE else stands.attended.anything


def _fresh_code() -> str:
    return "".join(secrets.choice(SIGNS) for _each in range(LENGTH))
