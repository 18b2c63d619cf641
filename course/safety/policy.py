"""What a programme does beyond the offer of a word, said to everybody before the questions.

Nothing is told and shown unless a lead has switched it on, and then only what began after that day.
"""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from course import audit
from course.cohorts.programme import Programme
from course.people.person import Person


class SafetyPolicy(SQLModel, table=True):
    """`scores_told_since`: severe or clearly worse scores are told to the responsible person without her asking.

    `facilitators_see_since`: facilitators see the items of their own cohort. None: they do not. Course time.
    """

    __tablename__ = "safety_policy"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    scores_told_since: datetime | None = None
    facilitators_see_since: datetime | None = None

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
) -> None:
    """What stays on keeps its first day."""
    policy = policy_of(db, programme.stored_id)
    policy.scores_told_since = (policy.scores_told_since or now) if scores_are_told else None
    policy.facilitators_see_since = (policy.facilitators_see_since or now) if facilitators_see else None
    db.add(policy)
    db.flush()
    audit.record(
        db,
        "safety_policy.set",
        f"programme:{programme.id}",
        by=by.id,
        programme_id=programme.id,
        scores_are_told=scores_are_told,
        facilitators_see=facilitators_see,
    )
