"""Letters about where a group meets: a new place or link, and a group that goes on together with another.

A reader is told when the place differs from what she knew: from when she joined, from the newest letter about it, or
from one about a moved meeting, which says the place as well. So a move and a new place are one letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from course.delivery.date_facts import MeetingFacts, Where
from course.delivery.facts import EnrolmentFacts, FacilitatorFacts
from course.delivery.reasons import Reason
from course.delivery.rules.changes import (
    MOVED,
    NEAR,
    PUT_BACK,
    SETTLING,
    News,
    news_for_participant,
    news_for_staff,
)
from course.delivery.rules.digest import not_running, staff_about
from course.delivery.rules.plan import Planned, instant
from course.delivery.rules.taking_part import not_taking_part

SAYS_THE_PLACE = (MOVED, PUT_BACK)
JOINED_USEFUL = timedelta(days=7)
JOINED_SHOWN = timedelta(days=14)
Facts = EnrolmentFacts | FacilitatorFacts


@dataclass(frozen=True)
class PlaceNews:
    """`was`: where the reader thinks the group meets. `until`: after this the letter is of no use."""

    occurrence: str
    at: datetime
    until: datetime
    was: Where


def place_changed(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once where a meeting is near, else after ten minutes; to whoever knew another place or link."""
    found = place_news(facts)
    if found is not None:
        no = not_taking_part(facts, found.at)
        yield _planned(facts, found, no)


def staff_place_changed(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """To each facilitator but the one who changed it."""
    found = place_news(facts)
    if found is not None:
        yield _planned(facts, found, not_running(facts, found.at))


def groups_joined(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, to whoever goes on in another group, while it meets again; for a week."""
    at = facts.came_at
    if at is not None:
        yield from _joining(facts, f"joined:{facts.enrolment_id}", at, now, not_taking_part(facts, at))


def people_join(facts: EnrolmentFacts, now: datetime) -> Iterator[Planned]:
    """At once, to whoever was here before people of another group go on in this one; for a week."""
    at = facts.group.took_in_at
    if at is not None and facts.joined_at < at:
        yield from _joining(facts, f"joining:{facts.enrolment_id}", at, now, not_taking_part(facts, at))


def staff_people_join(facts: FacilitatorFacts, now: datetime) -> Iterator[Planned]:
    """The same to each facilitator: she reads what the group reads."""
    at = facts.group.took_in_at
    if at is not None and facts.since < at:
        yield from _joining(facts, staff_about(facts), at, now, not_running(facts, at))


def place_news(facts: Facts) -> PlaceNews | None:
    """What she has not been told of where the group meets; None when it is as she knows it."""
    seen, since = _seen(facts), _since(facts)
    fresh = [one for one in facts.group.before if one.sequence > seen and one.at > since]
    if not fresh or fresh[0].was == facts.where:
        return None
    newest = fresh[-1]
    ahead = _ahead(facts, newest.at)
    if not ahead:
        return None
    is_near = ahead[0].starts_at - newest.at < NEAR
    at = newest.at if is_near else newest.at + SETTLING
    return PlaceNews(str(newest.sequence), at, ahead[-1].starts_at, fresh[0].was)


def place_about(facts: Facts) -> str:
    return f"place:{facts.enrolment_id}" if isinstance(facts, EnrolmentFacts) else staff_about(facts)


def _joining(facts: Facts, about: str, at: datetime, now: datetime, no: Reason | None) -> Iterator[Planned]:
    if now < at + JOINED_SHOWN and _ahead(facts, at):
        yield Planned(about, instant(at), at, at + JOINED_USEFUL, no)


def _planned(facts: Facts, found: PlaceNews, no: Reason | None) -> Planned:
    no = no or (Reason.TOLD if _moves_say_it(facts, found) else None)
    return Planned(place_about(facts), found.occurrence, found.at, found.until, no)


def _moves_say_it(facts: Facts, found: PlaceNews) -> bool:
    """Whether a letter about a moved meeting is on its way, which will name the new place."""
    changed = next(one.at for one in facts.group.before if str(one.sequence) == found.occurrence)
    for meeting in facts.meetings:
        news = _news(facts, meeting)
        says_it = news is not None and news.letter in SAYS_THE_PLACE and not meeting.place
        if news is not None and says_it and news.at >= changed:
            return True
    return False


def _news(facts: Facts, meeting: MeetingFacts) -> News | None:
    if isinstance(facts, EnrolmentFacts):
        return news_for_participant(facts, meeting)
    return news_for_staff(facts, meeting)


def _since(facts: Facts) -> datetime:
    if isinstance(facts, EnrolmentFacts):
        return max(facts.joined_at, facts.ready_at or facts.joined_at)
    return facts.since


def _seen(facts: Facts) -> int:
    """The newest change of the place that she was told of, or made herself; 0 before the first."""
    told = _told_by_moves(facts) if facts.group.before else None
    return max(
        [
            0,
            *(
                one.sequence
                for one in facts.group.before
                if (told is not None and one.at <= told)
                or f"{_prefix(facts)}place_changed|{place_about(facts)}|{facts.recipient}|{one.sequence}"
                in facts.known
                or (isinstance(facts, FacilitatorFacts) and one.by == facts.person_id)
            ),
        ]
    )


def _told_by_moves(facts: Facts) -> datetime | None:
    """When the newest letter fell due that was about a moved meeting, and so named the place."""
    moments = [
        _fell_due(meeting, number)
        for meeting in facts.meetings
        if not meeting.place
        for number, change in enumerate(meeting.changes)
        for letter in SAYS_THE_PLACE
        if f"{_prefix(facts)}{letter}|meeting:{meeting.meeting_id}|{facts.recipient}|{change.sequence}"
        in facts.known
    ]
    return max(moments, default=None)


def _fell_due(meeting: MeetingFacts, number: int) -> datetime:
    change, later = meeting.changes[number], meeting.changes[number + 1 :]
    became = later[0].was_at if later else meeting.starts_at
    is_near = min(change.was_at, became) - change.at < NEAR
    return change.at if is_near else change.at + SETTLING


def _prefix(facts: Facts) -> str:
    return "staff_" if isinstance(facts, FacilitatorFacts) else ""


def _ahead(facts: Facts, at: datetime) -> list[MeetingFacts]:
    ahead = [one for one in facts.meetings if not one.is_cancelled and one.starts_at > at]
    return sorted(ahead, key=lambda one: one.starts_at)
