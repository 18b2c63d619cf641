"""Somebody who has told what is asked at joining, and waits for an answer since yesterday."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from course.demo.places import Place
from course.people import consent, in_an_emergency, intake
from course.people.consent import ConsentTo
from course.people.consent_text import health_text
from course.people.in_an_emergency import Details
from course.people.intake import Said
from course.people.intake_questions import CONTACT, NAMED
from course.people.key import Keyring

TOLD = {
    "hopes": Said(words="To be less hard on myself at work, and to sleep again after a difficult day."),
    "earlier": Said(("meditation",), "An app, for a few weeks. It was good and I forgot it."),
    "life": Said(("illness",), "My father is being looked after at home."),
    "treatment": Said(("earlier",), "Some months of talking, two years ago."),
    "harm": Said(("no",)),
    "far": Said(("no",)),
    "past": Said(("no",)),
    "sober": Said(("yes",)),
    "heavy": Said(("none",)),
    "body": Said(words="A sore knee: a chair is better for me than the floor."),
    "support": Said(words="My sister, most evenings."),
    CONTACT: Said((NAMED,)),
    "access": Said(("place",)),
    "dates": Said(),
    "word": Said(("no",)),
}
# Numbers that begin with 01632 960 lead nowhere.
CALLED = Details(contact="Rhys Pritchard", contact_phone="01632 960144", relation="my brother")


def tell(db: Session, ring: Keyring, place: Place, *, now: datetime) -> None:
    """Handed in twenty hours ago: those who run the group have had their letter."""
    at = now - timedelta(hours=20)
    row, text = intake.begin(db, place.enrolment, now=at), health_text()
    intake.say_adult(db, row, now=at)
    consent.answer(
        db,
        enrolment_id=place.enrolment.stored_id,
        purpose=ConsentTo.HEALTH,
        given=True,
        text=text.whole,
        locale="en",
    )
    in_an_emergency.keep(db, ring, place.person, CALLED, now=at)
    for key, said in TOLD.items():
        intake.answer(db, ring, place.person, row, key, said, seen=intake.NOTHING_YET, now=at)
    intake.send(db, row, now=at)
