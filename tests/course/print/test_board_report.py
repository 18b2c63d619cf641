"""The reports for a board: short, dated, readable aloud, and with nothing in them that the page hides."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from course import store
from course.cohorts import cohort as cohorts
from course.cohorts import programme
from course.cohorts.cohort import plan_for
from course.outcomes import freezing
from course.outcomes.cohort_report import CohortReport, cohort_report
from course.outcomes.harm_counts import Counts, of_unit
from course.outcomes.suppression import Threshold
from course.outcomes.yardstick import Own, yardstick
from course.people.person import welcome
from course.print.board_cohort import cohort_report_pdf
from curriculum.loader import load_course
from tests.course.conftest import NOW
from tests.course.outcomes.group_answers import everybody
from tests.course.outcomes.group_cases import CARING, TOTAL, group, rising
from tests.course.print.reading import fonts, inner, letters, pages, root

ON = date(2026, 11, 26)


def report(n: int) -> CohortReport:
    facts = group(rising(n), more={CARING: rising(n)})
    return cohort_report(
        facts, (TOTAL, CARING), TOTAL.key, threshold=Threshold(), yardstick=yardstick(Own(40, 0.6, 0.85))
    )


@pytest.mark.parametrize("n", [0, 7, 12, 40])
def test_a_cohort_fits_on_three_pages_and_each_says_whose_it_is(n: int) -> None:
    paper = pages(cohort_report_pdf(report(n), [], on=ON))
    assert 1 <= len(paper) <= 3
    assert letters("Report on Thursday evening, which began on 3 September 2026") in letters(paper[0])
    assert letters("As known on 26 November 2026") in letters(paper[0])
    assert all("Linden House" in one for one in paper)
    assert letters("It is not the effect of the course") in letters("".join(paper))


def test_harms_stand_on_the_first_page_beside_the_gains() -> None:
    found = [of_unit("after", "After week 8", Counts(asked=12, answered=11, named=6, lasting=6))]
    first = pages(cohort_report_pdf(report(12), found, on=ON))[0]
    assert "What people did not want" in first
    assert letters("Of 11 people who answered, 6 named something unwanted") in letters(first)
    nothing = pages(cohort_report_pdf(report(12), [], on=ON))[0]
    assert letters("Nobody has been asked yet whether the course did them harm") in letters(nothing)


def test_the_paper_is_tagged_named_and_set_in_our_fonts() -> None:
    pdf = cohort_report_pdf(report(40), [], on=ON)
    assert inner(root(pdf), "/MarkInfo").get("/Marked")
    assert str(root(pdf).get("/Lang")) == "en"
    assert {name.partition("-")[0] for name in fonts(pdf)} <= {
        "Literata",
        "AtkinsonHyperlegibleNext",
        "Figtree",
    }


def test_below_the_threshold_the_paper_has_no_figure_with_a_sign() -> None:
    said = "".join(pages(cohort_report_pdf(report(7), [], on=ON)))
    assert "Too few people have both scores" in " ".join(said.split())
    assert not any(sign in said for sign in ("+0.", "−0.", "+1.", "−1."))


def run(root_: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "course", "print", "board-report", *arguments]
    return subprocess.run(
        command, cwd=root_, capture_output=True, text=True, check=False, timeout=120,
        env={"DATABASE_URL": url, "MODE": "development", "PATH": ""},
    )  # fmt: skip


def test_a_programme_and_one_of_its_cohorts_are_printed_from_the_command_line(
    root: Path, fresh_url: str, fresh_engine: Engine, tmp_path: Path
) -> None:
    with store.writing(fresh_engine) as db:
        lena = welcome(db, email="lena@example.org", name="Lena", zone="Europe/Lisbon")
        house = programme.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)
        plan = plan_for(
            load_course("eight-weeks"),
            starts_on=date(2024, 2, 22),
            at=NOW.time(),
            zone="Europe/Lisbon",
            skipped={},
        )
        one = cohorts.create(db, house, name="Thursday", course_key="eight-weeks", plan=plan, by=lena)
        everybody(
            db,
            one,
            {"before": [(2, 2, 2, i % 4) for i in range(9)], "after": [(1, 2, i % 3, 3) for i in range(9)]},
        )
        freezing.freeze(db, house.stored_id, now=NOW)
    for name, more in (("all", ()), ("one", ("--cohort", "Thursday"))):
        file = tmp_path / f"{name}.pdf"
        done = run(root, fresh_url, "Linden House", str(file), *more)
        assert done.returncode == 0, done.stderr
        assert "Linden House" in pages(file.read_bytes())[0]
    for arguments, sentence in (
        (
            ("Elsewhere", "x.pdf"),
            "There is not exactly one programme of the name Elsewhere. There are: Linden House.",
        ),
        (
            ("Linden House", "x.pdf", "--cohort", "Friday"),
            "Linden House has no cohort of the name Friday. There are: Thursday.",
        ),
    ):
        done = run(root, fresh_url, *arguments)
        assert (done.returncode, done.stderr.strip()) == (2, sentence)
