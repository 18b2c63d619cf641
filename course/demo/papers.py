"""Two papers of the newest course that is over: a certificate of attendance and a letter of participation.

Whoever holds them signs in with the links that `bin/dev` prints.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from course.cohorts import certificate
from course.cohorts.attended import Paper, standings
from course.cohorts.certificate import Certificate
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment, people_in
from course.demo.house import House
from course.people.person import Person

MADE_AFTER = timedelta(days=2)


def make(db: Session, house: House, cohort: Cohort, *, now: datetime) -> None:
    people = people_in(db, cohort.stored_id)
    stand = standings(db, cohort, house.course, [one.stored_id for one, _who in people], now=now)
    for paper in Paper:
        place, who = next(one for one in people if stand[one[0].stored_id].paper is paper)
        standing = stand[place.stored_id]
        if standing.ready_at is not None:
            certificate.issue(db, place, standing, name=who.name, now=standing.ready_at + MADE_AFTER)


def holders(db: Session) -> dict[Paper, Person]:
    """Who holds the first paper of each sort."""
    both = select(Certificate, Person).join(Enrolment, col(Enrolment.id) == col(Certificate.enrolment_id))
    mine = both.join(Person, col(Person.id) == col(Enrolment.person_id)).order_by(col(Certificate.id))
    found: dict[Paper, Person] = {}
    for row, who in db.exec(mine).all():
        found.setdefault(row.paper, who)
    return found
