"""Official words beside our own: installed, asked, taken away, and what comes on and off with them."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts.enrolment import Enrolment
from course.cohorts.place import place
from course.errors import Refused
from course.exchange.import_measure.fitting import fit
from course.exchange.import_measure.picking import Wish
from course.exchange.import_measure.reading import read
from course.exchange.import_measure.source import opened
from course.measures import assessment, wordings
from course.measures.known import known
from course.measures.looking_back import looking_back
from course.measures.wordings import InstalledWording, wording_for, wording_label
from curriculum.figures import Published
from curriculum.loader import load_measure, load_wording
from curriculum.measure import Wording
from curriculum.official import published
from tests.course.conftest import NOW

GARDEN = Path(__file__).parent.parent / "exchange" / "import_measure" / "files" / "garden_dictionary.csv"
GAD_7 = load_measure("gad-7")


@pytest.fixture
def official() -> Wording:
    found = fit(read(opened(GARDEN), "en"), GAD_7, Wish()).wording
    assert found is not None
    return found


def install(db: Session, wording: Wording, licence: str = "A letter of 3 May") -> InstalledWording:
    return wordings.install(
        db, wording, form=wording.form or "", licence=licence, file="garden.csv", sha256="0" * 64
    )


def test_what_is_imported_is_asked_from_the_next_beginning_on(
    db: Session, hers: Enrolment, official: Wording
) -> None:
    before = assessment.begin(db, hers, wave_key="before", measure_key="gad-7", locale="en", now=NOW)
    install(db, official)
    after = assessment.begin(db, hers, wave_key="after", measure_key="gad-7", locale="en", now=NOW)
    asked = {one.wave_key: assessment.wording(db, one) for one in (before, after)}
    assert asked["before"] is not None
    assert asked["before"].ours
    assert asked["after"] == official
    assert not official.ours
    assessment.save_answer(db, after, item="q1", value=3, client_id=uuid4(), now=NOW)
    assert assessment.answers(db, after) == {"q1": 3}


def test_official_words_in_one_language_leave_the_others_alone(db: Session, official: Wording) -> None:
    install(db, official)
    assert not wording_for(db, "gad-7", "en_GB").ours
    assert wording_for(db, "gad-7", "de").ours


def test_the_newest_is_asked_and_the_same_again_changes_nothing(db: Session, official: Wording) -> None:
    first = install(db, official)
    assert install(db, official).id == first.id
    newer = official.model_copy(update={"title": "Another printing"})
    install(db, newer)
    assert wording_for(db, "gad-7", "en").title == "Another printing"
    assert len(db.exec(select(InstalledWording)).all()) == 2


def test_taking_away_goes_back_to_our_own_and_not_to_an_older_printing(
    db: Session, official: Wording
) -> None:
    install(db, official)
    install(db, official.model_copy(update={"title": "Another printing"}))
    wordings.remove(db, "gad-7", "en")
    assert wording_for(db, "gad-7", "en").ours
    with pytest.raises(Refused, match="No official wording of gad-7 is installed in en"):
        wordings.remove(db, "gad-7", "en")


def test_installing_and_taking_away_leave_a_line_each(db: Session, official: Wording) -> None:
    install(db, official)
    wordings.remove(db, "gad-7", "en")
    lines = db.exec(select(AuditEvent).where(AuditEvent.about == "measure:gad-7")).all()
    assert [line.what for line in lines] == ["wording.install", "wording.remove"]
    assert lines[0].detail["sha256"] == "0" * 64
    assert official.items["q1"] not in str(lines[0].detail)


def test_answers_to_our_words_and_to_official_ones_are_not_set_side_by_side(
    db: Session, hers: Enrolment, official: Wording
) -> None:
    def answered(wave: str) -> None:
        one = assessment.begin(db, hers, wave_key=wave, measure_key="gad-7", locale="en", now=NOW)
        for item in GAD_7.items:
            assessment.save_answer(db, one, item=item, value=2, client_id=uuid4(), now=NOW)
        assessment.complete(db, one, now=NOW)

    answered("before")
    install(db, official)
    answered("after")
    hers_now = place(db, hers.stored_id)
    assert looking_back(db, hers_now) == []
    answered("six-months")
    [line] = looking_back(db, hers_now)
    assert (line.values, line.ours) == ({"after": 14.0, "six-months": 14.0}, False)


def test_published_figures_are_on_for_official_words_of_the_right_form_alone(official: Wording) -> None:
    assert published(GAD_7, official) == GAD_7.published
    assert GAD_7.published.bands
    assert published(GAD_7, load_wording("gad-7")) == Published()
    assert published(GAD_7, official.model_copy(update={"form": "another order"})) == Published()
    assert published(GAD_7, None) == Published()


def test_every_place_can_say_whose_words_they_are(official: Wording) -> None:
    assert wording_label(GAD_7, load_wording("gad-7")) == "our own wording, not the validated form"
    assert wording_label(GAD_7, official) == "official wording"
    assert "another form" in wording_label(GAD_7, official.model_copy(update={"form": "another order"}))
    assert "not known" in wording_label(GAD_7, None)


def test_a_site_knows_which_words_it_asks_and_what_is_off_meanwhile(db: Session, official: Wording) -> None:
    before = {one.measure.key: one for one in known(db)[0]}["gad-7"]
    assert before.official == ()
    assert before.off == GAD_7.published
    install(db, official)
    after = {one.measure.key: one for one in known(db)[0]}["gad-7"]
    assert [row.language for row in after.official] == ["en"]
    assert after.off == GAD_7.published  # the German words are still ours
    install(db, official.model_copy(update={"language": "de"}))
    assert {one.measure.key: one for one in known(db)[0]}["gad-7"].off == Published()
