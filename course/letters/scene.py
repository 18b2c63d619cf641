"""What a letter may speak of: reader, writer, and the one thing it is about. Never answers or a journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from course import days
from course.cohorts.naming import numbered_words
from course.people.token import Purpose
from curriculum.schema import Called


@dataclass(frozen=True)
class WeekScene:
    """`practice` is the name of a practice taught in it, with the minutes of the whole and a short version."""

    title: str
    number: int | None
    minutes_per_day: int | None
    gentle_minimum: str
    practice: str
    practice_minutes: int | None
    short_minutes: int | None
    called: Called = "week"


@dataclass(frozen=True)
class MeetingScene:
    """`people` and `away` are counts for staff: who takes part, and who said that they cannot come. `was_at`: the start
    that the reader knew, in a letter about a change. `place_is_new`, `link_is_new`: other than what she knew."""

    starts_at: datetime
    minutes: int
    place: str
    by_video: bool
    people: int = 0
    away: int = 0
    video_link: str = ""
    was_at: datetime | None = None
    place_is_new: bool = False
    link_is_new: bool = False


@dataclass(frozen=True)
class WaveScene:
    """`until`: in the last day on which the questions are open to her. `optional`: they may be left out."""

    title: str
    until: datetime
    optional: bool = False


@dataclass(frozen=True)
class ConcernScene:
    """`has_account`: whoever reads it can sign in with this address; otherwise `leads` can open the list."""

    programme_id: int
    opened_at: datetime
    has_account: bool
    leads: str


@dataclass(frozen=True)
class DigestScene:
    """A cohort in counts. `practised`: people in the last seven days, None where too few are or are not among them.
    `answered` of `asked`: the questions that opened last. `waiting`: people who asked for a word."""

    people: int
    practised: int | None
    answered: int
    asked: int
    not_arrived: int
    waiting: int


@dataclass(frozen=True)
class AgreedScene:
    """One consent: the words it was asked in, where they are still the words of today, and what she said to them."""

    title: str
    text: str
    more: str
    given: bool
    version: str
    at: datetime


@dataclass(frozen=True)
class Scene:
    """`mint` makes a token for this reader and keeps its hash; `code` makes the six digits of a sign-in.
    `replies_by` reads what is sent to `reply_to`, in the hours `replies_read`; empty where nobody has said them.
    `guest_of`: the sister group whose meeting it is, where it is not one of her own. `words` are those of the writer,
    paragraphs with an empty line between them; `subject` hers too, empty for the neutral one. `until`: so long a place
    is kept for her. `waiting`: how many people wait for an answer. `step`: which step of leaving she took. `agreed`:
    what she said to each consent, and `signed` the name below.
    """

    site: str
    about: str
    to: str
    called: str
    zone: str
    locale: str
    writer: str
    reply_to: str | None
    programme: str
    mint: Callable[[Purpose, str], str]
    replies_by: str = ""
    replies_read: str = ""
    cohort: str = ""
    cohort_id: int = 0
    enrolment_id: int = 0
    cohort_before: str = ""
    guest_of: str = ""
    went_alone: bool = False
    role: str = ""
    week: WeekScene | None = None
    meeting: MeetingScene | None = None
    wave: WaveScene | None = None
    concern: ConcernScene | None = None
    digest: DigestScene | None = None
    is_last_nudge: bool = False
    because: str = ""
    words: str = ""
    subject: str = ""
    until: datetime | None = None
    step: str = ""
    waiting: int = 0
    agreed: tuple[AgreedScene, ...] = ()
    signed: str = ""
    code: Callable[[], str] | None = None

    def day(self, at: datetime) -> str:
        """Thursday 5 March, in the reader's language and zone."""
        return days.day(self._local(at).date(), self.locale)

    def date(self, at: datetime) -> str:
        """5 March 2027."""
        return days.long_date(self._local(at).date(), self.locale)

    def weekday(self, at: datetime) -> str:
        return days.weekday(self._local(at).date(), self.locale)

    def hour(self, at: datetime) -> str:
        """18:30, in the reader's zone."""
        local = self._local(at)
        return f"{local.hour:02}:{local.minute:02}"

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))


def week_name(week: WeekScene) -> str:
    """Week 3, or its title."""
    return numbered_words(week.called, week.number).name if week.number else week.title


def week_inside(week: WeekScene) -> str:
    """The same in the middle of a sentence: week 3."""
    return numbered_words(week.called, week.number).inside if week.number else week.title
