"""Who is due what now, and why not: a pure function of facts and the time.

The pump, the preview of the next days, the dry run and the last check before a letter leaves all ask here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from course.delivery import hours
from course.delivery.cap import capped, next_try, no_less_important
from course.delivery.facts import (
    ConcernFacts,
    EnrolmentFacts,
    FacilitatorFacts,
    InvitationFacts,
    SignInFacts,
    Subject,
)
from course.delivery.reasons import NEVER_AGAIN, Reason
from course.delivery.rules import KIND_OF, RULES, Planned, Rule

RECHECK_SAFETY_PLAN = timedelta(days=1)
RECHECK_CONCERN = timedelta(minutes=15)
"""So often it is asked whether letters about a concern that nobody has seen have arrived, for some days."""
CONCERN_RECHECKED_FOR = timedelta(days=3)


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
    """`look_at`: nothing changes before this moment unless a fact does; None when nothing ever will."""

    letters: tuple[DueLetter, ...]
    not_due: tuple[NotDue, ...]
    look_at: datetime | None

    @property
    def entering(self) -> tuple[DueLetter | NotDue, ...]:
        """What stands in the ledger from now on."""
        return (*self.letters, *self.too_late)

    @property
    def too_late(self) -> tuple[NotDue, ...]:
        """What should have left and will not any more: recorded, so that it can be seen."""
        return tuple(one for one in self.not_due if one.reason in {Reason.STALE, Reason.SUPERSEDED})


def key_of(letter: str, about: str, recipient: str, occurrence: str) -> str:
    """The ledger's unique key."""
    return f"{letter}|{about}|{recipient}|{occurrence}"


def due(facts: Subject, now: datetime, *, only: str | None = None) -> Due:
    """What this subject is due at `now`. `only`: nothing but this letter and those that decide about it."""
    never = _never(facts)
    rules = RULES[type(facts)]
    if only is not None:
        kinds = no_less_important(KIND_OF.get(only))
        rules = tuple(rule for rule in rules if rule.letter == only or rule.kind in kinds)
    planned = [(rule, one) for rule in rules for one in rule.plan(facts, now)]
    reasons = [never or _reason(facts, rule, one, now) for rule, one in planned]
    newest = _newest_past(planned, reasons, now)
    reasons = [
        reason or _too_old_or_night(facts, rule, one, newest, now)
        for (rule, one), reason in zip(planned, reasons, strict=True)
    ]
    letters, not_due = [], []
    for (rule, one), why in zip(planned, capped(facts, planned, reasons, now), strict=True):
        if why is None and one.at is not None:
            letters.append(_leaves(facts, rule, one, one.at))
        else:
            not_due.append(_stays(facts, rule, one, why or Reason.HELD))
    return Due(tuple(letters), tuple(not_due), min(_moments(facts, not_due, now), default=None))


def _leaves(facts: Subject, rule: Rule, one: Planned, at: datetime) -> DueLetter:
    to = one.to or facts.recipient
    return DueLetter(rule.letter, one.about, one.occurrence, to, at, one.useful_until, rule.urgent)


def _stays(facts: Subject, rule: Rule, one: Planned, reason: Reason) -> NotDue:
    to = one.to or facts.recipient
    return NotDue(rule.letter, one.about, one.occurrence, to, one.at, one.useful_until, reason)


def _never(facts: Subject) -> Reason | None:
    """Why this subject gets nothing at all."""
    if isinstance(facts, EnrolmentFacts):
        tests = [
            (facts.is_imported, Reason.IMPORTED),
            (facts.left_at is not None, Reason.LEFT),
            (not facts.has_address, Reason.NO_ADDRESS),
        ]
    elif isinstance(facts, FacilitatorFacts):
        tests = [
            (facts.is_imported, Reason.IMPORTED),
            (facts.has_ended, Reason.ENDED),
            (not facts.has_address, Reason.NO_ADDRESS),
        ]
    elif isinstance(facts, InvitationFacts):
        tests = [(facts.is_withdrawn, Reason.WITHDRAWN), (facts.is_answered, Reason.ANSWERED)]
    elif isinstance(facts, SignInFacts):
        tests = [(not facts.has_address, Reason.NO_ADDRESS)]
    elif isinstance(facts, ConcernFacts):
        tests = []
    else:
        raise TypeError(f"there are no rules for {type(facts).__name__}")
    return next((reason for is_so, reason in tests if is_so), None)


def _reason(facts: Subject, rule: Rule, one: Planned, now: datetime) -> Reason | None:
    """Why this moment of a letter is withheld or still to come; None when it has come and may leave."""
    if key_of(rule.letter, one.about, one.to or facts.recipient, one.occurrence) in facts.known:
        return Reason.ALREADY
    if one.no is not None:
        return one.no
    if rule.kind is not None and rule.kind in facts.stops:
        return Reason.STOPPED
    if one.at is None:
        return Reason.HELD
    if rule.kind is not None and _is_paused(facts, max(one.at, now)):
        return Reason.PAUSED
    return Reason.LATER if one.at > now else None


def _is_paused(facts: Subject, at: datetime) -> bool:
    return facts.paused_until is not None and hours.local_day(at, facts.zone) < facts.paused_until


def _newest_past(
    planned: list[tuple[Rule, Planned]], reasons: list[Reason | None], now: datetime
) -> dict[str, datetime]:
    """Of every kind the newest letter that has left or may leave: an outage is not followed by a heap."""
    newest: dict[str, datetime] = {}
    for (rule, one), reason in zip(planned, reasons, strict=True):
        if reason in {None, Reason.ALREADY} and one.at is not None and one.at <= now:
            group = _group(rule, one)
            newest[group] = max(one.at, newest.get(group, one.at))
    return newest


def _group(rule: Rule, one: Planned) -> str:
    """A letter that cannot be stopped is followed by none about something else."""
    return rule.kind.value if rule.kind else f"{rule.letter}|{one.about}"


def _too_old_or_night(
    facts: Subject, rule: Rule, one: Planned, newest: dict[str, datetime], now: datetime
) -> Reason | None:
    if one.useful_until is not None and one.useful_until <= now:
        return Reason.STALE
    if one.at is not None and one.at < newest[_group(rule, one)]:
        return Reason.SUPERSEDED
    return Reason.QUIET if rule.kind is not None and hours.is_quiet(now, facts.zone, facts.awake) else None


def _moments(facts: Subject, not_due: list[NotDue], now: datetime) -> Iterator[datetime]:
    """Every moment at which the answer may change by itself, all later than now."""
    if isinstance(facts, ConcernFacts) and _is_watched(facts, now):
        yield now + RECHECK_CONCERN
    for one in not_due:
        if one.reason in NEVER_AGAIN or one.reason == Reason.ALREADY:
            continue
        if one.at is not None and one.at > now:
            # also what is withheld: somebody may stop letters today and want them again tomorrow
            yield one.at
        yield from _again(facts, one, now)


def _again(facts: Subject, one: NotDue, now: datetime) -> Iterator[datetime]:
    """When what holds this letter back may have passed."""
    if one.reason == Reason.QUIET:
        yield hours.when_awake(now, facts.zone, facts.awake)
    if one.reason == Reason.CAPPED and (again := next_try(facts, one.useful_until, now)):
        yield again
    if one.reason == Reason.PAUSED and facts.paused_until is not None:
        yield max(hours.day_start(facts.paused_until, facts.zone), now + timedelta(minutes=1))
    if one.reason == Reason.NO_SAFETY_PLAN:
        yield now + RECHECK_SAFETY_PLAN


def _is_watched(facts: ConcernFacts, now: datetime) -> bool:
    return not facts.is_seen and now - facts.opened_at < CONCERN_RECHECKED_FOR
