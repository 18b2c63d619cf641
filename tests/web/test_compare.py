"""The comparison page: what stands on it, its filters, its files, and corrections of frozen figures."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.programme import Programme
from course.outcomes import primary
from course.outcomes.freezing import freeze
from course.outcomes.primary import Analysis, Outcome
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.course.outcomes.answered import answers_of, changed, group_of, left
from tests.site import SignIn

pytestmark = pytest.mark.one_engine

FIRST = date(2025, 1, 9)
STRESS = "measure=stress-4&score=total"


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}"


@pytest.fixture
def past(site_engine: Engine, cast: Cast) -> None:
    """Five cohorts that are over, one of them small and one by video, with three leavers each."""
    with store.writing(site_engine) as db:
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        for number, size in enumerate((9, 5, 10, 12, 11)):
            where = {"place": "", "video_link": "https://x.example"} if number == 2 else {}
            starts = FIRST + timedelta(weeks=10 * number)
            group_of(db, house, by, starts, [*changed(size), *left(3)], **where)
        freeze(db, house.stored_id, now=NOW)


def rows(answer: object) -> dict[str, list[str]]:
    text = answer.get_data(as_text=True).lstrip("\ufeff")  # type: ignore[attr-defined]
    return {row[0]: row for row in csv.reader(io.StringIO(text))}


def test_the_page_says_what_every_model_says(lena: FlaskClient, address: str, past: None) -> None:
    page = lena.get(f"{address}/compare?{STRESS}").text
    assert "People left with less stress, and no cohort stands apart" in page
    for heading in ("How much they truly differ", "What the next one may bring", "At the same start"):
        assert heading in page
    assert "With 9 people who have only one of the two scores counted as well" in page
    assert "9 people who did not answer again had begun" in page  # three more wait for others
    assert "Every cohort sits where chance would put it." in page
    assert "What people did not want" in page
    assert page.count("Hidden: too few people") == 3  # two drawings of one chart, and the table
    assert page.count("<h1") == 1


def test_a_cohort_whose_questions_are_open_stands_there_with_its_day(
    lena: FlaskClient, address: str, past: None
) -> None:
    page = lena.get(f"{address}/compare?{STRESS}").text
    assert "Thursday evening" in page
    assert re.search(r"Its questions close on \d+ \w+ 2027", page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("held=video", 1),
        ("held=room", 3),
        ("course=eight-weeks", 4),
        ("course=six-meetings", 0),
        ("from=2025-05-01", 3),
        ("from=2025-05-01&to=2025-06-30", 1),
        ("from=&to=&held=&course=", 4),
    ],
)
def test_filters_pick_cohorts_and_files_follow(
    lena: FlaskClient, address: str, past: None, query: str, shown: int
) -> None:
    assert lena.get(f"{address}/compare?{STRESS}&{query}&by=cohort").status_code == 200
    file = rows(lena.post(f"{address}/compare.csv?{STRESS}&{query}&by=cohort"))
    assert sum(row[2] == "yes" and name.startswith("Group of") for name, row in file.items()) == shown


def test_there_is_no_filter_by_who_ran_it_and_no_order_but_the_date(
    lena: FlaskClient, address: str, past: None
) -> None:
    page = lena.get(f"{address}/compare?{STRESS}").text
    names = re.findall(r'name="(\w+)"', page)
    assert not {"facilitator", "by_person", "sort", "order"} & set(names)
    assert "Ines" not in page
    file = rows(lena.post(f"{address}/compare.csv?{STRESS}"))
    days = [row[1] for name, row in file.items() if name.startswith("Group of")]
    assert days == sorted(days)


def test_a_day_that_is_none_comes_back_with_a_sentence_and_what_was_typed(
    lena: FlaskClient, address: str, past: None
) -> None:
    for query, sentence in (
        ("from=yesterday", "Please write a day like"),
        ("from=2026-02-01&to=2026-01-01", "The second day lies before the first one."),
    ):
        answer = lena.get(f"{address}/compare?{STRESS}&{query}")
        assert answer.status_code == 422
        assert sentence in answer.text
        assert query.split("&")[0].removeprefix("from=") in answer.text
        assert "Hidden" not in answer.text
        assert lena.post(f"{address}/compare.csv?{STRESS}&{query}").status_code == 404


@pytest.mark.parametrize("query", ["held=boat", "by=facilitator", "wave=never"])
def test_what_there_is_not_to_choose_is_not_there(
    lena: FlaskClient, address: str, past: None, query: str
) -> None:
    assert lena.get(f"{address}/compare?{STRESS}&{query}").status_code == 404


def test_the_main_outcome_is_marked_and_everything_else_is_secondary(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine, past: None
) -> None:
    assert "No main outcome named" in lena.get(f"{address}/compare?{STRESS}").text
    with store.writing(site_engine) as db:
        outcome = Outcome("stress-4", "total", "after", Analysis.MEAN_CHANGE)
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        primary.declare(db, house, outcome, by=by, now=NOW)
    assert "Main outcome" in lena.get(f"{address}/compare?{STRESS}").text
    assert "People left with less stress" in lena.get(f"{address}/compare").text  # it is looked at first
    assert "Secondary outcome" in lena.get(f"{address}/compare?{STRESS}&wave=six-months").text


def test_years_stand_in_place_of_cohorts_when_asked(lena: FlaskClient, address: str, past: None) -> None:
    page = lena.get(f"{address}/compare?{STRESS}&by=year").text
    assert "Each row is a year." in page
    file = rows(lena.post(f"{address}/compare.csv?{STRESS}&by=year"))
    assert file["2025"][5] == "42"  # five people of one small cohort wait for more


@pytest.mark.parametrize(
    ("chart", "ending", "kind", "begins"),
    [
        ("forest", "svg", "image/svg+xml", b"<svg"),
        ("forest", "png", "image/png", b"\x89PNG"),
        ("funnel", "csv", "text/csv", "\ufeffCohort".encode()),
        ("answering", "svg", "image/svg+xml", b"<svg"),
    ],
)
def test_a_chart_is_a_file_and_a_line_of_the_audit(
    lena: FlaskClient,
    address: str,
    site_engine: Engine,
    past: None,
    chart: str,
    ending: str,
    kind: str,
    begins: bytes,
) -> None:
    answer = lena.post(f"{address}/compare/{chart}.{ending}?{STRESS}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.data.startswith(begins)
    assert b"Group of 2025-03-20" not in answer.data or b"Hidden" in answer.data or chart != "forest"
    with store.reading(site_engine) as db:
        event = db.exec(select(AuditEvent).where(AuditEvent.what == "comparison.download")).one()
    assert event.detail["file"] == f"{chart}.{ending}"
    assert lena.post(f"{address}/compare/nothing.{ending}?{STRESS}").status_code == 404


def test_frozen_figures_are_listed_and_corrected_with_a_reason(
    lena: FlaskClient, address: str, site_engine: Engine, past: None
) -> None:
    listed = lena.get(f"{address}/figures").text
    assert "Figures stand once questions have closed" in listed
    with store.writing(site_engine) as db:
        group = db.exec(select(Cohort).where(Cohort.starts_on == FIRST)).one()
        hers = db.exec(select(Enrolment).where(Enrolment.cohort_id == group.id)).first()
        assert hers is not None
        answers_of(db, hers, "after").value = 1.0
    number = re.search(
        rf"row\">{group.name}</th><td[^>]*>after the course.*?/figures/(\d+)", listed, re.DOTALL
    )
    assert number is not None
    form = f"{address}/figures/{number[1]}"
    before = rows(lena.post(f"{address}/compare.csv?{STRESS}"))[group.name]
    empty = lena.post(form, data={"reason": " "})
    assert (empty.status_code, "Please say why" in empty.text) == (422, True)
    done = lena.post(form, data={"reason": "A sheet was typed in wrongly."})
    assert done.status_code == 302, re.findall(r'class="errors".*?</div>', done.text, re.DOTALL)
    assert rows(lena.post(f"{address}/compare.csv?{STRESS}"))[group.name] != before
    assert "A sheet was typed in wrongly." in lena.get(f"{address}/figures").text
    again = lena.post(form, data={"reason": "Once more."})
    assert (again.status_code, "the same figures" in again.text) == (422, True)


def test_the_page_costs_as_many_statements_for_one_cohort_as_for_five(
    lena: FlaskClient, address: str, site_engine: Engine, cast: Cast, past: None
) -> None:
    from tests.web.counting import counted

    lena.get(f"{address}/compare?{STRESS}")
    with counted(site_engine) as one:
        lena.get(f"{address}/compare?{STRESS}")
    with store.writing(site_engine) as db:
        house, by = db.get_one(Programme, cast.here.programme), db.get_one(Person, cast.lena)
        for number in range(6):
            group_of(db, house, by, date(2024, 1, 4) + timedelta(weeks=number), changed(9))
        freeze(db, house.stored_id, now=NOW)
    with counted(site_engine) as more:
        lena.get(f"{address}/compare?{STRESS}")
    assert len(more) == len(one)
