"""An import from a small file with every kind of fault in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, func, select

from course import privacy, store
from course.cohorts import programme
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.delivery import looking
from course.delivery.ledger import Delivery
from course.errors import Refused
from course.exchange import table
from course.exchange.import_map import load_map
from course.exchange.results_csv import Outcome, Report, import_results
from course.measures.assessment import Answer, Assessment, Mode, StoredScore
from course.outcomes.record import record
from course.outcomes.scores import Wave
from course.people.person import Person, welcome
from course.settings import Settings
from tests.course.exchange.test_import_map import GOOD

NOW = datetime(2027, 3, 17, 12, 0, tzinfo=UTC)
# Coded 1 to 5; items 2 and 3 are reversed, so 1,5,5,1 is the calmest: 0 of 16.
FILE = """\
id,arm,wave,s1,s2,s3,s4,sum
a,1,pre,5,1,1,5,16
a,1,post,1,5,5,1,0
b,1,pre,3,3,3,3,8
b,1,post,3,3,3,,
c,1,pre,2,3,3,2,9
c,1,pre,4,3,3,2,8
c,1,month,4,3,3,2,8
d,2,pre,3,3,3,3,8
e,1,pre,6,3,3,3,8
f,1,pre,x,3,3,3,8
,1,pre,3,3,3,3,8
g,1,pre,,,,,
h,1,pre,3,3
"""


@pytest.fixture
def engine(fresh_engine: Engine) -> Engine:
    with store.writing(fresh_engine) as db:
        lena = welcome(db, email="lena@example.org", name="Lena", zone="Europe/Lisbon")
        programme.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)
    return fresh_engine


def run(engine: Engine, folder: Path, text: str = FILE, *, commit: bool = True, good: str = GOOD) -> Report:
    file = folder / "map.yaml"
    file.write_text(good)
    return import_results(engine, *load_map(file), table.lines(text), commit=commit)


def counted(engine: Engine) -> dict[str, int]:
    with store.reading(engine) as db:
        tables = SQLModel.metadata.tables.values()
        return {one.name: db.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


def reason_of(report: Report, line: int) -> str:
    return next(row.reason for row in report.rows if row.line == line)


def house(db: Session) -> programme.Programme:
    return db.exec(select(programme.Programme)).one()


def test_every_row_ends_as_imported_converted_or_refused(engine: Engine, tmp_path: Path) -> None:
    report = run(engine, tmp_path)
    assert [row.line for row in report.rows] == list(range(2, 15))
    assert report.counts == {Outcome.CONVERTED: 5, Outcome.REFUSED: 8}
    assert all(row.reason for row in report.rows if row.outcome == Outcome.REFUSED)


def test_a_file_in_the_coding_of_the_measure_is_imported_as_it_stands(engine: Engine, tmp_path: Path) -> None:
    report = run(
        engine,
        tmp_path,
        "id,arm,wave,s1,s2,s3,s4,sum\na,1,pre,4,0,0,4,16\n",
        good=GOOD.replace("add: -1", "add: 0"),
    )
    assert report.counts == {Outcome.IMPORTED: 1}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (7, "line 6"),
        (8, "month"),
        (9, "Cohort 2"),
        (10, "s1 is 6, and answers go from 1 to 5"),
        (11, "s1 is x"),
        (12, "column id"),
        (13, "no answer"),
        (14, "fewer cells"),
    ],
)
def test_a_refused_row_says_why(engine: Engine, tmp_path: Path, line: int, says: str) -> None:
    assert says in reason_of(run(engine, tmp_path, commit=False), line)


def test_a_dry_run_writes_nothing_and_reports_the_same(engine: Engine, tmp_path: Path) -> None:
    before = counted(engine)
    dry = run(engine, tmp_path, commit=False)
    assert counted(engine) == before
    assert dry == run(engine, tmp_path)


def test_a_second_run_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    first = run(engine, tmp_path)
    before = counted(engine)
    second = run(engine, tmp_path)
    assert counted(engine) == before
    assert second.counts == first.counts
    assert (first.new, second.new) == (5, 0)


def test_answers_are_kept_item_by_item_in_the_coding_of_the_measure(engine: Engine, tmp_path: Path) -> None:
    run(engine, tmp_path)
    with store.reading(engine) as db:
        mine = (
            select(Assessment.wave_key, Answer.item_key, Answer.value)
            .join(Answer, col(Answer.assessment_id) == col(Assessment.id))
            .join(Enrolment, col(Enrolment.id) == col(Assessment.enrolment_id))
            .join(Person, col(Person.id) == col(Enrolment.person_id))
            .where(Person.external_id == "a")
        )
        assert set(db.exec(mine).all()) == {
            ("before", "q1", 4), ("before", "q2", 0), ("before", "q3", 0), ("before", "q4", 4),
            ("after", "q1", 0), ("after", "q2", 4), ("after", "q3", 4), ("after", "q4", 0),
        }  # fmt: skip
        scores = select(Assessment.wave_key, StoredScore.value, StoredScore.answered).join(StoredScore)
        assert ("before", 16, 4) in db.exec(scores).all()
        assert ("after", None, 3) in db.exec(scores).all()
        assert set(db.exec(select(Assessment.mode)).all()) == {Mode.IMPORTED}


def test_a_total_that_differs_from_the_items_is_reported(engine: Engine, tmp_path: Path) -> None:
    report = run(engine, tmp_path)
    assert (report.totals_checked, report.totals_differing) == (4, 1)
    assert reason_of(report, 6) == "sum is 9 in the file, and the items give 6."


def test_nobody_imported_is_ever_due_a_letter(
    engine: Engine, tmp_path: Path, environ: dict[str, str]
) -> None:
    run(engine, tmp_path)
    url = engine.url.render_as_string(hide_password=False)
    settings = Settings.from_env({**environ, "DATABASE_URL": url})
    with store.writing(engine) as db:
        cohort = db.exec(select(Cohort)).one()
        assert cohort.closed_at is not None
        assert cohort.imported_from == "trial-1"
        for enrolment in db.exec(select(Enrolment)).all():
            enrolment.look_at = cohort.created_at
        imported = db.exec(select(Person.email).where(col(Person.source).is_not(None))).all()
        assert imported == [None, None, None]
    while looking.look(engine, settings).subjects:
        pass
    with store.reading(engine) as db:
        assert db.exec(select(func.count()).select_from(Delivery)).one() == 0


def test_other_answers_for_what_is_stored_are_refused_and_change_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    run(engine, tmp_path)
    before = counted(engine)
    again = run(engine, tmp_path, FILE.replace("a,1,post,1,5", "a,1,post,2,5"))
    assert "other answers" in reason_of(again, 3)
    assert counted(engine) == before


def test_somebody_who_was_erased_is_not_brought_back(engine: Engine, tmp_path: Path) -> None:
    run(engine, tmp_path)
    with store.writing(engine) as db:
        person = db.exec(select(Person).where(Person.external_id == "a")).one()
        privacy.erase_person(db, person, by=None)
    assert "erased" in reason_of(run(engine, tmp_path), 2)
    with store.reading(engine) as db:
        assert db.exec(select(func.count()).where(Person.external_id == "a")).one() == 0


def test_the_comparison_counts_imported_people(engine: Engine, tmp_path: Path) -> None:
    run(engine, tmp_path)
    with store.reading(engine) as db:
        [cohort] = record(db, house(db), "stress-4", "total", now=NOW).cohorts[Wave.AFTER]
    assert (cohort.started, cohort.finished, cohort.n) == (3, 2, 1)
    assert cohort.pairs is None  # of one person nothing is kept but her answers
    assert cohort.imported


def test_a_column_the_file_does_not_have_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="s4"):
        run(engine, tmp_path, FILE.replace("s4,sum", "s5,sum"))


def test_a_programme_that_is_not_there_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Linden House"):
        run(engine, tmp_path, good=GOOD.replace("programme: Linden House", "programme: Elsewhere"))
