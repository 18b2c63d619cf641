"""`import-measure`, `measures` and `remove-wording` as they are called."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from course import store
from course.__main__ import app
from course.errors import Refused
from course.measures.wordings import InstalledWording
from tests.real.databases import Databases

FILES = Path(__file__).parent / "exchange" / "import_measure" / "files"
GARDEN = str(FILES / "garden_dictionary.csv")
LICENCE = ("--licence", "A letter of 3 May")


@pytest.fixture
def url(databases: Databases, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    found = databases.new()
    for name, value in {**environ, "DATABASE_URL": found}.items():
        monkeypatch.setenv(name, value)
    yield found
    databases.drop(found)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, Refused), done.output
    return done.exception.sentence


def rows(url: str) -> list[InstalledWording]:
    engine = store.make_engine(url)
    with store.reading(engine) as db:
        found = list(db.exec(select(InstalledWording)).all())
    engine.dispose()
    return found


def test_a_dry_run_shows_every_row_and_what_would_come_on_and_writes_nothing(url: str) -> None:
    said = run("import-measure", GARDEN, "--measure", "gad-7").output
    assert "garden_dictionary.csv: REDCap data dictionary" in said
    assert "line 4   garden_1        imported   item 1" in said
    assert "7 imported, 0 converted, 5 ignored" in said
    assert "counts a missing answer as zero" in said
    assert "comes on   bands, cut-offs" in said
    assert "Nothing has changed; --yes installs these words." in said
    assert rows(url) == []


@pytest.mark.usefixtures("url")
def test_the_dry_run_in_the_docs_is_what_the_command_says() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "importing-measures.md").read_text()
    shown = docs.split("```")[1].strip().split("\n", 1)[1]
    assert run("import-measure", GARDEN, "--measure", "gad-7", *LICENCE).output.strip() == shown


def test_with_yes_the_words_are_installed_with_their_licence_once(url: str) -> None:
    asked = ("import-measure", GARDEN, "--measure", "gad-7", *LICENCE, "--yes")
    assert "Installed. From now on gad-7 is asked in these words in en" in run(*asked).output
    assert run(*asked).exit_code == 0
    [row] = rows(url)
    assert (row.measure_key, row.language, row.licence) == ("gad-7", "en", "A letter of 3 May")
    assert row.file == "garden_dictionary.csv"
    assert len(row.sha256) == 64
    listed = run("measures").output
    assert (
        "gad-7: 7 items, answers 0, 1, 2, 3; level A\n    de  our own wording, not the validated form"
        in listed
    )
    assert (
        f"    en  official since {row.installed_at:%Y-%m-%d}, garden_dictionary.csv; A letter of 3 May"
        in listed
    )


def test_nobody_installs_without_saying_which_measure_and_by_what_right(url: str) -> None:
    assert "--licence" in refused("import-measure", GARDEN, "--measure", "gad-7", "--yes")
    assert "say --measure gad-7" in refused("import-measure", GARDEN, *LICENCE, "--yes")
    assert "Whether this is gad-7, only you know" in run("import-measure", GARDEN).output
    assert rows(url) == []


def test_a_file_that_does_not_fit_says_why_and_which_keys_are_near(url: str) -> None:
    sentence = refused("import-measure", GARDEN, "--measure", "phq-8", *LICENCE, "--yes")
    assert "phq-8 has 8 items" in sentence
    assert "gad-7: 7 items, answers 0, 1, 2, 3" in sentence
    assert rows(url) == []


@pytest.mark.usefixtures("url")
def test_a_file_of_no_key_of_ours_is_told_what_a_measure_needs(tmp_path: Path) -> None:
    text = Path(GARDEN).read_text().replace("3, Every morning", "3, Every morning | 4, Twice every morning")
    (tmp_path / "f.csv").write_text(text)
    sentence = refused("import-measure", str(tmp_path / "f.csv"))
    assert "fits none of the keys" in sentence
    assert "A measure of the site’s own cannot be brought in this way" in sentence


@pytest.mark.usefixtures("url")
def test_wrong_options_are_explained() -> None:
    assert "no measure garden" in refused("import-measure", GARDEN, "--measure", "garden")
    assert "is no language" in refused("import-measure", GARDEN, "--language", "English")
    assert "is no language" in refused("import-measure", GARDEN, "--language", "xq")
    assert "CODE=NUMBER" in refused("import-measure", GARDEN, "--value", "never")
    long = ("--licence", "x" * 401)
    assert "400 fit" in refused("import-measure", GARDEN, "--measure", "gad-7", *long, "--yes")


def test_taking_words_away_goes_back_to_our_own(url: str) -> None:
    run("import-measure", GARDEN, "--measure", "gad-7", *LICENCE, "--yes")
    assert "gad-7 is asked in our own words again" in run("remove-wording", "gad-7", "en").output
    assert "No official wording" in refused("remove-wording", "gad-7", "en")
    assert rows(url)[0].removed_at is not None


def test_after_official_words_of_phq_9_are_gone_it_is_not_asked(url: str, tmp_path: Path) -> None:
    head, *lines = Path(GARDEN).read_text().splitlines(keepends=True)
    items = [line for line in lines if line.startswith("garden_") and ",garden," in line][:7]
    more = [items[0].replace("garden_1", f"garden_{n}") for n in (8, 9)]
    (tmp_path / "nine.csv").write_text("".join([head, *items, *more]))
    said = run("import-measure", str(tmp_path / "nine.csv"), "--measure", "phq-9", *LICENCE, "--yes").output
    assert "phq-9 asks about harming oneself" in said
    assert len(rows(url)) == 1
    assert "has no words of our own, and is not asked" in run("remove-wording", "phq-9", "en").output
