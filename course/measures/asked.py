"""What the questions of a course are for each of several people, from one statement for any number of them.

The same facts answer a participant's page, the board and the letters. No answer is read here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Assessment
from course.measures.said import ROWS, Said, rows_of, sorts, told_by
from course.measures.wave import WaveFacts
from course.measures.waves_of import Begun, Dated, Hers, Place, all_facts, wave_facts
from course.measures.withheld import Asking
from course.people.consent import ConsentTo
from course.people.token import Purpose, Token
from course.store import table
from course.together import together
from curriculum.schema import Wave


class Asked:
    """Consents, assessments, refusals and extensions of a batch of enrolments, put together wave by wave; all of them
    in one statement."""

    def __init__(
        self,
        db: Session,
        enrolments: Collection[int] | SelectOfScalar[Any],
        *,
        written_to: Collection[int] | SelectOfScalar[Any] | None = None,
    ) -> None:
        """`enrolments`: their ids, or a query for them. `written_to`: the same of their people, where it is also asked
        which waves a letter was handed over for: each letter about a wave carries a link of its own."""
        rows = _rows(db, enrolments, written_to)
        self._said = told_by(rows)
        self._asking = Asking(db, enrolments)
        self._begun: dict[int, list[Begun]] = defaultdict(list)
        self._invited: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            if row.sort == "begun":
                self._begun[row.enrolment].append(
                    Begun(row.key, row.measure, row.at, row.answered, row.completed, row.days)
                )
            elif row.sort == "letter":
                _kind, enrolment, wave = row.key.split(":", 2)
                self._invited[int(enrolment)].add(wave)

    def consents(self, enrolment_id: int) -> Mapping[ConsentTo, bool]:
        """The newest answer to each purpose; one never asked is absent."""
        return self._said.get(enrolment_id, Said()).consents

    def hers(self, enrolment_id: int) -> Hers:
        said = self._said.get(enrolment_id, Said())
        return Hers(
            consents=said.consents,
            once=said.once,
            assessments=self._begun.get(enrolment_id, ()),
            invited=self._invited.get(enrolment_id, ()),
            said=said,
            asking=self._asking,
        )

    def waves(self, waves: Sequence[Dated], enrolment: Place, zone: str) -> tuple[WaveFacts, ...]:
        return all_facts(waves, enrolment, zone=zone, hers=self.hers(enrolment.stored_id))

    def wave(self, wave: Wave, enrolment: Enrolment, zone: str, meetings: Sequence[Meeting]) -> WaveFacts:
        return wave_facts(wave, enrolment, meetings, zone=zone, hers=self.hers(enrolment.stored_id))


def asked_in(db: Session, cohort_ids: Sequence[int]) -> Asked:
    """The same for everybody who ever joined these cohorts, with the letters."""
    places = col(Enrolment.cohort_id).in_(cohort_ids)
    return Asked(
        db,
        select(Enrolment.id).where(places),
        written_to=select(Enrolment.person_id).where(places),
    )


def _rows(
    db: Session,
    enrolments: Collection[int] | SelectOfScalar[Any],
    written_to: Collection[int] | SelectOfScalar[Any] | None,
) -> Sequence[Row[Any]]:
    if written_to is None:
        return rows_of(db, enrolments, _of_these, _sorts)
    db.flush()
    return db.execute(together(*_sorts(enrolments), _letters(written_to))).all()


@lru_cache
def _of_these() -> CompoundSelect[Any]:
    return together(*_sorts(bindparam("enrolments", expanding=True)))


def _sorts(enrolments: Any) -> list[Select[Any]]:
    return [*sorts(enrolments), _begun(enrolments)]


def _begun(enrolments: Any) -> Select[Any]:
    row = table(Assessment).c
    mine = ROWS.rows(
        "begun",
        enrolment=row.enrolment_id,
        key=row.wave_key,
        measure=row.measure_key,
        at=row.started_at,
        answered=row.answered_at,
        completed=row.completed_at,
        days=row.days_from_target,
    )
    return mine.where(row.enrolment_id.in_(enrolments))


def _letters(people: Any) -> Select[Any]:
    link = table(Token).c
    return ROWS.rows("letter", key=link.about).where(link.purpose == Purpose.WAVE, link.person_id.in_(people))
