"""The one thing a letter speaks of, from its facts: a meeting, a week, questions. No statement is sent here."""

from dataclasses import replace
from datetime import datetime

from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.delivery import around
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts
from course.delivery.ledger import Line
from course.delivery.rules.changes import news_for_participant, news_for_staff
from course.delivery.rules.places import place_news
from course.letters.scene import MeetingScene, WaveScene, WeekScene
from course.measures.wave import WaveFacts, window
from curriculum.schema import Course


def meeting_scene(meeting: Meeting, cohort: Cohort) -> MeetingScene:
    return MeetingScene(
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        place=meeting.place or cohort.place,
        by_video=bool(cohort.video_link),
        video_link=cohort.video_link,
    )


def next_meeting(
    row: Line, cohort: Cohort, facts: EnrolmentFacts | FacilitatorFacts, now: datetime
) -> MeetingScene:
    """The next one, where it is held now, and what of that is new to the reader of this letter."""
    ahead = [one for one in facts.meetings if not one.is_cancelled and one.starts_at > now]
    coming = min(ahead, key=lambda one: one.starts_at)
    found = MeetingScene(
        starts_at=coming.starts_at,
        minutes=round((coming.ends_at - coming.starts_at).total_seconds() / 60),
        place=cohort.place,
        by_video=bool(cohort.video_link),
        video_link=cohort.video_link,
    )
    return elsewhere(row, facts, found)


def known_start(row: Line, facts: EnrolmentFacts | FacilitatorFacts) -> datetime | None:
    """The start that the reader of a letter about a change knew; None for any other letter."""
    number = around.number(row.about, "meeting:")
    unread = facts.without(row.key)
    visited = [one.meeting for one in facts.visits] if isinstance(facts, EnrolmentFacts) else []
    meeting = next((one for one in (*facts.meetings, *visited) if one.meeting_id == number), None)
    if meeting is None:
        return None
    found = news_for_participant(unread, meeting) if isinstance(unread, EnrolmentFacts) else None
    if isinstance(unread, FacilitatorFacts):
        found = news_for_staff(unread, meeting)
    return found.was_at if found else None


def elsewhere(row: Line, facts: EnrolmentFacts | FacilitatorFacts, meeting: MeetingScene) -> MeetingScene:
    """With what of the place is new to the reader of this letter; a guest is told of her own group's apart."""
    number = around.number(row.about, "meeting:")
    is_guest = number is not None and number not in {one.meeting_id for one in facts.meetings}
    found = None if is_guest else place_news(facts.without(row.key))
    if found is None:
        return meeting
    (was_place, was_link), (place, link) = found.was, facts.where
    return replace(meeting, place_is_new=place != was_place, link_is_new=link != was_link)


def week_of(course: Course, key: str) -> WeekScene:
    unit = course.unit(key)
    formal = [one for one in course.practices_of(key) if one.kind == "formal"]
    practice = next(iter(formal or course.practices_of(key)), None)
    home = unit.home_practice
    return WeekScene(
        title=unit.title,
        number=unit.number,
        called=unit.called,
        minutes_per_day=home.minutes_per_day if home else None,
        gentle_minimum=home.gentle_minimum if home else "",
        practice=practice.name if practice else "",
        practice_minutes=practice.minutes if practice else None,
        short_minutes=practice.short_minutes if practice else None,
    )


def wave_of(facts: EnrolmentFacts, course: Course, key: str) -> WaveScene:
    wave = next(one for one in facts.waves if one.wave.key == key)
    return WaveScene(title=course.wave(key).title, until=_last_day(wave), optional=wave.wave.optional)


def own_wave_of(facts: FacilitatorFacts, key: str) -> WaveScene:
    wave = next(one for one in facts.waves if one.wave.key == key)
    return WaveScene(title=wave.wave.title, until=_last_day(wave))


def _last_day(wave: WaveFacts) -> datetime:
    """The last local day on which the questions are open, named by an instant in it."""
    frame = window(wave)
    if frame is None:
        raise ValueError("a wave without dates has no letter")
    last: datetime = frame.closes_at - (frame.closes_at - frame.opens_at) / 10**6
    return last
