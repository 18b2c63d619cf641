"""A lead sees whose words each measure is asked in, under which licence, and what is off while they are ours."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from course import store
from course.exchange.import_measure.fitting import fit
from course.exchange.import_measure.picking import Wish
from course.exchange.import_measure.reading import read
from course.exchange.import_measure.source import opened
from course.measures import wordings
from curriculum.loader import load_measure
from tests.cast import Cast
from tests.site import SignIn

FILES = Path(__file__).parent.parent / "course" / "exchange" / "import_measure" / "files"


@pytest.fixture
def lena(signed_in_as: SignIn, cast: Cast) -> FlaskClient:
    return signed_in_as(cast.lena)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/programmes/{cast.here.programme}/measures"


def install(engine: Engine) -> None:
    found = fit(read(opened(FILES / "garden_dictionary.csv"), "en"), load_measure("gad-7"), Wish()).wording
    assert found is not None
    with store.writing(engine) as db:
        licence = "A letter of 3 May"
        wordings.install(
            db, found, form=found.form or "", licence=licence, file="garden.csv", sha256="0" * 64
        )


def part(page: str, key: str) -> str:
    found = re.search(rf'<details class="more measure" id="{key}">.*?</details>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_while_nothing_is_installed_every_measure_says_that_its_words_are_ours(
    lena: FlaskClient, address: str
) -> None:
    page = lena.get(address).text
    assert "Every measure is asked in our own words" in page
    said = part(page, "gad-7")
    assert (
        "7 items · English: ours · German: ours" in said or "7 items · German: ours · English: ours" in said
    )
    assert "Our own wording, not the validated form." in said
    assert "Off while the words are ours bands, cut-offs" in said
    assert "not asked" in part(page, "phq-9")
    assert "harming oneself" in part(page, "phq-9")


def test_installed_words_are_there_with_day_file_and_licence(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    install(site_engine)
    page = lena.get(address).text
    assert re.search(r"1 of \d+ measures is asked in official words", page)
    said = part(page, "gad-7")
    assert "English: official" in said
    assert "from garden.csv. By what right: A letter of 3 May" in said
    assert "In the official wording they are on." in said


def test_no_sentence_of_an_installed_form_stands_on_the_page(
    lena: FlaskClient, address: str, site_engine: Engine
) -> None:
    install(site_engine)
    assert "The tomatoes wanted water" not in lena.get(address).text


def test_an_unchecked_key_says_so(lena: FlaskClient, address: str) -> None:
    assert "unchecked" in part(lena.get(address).text, "cams-r")
    assert "two independent sources agree" in part(lena.get(address).text, "gad-7")
