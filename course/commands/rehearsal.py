"""A whole course in accelerated time: the real pump, a real mail conversation, and people who react to letters.

Course time jumps from one moment that matters to the next: whenever somebody acts, or `look_at` says that
somebody may be due something.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from course import clock
from course.cohorts import cohort, programme
from course.cohorts.cohort import Cohort, meetings, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.cohorts.schedule import to_utc
from course.commands.sink import Received, Sink
from course.commands.travellers import Calendar, Traveller, react, travellers
from course.delivery.channels.smtp import Smtp
from course.delivery.hours import is_quiet
from course.delivery.ledger import Delivery, Status
from course.delivery.pump import pump
from course.delivery.rules import KIND_OF
from course.people import inviting, person, role
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.role import Facilitator
from course.safety import plan
from course.safety.plan import Answering
from course.settings import Settings
from course.store import reading, writing
from curriculum.loader import load_course

ZONE = "Europe/Lisbon"
INVITED_BEFORE = timedelta(days=21)
AFTER_THE_COURSE = timedelta(days=235)
"""The six-month questions close 222 days after the course."""
ADDRESS = "facilitator@example.org"


@dataclass(frozen=True)
class Sent:
    """One letter that arrived: at what course time, to whom, which."""

    at: datetime
    to: str
    letter: str
    about: str
    message_id: str


@dataclass
class Rehearsal:
    """What happened: the letters in order, the people, and every reason to doubt the machine."""

    people: list[Traveller]
    timeline: list[Sent] = field(default_factory=list)
    not_sent: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def rehearse(
    engine: Engine,
    settings: Settings,
    *,
    starts_on: date,
    people: int,
    seed: int,
    step: Callable[[datetime, datetime, datetime], None],
) -> Rehearsal:
    """Live through it all. `step` is told (now, begin, end) of course time after each jump."""
    chance = random.Random(seed)
    found = Rehearsal(travellers(people, chance))
    begin, end = _set_up(engine, settings, starts_on, found.people)
    calendar, now = Calendar(chance), begin
    with Sink() as sink:
        channel = Smtp(sink.url)
        while now <= end:
            pump(engine, settings, channel)
            _deliver(engine, sink, found, calendar, now)
            step(now, begin, end)
            later = _next(engine, calendar, now)
            if later is None or later > end:
                break
            now = _jump(engine, settings, later, calendar)
        found.problems += problems(engine, found, sink.received)
    with reading(engine) as db:
        found.not_sent.update(
            f"{row.letter}: {row.reason}"
            for row in db.exec(select(Delivery).where(Delivery.status != Status.SENT)).all()
        )
    return found


def _set_up(
    engine: Engine, settings: Settings, starts_on: date, people: list[Traveller]
) -> tuple[datetime, datetime]:
    """A programme, a cohort and its invitations; returns when course time begins and when the rehearsal ends."""
    begin = to_utc(starts_on, time(10), ZONE) - INVITED_BEFORE
    with writing(engine) as db:
        if clock.now(db) > begin:
            # only the empty database of a rehearsal may begin in the past
            db.merge(clock.CourseClock(offset_seconds=round((begin - clock.real_now(db)).total_seconds())))
        else:
            clock.travel(db, settings, to=begin)
        db.flush()
        lead = person.welcome(db, email="lead@example.org", name="Lena Berg", zone=ZONE)
        house = programme.create(db, name="Linden House", zone=ZONE, country="PT", by=lead)
        _safety(db, house, lead, begin.date())
        run = _cohort(db, house, lead, starts_on)
        ines = person.welcome(db, email=ADDRESS, name="Ines Duarte", zone=ZONE)
        role.make_facilitator(db, cohort_id=run.stored_id, person_id=ines.stored_id)
        for who in people:
            inviting.invite(
                db,
                house,
                email=who.email,
                name=who.name,
                role_wanted=Role.PARTICIPANT,
                cohort=run,
                by=ines,
                now=begin,
            )
        last = max(one.ends_at for one in meetings(db, run))
    return begin, last + AFTER_THE_COURSE


def _safety(db: Session, house: Programme, lead: Person, today: date) -> None:
    answering = Answering(
        responsible="Ines Duarte",
        responsible_email=ADDRESS,
        deputy="Tomas Reis",
        deputy_email="deputy@example.org",
        reply_hours="weekdays 9 to 17",
        holiday_cover="the deputy",
    )
    plan.set_plan(db, house, answering, by=lead)
    for name, is_emergency in (("Emergency", True), ("Night line", False)):
        plan.add_resource(
            db,
            house,
            name=name,
            phone="112",
            hours="always",
            is_emergency=is_emergency,
            checked_on=today,
            by=lead,
        )


def _cohort(db: Session, house: Programme, lead: Person, starts_on: date) -> Cohort:
    course = load_course("eight-weeks")
    dates = plan_for(course, starts_on=starts_on, at=time(18, 30), zone=ZONE, skipped={})
    return cohort.create(
        db, house, name="Rehearsal", course_key="eight-weeks", plan=dates, place="Room 2", by=lead
    )


def _next(engine: Engine, calendar: Calendar, now: datetime) -> datetime | None:
    """The next moment at which anything can happen."""
    with reading(engine) as db:
        looks = [
            db.exec(select(func.min(table.look_at))).one() for table in (Enrolment, Invitation, Facilitator)
        ]
    moments = [one for one in (*looks, calendar.next_at) if one is not None]
    return max(min(moments), now) if moments else None


def _jump(engine: Engine, settings: Settings, to: datetime, calendar: Calendar) -> datetime:
    with writing(engine) as db:
        # the clock's offset is whole seconds: a second more is certainly not too early
        clock.travel(db, settings, to=max(to, clock.now(db)) + timedelta(seconds=1))
        now = clock.now(db)
        calendar.do(db, now)
    return now


def _deliver(engine: Engine, sink: Sink, found: Rehearsal, calendar: Calendar, now: datetime) -> None:
    """Hand what has arrived since the last time to the people it is for."""
    people = {who.email: who for who in found.people}
    with reading(engine) as db:
        for received in sink.received[len(found.timeline) :]:
            sent, text = _read(db, received, now)
            found.timeline.append(sent)
            if who := people.get(sent.to):
                react(who, sent.letter, text, calendar, now)


def _read(db: Session, received: Received, now: datetime) -> tuple[Sent, str]:
    paper = message_from_bytes(received.raw, policy=default)
    if not isinstance(paper, EmailMessage):
        raise TypeError("a message in the shape of the default policy")
    row = db.exec(select(Delivery).where(col(Delivery.message_id) == str(paper["Message-ID"]))).one()
    body = paper.get_body(("plain",))
    text = str(body.get_content()) if isinstance(body, EmailMessage) else ""
    return Sent(now, received.recipients[0], row.letter, row.about, row.message_id), text


def problems(engine: Engine, found: Rehearsal, received: list[Received]) -> Iterator[str]:
    """What must not happen, asked of the raw list of messages and of the ledger."""
    for message_id, times in Counter(one.message_id for one in found.timeline).items():
        if times > 1:
            yield f"{message_id} arrived {times} times"
    things = Counter((one.to, one.letter, one.about) for one in found.timeline if one.letter in _ONCE)
    yield from (
        f"{to} got {letter} about {about} {n} times" for (to, letter, about), n in things.items() if n > 1
    )
    if len(received) != len(found.timeline):
        yield f"{len(received)} messages arrived, {len(found.timeline)} were read"
    with reading(engine) as db:
        rows = db.exec(select(Delivery)).all()
    arrived = {one.message_id for one in found.timeline}
    for row in rows:
        if (row.status == Status.SENT) != (row.message_id in arrived):
            came = "arrived" if row.message_id in arrived else "did not arrive"
            yield f"{row.key} is {row.status.value} in the ledger and {came}"
        if row.status in {Status.PENDING, Status.CLAIMED, Status.TRANSMITTING}:
            yield f"{row.key} still waits at the end"
    yield from _unkind(found, {row.message_id: row for row in rows})


_ONCE = frozenset({"invitation", "invitation_reminder", "week_opens", "homework_nudge", "measure_invitation"})


def _unkind(found: Rehearsal, rows: dict[str, Delivery]) -> Iterator[str]:
    """Letters in the night, after their last useful moment, or to somebody who has left."""
    people = {who.email: who for who in found.people}
    for one in found.timeline:
        row, who = rows[one.message_id], people.get(one.to)
        zone = who.zone if who else ZONE
        if KIND_OF[one.letter] is not None and is_quiet(one.at, zone):
            yield f"{one.letter} came to {one.to} at {one.at.astimezone(ZoneInfo(zone)):%H:%M} of her night"
        if row.useful_until is not None and row.useful_until < one.at:
            yield f"{row.key} came after its last useful moment"
        if who and who.left_at and one.at > who.left_at:
            yield f"{row.key} came after she had left"
