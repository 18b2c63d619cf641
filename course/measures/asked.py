"""What the questions of a course are for each of several people, from three statements for any number of them.

The same facts answer a participant's page, the board and the letters.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Assessment, WaveDecline
from course.measures.wave import WaveFacts
from course.measures.waves_of import Answered, wave_facts
from course.people.consent import Consent, ConsentTo
from curriculum.schema import Wave


class Asked:
    """Consents, assessments and refusals of a batch of enrolments, put together wave by wave."""

    def __init__(self, db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> None:
        """`enrolments`: their ids, or a query for them."""
        consents = select(Consent).where(col(Consent.enrolment_id).in_(enrolments)).order_by(col(Consent.id))
        self._consents: dict[int, dict[ConsentTo, bool]] = defaultdict(dict)
        for consent in db.exec(consents).all():
            self._consents[consent.enrolment_id][consent.purpose] = consent.given
        self._answered: dict[tuple[int, str], list[Answered]] = defaultdict(list)
        for one in db.exec(select(Assessment).where(col(Assessment.enrolment_id).in_(enrolments))).all():
            answered = (one.measure_key, one.started_at, one.completed_at)
            self._answered[one.enrolment_id, one.wave_key].append(answered)
        refusals = select(WaveDecline).where(col(WaveDecline.enrolment_id).in_(enrolments))
        self._declined = {(one.enrolment_id, one.wave_key) for one in db.exec(refusals).all()}

    def consents(self, enrolment_id: int) -> Mapping[ConsentTo, bool]:
        """The newest answer to each purpose; one never asked is absent."""
        return self._consents.get(enrolment_id, {})

    def wave(self, wave: Wave, enrolment: Enrolment, zone: str, meetings: Sequence[Meeting]) -> WaveFacts:
        key = (enrolment.stored_id, wave.key)
        return wave_facts(
            wave,
            enrolment,
            meetings,
            zone=zone,
            asked=self._answered.get(key, ()),
            consents=self.consents(enrolment.stored_id),
            declined=key in self._declined,
        )


def asked_in(db: Session, cohort_ids: Sequence[int]) -> Asked:
    """The same for everybody who ever joined these cohorts."""
    return Asked(db, select(Enrolment.id).where(col(Enrolment.cohort_id).in_(cohort_ids)))
