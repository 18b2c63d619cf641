"""What a programme does beyond the offer of a word, said to everybody before the questions; and how long it waits for
somebody to see a concern before the next person is told.

Nothing is told and shown unless a lead has switched it on, and then only what began after that day.
"""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from course import audit
from course.cohorts.programme import Programme
from course.errors import Refused
from course.people.person import Person
from course.safety import concern
from course.words import _

DEPUTY_AFTER, LEADS_AFTER = 4, 24
"""Hours, where the programme has not said otherwise."""
LONGEST_WAIT = 7 * 24


class SafetyPolicy(SQLModel, table=True):
    """`scores_told_since`: severe or clearly worse scores are told to the responsible person without her asking.

    `facilitators_see_since`: facilitators see the items of their own cohort. None: they do not. Course time.
    `deputy_after`, `leads_after`: hours in which nobody has seen a concern, after which each of them is told.
    """

    __tablename__ = "safety_policy"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    scores_told_since: datetime | None = None
    facilitators_see_since: datetime | None = None
    deputy_after: int = DEPUTY_AFTER
    leads_after: int = LEADS_AFTER

    def tells_of_scores(self, asked_at: datetime) -> bool:
        """Whether this was so, and was said, when she began to answer."""
        return self.scores_told_since is not None and self.scores_told_since <= asked_at


def policy_of(db: Session, programme_id: int) -> SafetyPolicy:
    return db.get(SafetyPolicy, programme_id) or SafetyPolicy(programme_id=programme_id)


def set_policy(
    db: Session,
    programme: Programme,
    *,
    scores_are_told: bool,
    facilitators_see: bool,
    now: datetime,
    by: Person,
    deputy_after: int | None = None,
    leads_after: int | None = None,
) -> None:
    """What stays on keeps its first day. The hours hold at once, also for what nobody has seen; None leaves them."""
    policy = policy_of(db, programme.stored_id)
    policy.deputy_after, policy.leads_after = _hours(
        policy.deputy_after if deputy_after is None else deputy_after,
        policy.leads_after if leads_after is None else leads_after,
    )
    policy.scores_told_since = (policy.scores_told_since or now) if scores_are_told else None
    policy.facilitators_see_since = (policy.facilitators_see_since or now) if facilitators_see else None
    db.add(policy)
    db.flush()
    concern.look_again(db, now=now, programme_id=programme.stored_id)
    audit.record(
        db,
        "safety_policy.set",
        f"programme:{programme.id}",
        by=by.id,
        programme_id=programme.id,
        scores_are_told=scores_are_told,
        facilitators_see=facilitators_see,
        deputy_after=policy.deputy_after,
        leads_after=policy.leads_after,
    )


def _hours(deputy: int, leads: int) -> tuple[int, int]:
    """Refused where they are no hours, or the leads would be told before the deputy."""
    if not 1 <= deputy <= LONGEST_WAIT:
        raise Refused(_("Please give hours between 1 and %(n)s.") % {"n": LONGEST_WAIT}, field="deputy_after")
    if not deputy <= leads <= LONGEST_WAIT:
        raise Refused(
            _("The leads are told after the deputy: hours between %(first)s and %(last)s.")
            % {"first": deputy, "last": LONGEST_WAIT},
            field="leads_after",
        )
    return deputy, leads
