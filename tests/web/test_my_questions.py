"""How the work is for a facilitator: asked if she likes, seen by her alone, and by a programme only as averages."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from course import store
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.measures import staff_wave
from course.measures.staff_wave import StaffAnswer, StaffAssessment, StaffScore
from course.outcomes.staff_figures import staff_figures
from course.people import person, role
from course.people.person import Person
from course.people.signed_in import SignedIn
from course.privacy.erasing import erase_person
from curriculum.loader import load_measure
from tests.cast import Cast
from tests.course.safety import official
from tests.site import SignIn
from tests.web.counting import counted
from tests.web.travelling import travel_to

OPEN = datetime(2027, 4, 18, 9, tzinfo=UTC)
CBI = load_measure("cbi")


@pytest.fixture
def ines(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    travel_to(site_engine, OPEN)
    return signed_in_as(cast.ines)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/cohorts/{cast.here.cohort}/my-forms/questions"


def all_at(value: int, **more: str) -> dict[str, str]:
    """The item about strength left after work is turned round, so it gets the opposite."""
    given = {f"answer-{item}": str(value) for item in CBI.items}
    return {"client_id": str(uuid4()), **given, "answer-w_energy": str(100 - value), **more}


def test_she_answers_one_page_and_reads_what_came_of_it_in_words_with_its_day(
    ines: FlaskClient, cast: Cast, base: str, site_engine: Engine
) -> None:
    assert "How the work is for you" in ines.get(f"/cohorts/{cast.here.cohort}/my-forms").text
    shown = ines.get(f"{base}/own-after/cbi").text
    assert "Our own wording, not the validated form." in shown
    sent = all_at(25)
    assert ines.post(f"{base}/own-after/cbi", data=sent).location == base
    assert ines.post(f"{base}/own-after/cbi", data=sent).location == base  # sent twice
    told = ines.get(base).text
    assert "25.0 on 18 April 2027, Thursday evening" in told
    assert "less is welcome" in told
    assert "published band" not in told
    assert "whom" not in told
    assert "That sounds like a lot to carry" not in told
    assert ines.post(f"{base}/own-after/cbi", data=all_at(50)).status_code == 422
    with store.reading(site_engine) as db:
        assert len(db.exec(select(StaffAssessment)).all()) == 1
        assert len(db.exec(select(StaffAnswer)).all()) == 19
        assert {one.value for one in db.exec(select(StaffScore)).all()} == {25.0}


def test_heavy_answers_bring_whom_to_talk_to_and_no_diagnosis(ines: FlaskClient, base: str) -> None:
    ines.post(f"{base}/own-after/cbi", data=all_at(75))
    told = ines.get(base).text
    assert "That sounds like a lot to carry" in told
    assert "Lena, who leads the programme" in told
    assert "no diagnosis, and nobody is told" in told
    assert "tel:112" in told
    assert "burnout" not in told.lower()


def test_published_bands_stand_only_beside_official_words(
    ines: FlaskClient, base: str, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        official.install(db, "proqol-5")
    measure = load_measure("proqol-5")
    reversed_ = measure.scales[1].reversed
    given = {f"answer-{item}": "1" if item in reversed_ else "5" for item in measure.items}
    ines.post(f"{base}/own-after/proqol-5", data={"client_id": str(uuid4()), **given})
    told = ines.get(base).text
    assert "50.0 on 18 April 2027, Thursday evening · published band: high" in told
    assert "That sounds like a lot to carry" in told


def test_what_makes_no_sense_or_is_not_open_is_refused_and_kept_on_the_page(
    ines: FlaskClient, base: str, site_engine: Engine
) -> None:
    for wrong in (all_at(25, **{"answer-p1": "26"}), all_at(25, **{"answer-p1": "many"})):
        answered = ines.post(f"{base}/own-after/cbi", data=wrong)
        assert answered.status_code == 422
        assert answered.text.count('value="25" selected') == 17
    nothing = dict.fromkeys(all_at(25), "") | {"client_id": str(uuid4())}
    assert "Nothing was chosen." in ines.post(f"{base}/own-after/cbi", data=nothing).text
    assert "These questions are not open now." in ines.post(f"{base}/own-before/cbi", data=all_at(25)).text
    for gone in (f"{base}/own-after/stress-4", f"{base}/after/cbi"):
        assert ines.get(gone).status_code == 404
    with store.reading(site_engine) as db:
        assert db.exec(select(StaffAssessment)).all() == []


def test_a_co_facilitator_a_lead_and_a_participant_see_nothing_of_it(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast, base: str, site_engine: Engine
) -> None:
    ines.post(f"{base}/own-after/cbi", data=all_at(75))
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.sam)
    told = signed_in_as(cast.sam).get(base).text
    assert "75.0" not in told
    assert "That sounds like a lot" not in told
    for stranger in (cast.lena, cast.maya, cast.there.facilitator):
        assert signed_in_as(stranger).get(base).status_code == 404
    page = signed_in_as(cast.lena).get(f"/programmes/{cast.here.programme}/settings/facilitators").text
    assert "Nothing is shown before 8 people have answered." in page
    assert "75.0" not in page


def test_the_second_door_asks_after_a_while(ines: FlaskClient, base: str, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        db.execute(update(SignedIn).values(journal_until=datetime(2020, 1, 1, tzinfo=UTC)))
    assert "/journal/confirm" in (ines.get(base).location or "")
    assert ines.post(f"{base}/own-after/cbi", data=all_at(25)).status_code == 401


def test_the_page_costs_few_statements(ines: FlaskClient, base: str, site_engine: Engine) -> None:
    ines.post(f"{base}/own-after/cbi", data=all_at(25))
    ines.get(base)
    with counted(site_engine) as sent:
        ines.get(base)
    assert len(sent) <= 14, "\n".join(sent)


def test_erasing_her_leaves_none_of_it(ines: FlaskClient, cast: Cast, base: str, site_engine: Engine) -> None:
    with store.writing(site_engine) as db:
        who = person.welcome(db, email="kim@example.org", name="Kim", zone="UTC")
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=who.stored_id)
        _answers(db, cast, who, 50)
        erase_person(db, who, by=None)
        for kind in (StaffAssessment, StaffAnswer, StaffScore):
            assert db.exec(select(kind)).all() == []


# Averages


def test_a_programme_sees_eight_people_together_then_sixteen_and_nothing_between(
    cast: Cast, site_engine: Engine
) -> None:
    """Values 0, 25, 50, 75, 100, 0, 25, 50 have the mean 40.625."""
    with store.writing(site_engine) as db:
        house = db.get_one(Programme, cast.here.programme)
        seen = []
        for number in range(17):
            who = person.welcome(db, email=f"f{number}@example.org", name=f"F{number}", zone="UTC")
            role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=who.stored_id)
            _answers(db, cast, who, (0, 25, 50, 75, 100)[number % 5], minute=number)
            [personal] = [one for one in staff_figures(db, house) if one.scored.key == "personal"]
            seen.append((personal.n, personal.mean))
        assert seen[:7] == [(None, None)] * 7
        assert seen[7:15] == [(8, 40.625)] * 8
        assert seen[15] == seen[16]
        assert seen[15][0] == 16
        house.smallest_group = 9  # a raised threshold puts whole eights together and tells nobody apart
        [personal] = [one for one in staff_figures(db, house) if one.scored.key == "personal"]
        assert (personal.n, personal.mean) == seen[15]
        assert staff_figures(db, db.get_one(Programme, cast.there.programme)) == []


def _answers(db: Session, cast: Cast, who: Person, value: int, minute: int = 0) -> None:
    at = OPEN + timedelta(minutes=minute)
    group = db.get_one(Cohort, cast.here.cohort)
    facilitator = staff_wave.facilitator_of(db, group, who)
    [own] = [one for one in staff_wave.waves_of(db, group, who, now=at) if one.wave.key == "own-after"]
    staff_wave.answer(db, facilitator, own, "cbi", dict.fromkeys(CBI.items, value), client_id=uuid4(), now=at)


def test_the_page_of_the_week_says_until_when_hers_are_open_and_tells_a_lead_nothing(
    ines: FlaskClient, signed_in_as: SignIn, cast: Cast
) -> None:
    said = "Questions about how the work is for you are open until"
    here = f"/cohorts/{cast.here.cohort}"
    assert said in ines.get(here).get_data(as_text=True)
    assert said not in signed_in_as(cast.lena).get(here).get_data(as_text=True)
