"""A database of many cohorts with answers at three waves: what the benchmarks of outcomes begin with.

People change by half a standard deviation on average, cohorts differ, a quarter of the later answers is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from course import clock, store
from course.cohorts import bundle, cohort, programme
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.cohort import Cohort, plan_for
from course.cohorts.enrolment import Enrolment
from course.cohorts.meeting import Meeting
from course.measures.assessment import Answer, Assessment, Mode, StoredScore
from course.people import person
from course.people.consent import Consent, ConsentTo
from course.people.person import Person
from curriculum.loader import load_course, load_measure, load_wording
from curriculum.scoring import score

MEASURE = "self-compassion-12"
WAVES = ("before", "after", "six-months")
MISSING = 0.25
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AT_ONCE = 20_000


@dataclass(frozen=True)
class ManyCohorts:
    engine: Engine
    url: str
    programme_id: int
    lead_id: int
    cohorts: int
    people: int


def many_cohorts(folder: Path, *, cohorts: int = 1_000, people: int = 12, seed: int = 7) -> ManyCohorts:
    """A new SQLite database in this folder. Twelve people in a thousand cohorts take about a minute."""
    url = f"sqlite:///{folder / 'outcomes.sqlite'}"
    store.migrate(url)
    engine = store.make_engine(url)
    with store.writing(engine) as db:
        db.add(clock.CourseClock(offset_seconds=round((NOW - clock.real_now(db)).total_seconds())))
        lead = person.welcome(db, email="lead@example.org", name="Lead", zone="UTC")
        house = programme.create(db, name="Many", zone="UTC", country="PT", by=lead)
        first = _first_cohort(db, house, lead)
        builder = _Builder(db, first, cohorts, people, seed)
        builder.places()
        builder.presence()
        builder.answers()
        return ManyCohorts(engine, url, house.stored_id, lead.stored_id, cohorts, people)


def _first_cohort(db: Session, house: programme.Programme, lead: Person) -> Cohort:
    plan = plan_for(
        load_course("eight-weeks"), starts_on=date(2006, 1, 5), at=time(18), zone="UTC", skipped={}
    )
    return cohort.create(db, house, name="Cohort 0", course_key="eight-weeks", plan=plan, by=lead)


class _Builder:
    """Rows by the thousand, numbered by hand, so that nothing is read back."""

    def __init__(self, db: Session, first: Cohort, cohorts: int, people: int, seed: int) -> None:
        self.db, self.first, self.cohorts, self.people = db, first, cohorts, people
        self.rng = np.random.default_rng(seed)
        self.meetings = cohort.meetings(db, first)

    @property
    def everybody(self) -> range:
        return range(self.cohorts * self.people)

    def shift(self, number: int) -> timedelta:
        """A cohort a week, so that a thousand of them span some nineteen years."""
        return timedelta(weeks=number)

    def cohort_id(self, number: int) -> int:
        return self.first.stored_id + number

    def enrolment_id(self, one: int) -> int:
        return one + 1

    def places(self) -> None:
        like = self.first.model_dump(exclude={"id", "name", "starts_on"})
        self.put(
            Cohort,
            (
                like
                | {
                    "id": self.cohort_id(n),
                    "name": f"Cohort {n}",
                    "starts_on": self.first.starts_on + self.shift(n),
                }
                for n in range(1, self.cohorts)
            ),
        )
        self.put(
            Person,
            (
                {"id": 100 + one, "name": f"P {one}", "called": "P", "email": f"p{one}@example.org",
                 "zone": "UTC", "locale": "en", "theme": "system", "created_at": NOW}
                for one in self.everybody
            ),
        )  # fmt: skip
        self.put(
            Enrolment,
            (
                {"id": self.enrolment_id(one), "cohort_id": self.cohort_id(one // self.people),
                 "person_id": 100 + one, "joined_at": self.joined(one), "ready_at": self.joined(one),
                 "left_reason": "", "shares_practice": False}
                for one in self.everybody
            ),
        )  # fmt: skip
        self.put(
            Consent,
            (
                {"enrolment_id": self.enrolment_id(one), "purpose": purpose, "given": True,
                 "text_hash": "0" * 64, "locale": "en", "at": self.joined(one)}
                for one in self.everybody
                for purpose in (ConsentTo.MEASURES, ConsentTo.FOLLOW_UP)
            ),
        )  # fmt: skip

    def presence(self) -> None:
        last = max(one.stored_id for one in self.meetings)
        self.put(
            Meeting,
            (
                one.model_dump(exclude={"id", "cohort_id", "starts_at", "uid"})
                | {
                    "id": last + (n - 1) * len(self.meetings) + place + 1,
                    "cohort_id": self.cohort_id(n),
                    "starts_at": one.starts_at + self.shift(n),
                    "uid": f"{n}-{place}",
                }
                for n in range(1, self.cohorts)
                for place, one in enumerate(self.meetings)
            ),
        )
        weekly = [place for place, one in enumerate(self.meetings) if one.unit_key.startswith("week")]
        came = self.rng.random((len(self.everybody), len(weekly))) < 0.85
        self.put(
            Attendance,
            (
                {
                    "meeting_id": self.meeting_id(one // self.people, place, last),
                    "enrolment_id": self.enrolment_id(one),
                    "mark": Mark.HERE if came[one, at] else Mark.AWAY,
                    "marked_at": NOW,
                }
                for one in self.everybody
                for at, place in enumerate(weekly)
            ),
        )

    def meeting_id(self, number: int, place: int, last: int) -> int:
        if number == 0:
            return self.meetings[place].stored_id
        return last + (number - 1) * len(self.meetings) + place + 1

    def answers(self) -> None:
        measure, wording = load_measure(MEASURE), load_wording(MEASURE)
        definition = bundle.pin(self.db, "measure", MEASURE, measure)
        words = bundle.pin(self.db, "wording", MEASURE, wording)
        taken = [
            (number, one, wave)
            for number, (one, wave) in enumerate(self.occasions(), start=1)
        ]  # fmt: skip
        raw = self.raw(len(measure.items), [(one, wave) for _number, one, wave in taken], measure.scales)
        self.put(
            Assessment,
            (
                {"id": number, "enrolment_id": self.enrolment_id(one), "wave_key": WAVES[wave],
                 "measure_key": MEASURE, "definition_hash": definition, "wording_hash": words, "layout": 1,
                 "locale": "en", "mode": Mode.SITE, "started_at": self.when(one, wave),
                 "answered_at": self.when(one, wave), "completed_at": self.when(one, wave), "days_from_target": 0}
                for number, one, wave in taken
            ),
        )  # fmt: skip
        self.put(
            Answer,
            (
                {"client_id": UUID(int=number * 100 + place), "assessment_id": number, "item_key": item,
                 "value": int(raw[at, place]), "answered_at": self.when(one, wave)}
                for at, (number, one, wave) in enumerate(taken)
                for place, item in enumerate(measure.items)
            ),
        )  # fmt: skip
        self.put(
            StoredScore,
            (
                {"assessment_id": number, "score_key": key, "value": found.value, "answered": found.answered,
                 "prorated": found.prorated}
                for at, (number, _one, _wave) in enumerate(taken)
                for key, found in score(
                    measure, dict(zip(measure.items, raw[at].tolist(), strict=True))
                ).items()
            ),
        )  # fmt: skip

    def occasions(self) -> Iterator[tuple[int, int]]:
        there = self.rng.random((len(self.everybody), len(WAVES))) >= MISSING
        for one in self.everybody:
            for wave in range(len(WAVES)):
                if wave == 0 or there[one, wave]:
                    yield one, wave

    def raw(
        self, items: int, occasions: Sequence[tuple[int, int]], scales: Iterable[Any]
    ) -> np.ndarray[Any, Any]:
        """Answers of 1 to 5 that hang together: a person's level, her cohort's shift, and noise."""
        person_level = self.rng.normal(2.9, 0.6, len(self.everybody))
        course_shift = self.rng.normal(0.4, 0.15, self.cohorts)
        reversed_items = np.array([i in {0, 3, 7, 8, 10, 11} for i in range(items)])
        level = np.array(
            [person_level[one] + (course_shift[one // self.people] if wave else 0) for one, wave in occasions]
        )
        drawn = level[:, np.newaxis] + self.rng.normal(0, 0.8, (len(occasions), items))
        answered = np.clip(np.rint(drawn), 1, 5).astype(np.int64)
        return np.where(reversed_items, 6 - answered, answered)

    def joined(self, one: int) -> datetime:
        return self.meetings[0].starts_at + self.shift(one // self.people) - timedelta(days=20)

    def when(self, one: int, wave: int) -> datetime:
        end = self.meetings[-1].ends_at + self.shift(one // self.people)
        return (self.joined(one) + timedelta(days=1), end + timedelta(days=2), end + timedelta(days=185))[
            wave
        ]

    def put(self, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
        for batch in _batches(rows):
            self.db.execute(insert(table), batch)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
