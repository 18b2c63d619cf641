"""Two years of cohorts that are over, with people who left, answered late or did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, select

from course.cohorts import cohort as cohorts
from course.cohorts.attendance import Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.demo import answering, cast, crowd, extra, practising
from course.demo.answering import Answered
from course.demo.house import House
from course.demo.inner import levels
from course.demo.places import Place, agree
from course.measures.assessment import WaveDecline
from course.people import role
from course.people.role import Facilitator
from curriculum.schema import Course


@dataclass(frozen=True)
class Past:
    """Of `size` people `left` went early, `after` answered at the end, `six` at six months (None: not yet).

    `gain` is what the course moved in this group, in points."""

    weeks_ago: int
    weekday: int
    at: time
    place: str
    size: int
    left: int
    after: int
    six: int | None
    gain: float
    staff: tuple[str, ...]


PAST = (
    Past(106, 1, time(18, 30), "Room 2", 12, 2, 10, 7, 0.46, (cast.MEI,)),
    Past(98, 3, time(18, 30), "Room 2", 14, 2, 11, 9, 0.58, (cast.INES,)),
    Past(89, 2, time(19), "By video", 14, 4, 9, 8, 0.35, (cast.MEI, cast.DANIEL)),
    Past(79, 1, time(18, 30), "Room 2", 13, 1, 11, 9, 0.52, (cast.INES,)),
    Past(70, 3, time(18, 30), "Room 2", 14, 2, 12, 9, 0.61, (cast.INES, cast.DANIEL)),
    Past(62, 0, time(12), "Room 1", 9, 2, 7, 5, 0.50, (cast.MEI,)),
    Past(54, 1, time(18, 30), "Room 2", 14, 3, 10, 8, 0.44, (cast.DANIEL,)),
    Past(46, 3, time(18, 30), "Room 2", 14, 1, 12, 9, 0.63, (cast.INES,)),
    Past(22, 1, time(18, 30), "Room 2", 12, 2, 9, None, 0.49, (cast.INES, cast.MEI)),
)  # fmt: skip

VIDEO = "https://video.example.org/linden-house"

SEASONS = {
    12: "Winter", 1: "Winter", 2: "Winter", 3: "Spring", 4: "Spring", 5: "Spring",
    6: "Summer", 7: "Summer", 8: "Summer", 9: "Autumn", 10: "Autumn", 11: "Autumn",
}  # fmt: skip


def begin_all(db: Session, house: House, now: datetime) -> list[Cohort]:
    """Every past cohort with its meetings, before anybody takes part."""
    return [_create(db, house, past, now) for past in PAST]


def fill(db: Session, chance: Random, house: House, past: Past, cohort: Cohort, names: list[str]) -> None:
    """Everything that happened in one of them."""
    meetings = cohorts.meetings(db, cohort)
    course = cohorts.content(db, cohort)
    places = _places(db, chance, past, cohort, meetings, names)
    stayers = places[past.left :]
    by = house.staff[past.staff[0]]
    practising.attend(db, meetings, [(p.enrolment, _marks(chance, p, meetings)) for p in places], by)
    keen = [(p.enrolment, p.person, chance.choice((0.0, 0.1, 0.35, 0.6))) for p in places]
    practising.practise(db, chance, course, meetings, keen, until=meetings[-1].ends_at + timedelta(days=6))
    _answer(db, chance, course, past, places, stayers, meetings)
    _close(db, past, cohort, places, meetings[-1])


def _create(db: Session, house: House, past: Past, now: datetime) -> Cohort:
    monday = now.date() - timedelta(days=now.weekday(), weeks=past.weeks_ago)
    starts_on = monday + timedelta(days=past.weekday)
    staff = [house.staff[name] for name in past.staff]
    plan = cohorts.plan_for(house.course, starts_on=starts_on, at=past.at, zone=cast.ZONE, skipped={})
    by_video = past.place == "By video"
    cohort = cohorts.create(
        db,
        house.programme,
        name=_title(starts_on),
        course_key=cast.COURSE,
        plan=plan,
        place="" if by_video else f"{past.place}, {cast.HOUSE}",
        video_link=VIDEO if by_video else "",
        by=house.lead,
    )
    cohort.created_at = now - timedelta(weeks=past.weeks_ago + 8)
    cohort.invitations_open_at = cohort.created_at + timedelta(days=3)
    for person in staff:
        role.make_facilitator(db, cohort_id=cohort.stored_id, person_id=person.stored_id)
    return cohort


def _title(starts_on: date) -> str:
    return f"{SEASONS[starts_on.month]} {starts_on.year}, {starts_on:%A}"


def _places(
    db: Session, chance: Random, past: Past, cohort: Cohort, meetings: list[Meeting], names: list[str]
) -> list[Place]:
    """The first `past.left` of them leave between the second and the sixth meeting."""
    first = meetings[0].starts_at
    people = crowd.gather(db, names, at=first - timedelta(days=40))
    enrolments = [
        Enrolment(
            cohort_id=cohort.stored_id,
            person_id=person.stored_id,
            joined_at=first - timedelta(days=chance.uniform(6, 38)),
            shares_practice=chance.random() < 0.6,
        )
        for person in people
    ]
    for enrolment in enrolments[: past.left]:
        enrolment.left_at = meetings[chance.randint(1, 4)].ends_at + timedelta(days=2)
        enrolment.left_reason = chance.choice(("time", "health", "not for me now", ""))
    db.add_all(enrolments)
    db.flush()
    agree(db, enrolments)
    return [
        Place(enrolment, person, levels(chance, group_gain=past.gain))
        for enrolment, person in zip(enrolments, people, strict=True)
    ]


def _marks(chance: Random, place: Place, meetings: list[Meeting]) -> list[Mark | None]:
    gone = place.enrolment.left_at
    presence = 0.55 if gone else 0.92
    return [
        None if gone and gone < each.starts_at else practising.usual_mark(chance, presence)
        for each in meetings
    ]


def _answer(
    db: Session,
    chance: Random,
    course: Course,
    past: Past,
    places: list[Place],
    stayers: list[Place],
    meetings: list[Meeting],
) -> None:
    ended_at = meetings[-1].ends_at
    six_months = ended_at + timedelta(days=180)
    after = chance.sample(stayers, past.after)
    six = chance.sample(after, min(past.six or 0, len(after)))
    answered = [_before(chance, place) for place in places]
    answered += [_later(chance, place, "after", ended_at, days=19) for place in after]
    answered += [_later(chance, place, "six-months", six_months, days=38) for place in six]
    answering.store(db, chance, answered, course, meetings)
    extra.answer(db, course, meetings, halfway=stayers, year=six if past.weeks_ago >= extra.WEEKS else [])
    if past.six is not None and (silent := [place for place in after if place not in six]):
        db.add(
            WaveDecline(
                enrolment_id=silent[0].enrolment.stored_id,
                wave_key="six-months",
                at=six_months + timedelta(days=2),
            )
        )


def _before(chance: Random, place: Place) -> Answered:
    at = place.enrolment.joined_at + timedelta(hours=chance.uniform(0.1, 70))
    return Answered(place.enrolment, place.levels, "before", at, at + timedelta(minutes=chance.randint(3, 9)))


def _later(chance: Random, place: Place, wave: str, opened_at: datetime, *, days: int) -> Answered:
    """Most answer in the first days, a few close to the end of the window."""
    late = chance.random() < 0.15
    wait = chance.uniform(0.6 * days, days) if late else chance.uniform(0.2, 0.3 * days)
    at = opened_at + timedelta(days=1) + timedelta(days=wait)
    return Answered(place.enrolment, place.levels, wave, at, at + timedelta(minutes=chance.randint(3, 9)))


def _close(db: Session, past: Past, cohort: Cohort, places: list[Place], last: Meeting) -> None:
    """Closed when its six months are over; in the newest cohort the first pump asks everybody again."""
    if past.six is not None:
        cohort.closed_at = last.ends_at + timedelta(days=230)
    for place in places:
        place.enrolment.look_at = None if cohort.closed_at else last.ends_at
    for facilitator in db.exec(select(Facilitator).where(col(Facilitator.cohort_id) == cohort.id)):
        facilitator.since = cohort.created_at
