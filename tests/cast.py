"""The small named world that tests begin with: two programmes that know nothing of each other.

Course time is Wednesday 17 March 2027, 12:00 UTC: the evening before session 4 of Maya's group, three weeks open.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from uuid import UUID, uuid5

from sqlmodel import Session

from course import clock
from course.cohorts import attendance, cohort, draft, enrolment, handover, listed, programme
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery.ledger import Delivery, Status
from course.group import material, meeting_recording, message, post
from course.measures import assessment, choosing, unwanted_effects
from course.outcomes.frozen import COHORT, FrozenFigures
from course.people import (
    address_change,
    analyst,
    consent,
    guardian,
    intake,
    intake_decision,
    inviting,
    person,
    planned_invitation,
    role,
    substituting,
    token,
)
from course.people.consent import ConsentTo
from course.people.consent_text import consent_texts
from course.people.guardian import Guardian, How
from course.people.intake_decision import Outcome, Seen
from course.people.invitation import Role
from course.people.key import Keyring
from course.people.person import Person
from course.people.token import Purpose
from course.practice import check_in, form, goal, journal, log, recording, recording_upload, suggestion
from course.practice.check_in import Given, Safe
from course.practice.log import PracticeKind
from course.practice.suggestion import Suggested
from course.safety import concern, plan
from course.safety.concern import INTAKE, Kind
from course.safety.plan import Answering
from course.texts import signature
from curriculum.loader import load_course

NOW = datetime(2027, 3, 17, 12, 0, tzinfo=UTC)
FIRST_THURSDAY = date(2027, 2, 25)
ROOT = UUID("00000000-0000-4000-8000-000000000000")


PLANNED = {"course_key": "eight-weeks", "starts_on": "2027-09-07", "at": "18:30", "zone": "Europe/Lisbon"}
"""What stands in the plan of a group that nobody made yet."""


@dataclass(frozen=True)
class House:
    """One programme with a cohort in week 4 and one of each thing in it."""

    programme: int
    cohort: int
    lead: int
    facilitator: int
    participant: int
    enrolment: int
    other_enrolment: int
    meeting: int
    past_meeting: int
    log: int
    entry: int
    form: int
    staff_form: int
    goal: int
    suggestion: int
    post: int
    message: int
    material: int
    meeting_recording: int
    assessment: int
    invitation: int
    resource: int
    signature: int
    delivery: int
    recording: int
    upload: int
    check_in: int
    effects: int
    frozen: int
    concern: int
    listed_name: int
    added: int
    draft: int
    planned: int
    note: int
    substitute: int
    invitation_secret: str
    stop_secret: str
    wave_secret: str
    week_secret: str
    calendar_secret: str
    address_secret: str
    new_address_secret: str
    away_secret: str


@dataclass(frozen=True)
class Cast:
    """Ids of people and things; Maya, Ben, Ines and Lena are in `here`, Olga and the others over `there`."""

    here: House
    there: House
    maya: int
    ben: int
    dani: int
    nia: int
    ines: int
    sam: int
    lena: int
    olga: int


def stage(db: Session, ring: Keyring) -> Cast:
    """Build the world in an empty, migrated database and set course time."""
    db.add(clock.CourseClock(offset_seconds=round((NOW - clock.real_now(db)).total_seconds())))
    db.flush()
    people = {
        name: _person(db, name, zone)
        for name, zone in {
            "maya": "Europe/Lisbon",
            "ben": "Europe/Lisbon",
            "dani": "Europe/Lisbon",
            "nia": "America/New_York",
            "ines": "Europe/Lisbon",
            "sam": "Europe/Lisbon",
            "lena": "Europe/Lisbon",
            "olga": "Europe/Oslo",
            "oskar": "Europe/Oslo",
            "oda": "Europe/Oslo",
            "otto": "Europe/Oslo",
        }.items()
    }
    here = _house(db, ring, "Linden House", "Thursday evening", people, ("lena", "ines", "maya", "ben"))
    there = _house(db, ring, "Harbour", "Northern group", people, ("otto", "oda", "olga", "oskar"))
    _others(db, here, people)
    return Cast(here, there, **{name: people[name].stored_id for name in _NAMED})


_NAMED = ("maya", "ben", "dani", "nia", "ines", "sam", "lena", "olga")


def _person(db: Session, name: str, zone: str) -> Person:
    return person.welcome(db, email=f"{name}@example.org", name=name.title(), zone=zone)


def _house(
    db: Session,
    ring: Keyring,
    name: str,
    group: str,
    people: dict[str, Person],
    names: tuple[str, str, str, str],
) -> House:
    lead, facilitator, participant, other = (people[each] for each in names)
    house = programme.create(db, name=name, zone=lead.zone, country="PT", by=lead)
    resource = _safety(db, house, lead)
    run = _cohort(db, house, group, lead)
    role.make_facilitator(db, cohort_id=run.stored_id, person_id=facilitator.stored_id)
    hers = _place(db, run, participant)
    others = _place(db, run, other)
    _told_at_joining(db, ring, others, other, facilitator)
    met = cohort.meetings(db, run)
    before = _before(db, hers.stored_id, names[2])
    invitation = inviting.invite(
        db, house, email=f"new-{names[2]}@example.org", name="New", role_wanted=Role.PARTICIPANT, cohort=run,
        by=facilitator, now=NOW,
    )  # fmt: skip
    for past in met[:3]:
        attendance.record(db, past, hers.stored_id, Mark.HERE, by=facilitator.id, now=past.ends_at)
    return House(
        programme=house.stored_id,
        cohort=run.stored_id,
        lead=lead.stored_id,
        facilitator=facilitator.stored_id,
        participant=participant.stored_id,
        enrolment=hers.stored_id,
        other_enrolment=others.stored_id,
        meeting=met[3].stored_id,
        past_meeting=met[2].stored_id,
        log=_logged(db, hers, names[2]),
        entry=_written(db, ring, participant),
        form=_filled(db, ring, participant, "distress-log", "what-was-hard"),
        staff_form=_filled(db, ring, facilitator, "own-practice-check", "my-practice"),
        goal=goal.take(db, hers, "softer-inner-voice", on=NOW.date()).stored_id,
        suggestion=_suggested(db, hers, facilitator),
        post=_posted(db, ring, run, other),
        message=_told(db, run, facilitator),
        material=_put_up(db, run, facilitator),
        meeting_recording=_recorded(db, run, met[2], facilitator),
        assessment=before,
        invitation=invitation.stored_id,
        resource=resource,
        signature=_signed(db, name, lead),
        delivery=_sent(db, hers, participant),
        recording=_spoken(db, run, facilitator),
        upload=_recording(db, run, facilitator),
        check_in=_checked_in(db, ring, hers, participant),
        effects=unwanted_effects.offer(db, hers, "after", now=NOW).stored_id,
        frozen=_frozen(db, run),
        concern=_raised(db, ring, hers, facilitator),
        listed_name=_listed(db, met[0], facilitator),
        added=_added(db, house, lead),
        note=_handed_over(db, ring, run, facilitator),
        substitute=_substitute(db, run, lead),
        draft=draft.keep(
            db, house.stored_id, {"name": f"Next {group}", **PLANNED}, draft=None, now=NOW, by=lead
        ).stored_id,
        planned=_planned(db, house, run, lead),
        invitation_secret=token.mint(
            db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None
        ),
        stop_secret=token.mint(db, Purpose.STOP, about="stop:nudges", person_id=participant.id),
        wave_secret=token.mint(db, Purpose.WAVE, about=f"wave:{others.id}:before", person_id=other.id),
        week_secret=token.mint(db, Purpose.WEEK, about=f"week:{hers.id}:week-3", person_id=participant.id),
        address_secret=token.mint(db, Purpose.ADDRESS, about=f"address:{hers.id}", person_id=participant.id),
        new_address_secret=_new_address(db, participant),
        away_secret=token.mint(
            db, Purpose.AWAY, about=f"away:{met[3].id}:{hers.id}", person_id=participant.id
        ),
        calendar_secret=token.mint(
            db, Purpose.CALENDAR, about=f"calendar:{participant.id}", person_id=participant.id
        ),
    )


def _planned(db: Session, house: Programme, run: Cohort, by: Person) -> int:
    """An address that is asked once this group's invitations open."""
    row = planned_invitation.PlannedInvitation(
        cohort_id=run.stored_id, role=Role.PARTICIPANT, email=f"planned-{house.id}@example.org", name="Planned",
        listed_by=by.stored_id, listed_at=NOW,
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row.stored_id


def _listed(db: Session, past: Meeting, by: Person) -> int:
    """A name that nobody has settled for longer than it is shown."""
    then = NOW - listed.KEPT - timedelta(days=1)
    row = listed.ListedName(
        meeting_id=past.stored_id,
        name="M's phone",
        why=listed.Why.NOBODY,
        listed_by=by.stored_id,
        listed_at=then,
    )
    db.add(row)
    db.flush()
    return row.stored_id


def _safety(db: Session, house: Programme, by: Person) -> int:
    answering = Answering(
        responsible="Ines Duarte",
        responsible_email="ines@example.org",
        responsible_phone="+351 210 000 001",
        deputy="Tomas Reis",
        deputy_email="tomas@example.org",
        reply_hours="weekdays 9 to 17, within one working day",
        holiday_cover="Tomas Reis, 22 December to 3 January",
    )
    plan.set_plan(db, house, answering, by=by)
    emergency = plan.add_resource(
        db,
        house,
        name="Emergency",
        phone="112",
        hours="always",
        is_emergency=True,
        checked_on=NOW.date(),
        by=by,
    )
    plan.add_resource(
        db,
        house,
        name="Night line",
        phone="+351 800 000 002",
        hours="20:00 to 08:00",
        checked_on=NOW.date(),
        by=by,
    )
    return emergency.stored_id


def _signed(db: Session, house: str, by: Person) -> int:
    """One letter of the course, read by a teacher of this house."""
    letters = [
        text for text in load_course("eight-weeks").texts if text.path.endswith("week-1/letter-before.md")
    ]
    reader, trained = f"Reader of {house}", "trained teacher"
    return signature.sign(db, letters, name=reader, qualification=trained, now=NOW, by=by)[0].stored_id


def _cohort(db: Session, house: Programme, name: str, by: Person) -> Cohort:
    plan_ = plan_for(
        load_course("eight-weeks"), starts_on=FIRST_THURSDAY, at=time(18, 30), zone=house.zone, skipped={}
    )
    return cohort.create(
        db,
        house,
        name=name,
        course_key="eight-weeks",
        plan=plan_,
        place="Room 2, Linden House",
        by=by,
    )


def _place(db: Session, run: Cohort, who: Person) -> enrolment.Enrolment:
    joined = NOW - timedelta(days=30)
    hers = enrolment.enrol(db, cohort_id=run.stored_id, person=who, now=joined)
    hers.ready_at = joined
    for text in consent_texts():
        consent.answer(
            db, enrolment_id=hers.stored_id, purpose=text.purpose, given=text.purpose != ConsentTo.RESEARCH,
            text=text.whole, locale="en",
        )  # fmt: skip
    return hers


def _told_at_joining(db: Session, ring: Keyring, hers: enrolment.Enrolment, who: Person, by: Person) -> None:
    """Handed in, read by the facilitator, and answered with a yes; under 18, with the consent of a guardian."""
    row = intake.begin(db, hers, now=hers.joined_at)
    intake.say_younger(db, row, now=hers.joined_at)
    guardian.note(
        db, ring, hers, who, Guardian(f"Guardian canary of {who.name}.", "mother"), given_on=hers.joined_at.date(),
        how=How.MET, now=hers.joined_at, by=by,
    )  # fmt: skip
    said = intake.Said(words=f"Intake canary of {who.name}.")
    intake.answer(db, ring, who, row, "hopes", said, seen=intake.NOTHING_YET, now=hers.joined_at)
    intake.send(db, row, now=hers.joined_at)
    ready, hers.ready_at = hers.ready_at, None
    seen = Seen(None, row.changed_at)
    intake_decision.decide(
        db, hers, outcome=Outcome.FITS, because=[], seen=seen, client_id=uuid5(ROOT, f"answer {who.name}"),
        now=hers.joined_at, by=by,
    )  # fmt: skip
    hers.ready_at = ready


def _before(db: Session, enrolment_id: int, name: str) -> int:
    """Complete answers to the first measure before the course: every item 3."""
    hers = db.get_one(enrolment.Enrolment, enrolment_id)
    at = NOW - timedelta(days=25)
    first = assessment.begin(
        db, hers, wave_key="before", measure_key="self-compassion-12", locale="en", now=at
    )
    for item in assessment.definition(db, first).items:
        assessment.save_answer(db, first, item=item, value=3, client_id=uuid5(ROOT, name + item), now=at)
    assessment.complete(db, first, now=at)
    return first.stored_id


def _logged(db: Session, hers: enrolment.Enrolment, name: str) -> int:
    row = log.log(
        db,
        hers,
        client_id=uuid5(ROOT, f"log {name}"),
        kind=PracticeKind.FORMAL,
        minutes=10,
        practised_on=NOW.date() - timedelta(days=1),
        now=NOW - timedelta(days=1),
    )
    return row.stored_id


def _written(db: Session, ring: Keyring, who: Person) -> int:
    entry = journal.write(
        db, ring, who, client_id=uuid5(ROOT, f"entry {who.name}"), text=f"Canary of {who.name}.", now=NOW
    )
    return entry.stored_id


def _filled(db: Session, ring: Keyring, who: Person, key: str, field: str) -> int:
    exercise = load_course("eight-weeks").exercise(key)
    answers = {field: f"Form canary of {who.name}."}
    row = form.fill(db, ring, who, exercise, answers, client_id=uuid5(ROOT, f"{key} {who.name}"), now=NOW)
    return row.stored_id


def _new_address(db: Session, who: Person) -> str:
    """The secret in a letter to an address that this person would like to have."""
    change = address_change.ask(db, who, email=f"{who.called.lower()}@elsewhere.example.org")
    return token.mint(db, Purpose.ADDRESS, about=address_change.about_change(change), person_id=who.id)


def _checked_in(db: Session, ring: Keyring, hers: enrolment.Enrolment, who: Person) -> int:
    """In week 2: mostly safe, one line shared with the facilitators and one kept."""
    words = {"hard": f"Check-in canary of {who.name}.", "helped": f"Shared by {who.name}."}
    given = Given(Safe.MOSTLY, words, share=["helped"])
    return check_in.give(db, ring, who, hers, "week-2", given, now=NOW - timedelta(days=10)).stored_id


def _posted(db: Session, ring: Keyring, run: Cohort, who: Person) -> int:
    """In week 3, for the group to read."""
    row = post.write(
        db, ring, cohort_id=run.stored_id, unit_key="week-3", words=f"Group canary of {who.name}.",
        client_id=uuid5(ROOT, f"post {who.name}"), now=NOW - timedelta(days=1), by=who,
    )  # fmt: skip
    return row.stored_id


def _told(db: Session, run: Cohort, who: Person) -> int:
    """A message of two weeks ago that was taken back."""
    row = message.send(
        db, run, message.Written(f"Message canary of {who.name}."), client_id=uuid5(ROOT, f"message {who.name}"),
        now=NOW - timedelta(days=14), by=who,
    )  # fmt: skip
    row.undone_at = row.pressed_at
    return row.stored_id


def _put_up(db: Session, run: Cohort, by: Person) -> int:
    """A plain text for the third week."""
    row = material.put_up(
        db, run, "For the quiet day", unit_key="week-3", source=BytesIO(f"Material of {by.name}.".encode()),
        client_id=uuid5(ROOT, f"material {by.name}"), now=NOW - timedelta(days=2), by=by,
    )  # fmt: skip
    return row.stored_id


def _recorded(db: Session, run: Cohort, met: Meeting, by: Person) -> int:
    """The talk of the third session, offered until the middle of May; what it holds is no sound."""
    row = meeting_recording.add(
        db, run, met, "The talk about backdraft", source=BytesIO(b"ID3" + bytes(200)),
        expires_at=NOW + timedelta(days=60), client_id=uuid5(ROOT, f"recording {by.name}"),
        now=NOW - timedelta(days=5), by=by,
    )  # fmt: skip
    row.offered_at = row.added_at
    return row.stored_id


def _frozen(db: Session, run: Cohort) -> int:
    """Figures of a wave that nobody answered."""
    row = FrozenFigures(
        programme_id=run.programme_id,
        cohort_id=run.stored_id,
        cells=COHORT,
        wave_key="before-again",
        measure_key="self-compassion-12",
        score_key="total",
        form="ours",
        started=2,
        n=0,
        figures={"left": {}},
        rule_version="figures 1, key 1",
        frozen_at=NOW,
    )
    db.add(row)
    db.flush()
    return row.stored_id


def _handed_over(db: Session, ring: Keyring, run: Cohort, by: Person) -> int:
    """A note for whoever runs this group."""
    key = uuid5(ROOT, f"handover {run.id}")
    words = f"Handover canary of {by.name}."
    handover.write(db, ring, run.stored_id, words, to_person=None, client_id=key, now=NOW, by=by)
    return max(one.row.stored_id for one in handover.notes(db, ring, run.stored_id, by))


def _substitute(db: Session, run: Cohort, lead: Person) -> int:
    """The programme's lead is to hold the group in a week in June."""
    row = substituting.begin(
        db, run, lead.stored_id, first=date(2027, 6, 7), last=date(2027, 6, 13), now=NOW, by=lead
    )
    return row.stored_id


def _suggested(db: Session, hers: enrolment.Enrolment, by: Person) -> int:
    row = suggestion.suggest(
        db, hers, load_course("eight-weeks"), kind=Suggested.PRACTICE, key="soles-of-the-feet",
        note="For the evenings.", now=NOW, by=by,
    )  # fmt: skip
    return row.stored_id


def _sent(db: Session, hers: enrolment.Enrolment, who: Person) -> int:
    row = Delivery(
        key=f"cast|{who.id}",
        letter="homework_nudge",
        about="week:week-3",
        occurrence="0",
        person_id=who.id,
        enrolment_id=hers.id,
        due_at=NOW - timedelta(days=2),
        status=Status.UNKNOWN,
        reason="The mail server stopped answering midway.",
        next_try_at=clock.real_now(db),
        message_id=f"cast-{who.id}",
    )
    db.add(row)
    db.flush()
    return row.stored_id


def _spoken(db: Session, run: Cohort, who: Person) -> int:
    """A voice for the five minutes of one practice; what it holds is no sound, and nobody here listens."""
    row = recording.keep(
        db, who, programme_id=run.programme_id, course_key=run.course_key, practice_key="affectionate-breathing",
        minutes=5, language="en", seconds=334.0, begins=18.0, body=f"voice of {who.name}".encode(),
        now=NOW - timedelta(days=20),
    )  # fmt: skip
    return row.stored_id


def _recording(db: Session, run: Cohort, who: Person) -> int:
    """One second of the long form, not kept yet."""
    row = recording_upload.begin(
        db, who, client_id=uuid5(ROOT, f"upload {who.name}"), programme_id=run.programme_id,
        course_key=run.course_key, practice_key="affectionate-breathing", minutes=20, language="en", rate=24_000,
        now=NOW,
    )  # fmt: skip
    recording_upload.add_piece(
        db, row, client_id=uuid5(ROOT, f"piece {who.name}"), number=0, body=bytes(48_000)
    )
    return row.stored_id


def _raised(db: Session, ring: Keyring, hers: enrolment.Enrolment, by: Person) -> int:
    """She asked for a word when she joined, and had it: nothing of it is open."""
    at = NOW - timedelta(days=29)
    row = concern.begin(db, enrolment_id=hers.stored_id, wave_key=INTAKE, kind=Kind.ASKED, now=at)
    words = f"Note canary about {hers.person_id}."
    concern.note(db, ring, row, words, client_id=uuid5(ROOT, f"note {hers.id}"), now=at, by=by)
    concern.close(db, row, now=at, by=by)
    return row.stored_id


def _added(db: Session, house: Programme, by: Person) -> int:
    """A measure of the course itself, so nothing more is asked."""
    row = choosing.add(
        db, house, wave_key="before", measure_key="stress-4", knows_unchecked=False, waves=["before"], now=NOW,
        by=by,
    )  # fmt: skip
    return row.stored_id


def _others(db: Session, here: House, people: dict[str, Person]) -> None:
    """Dani left after week 1, Nia joined from New York and has not agreed yet, Sam no longer facilitates and may
    take analysis exports.
    """
    run = db.get_one(Cohort, here.cohort)
    gone = _place(db, run, people["dani"])
    enrolment.leave(db, gone, now=NOW - timedelta(days=15), by=people["dani"].id)
    enrolment.enrol(db, cohort_id=here.cohort, person=people["nia"], now=NOW - timedelta(days=2))
    role.make_facilitator(db, cohort_id=here.cohort, person_id=people["sam"].stored_id)
    role.end_facilitator(db, cohort_id=here.cohort, person_id=people["sam"].stored_id)
    analyst.give(db, people["sam"], programme_id=here.programme, by=people["lena"])
    met = cohort.meetings(db, run)
    for past in met[1:3]:
        attendance.record(db, past, here.other_enrolment, Mark.AWAY, by=here.facilitator, now=past.ends_at)
