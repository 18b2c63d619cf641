"""Where a person is signed in, for her to see and to end."""

from sqlmodel import Session, col, select

from course import clock
from course.people.signed_in import IDLE, LONGEST, SignedIn


def living(db: Session, person_id: int) -> list[SignedIn]:
    """Her sign-ins that have not ended in any way, the most recently used first."""
    mine = select(SignedIn, clock.real(db)).where(
        SignedIn.person_id == person_id, col(SignedIn.ended_at).is_(None)
    )
    lines = db.exec(mine.order_by(col(SignedIn.seen_at).desc())).all()
    return [
        row
        for row, at in lines
        if clock.aware(at) - row.seen_at < IDLE[row.device]
        and clock.aware(at) - row.began_at < LONGEST[row.device]
    ]
