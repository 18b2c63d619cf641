"""The courses that cohorts have pinned, read ahead of the first visit by a process that others will part from."""

from itertools import islice

from sqlmodel import Session, col, select

from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from curriculum.schema import Course

MOST = 4
"""The newest so many: a site that has run for years keeps its old ones for whoever asks."""


def read_ahead(db: Session) -> None:
    living = select(Cohort.bundle_hash).where(
        col(Cohort.closed_at).is_(None), col(Cohort.imported_from).is_(None)
    )
    newest = dict.fromkeys(db.exec(living.order_by(col(Cohort.id).desc())).all())
    for digest in islice(newest, MOST):
        bundle.read(db, digest, Course)
