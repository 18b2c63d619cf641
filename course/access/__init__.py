"""Who may see what, decided where a row is fetched. "Not yours" and "not there" are the same NotFound."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from course.access import of_staff
from course.cohorts import waiting
from course.cohorts.chosen import ProgrammeMeasure
from course.cohorts.cohort import Cohort, content
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.ledger import Delivery
from course.delivery.outbox import HERS_ALONE
from course.errors import NotFound
from course.outcomes.frozen import COHORT, FrozenFigures
from course.people.analyst import Analyst, is_analyst
from course.people.invitation import Invitation
from course.people.person import Person
from course.people.role import Facilitator, Lead, is_lead, runs_now
from course.practice import asked_word
from course.practice.recording import Recording
from course.practice.suggestion import Suggestion
from course.safety.concern import Concern
from course.safety.plan import CrisisResource
from course.texts.signature import TextSignature


@dataclass(frozen=True)
class Roles:
    """Every door a person has: ids of what she leads, facilitates and takes part in."""

    leads: frozenset[int]
    facilitates: frozenset[int]
    takes_part: frozenset[int]

    @property
    def is_staff(self) -> bool:
        return bool(self.leads or self.facilitates)


def roles_of(db: Session, person: Person) -> Roles:
    leads = select(Lead.programme_id).where(Lead.person_id == person.id, col(Lead.ended_at).is_(None))
    runs = select(Facilitator.cohort_id).where(Facilitator.person_id == person.id, runs_now(db))
    joins = select(Enrolment.id).where(Enrolment.person_id == person.id)
    return Roles(
        frozenset(db.exec(leads).all()),
        frozenset(db.exec(runs).all()),
        frozenset(key for key in db.exec(joins).all() if key is not None),
    )


def programme_for(db: Session, person: Person, programme_id: int) -> Programme:
    """For its leads."""
    return of_staff.led(db, person, programme_id)


def analysis_for(db: Session, person: Person, programme_id: int) -> Programme:
    """For whoever has the right to analysis exports; leading the programme is not that right."""
    programme = db.get(Programme, programme_id)
    if programme and is_analyst(db, programme_id=programme_id, person_id=person.stored_id):
        return programme
    raise NotFound


def analyses_for(db: Session, person: Person) -> list[Programme]:
    """Programmes whose answers she has the right to analyse."""
    mine = select(Programme).join(Analyst).where(Analyst.person_id == person.id)
    return list(db.exec(mine.where(col(Analyst.ended_at).is_(None)).order_by(Programme.name)).all())


def frozen_for(
    db: Session, person: Person, programme_id: int, frozen_id: int
) -> tuple[FrozenFigures, Cohort]:
    """Frozen figures of a cohort, under the address of its programme, for the leads of it."""
    programme = programme_for(db, person, programme_id)
    row = db.get(FrozenFigures, frozen_id)
    if row is None or row.programme_id != programme.id or row.cells != COHORT:
        raise NotFound
    return row, db.get_one(Cohort, row.cohort_id)


def cohort_for(db: Session, person: Person, cohort_id: int) -> Cohort:
    """For its facilitators and the leads of its programme."""
    return of_staff.run_or_led(db, person, cohort_id)[0]


def cohort_led_by(db: Session, person: Person, cohort_id: int) -> Cohort:
    """For the leads of its programme alone."""
    cohort, leads, _runs = of_staff.run_or_led(db, person, cohort_id)
    if leads:
        return cohort
    raise NotFound


def cohort_run_by(db: Session, person: Person, cohort_id: int) -> Cohort:
    """For its facilitators alone: what people tell those who run their group is not for the programme's leads."""
    cohort, _leads, runs = of_staff.run_or_led(db, person, cohort_id)
    if runs:
        return cohort
    raise NotFound


def asked_word_by(db: Session, person: Person, cohort_id: int, concern_id: int) -> Concern:
    """What somebody asked for in a check-in, for the facilitators of her cohort."""
    cohort = cohort_run_by(db, person, cohort_id)
    for row, _who in asked_word.waiting(db, cohort_id, content(db, cohort), with_closed=True):
        if row.id == concern_id:
            return row
    raise NotFound


def cohorts_for(db: Session, person: Person, *, most: int | None = None) -> list[Cohort]:
    """Every cohort she facilitates or leads, newest start first; imported results are not run by anybody.

    `most`: the newest so many.
    """
    mine = select(Cohort).where(col(Cohort.imported_from).is_(None), of_staff.is_hers(db, person))
    return list(db.exec(mine.order_by(col(Cohort.starts_on).desc(), col(Cohort.id)).limit(most)).all())


def programmes_for(db: Session, person: Person) -> list[Programme]:
    leads = select(Lead.programme_id).where(Lead.person_id == person.id, col(Lead.ended_at).is_(None))
    return list(db.exec(select(Programme).where(col(Programme.id).in_(leads)).order_by(Programme.name)).all())


def meeting_for(db: Session, person: Person, meeting_id: int) -> tuple[Meeting, Cohort]:
    """For the staff of its cohort."""
    return of_staff.meeting_of(db, person, meeting_id)[:2]


def enrolment_for_staff(db: Session, person: Person, enrolment_id: int) -> tuple[Enrolment, Cohort]:
    return of_staff.place_in(db, person, enrolment_id)[:2]


def suggestion_for(db: Session, person: Person, suggestion_id: int) -> tuple[Suggestion, Cohort]:
    """For the staff of the cohort it was made in."""
    suggestion = db.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    return suggestion, enrolment_for_staff(db, person, suggestion.enrolment_id)[1]


def recording_for(db: Session, person: Person, recording_id: int) -> Recording:
    """A voice, for everybody with a place or a role in its programme, as long as it is not taken back."""
    row = db.get(Recording, recording_id)
    if row is None or row.taken_back_at is not None:
        raise NotFound
    cohorts = select(Cohort.id).where(Cohort.programme_id == row.programme_id)
    place = select(Enrolment.id).where(
        Enrolment.person_id == person.id, col(Enrolment.cohort_id).in_(cohorts)
    )
    runs = select(Facilitator.id).where(
        Facilitator.person_id == person.id,
        runs_now(db),
        col(Facilitator.cohort_id).in_(cohorts),
    )
    if (
        db.exec(place.limit(1)).first()
        or db.exec(runs.limit(1)).first()
        or is_lead(db, programme_id=row.programme_id, person_id=person.stored_id)
    ):
        return row
    raise NotFound


def voice_of(db: Session, person: Person, recording_id: int) -> Recording:
    """One that she may take back: her own voice, or one of a programme that she leads."""
    row = recording_for(db, person, recording_id)
    if row.person_id != person.id:
        programme_for(db, person, row.programme_id)
    return row


def invitation_for(db: Session, person: Person, invitation_id: int) -> Invitation:
    """A cohort's invitations for its staff, those of the programme for its leads."""
    invitation = db.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    if invitation.cohort_id is None:
        programme_for(db, person, invitation.programme_id)
    else:
        cohort_for(db, person, invitation.cohort_id)
    return invitation


def waiting_for(db: Session, person: Person, cohort_id: int, invitation_id: int) -> Invitation:
    """Somebody on the waiting list of this cohort, for its staff."""
    cohort_for(db, person, cohort_id)
    invitation = db.get(Invitation, invitation_id)
    if invitation is None or invitation.cohort_id != cohort_id or not invitation.is_open:
        raise NotFound
    if waiting.of(db, invitation) is None:
        raise NotFound
    return invitation


def programme_measure_for(db: Session, person: Person, row_id: int) -> ProgrammeMeasure:
    row = db.get(ProgrammeMeasure, row_id)
    if row is None or row.removed_at is not None:
        raise NotFound
    programme_for(db, person, row.programme_id)
    return row


def resource_for(db: Session, person: Person, resource_id: int) -> CrisisResource:
    resource = db.get(CrisisResource, resource_id)
    if resource is None or resource.removed_at:
        raise NotFound
    programme_for(db, person, resource.programme_id)
    return resource


def signature_for(db: Session, person: Person, signature_id: int) -> TextSignature:
    """For leads of a programme that whoever recorded it leads, or led."""
    signature = db.get(TextSignature, signature_id)
    if signature is None:
        raise NotFound
    hers = select(Lead.programme_id).where(Lead.person_id == person.id, col(Lead.ended_at).is_(None))
    shared = select(Lead.id).where(Lead.person_id == signature.person_id, col(Lead.programme_id).in_(hers))
    if db.exec(shared.limit(1)).first() is None:
        raise NotFound
    return signature


def delivery_for(db: Session, person: Person, delivery_id: int) -> Delivery:
    """A line of the ledger, for the staff of the cohort it belongs to."""
    delivery = db.get(Delivery, delivery_id)
    if delivery is None or delivery.letter in HERS_ALONE:
        raise NotFound
    if delivery.enrolment_id is not None:
        enrolment_for_staff(db, person, delivery.enrolment_id)
    elif delivery.invitation_id is not None:
        invitation_for(db, person, delivery.invitation_id)
    else:
        raise NotFound
    return delivery
