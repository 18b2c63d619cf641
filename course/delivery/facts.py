"""What the letters of one subject depend on, as plain values: `due` reads these and nothing else.

A subject is an enrolment, an invitation, a facilitator of a cohort, a concern, or a request to sign in. Every
instant is course time. `known` are the ledger keys that already exist.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple, Self, TypeVar

from course.delivery.date_facts import NOTHING_BECAME, GroupFacts, MeetingFacts, VisitFacts, Where
from course.delivery.group_facts import IntakeFacts, LookFacts, MessageFacts, OutOfSightFacts
from course.delivery.hours import USUAL, Awake
from course.delivery.standing import Standing
from course.measures.wave import Standing as WaveStanding
from course.measures.wave import WaveFacts, Window, settled, window
from course.people.invitation import Role
from course.people.letter_limits import USUAL_MOST
from course.people.preference import Kind
from course.practice.own_letter import Waiting

Any_ = TypeVar("Any_", bound="Subject")


@dataclass(frozen=True)
class AnswerFacts:
    """What a person decided before the course: its number, and when. What it is stands in no letter."""

    decision_id: int
    at: datetime


@dataclass(frozen=True)
class GreetingFacts:
    """A word that somebody who runs the group wrote to her, and when she pressed."""

    greeting_id: int
    at: datetime


@dataclass(frozen=True)
class OpeningFacts:
    """`opens_at` is None while its meeting is cancelled. `is_week`: a numbered week with home practice."""

    unit_key: str
    is_week: bool
    opens_at: datetime | None


class Ask(NamedTuple):
    """A wave, the days in which it is asked, None while unknown, and how it is settled, None while it is not."""

    wave: WaveFacts
    frame: Window | None
    settled: WaveStanding | None


@dataclass(frozen=True)
class Subject:
    """What every subject has. `zone` is the zone in which its hours are meant, `awake` those hours.

    `left`: {key: when it left} of the letters that can be stopped and went to this person lately from any cohort, in
    the order they entered the ledger. Of those at most `weekly` leave in any seven local days.
    `bounces`: letters do not reach this address.
    """

    zone: str
    known: frozenset[str] = frozenset()
    stops: frozenset[Kind] = frozenset()
    paused_until: date | None = None
    awake: Awake = USUAL
    weekly: int = USUAL_MOST
    left: Mapping[str, datetime] = field(default_factory=dict)
    bounces: bool = False

    @property
    def recipient(self) -> str:
        """How the ledger's key names who gets the letter."""
        raise NotImplementedError

    def without(self, key: str) -> Self:
        """The same facts as if this row, and what entered after it, did not stand in the ledger yet."""
        if key not in self.known and key not in self.left:
            return self
        # Else two letters that wait would each be held back because of the other.
        before = dict(takewhile(lambda one: one[0] != key, self.left.items()))
        # Not replace(), which takes ten times as long: this is asked once a letter.
        other = copy(self)
        vars(other).update(known=self.known - {key}, left=before)
        return other


@dataclass(frozen=True, kw_only=True)
class EnrolmentFacts(Subject):
    """`nudged_at`: when nudges that went out were due. `practised_at`: the newest practice she logged.

    `has_attended`: she came to a gathering that a paper speaks of. `address_is_right`: months after the course she said
    that letters still reach her. `joined_at`: since when she is in this cohort. `adopted_at`: nothing that was due
    before the cohort came here is sent. `where` the cohort meets now, `group` what became of that and of itself.
    `visits`: meetings of sister groups that she comes to. `came_at`: when her group went on in this one. `answer`: the
    newest to what she told at joining. `stood` is for the hand-off; no rule reads it.
    """

    enrolment_id: int
    person_id: int
    cohort_id: int
    programme_id: int
    called: str
    locale: str
    has_address: bool
    is_imported: bool
    is_closed: bool
    joined_at: datetime
    ready_at: datetime | None
    left_at: datetime | None
    openings: tuple[OpeningFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    visits: tuple[VisitFacts, ...] = ()
    waves: tuple[WaveFacts, ...] = ()
    nudged_at: tuple[datetime, ...] = ()
    practised_at: datetime | None = None
    address_is_right: bool = False
    has_attended: bool = False
    adopted_at: datetime | None = None
    called_off_at: datetime | None = None
    greetings: tuple[GreetingFacts, ...] = ()
    messages: tuple[MessageFacts, ...] = ()
    out_of_sight: tuple[OutOfSightFacts, ...] = ()
    where: Where = ("", "")
    group: GroupFacts = NOTHING_BECAME
    came_at: datetime | None = None
    own_letters: tuple[Waiting, ...] = ()
    answer: AnswerFacts | None = None
    stood: Standing | None = field(default=None, compare=False, repr=False)

    @property
    def recipient(self) -> str:
        return f"p{self.person_id}"

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """`waves`, each with its window and how it stands for good, if it does."""
        frames = [window(one) for one in self.waves]
        return tuple(
            Ask(one, frame, settled(one, frame)) for one, frame in zip(self.waves, frames, strict=True)
        )

    @property
    def has_ended_with_answer(self) -> bool:
        """The answer itself gave her place on, so she is still told of it."""
        return self.answer is not None and self.left_at == self.answer.at

    @property
    def unanswered(self) -> int:
        """Nudges that went out after the newest practice she logged."""
        return sum(1 for at in self.nudged_at if self.practised_at is None or at > self.practised_at)


@dataclass(frozen=True)
class OfferFacts:
    """A place kept for somebody who waits; `number` counts offers to her."""

    number: int
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(Subject):
    """`asked_again` counts fresh letters somebody asked for. After `useful_until` joining makes no sense.

    `waits`: she stands on the waiting list; `offer` is the last one she has not answered. `begins_at`: the first
    session, with which the list ends. `lost_at`: when that group was called off before it began. `called_off_at`: the
    same for whoever had not answered, and did not wait.
    """

    invitation_id: int
    programme_id: int
    role: Role
    invited_at: datetime
    asked_again: int
    is_answered: bool
    is_withdrawn: bool
    lacks_safety_plan: bool
    useful_until: datetime | None
    waits: bool = False
    offer: OfferFacts | None = None
    begins_at: datetime | None = None
    lost_at: datetime | None = None
    called_off_at: datetime | None = None

    @property
    def recipient(self) -> str:
        return f"i{self.invitation_id}"


@dataclass(frozen=True, kw_only=True)
class FacilitatorFacts(Subject):
    """`waves` are her own: how the work is for her. `until`: when a substitute's days are over."""

    facilitator_id: int
    person_id: int
    cohort_id: int
    programme_id: int
    has_address: bool
    is_imported: bool
    has_ended: bool
    since: datetime
    until: datetime | None = None
    meetings: tuple[MeetingFacts, ...] = ()
    waves: tuple[WaveFacts, ...] = ()
    is_closed: bool = False
    where: Where = ("", "")
    group: GroupFacts = NOTHING_BECAME
    looks: tuple[LookFacts, ...] = ()
    intakes: tuple[IntakeFacts, ...] = ()

    @property
    def recipient(self) -> str:
        return f"p{self.person_id}"


@dataclass(frozen=True, kw_only=True)
class SignInFacts(Subject):
    """A request to sign in. Its ten minutes are real time, so only whether it still lives is a fact."""

    request_id: int
    person_id: int
    asked_at: datetime
    is_alive: bool
    has_address: bool

    @property
    def recipient(self) -> str:
        return f"p{self.person_id}"


@dataclass(frozen=True, kw_only=True)
class AddressChangeFacts(SignInFacts):
    """A new address that somebody gave, with the number of that change as `request_id`. It is written to there."""


@dataclass(frozen=True, kw_only=True)
class ConcernFacts(Subject):
    """A concern is told to several people: `responsible` and `deputy` as ledger keys name them (None while nobody is
    named), `leads` by their numbers. Nothing here says whom it is about.

    `deputy_after`, `leads_after`: hours in which nobody has seen it, as the programme states them.
    `uncertain`: "letter|recipient": how many of this time's may not have arrived, while none is sure to have.
    `refused`: letters to whoever is named now that no server takes.
    """

    concern_id: int
    programme_id: int
    opened_at: datetime
    times: int
    is_seen: bool
    responsible: str | None
    deputy: str | None
    leads: tuple[int, ...]
    deputy_after: int = 4
    leads_after: int = 24
    uncertain: Mapping[str, int] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    @property
    def recipient(self) -> str:
        raise TypeError("a concern is told to several people: each letter names its own")
