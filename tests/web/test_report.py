"""The report of one cohort: who reads it, what it shows, and that its files hold the same and nothing more."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.outcomes import drawing, freezing, reliability_choice
from tests.cast import NOW, Cast
from tests.course.outcomes.group_answers import everybody
from tests.course.print.reading import letters, pages
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.test_looks import LIGHT, colours
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine

LATER = NOW + timedelta(days=700)
FEW = ((2, 2, 2, 2), (3, 2, 2, 2), (3, 1, 3, 2), (4, 2, 1, 3))
AT_MOST = 40
SCORE = "measure=stress-4&score=total"


def given(n: int, shift: int = 0) -> list[tuple[int, ...]]:
    return [FEW[(i + shift) % 4] for i in range(n)]


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/cohorts/{cast.here.cohort}/report"


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


def answered(engine: Engine, cast: Cast, before: int, after: int, name: str = "p") -> None:
    with store.writing(engine) as db:
        group = db.get_one(Cohort, cast.here.cohort)
        everybody(db, group, {"before": given(before), "after": given(after, 1)}, name=name)
        freezing.freeze(db, cast.here.programme, now=LATER)
    travel_to(engine, LATER)


def test_leads_and_the_groups_own_facilitators_read_the_same_and_nobody_else_does(
    signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 10, 9)
    for reader in (cast.lena, cast.ines):
        shown = signed_in_as(reader).get(f"{address}?{SCORE}").text
        assert "9 of the" in shown
        assert 'aria-label="' in shown
    for stranger in (cast.maya, cast.sam, cast.there.lead, cast.there.facilitator):
        browser = signed_in_as(stranger)
        assert browser.get(address).status_code == 404
        for file in (".csv", ".pdf", "/changes.svg"):
            assert browser.post(f"{address}{file}").status_code == 404


def test_a_cohort_under_another_programme_is_not_there(lena: FlaskClient, cast: Cast) -> None:
    assert (
        lena.get(f"/programmes/{cast.there.programme}/cohorts/{cast.here.cohort}/report").status_code == 404
    )
    assert lena.get(f"/programmes/{cast.here.programme}/cohorts/987654/report").status_code == 404


def test_a_score_nobody_has_is_not_there(lena: FlaskClient, address: str) -> None:
    for query in ("measure=nothing&score=total", "measure=stress-4&score=nothing", "measure=stress-4"):
        assert lena.get(f"{address}?{query}").status_code == 404
    for chart in ("nothing", "pairs"):
        assert lena.post(f"{address}/{chart}.svg").status_code == 404
    assert lena.post(f"{address}/changes.gif").status_code in {404, 405}


def test_a_group_without_answers_says_so(lena: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        one = db.get_one(Cohort, cast.here.cohort)
        empty = Cohort(
            **{key: value for key, value in one.model_dump().items() if key != "id"} | {"name": "New"}
        )
        db.add(empty)
        db.flush()
        key = empty.stored_id
    page = lena.get(f"/programmes/{cast.here.programme}/cohorts/{key}/report")
    assert page.status_code == 200
    assert "Nobody in this group has answered questions yet" in page.text
    assert lena.post(f"/programmes/{cast.here.programme}/cohorts/{key}/report.csv").status_code == 404


def test_while_questions_are_open_there_are_steps_and_no_score(lena: FlaskClient, address: str) -> None:
    shown = lena.get(address).text
    assert "It is too early to say how this group changed" in shown
    assert "Who took which step" in shown
    assert '<svg class="chart' not in shown


def test_the_charts_of_the_page_are_its_files(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 10, 9)
    shown = lena.get(f"{address}?{SCORE}").text
    files = re.findall(r'formaction="([^"]+/(\w+)\.(svg|png|csv)\?[^"]*)"', shown)
    assert {(chart, ending) for _path, chart, ending in files} >= {("changes", "svg"), ("changes", "csv")}
    for path, chart, ending in files:
        answer = lena.post(path.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert f"-{chart}.{ending}" in answer.headers["Content-Disposition"]
        if ending == "svg":
            marks = re.search(r"<g [^>]*>(.*)</g>", answer.get_data(as_text=True), re.DOTALL)
            assert marks is not None
            assert marks.group(1) in shown
        if ending == "png":
            assert answer.get_data().startswith(b"\x89PNG")
        if ending == "csv":
            rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
            assert len({len(row) for row in rows}) == 1


def test_below_the_threshold_nothing_of_the_scores_is_anywhere(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    """Seven people answered twice. Any change of theirs, and any bound, would be a number with a sign."""
    answered(site_engine, cast, 9, 7)
    shown = lena.get(f"{address}?{SCORE}").text
    table = lena.post(f"{address}.csv?{SCORE}").get_data(as_text=True)
    paper = "\n".join(pages(lena.post(f"{address}.pdf?{SCORE}").get_data()))
    assert "Too few people have both scores to show a change" in shown
    assert '<svg class="chart' not in shown
    for said in (shown, table, paper):
        assert not re.search(r"[+−]\d\.\d", said)
    assert lena.post(f"{address}/changes.csv?{SCORE}").status_code == 404


def test_the_paper_says_what_the_page_says(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 12, 11)
    shown = lena.get(f"{address}?{SCORE}").text
    heading = re.search(r"<h1>(.*?)</h1>", shown)
    lede = re.search(r'class="lede">(.*?)</p>', shown)
    assert heading is not None
    assert lede is not None
    paper = letters("".join(pages(lena.post(f"{address}.pdf?{SCORE}").get_data())))
    assert letters(heading.group(1)) in paper
    assert letters(lede.group(1)) in paper
    assert letters("A change is the later score minus the one before") in paper


def test_every_download_is_written_into_the_audit(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 10, 9)
    lena.post(f"{address}.csv?{SCORE}")
    lena.post(f"{address}/changes.svg?{SCORE}")
    lena.post(f"/programmes/{cast.here.programme}/board-report.pdf?{SCORE}")
    with store.reading(site_engine) as db:
        events = db.exec(select(AuditEvent).where(AuditEvent.what == "report.download")).all()
    assert [one.detail["file"] for one in events] == ["table.csv", "changes.svg", "board-report.pdf"]
    assert {one.actor_id for one in events} == {cast.lena}


def test_the_page_costs_the_same_for_few_and_for_many(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    costs = []
    for name in ("few", "more"):
        answered(site_engine, cast, 20, 18, name=name)
        lena.get(address)
        with counted(site_engine) as sent:
            assert lena.get(f"{address}?{SCORE}").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= AT_MOST


def test_a_report_is_one_tap_from_the_list_the_comparison_and_the_board(
    signed_in_as: SignIn, lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    assert f'href="{address}"' in lena.get(f"/programmes/{cast.here.programme}/cohorts").text
    assert f'href="{address}"' in signed_in_as(cast.ines).get(f"/cohorts/{cast.here.cohort}").text
    answered(site_engine, cast, 10, 9)
    compared = lena.get(f"/programmes/{cast.here.programme}/compare?{SCORE}").text
    assert f"{address}?{SCORE}".replace("&", "&amp;") in compared
    assert "board-report.pdf" in compared


def test_a_board_reads_the_whole_programme_on_paper(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    where = f"/programmes/{cast.here.programme}/board-report.pdf"
    answered(site_engine, cast, 10, 9)
    paper = pages(lena.post(f"{where}?{SCORE}").get_data())
    assert 1 <= len(paper) <= 3
    assert "Linden House" in paper[0]
    assert letters("How to read this") in letters("".join(paper))
    assert lena.post(f"{where}?measure=nothing&score=total").status_code == 404
    assert lena.post(f"{where}?wave=never").status_code == 404


def test_a_lead_sets_spread_and_reliability_and_both_stand_beside_the_result(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 12, 12)
    where = f"/programmes/{cast.here.programme}/reliability"
    assert "30 people of this programme" in lena.get(f"{address}?{SCORE}").text
    sent = {"score": "stress-4/total", "sd": "3.0", "reliability": "0.75", "source": "Our pilot of 2026"}
    assert lena.post(where, data=sent).status_code == 302
    shown = lena.get(f"{address}?{SCORE}").text
    # 1.96 · 3 · sqrt(2 · 0.25) = 4.158
    assert (
        "Reliable: more than 4.2 points, from a standard deviation of 3.00 and a reliability of 0.75" in shown
    )
    assert "(Our pilot of 2026)" in shown
    assert "Counts now" in lena.get(where).text
    lena.post(f"{where}/stress-4/total/end")
    assert "30 people of this programme" in lena.get(f"{address}?{SCORE}").text
    with store.reading(site_engine) as db:
        rows = reliability_choice.choices(db, cast.here.programme)
        events = db.exec(select(AuditEvent).where(AuditEvent.what == "reliability.choose")).all()
    assert [row.sd for row in rows] == [None, 3.0]
    assert [one.detail["reliability"] for one in events] == [0.75, None]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sd", "0", "above 0"),
        ("sd", "much", "above 0"),
        ("reliability", "1", "from 0 to below 1"),
        ("reliability", "-0.2", "from 0 to below 1"),
        ("source", " ", "where these figures come from"),
        ("source", "x" * 201, "A little shorter"),
        ("score", "nothing/total", "valid choice"),
    ],
)
def test_what_cannot_be_set_is_said_and_kept(
    lena: FlaskClient, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    sent = {"score": "self-compassion-12/total", "sd": "0.62", "reliability": "0.86", "source": "A study"}
    answer = lena.post(f"/programmes/{cast.here.programme}/reliability", data={**sent, field: typed})
    assert answer.status_code == 422
    assert sentence.lower() in answer.text.lower()
    assert 'value="0.86"' in answer.text or field == "reliability"


def test_the_same_choice_again_changes_nothing(lena: FlaskClient, cast: Cast, site_engine: Engine) -> None:
    sent = {"score": "self-compassion-12/total", "sd": "0.62", "reliability": "0.86", "source": "A study"}
    for _ in range(2):
        lena.post(f"/programmes/{cast.here.programme}/reliability", data=sent)
    with store.reading(site_engine) as db:
        assert len(reliability_choice.choices(db, cast.here.programme)) == 1


def test_a_larger_smallest_group_hides_more(
    lena: FlaskClient, cast: Cast, address: str, site_engine: Engine
) -> None:
    answered(site_engine, cast, 10, 9)
    with store.writing(site_engine) as db:
        db.get_one(Programme, cast.here.programme).smallest_group = 10
    assert "Too few people have both scores" in lena.get(f"{address}?{SCORE}").text


def test_files_and_paper_have_the_light_colours_of_the_site() -> None:
    used = set(re.findall(r"#[0-9A-F]{6}", drawing.INK))
    assert used <= set(colours(LIGHT).values())
