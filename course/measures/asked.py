"""What the questions of a course are for each of several people, from few statements for any number of them.

The same facts answer a participant's page, the board and the letters. No answer is read here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Assessment
from course.measures.said import Said, said_about
from course.measures.wave import WaveFacts
from course.measures.waves_of import Dated, Hers, Place, all_facts, wave_facts
from course.measures.withheld import Asking
from course.people.consent import ConsentTo
from course.people.token import Purpose, Token
from curriculum.schema import Wave


class Asked:
    """Consents, assessments, refusals and extensions of a batch of enrolments, put together wave by wave."""

    def __init__(self, db: Session, enrolments: Collection[int] | SelectOfScalar[Any]) -> None:
        """`enrolments`: their ids, or a query for them."""
        self._assessments: dict[int, list[Assessment]] = defaultdict(list)
        for one in db.exec(select(Assessment).where(col(Assessment.enrolment_id).in_(enrolments))).all():
            self._assessments[one.enrolment_id].append(one)
        self._said = said_about(db, enrolments)
        self._asking = Asking(db, enrolments)
        self._invited: dict[int, set[str]] = {}

    def with_letters(self, db: Session, people: Collection[int] | SelectOfScalar[Any]) -> "Asked":
        """Also which waves a letter was handed over for: each letter about a wave carries a link of its own."""
        links = select(Token.about).where(Token.purpose == Purpose.WAVE, col(Token.person_id).in_(people))
        parts = [about.split(":", 2) for about in db.exec(links).all()]
        self._invited = _by_enrolment([(int(enrolment), key) for _kind, enrolment, key in parts])
        return self

    def consents(self, enrolment_id: int) -> Mapping[ConsentTo, bool]:
        """The newest answer to each purpose; one never asked is absent."""
        return self._said.get(enrolment_id, Said()).consents

    def hers(self, enrolment_id: int) -> Hers:
        said = self._said.get(enrolment_id, Said())
        return Hers(
            consents=said.consents,
            once=said.once,
            assessments=self._assessments.get(enrolment_id, ()),
            invited=self._invited.get(enrolment_id, ()),
            said=said,
            asking=self._asking,
        )

    def waves(self, waves: Sequence[Dated], enrolment: Place, zone: str) -> tuple[WaveFacts, ...]:
        return all_facts(waves, enrolment, zone=zone, hers=self.hers(enrolment.stored_id))

    def wave(self, wave: Wave, enrolment: Enrolment, zone: str, meetings: Sequence[Meeting]) -> WaveFacts:
        return wave_facts(wave, enrolment, meetings, zone=zone, hers=self.hers(enrolment.stored_id))


def asked_in(db: Session, cohort_ids: Sequence[int]) -> Asked:
    """The same for everybody who ever joined these cohorts."""
    places = col(Enrolment.cohort_id).in_(cohort_ids)
    asked = Asked(db, select(Enrolment.id).where(places))
    return asked.with_letters(db, select(Enrolment.person_id).where(places))


def _by_enrolment(pairs: Sequence[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for enrolment_id, wave_key in pairs:
        found[enrolment_id].add(wave_key)
    return found
