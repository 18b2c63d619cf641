"""Who is due what now, and why not: a pure function of facts and the time.

The pump, the preview of the next days, the dry run and the last check before a letter leaves all ask here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache

from course.delivery import hours
from course.delivery.cap import next_try, no_less_important, without_room
from course.delivery.facts import (
    ConcernFacts,
    EnrolmentFacts,
    FacilitatorFacts,
    InvitationFacts,
    SignInFacts,
    Subject,
)
from course.delivery.reasons import NEVER_AGAIN, Reason
from course.delivery.rules import AWAKE_OF, KIND_OF, RULES, Planned, Rule

RECHECK_SAFETY_PLAN = timedelta(days=1)
RECHECK_CONCERN = timedelta(minutes=15)
"""So often it is asked whether letters about a concern that nobody has seen have arrived, for some days."""
CONCERN_RECHECKED_FOR = timedelta(days=3)
TOO_LATE = frozenset({Reason.STALE, Reason.SUPERSEDED})
SETTLED = NEVER_AGAIN | {Reason.ALREADY}
PASSING = frozenset({Reason.QUIET, Reason.CAPPED, Reason.PAUSED, Reason.NO_SAFETY_PLAN})
"""What holds a letter back for a time of its own."""


@dataclass(frozen=True)
class DueLetter:
    """A letter that leaves now. `useful_until` None: it does not go stale."""

    letter: str
    about: str
    occurrence: str
    recipient: str
    due_at: datetime
    useful_until: datetime | None
    urgent: bool = False

    @property
    def key(self) -> str:
        return key_of(self.letter, self.about, self.recipient, self.occurrence)


@dataclass(frozen=True)
class NotDue:
    """A letter that does not leave now, with the reason. `at` is None while it waits for a date."""

    letter: str
    about: str
    occurrence: str
    recipient: str
    at: datetime | None
    useful_until: datetime | None
    reason: Reason

    @property
    def key(self) -> str:
        return key_of(self.letter, self.about, self.recipient, self.occurrence)


@dataclass(frozen=True)
class Due:
    """`look_at`: nothing changes before this moment unless a fact does; None when nothing ever will.

    `planned` and `reasons` side by side are every moment and why it does not leave, None where it does. Who gets one
    is who it names, or else `to`.
    """

    letters: tuple[DueLetter, ...]
    planned: Sequence[tuple[Rule, Planned]]
    look_at: datetime | None
    to: str = ""
    reasons: Sequence[Reason | None] = ()

    @cached_property
    def not_due(self) -> tuple[NotDue, ...]:
        """Spelled out when somebody asks: the pump does not."""
        return tuple(_stays(*one, self.to) for one in _held(self.planned, self.reasons))

    @property
    def entering(self) -> tuple[DueLetter | NotDue, ...]:
        """What stands in the ledger from now on."""
        return (*self.letters, *self.too_late)

    @property
    def too_late(self) -> tuple[NotDue, ...]:
        """What should have left and will not any more: recorded, so that it can be seen."""
        late = (one for one in _held(self.planned, self.reasons) if one[2] in TOO_LATE)
        return tuple(_stays(*one, self.to) for one in late)


def key_of(letter: str, about: str, recipient: str, occurrence: str) -> str:
    """The ledger's unique key."""
    return f"{letter}|{about}|{recipient}|{occurrence}"


def due(facts: Subject, now: datetime, *, only: str | None = None) -> Due:
    """What this subject is due at `now`. `only`: nothing but this letter and those that decide about it."""
    never, to = _never(facts), _recipient(facts)
    planned = [(rule, one) for rule in _rules(facts, only) for one in rule.plan(facts, now)]
    reasons = [
        (never and _unless_answered(facts, rule, never)) or _reason(facts, rule, one, to, now)
        for rule, one in planned
    ]
    _hold_back(facts, planned, reasons, now)
    letters = [
        _leaves(rule, one, to, one.at)
        for (rule, one), reason in zip(planned, reasons, strict=True)
        if reason is None and one.at is not None
    ]
    look_at = min(_moments(facts, planned, reasons, now), default=None)
    return Due(tuple(letters), planned, look_at, to, reasons)


def holds_until(facts: Subject, answer: Due, letter: DueLetter, now: datetime) -> datetime:
    """Until then this letter of the answer leaves, unless a fact changes; it may be `now`, and then no time at all."""
    ends = [one for one in (answer.look_at, letter.useful_until) if one is not None]
    if KIND_OF[letter.letter] is not None or letter.letter in AWAKE_OF:
        ends.append(hours.asleep_at(now, facts.zone, _awake(facts, letter.letter)))
    return min(ends, default=datetime.max.replace(tzinfo=UTC))


def _hold_back(
    facts: Subject, planned: Sequence[tuple[Rule, Planned]], reasons: list[Reason | None], now: datetime
) -> None:
    """Writes into `reasons` why what has come does not leave all the same."""
    come = [number for number, reason in enumerate(reasons) if reason is None]
    if not come:
        return
    newest = _newest_past(planned, reasons, now)
    for number in come:
        reasons[number] = _too_old_or_night(facts, *planned[number], newest, now)
    waiting = [number for number in come if reasons[number] is None]
    for number in without_room(facts, planned, reasons, waiting, now):
        reasons[number] = Reason.CAPPED


def _rules(facts: Subject, only: str | None) -> Sequence[Rule]:
    rules = RULES[type(facts)]
    return rules if only is None else [rule for rule in rules if rule.letter in _deciding(only)]


@lru_cache
def _deciding(only: str) -> frozenset[str]:
    """This letter, and those that it shares its room with."""
    kinds = no_less_important(KIND_OF.get(only))
    return frozenset(letter for letter, kind in KIND_OF.items() if letter == only or kind in kinds)


def _recipient(facts: Subject) -> str:
    """Who gets a letter that names nobody itself; each letter about a concern does."""
    return "" if isinstance(facts, ConcernFacts) else facts.recipient


def _leaves(rule: Rule, one: Planned, to: str, at: datetime) -> DueLetter:
    to = one.to or to
    return DueLetter(rule.letter, one.about, one.occurrence, to, at, one.useful_until, rule.urgent)


def _held(
    planned: Sequence[tuple[Rule, Planned]], reasons: Sequence[Reason | None]
) -> Iterator[tuple[Rule, Planned, Reason]]:
    for (rule, one), reason in zip(planned, reasons, strict=True):
        if reason is not None:
            yield rule, one, reason


def _stays(rule: Rule, one: Planned, reason: Reason, to: str) -> NotDue:
    return NotDue(rule.letter, one.about, one.occurrence, one.to or to, one.at, one.useful_until, reason)


def _never(facts: Subject) -> Reason | None:
    """Why this subject gets nothing at all."""
    if isinstance(facts, EnrolmentFacts):
        return _no_place(facts, Reason.LEFT if facts.left_at is not None else None)
    if isinstance(facts, FacilitatorFacts):
        return _no_place(facts, Reason.ENDED if facts.has_ended else None)
    if isinstance(facts, InvitationFacts):
        if facts.is_withdrawn and facts.lost_at is None and facts.called_off_at is None:
            return Reason.WITHDRAWN
        return Reason.ANSWERED if facts.is_answered else None
    if isinstance(facts, SignInFacts):
        return None if facts.has_address else Reason.NO_ADDRESS
    if isinstance(facts, ConcernFacts):
        return None
    raise TypeError(f"there are no rules for {type(facts).__name__}")


def _unless_answered(facts: Subject, rule: Rule, never: Reason) -> Reason | None:
    """Whose place was given on by an answer still gets the letter that there is one, and no other."""
    if never is Reason.LEFT and rule.letter == "place_answered" and isinstance(facts, EnrolmentFacts):
        return None if facts.has_ended_with_answer and facts.has_address else never
    return never


def _no_place(facts: EnrolmentFacts | FacilitatorFacts, gone: Reason | None) -> Reason | None:
    if facts.is_imported:
        return Reason.IMPORTED
    return gone or (None if facts.has_address else Reason.NO_ADDRESS)


def _reason(facts: Subject, rule: Rule, one: Planned, to: str, now: datetime) -> Reason | None:
    """Why this moment of a letter is withheld or still to come; None when it has come and may leave."""
    if facts.known and key_of(rule.letter, one.about, one.to or to, one.occurrence) in facts.known:
        return Reason.ALREADY
    if one.no is not None:
        return one.no
    if facts.stops and rule.kind in facts.stops:
        return Reason.STOPPED
    if facts.bounces:
        return Reason.BOUNCES
    if one.at is None:
        return Reason.HELD
    if rule.kind is not None and facts.paused_until is not None and _is_paused(facts, max(one.at, now)):
        return Reason.PAUSED
    return Reason.LATER if one.at > now else None


def _is_paused(facts: Subject, at: datetime) -> bool:
    return facts.paused_until is not None and hours.local_day(at, facts.zone) < facts.paused_until


def _newest_past(
    planned: Sequence[tuple[Rule, Planned]], reasons: Sequence[Reason | None], now: datetime
) -> dict[str, datetime]:
    """Of every kind the newest letter that has left or may leave: an outage is not followed by a heap."""
    newest: dict[str, datetime] = {}
    already = Reason.ALREADY
    for (rule, one), reason in zip(planned, reasons, strict=True):
        if (reason is None or reason is already) and one.at is not None and one.at <= now:
            group = _group(rule, one)
            newest[group] = max(one.at, newest.get(group, one.at))
    return newest


def _group(rule: Rule, one: Planned) -> str:
    """A letter that cannot be stopped, or says something of its own, is followed by none about something else."""
    return rule.kind.value if rule.kind and not rule.each else f"{rule.letter}|{one.about}"


def _too_old_or_night(
    facts: Subject, rule: Rule, one: Planned, newest: dict[str, datetime], now: datetime
) -> Reason | None:
    if one.useful_until is not None and one.useful_until <= now:
        return Reason.STALE
    if one.at is not None and one.at < newest[_group(rule, one)]:
        return Reason.SUPERSEDED
    if rule.kind is None and rule.awake is None:
        return None
    return Reason.QUIET if hours.is_quiet(now, facts.zone, _awake(facts, rule.letter)) else None


def _awake(facts: Subject, letter: str) -> hours.Awake:
    """The hours in which this letter leaves: those that the reader chose, and for few letters more."""
    more = AWAKE_OF.get(letter)
    if more is None:
        return facts.awake
    return hours.Awake(min(facts.awake.begins, more.begins), max(facts.awake.ends, more.ends))


def _moments(
    facts: Subject, planned: Sequence[tuple[Rule, Planned]], reasons: Sequence[Reason | None], now: datetime
) -> Iterator[datetime]:
    """Every moment at which the answer may change by itself, all later than now."""
    if isinstance(facts, ConcernFacts) and _is_watched(facts, now):
        yield now + RECHECK_CONCERN
    later = Reason.LATER
    for (rule, one), reason in zip(planned, reasons, strict=True):
        if reason is later and one.at is not None:  # most of them, so they are not looked up
            yield one.at
            continue
        if reason is None or reason in SETTLED:
            continue
        if one.at is not None and one.at > now:
            # also what is withheld: somebody may stop letters today and want them again tomorrow
            yield one.at
        if reason in PASSING:
            yield from _again(facts, rule, one, reason, now)


def _again(facts: Subject, rule: Rule, one: Planned, reason: Reason, now: datetime) -> Iterator[datetime]:
    """When what holds this letter back may have passed."""
    if reason is Reason.QUIET:
        yield hours.when_awake(now, facts.zone, _awake(facts, rule.letter))
    if reason is Reason.CAPPED and (again := next_try(facts, one.useful_until, now)):
        yield again
    if reason is Reason.PAUSED and facts.paused_until is not None:
        yield max(hours.day_start(facts.paused_until, facts.zone), now + timedelta(minutes=1))
    if reason is Reason.NO_SAFETY_PLAN:
        yield now + RECHECK_SAFETY_PLAN


def _is_watched(facts: ConcernFacts, now: datetime) -> bool:
    return not facts.is_seen and now - facts.opened_at < CONCERN_RECHECKED_FOR
