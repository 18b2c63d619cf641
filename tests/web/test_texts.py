"""A lead sees every text with what is known about it, signs what a trained teacher has read, and takes it back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from course import store
from course.audit import AuditEvent
from course.cohorts.cohort import Cohort
from course.texts.placed import every_text
from course.texts.signature import TextSignature
from curriculum.loader import load_course
from tests.cast import Cast
from tests.site import SignIn
from tests.web.planning import made
from tests.web.written import Files, files

pytestmark = pytest.mark.one_engine

__all__ = ["files"]

COURSE = load_course("eight-weeks")
BY_PATH = {text.path: text for text in COURSE.texts}
HANDOUT = BY_PATH["courses/eight-weeks/week-1/handout.md"]
OUTLINE = BY_PATH["courses/eight-weeks/week-1/outline.yaml"]
ROSA = {"name": "Rosa Lind", "qualification": "trained teacher since 2019"}
NOT_YET = "Not yet reviewed by a trained teacher"


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/texts"


def test_every_text_of_the_course_stands_there_with_what_is_known_about_it(
    lena: FlaskClient, address: str
) -> None:
    page = lena.get(f"{address}?course=eight-weeks").text
    everything = every_text(COURSE)
    assert f"1 of {len(everything)} texts are signed" in page
    assert page.count('name="text"') == len(everything)
    assert "Outline of Discovering Mindful Self-Compassion" in page
    line = _line(page, HANDOUT.sha256)
    for said in ("For participants", "· en ·", "evidence T3", NOT_YET):
        assert said in line
    assert "For facilitators only" in _line(page, OUTLINE.sha256)


def test_ticked_texts_are_signed_with_name_qualification_and_day(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    ticked = {"text": [HANDOUT.sha256, OUTLINE.sha256], **ROSA}
    answer = lena.post(f"{address}?course=eight-weeks", data=ticked, follow_redirects=True)
    assert "2 texts are signed by Rosa Lind." in answer.text
    for text in (HANDOUT, OUTLINE):
        assert "Read and signed by Rosa Lind, trained teacher since 2019, 17 March 2027" in _line(
            answer.text, text.sha256
        )
    with store.reading(site_engine) as db:
        events = db.exec(select(AuditEvent).where(AuditEvent.what == "text.sign")).all()
    paths = [event.detail["path"] for event in events if event.actor_id == cast.lena]
    assert paths[-2:] == [HANDOUT.path, OUTLINE.path]


def test_only_the_unsigned_are_shown_when_asked(lena: FlaskClient, address: str) -> None:
    lena.post(f"{address}?course=eight-weeks", data={"text": HANDOUT.sha256, **ROSA})
    page = lena.get(f"{address}?course=eight-weeks&show=unsigned").text
    assert HANDOUT.sha256 not in page
    assert OUTLINE.sha256 in page
    assert page.count('name="text"') == len(every_text(COURSE)) - 2  # one more was signed in the cast's world


def test_a_language_without_texts_is_not_there(lena: FlaskClient, address: str) -> None:
    assert lena.get(f"{address}?course=eight-weeks&language=xx").status_code == 404


def test_a_measure_that_does_not_fit_is_named_and_hides_no_language(
    lena: FlaskClient, cast: Cast, files: Files
) -> None:
    shown = lena.get(f"/programmes/{cast.here.programme}/languages")  # this folder has no measures at all
    assert shown.status_code == 200
    assert "measures/wording/self-compassion-12.en.yaml" in shown.text
    assert "texts are in German" in shown.text


def test_an_edited_file_is_another_text_and_unsigned_again(
    lena: FlaskClient, address: str, files: Files
) -> None:
    lena.post(f"{address}?course=eight-weeks", data={"text": HANDOUT.sha256, **ROSA})
    one = f"{address}/eight-weeks/{HANDOUT.path}"
    assert "Read and signed by Rosa Lind" in lena.get(one).text
    files.change("week-1/handout.md", COURSE.unit("week-1").reading.title, "Edited since")  # type: ignore[union-attr]
    edited = lena.get(one).text
    assert "Edited since" in edited
    assert NOT_YET in edited
    assert "Rosa Lind, trained" not in edited
    files.put_back("week-1/handout.md")
    assert "Read and signed by Rosa Lind" in lena.get(one).text


def test_what_changed_while_it_was_read_is_not_signed(
    lena: FlaskClient, address: str, files: Files, site_engine: Engine
) -> None:
    before = _signed(site_engine)
    files.change("week-1/handout.md", "title:", "title: Edited")
    for path in (f"{address}?course=eight-weeks", f"{address}/eight-weeks/{HANDOUT.path}"):
        answer = lena.post(path, data={"text": HANDOUT.sha256, **ROSA})
        assert answer.status_code == 422
        assert "A text has changed since this page was shown." in answer.text
        assert 'value="Rosa Lind"' in answer.text
    assert _signed(site_engine) == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": []}, "Please tick the texts that were read."),
        ({"name": " "}, "Please give the name of the reader."),
        ({"qualification": ""}, "Please say what qualifies them"),
        ({"name": "x" * 121}, "A little shorter, please."),
        ({"text": ["made up"]}, "A text has changed since this page was shown."),
    ],
)
def test_bad_input_is_explained_and_ticks_and_words_stay(
    lena: FlaskClient, address: str, site_engine: Engine, wrong: dict[str, object], sentence: str
) -> None:
    before = _signed(site_engine)
    sent = {"text": [OUTLINE.sha256], **ROSA, **wrong}
    answer = lena.post(f"{address}?course=eight-weeks", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "text" not in wrong:
        assert f'value="{OUTLINE.sha256}" checked' in answer.text
    if "qualification" not in wrong:
        assert 'value="trained teacher since 2019"' in answer.text
    assert _signed(site_engine) == before


def test_a_signature_can_be_taken_back(
    lena: FlaskClient, address: str, cast: Cast, site_engine: Engine
) -> None:
    one = f"{address}/eight-weeks/{HANDOUT.path}"
    shown = lena.post(one, data={"text": HANDOUT.sha256, **ROSA}, follow_redirects=True).text
    back = re.search(r'action="([^"]+/take-back)"', shown)
    assert back is not None
    said = lena.post(back[1], follow_redirects=True).text
    assert "The signature of Rosa Lind is taken back." in said
    assert NOT_YET in lena.get(one).text
    with store.reading(site_engine) as db:
        last = db.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
    assert last is not None
    assert (last.what, last.actor_id) == ("text.unsign", cast.lena)


def test_another_programme_cannot_take_a_signature_back(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    otto = signed_in_as(cast.there.lead)
    path = f"/programmes/{cast.there.programme}/texts/signatures/{cast.here.signature}/take-back"
    assert otto.post(path).status_code == 404
    with store.reading(site_engine) as db:
        assert db.get_one(TextSignature, cast.here.signature).taken_back_at is None


@pytest.mark.parametrize("key", ["eight-weeks", "six-meetings", "open-circle"])
def test_each_text_of_each_course_can_be_read(lena: FlaskClient, address: str, key: str) -> None:
    of_each_kind = {(text.kind, text.language): text for text in every_text(load_course(key))}
    for text in of_each_kind.values():
        page = lena.get(f"{address}/{key}/{text.path}")
        assert page.status_code == 200
        assert "<h1>" in page.text
        assert text.path in page.text


def test_a_text_is_shown_as_it_reads_and_an_outline_by_its_parts(lena: FlaskClient, address: str) -> None:
    part = COURSE.unit("week-1").agenda[0]
    shown = lena.get(f"{address}/eight-weeks/{OUTLINE.path}").text
    assert part.title.replace("’", "’") in shown
    assert "Watch for" in shown
    reading = COURSE.unit("week-1").reading
    assert reading is not None
    first = reading.markdown.split("\n\n")[0].split("\n")[0][:30]
    assert first in lena.get(f"{address}/eight-weeks/{HANDOUT.path}").text


@pytest.mark.parametrize(
    "path", ["eight-weeks/nothing.md", "nothing/courses/x.md", "eight-weeks/../../course/settings.py"]
)
def test_what_is_no_text_of_a_course_is_not_there(lena: FlaskClient, address: str, path: str) -> None:
    assert lena.get(f"{address}/{path}").status_code == 404
    assert lena.get(f"{address}?course=nothing").status_code == 404


def test_the_run_sheet_says_which_of_its_texts_nobody_has_read(
    lena: FlaskClient, signed_in_as: SignIn, cast: Cast, address: str, site_engine: Engine
) -> None:
    sheet = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/run-sheet"
    ines = signed_in_as(cast.ines)
    assert NOT_YET in ines.get(sheet).text
    lena.post(f"{address}?course=eight-weeks", data={"text": _of_week(4), **ROSA})
    read = ines.get(sheet).text
    assert "texts, read and signed" in read
    assert NOT_YET not in read


def test_participants_never_see_whether_a_text_is_reviewed(signed_in_as: SignIn, cast: Cast) -> None:
    maya = signed_in_as(cast.maya)
    hers = f"/course/{cast.here.enrolment}"
    for path in ("/today", "/course", f"{hers}/week-1", f"{hers}/week-3", "/me"):
        page = maya.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert "reviewed" not in page.text
        assert "signed by" not in page.text


def test_staff_who_do_not_lead_find_no_texts(signed_in_as: SignIn, cast: Cast, address: str) -> None:
    for stranger in (cast.ines, cast.maya, cast.there.lead):
        assert signed_in_as(stranger).get(address).status_code == 404
        assert signed_in_as(stranger).post(address, data={"text": HANDOUT.sha256, **ROSA}).status_code == 404


def test_before_the_first_invitation_what_is_lacking_is_seen_and_forbids_nothing(
    lena: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    people = _new_cohort(lena, cast)
    shown = lena.get(people).text
    assert f"{len(every_text(COURSE)) - 1} texts are not yet reviewed by a trained teacher" in shown
    assert "have no recording in the voice of this programme" in shown
    assert "Send the invitation" not in shown
    unticked = lena.post(f"{people}/open")
    assert unticked.status_code == 422
    assert "Please tick that you have seen this." in unticked.text
    assert _opened(site_engine) is False
    opened = lena.post(f"{people}/open", data={"seen": "y"}, follow_redirects=True).text
    assert "People can be invited now." in opened
    assert "Send the invitation" in opened
    assert _opened(site_engine) is True


def test_a_broken_file_is_named_and_new_cohorts_take_the_last_good_version(
    lena: FlaskClient, cast: Cast, files: Files, site_engine: Engine, address: str
) -> None:
    files.change("week-1/unit.yaml", "minutes: ", "minutes: about ")
    sentence = "courses/eight-weeks/week-1/unit.yaml, minutes: needs a whole number"
    form = f"/programmes/{cast.here.programme}/cohorts/new"
    for page in (form, address):
        shown = lena.get(page)
        assert shown.status_code == 200
        assert sentence in shown.text
    _new_cohort(lena, cast)
    with store.reading(site_engine) as db:
        old = db.get_one(Cohort, cast.here.cohort)
        new = db.exec(select(Cohort).order_by(col(Cohort.id).desc())).first()
    assert new is not None
    assert new.bundle_hash == old.bundle_hash


def _new_cohort(lena: FlaskClient, cast: Cast) -> str:
    """The address of a fresh cohort's people."""
    typed = {
        "course_key": "eight-weeks", "name": "Fresh", "starts_on": "2027-09-07", "at": "12:15",
        "zone": "Europe/Lisbon", "place": "", "video_link": "", "capacity": "12", "outline_minutes": "150",
        "orientation_on": "", "skipped": "", "retreat_after": "week-5", "retreat_on": "", "retreat_at": "",
    }  # fmt: skip
    return made(lena, cast.here.programme, typed).headers["Location"]


def _line(page: str, digest: str) -> str:
    """The line of one text in the list."""
    return page.partition(f'value="{digest}"')[2].partition("</li>")[0]


def _of_week(number: int) -> list[str]:
    unit = COURSE.unit(f"week-{number}")
    keys = {key for part in unit.agenda for key in (*part.practices, *part.exercises)}
    return [
        text.sha256
        for text in COURSE.texts
        if text.path == f"courses/eight-weeks/{unit.key}/outline.yaml"
        or (text.kind in ("practice", "exercise") and text.path.split("/")[-1].removesuffix(".md") in keys)
    ]


def _signed(engine: Engine) -> int:
    with store.reading(engine) as db:
        return len(db.exec(select(TextSignature.id)).all())


def _opened(engine: Engine) -> bool:
    with store.reading(engine) as db:
        return db.exec(select(Cohort).where(Cohort.name == "Fresh")).one().invitations_open_at is not None
