"""A person's language: chosen once, spoken on every page and in every letter, and honest where a text falls back."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from course import days, store
from course.delivery import loading
from course.delivery.ledger import Delivery
from course.delivery.scenes import Stage
from course.letters.table import write
from course.measures.assessment import Assessment
from course.people.person import Person
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.travelling import travel_to
from web.languages import ENGLISH_ONLY, language_choices

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "web/translations/de/LC_MESSAGES/messages.po"
STYLES = sorted((ROOT / "web/static/css").glob("*.css"))

STAFF_ONLY = re.compile(
    r"web/templates/(board|check_ins|content|dev|group_desk|guides|intakes|lead|meetings|messages|my_questions|outbox|people|person|rooms|voices)/"
    r"|web/templates/(patterns|layout_staff|macros/(charts|figures|forest|funnel|outline|reviewed|tables))\.html"
    r"|web/pages/(analysis|attendance|board|check_ins|content|dev|dev_content|ending|entering|group_desk|guides|intakes|meeting_list|meetings|messages|my_questions|outbox"
    r"|people|person/\w+|people_concern|people_list|people_questions|people_word|rooms"
    r"|emergency|handover|leading|run_sheet|substitutes|suggestions|team|voices|waiting)\.py|web/pages/lead/|web/(meeting|pace)_words\.py|web/message_draft\.py"
    r"|course/(commands|demo|exchange|outcomes|privacy|texts)/|course/cohorts/(?!naming)|course/delivery/"
    r"|course/letters/(table|staff_letters)\.py|course/letters/templates/staff_"
    r"|course/people/(inviting|intake_decision|planned_invitation|role|substituting|team)\.py|course/(address|clock)\.py"
    r"|course/practice/(asked_word|converting|recording\w*)\.py|course/print/(run_sheet|board_\w+)\.py|course/safety/(noted|plan|policy)\.py|course/group/(file|file_kinds|material|meeting_recording|message|moment|recording_days)\.py"
    r"|web/templates/(certificates/group|waiting/list)\.html"
    r"|web/templates/(materials|recordings)/|web/pages/(materials|recordings)\.py"
    r"|web/templates/concerns/|web/pages/concerns\.py|course/measures/(choosing|entering|extension|staff_wave|why|withheld)\.py"
)
"""Files whose sentences only staff read. Whatever is not named here is for participants and is translated."""


def spoken_to_participants() -> dict[str, str]:
    """{sentence: a file it stands in}, read from the sources."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, "_l": None}
    found = extract_from_dir(ROOT, mapping, options, keywords, directory_filter=_is_ours)
    return {
        message if isinstance(message, str) else message[0]: file
        for file, _line, message, _comments, _context in found
        if not STAFF_ONLY.match(file)
    }


def _is_ours(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[0] in ("course", "web")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open(encoding="utf-8") as file:
        return read_po(file, locale="de")


def test_everything_a_participant_reads_is_translated(catalogue: Catalog) -> None:
    wanted = spoken_to_participants()
    assert len(wanted) > 600
    said = {sentence: catalogue.get(sentence) for sentence in wanted}
    silent = {
        sentence: wanted[sentence]
        for sentence, message in said.items()
        if message is None or not all(_forms(message.string))
    }
    assert silent == {}


def test_nothing_is_guessed_and_every_placeholder_is_kept(catalogue: Catalog) -> None:
    wrong = []
    for message in catalogue:
        assert not message.id or not message.fuzzy, message.id
        if message.id and message.string and any(message.string):
            for check in checkers:
                check(catalogue, message)  # raises where a placeholder is missing
            names = re.findall(r"%\((\w+)\)", str(message.id[-1] if message.pluralizable else message.id))
            said = re.findall(
                r"%\((\w+)\)", str(message.string[-1] if message.pluralizable else message.string)
            )
            wrong += [] if set(names) == set(said) else [message.id]
    assert wrong == []


def test_german_says_no_unkind_word_and_no_exclamation_mark(catalogue: Catalog) -> None:
    unkind = re.compile(
        r"!|\b(musst|müsst|verpasst|überfällig|gescheitert|versäumt|unvollständig)\b", re.IGNORECASE
    )
    assert [one.string for one in catalogue if one.id and unkind.search(str(one.string))] == []


def test_the_compiled_words_are_those_of_the_catalogue(catalogue: Catalog) -> None:
    """bin/setup compiles them; bin/words does after an edit."""
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    kept = [one for one in catalogue if one.id and one.string and any(one.string)]
    said = {_first(one.id): _first(one.string) for one in compiled if one.id}
    assert {_first(one.id): said.get(_first(one.id)) for one in kept} == {
        _first(one.id): _first(one.string) for one in kept
    }


def _first(sentence: str | Sequence[str] | None) -> str:
    """The sentence, or its form for one."""
    return _forms(sentence)[0]


def _forms(sentence: str | Sequence[str] | None) -> Sequence[str]:
    """A sentence as its forms: one, or one for each number."""
    return [sentence or ""] if isinstance(sentence, str) or sentence is None else sentence


# --- pages ---


def speak(engine: Engine, person_id: int, locale: str) -> None:
    with store.writing(engine) as db:
        db.get_one(Person, person_id).locale = locale


@pytest.fixture
def maya(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> FlaskClient:
    """Maya, who reads German."""
    speak(site_engine, cast.maya, "de")
    return signed_in_as(cast.maya)


def words(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_a_language_is_chosen_under_me_and_spoken_from_then_on(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.maya)
    assert '<option value="de">Deutsch</option>' in words(browser, "/me/about")
    about = {"called": "Maya", "zone": "Europe/Lisbon", "theme": "system", "locale": "de"}
    answer = browser.post("/me/about", data=about, follow_redirects=True)
    assert 'lang="de" dir="ltr"' in answer.text
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).locale == "de"


def test_a_language_that_is_not_offered_is_refused(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    about = {"called": "Maya", "zone": "Europe/Lisbon", "theme": "system", "locale": "ar"}
    assert maya.post("/me/about", data=about).status_code == 422
    with store.reading(site_engine) as db:
        assert db.get_one(Person, cast.maya).locale == "de"


def test_the_first_week_is_german_from_the_first_line_to_the_last(maya: FlaskClient, cast: Cast) -> None:
    shown = words(maya, f"/course/{cast.here.enrolment}/week-1")
    assert '<html lang="de" dir="ltr"' in shown
    for sentence in (
        "Achtsames Selbstmitgefühl entdecken",
        "Die Stimme einer Freundin, nach innen gewandt",
        "Für die Tage dazwischen",
        "Wohltuende Berührung",
        "Wenn diese Woche schwer ist",
        "Was wir gemacht haben, der Reihe nach",
    ):
        assert sentence in shown
    assert 'lang="en"' not in shown


def test_a_week_that_is_not_translated_is_marked_as_english(maya: FlaskClient, cast: Cast) -> None:
    shown = words(maya, f"/course/{cast.here.enrolment}/week-2")
    assert '<html lang="de"' in shown
    assert re.search(r'<div lang="en" dir="ltr">\s*<h1>', shown)
    assert '<div class="prose reading" lang="en" dir="ltr">' in shown
    assert "Für die Tage dazwischen" in shown


def test_an_english_reader_finds_no_marks(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.maya), f"/course/{cast.here.enrolment}/week-2")
    assert shown.count(' lang="') == 1


def test_days_and_numbers_are_written_the_german_way(maya: FlaskClient) -> None:
    """Session 4 is on Thursday 18 March 2027 at 18:30 in Lisbon, which is UTC then."""
    shown = words(maya, "/today")
    assert "Donnerstag, 18. März" in shown
    assert "Guten Tag, Maya" in shown


@pytest.mark.parametrize(
    ("locale", "day", "short", "long"),
    [
        ("en", "Thursday 26 November", "Thu 26 Nov", "26 November 2026"),
        ("de", "Donnerstag, 26. November", "Do., 26. Nov.", "26. November 2026"),
        ("fr", "jeudi 26 novembre", "jeu. 26 nov.", "26 novembre 2026"),
    ],
)
def test_a_day_in_words(locale: str, day: str, short: str, long: str) -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC).date()
    assert (days.day(at, locale), days.short_day(at, locale), days.long_date(at, locale)) == (
        day,
        short,
        long,
    )


def test_the_questions_are_asked_and_pinned_in_her_language(
    maya: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    """The last session ends on 15 April; the questions after it are open on the 17th."""
    travel_to(site_engine, datetime(2027, 4, 24, 12, tzinfo=UTC))
    address = f"/questions/{cast.here.enrolment}/after"
    assert "Fragen: Nach Woche 8" in words(maya, address)
    maya.post(address)
    assert "Wie oft passt das in letzter Zeit zu dir?" in words(maya, f"{address}/1")
    with store.reading(site_engine) as db:
        mine = select(Assessment.locale).where(
            Assessment.enrolment_id == cast.here.enrolment, Assessment.wave_key == "after"
        )
        assert set(db.exec(mine).all()) == {"de"}


def test_a_browser_is_answered_in_its_language_when_nobody_is_signed_in(client: FlaskClient) -> None:
    german = client.get("/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert '<html lang="de"' in german.text
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in words(client, "/")


def test_who_accepts_an_invitation_keeps_the_language_it_was_read_in(
    client: FlaskClient, cast: Cast, site_engine: Engine
) -> None:
    form = {"name": "Neu", "zone": "Europe/Lisbon"}
    german = {"Accept-Language": "de"}
    address = f"/invitation/{cast.here.invitation_secret}"
    assert "Du bist eingeladen" in client.get(address, headers=german).text
    client.post(address, data=form, headers=german)
    with store.reading(site_engine) as db:
        assert db.exec(select(Person.locale).where(Person.email == "new-maya@example.org")).one() == "de"


def test_a_programme_with_a_language_of_its_own_invites_in_it(
    client: FlaskClient, signed_in_as: SignIn, cast: Cast
) -> None:
    settings = f"/programmes/{cast.here.programme}/settings/about"
    about = {"name": "Lindenhaus", "smallest_group": "8", "locale": "de"}
    assert signed_in_as(cast.lena).post(settings, data=about).status_code == 302
    asked_in_english = client.get(
        f"/invitation/{cast.here.invitation_secret}", headers={"Accept-Language": "en-GB"}
    )
    assert '<html lang="de"' in asked_in_english.text


def test_a_letter_and_what_its_link_opens_are_in_the_language_of_whoever_got_it(
    client: FlaskClient, app: Flask, cast: Cast, site_engine: Engine
) -> None:
    speak(site_engine, cast.maya, "de")
    with store.writing(site_engine) as db:
        row = Delivery(
            id=1, key="test", letter="week_opens", about=f"week:{cast.here.enrolment}:week-1", occurrence="",
            person_id=cast.maya, enrolment_id=cast.here.enrolment, due_at=NOW, next_try_at=NOW, message_id="test",
        )  # fmt: skip
        (facts,) = loading.enrolments(db, [cast.here.enrolment])
        letter = write(
            "week_opens",
            Stage(
                db, app.extensions["settings"], [row], {row.stored_id: facts}, keep=lambda _token: None
            ).scene(row, facts),
        )
    assert letter.subject == "Woche 1"
    assert "Woche 1 ist offen: Achtsames Selbstmitgefühl entdecken." in letter.text
    assert '<html lang="de" dir="ltr">' in letter.html
    english = {"Accept-Language": "en"}
    address = f"/open/week/{cast.here.week_secret}"
    assert '<html lang="de"' in client.get(address, headers=english).text
    assert '<html lang="de"' in client.post(address, headers=english, follow_redirects=True).text


def test_staff_pages_are_english_and_say_so(signed_in_as: SignIn, cast: Cast, site_engine: Engine) -> None:
    speak(site_engine, cast.ines, "de")
    shown = words(signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}")
    assert '<html lang="en" dir="ltr"' in shown
    assert "Before" in shown


def test_the_voices_of_a_programme_are_a_staff_page_too(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine
) -> None:
    speak(site_engine, cast.ines, "de")
    assert '<html lang="en"' in words(signed_in_as(cast.ines), f"/cohorts/{cast.here.cohort}/voices")


def test_a_language_of_a_region_has_a_name() -> None:
    assert language_choices("pt-BR")["pt-BR"] == language_choices("pt_BR")["pt_BR"] == "português (Brasil)"


def test_pages_that_are_not_translated_are_families_there_are(app: Flask) -> None:
    assert set(app.blueprints) >= ENGLISH_ONLY


def test_a_lead_sees_what_is_translated_and_what_is_not(signed_in_as: SignIn, cast: Cast) -> None:
    shown = words(signed_in_as(cast.lena), f"/programmes/{cast.here.programme}/languages")
    assert re.search(r"\d+ of \d+ texts are in German", shown)
    assert "Participants read these in the original" in shown
    assert "Backdraft" in shown or "Handout" in shown


# --- right to left ---


@pytest.mark.parametrize("locale", ["ar", "he", "fa", "ur"])
def test_a_language_written_from_right_to_left_turns_the_page(
    signed_in_as: SignIn, cast: Cast, site_engine: Engine, locale: str
) -> None:
    """None of them is offered yet; the page is ready for them, and its English texts keep their own direction."""
    speak(site_engine, cast.maya, locale)
    shown = words(signed_in_as(cast.maya), f"/course/{cast.here.enrolment}/week-1")
    assert f'<html lang="{locale}" dir="rtl"' in shown
    assert 'lang="en" dir="ltr"' in shown


PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|(?:background(?:-position)?|transform-origin|object-position)\s*:[^;]*\b(?:left|right)\b"
)
FOUR_SIDES = re.compile(r"(?<![-\w])(?:margin|padding|inset|border-width)\s*:\s*([^;}]+)")
ALLOWED = {
    "right 12px center": "the caret of a select has no logical keyword; controls.css turns it with :dir(rtl)",
    "left 12px center": "the same caret on a page from right to left",
    "0 0 2.5px 2.5px": "two sides of a turned box are the tick, which looks the same in every script",
}


def lopsided(value: str) -> bool:
    """Whether a four-sided value differs between left and right."""
    parts = re.findall(r"[^\s()]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?", value)
    return len(parts) == 4 and parts[1] != parts[3]


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.stem)
def test_a_sheet_names_no_side_of_the_page(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    sides = [css[hit.start() : css.find(";", hit.start())] for hit in PHYSICAL.finditer(css)]
    sides += [hit[0] for hit in FOUR_SIDES.finditer(css) if lopsided(hit[1])]
    assert [one for one in sides if not any(known in one for known in ALLOWED)] == []


def test_the_reader_of_sheets_finds_sides() -> None:
    for found in ("margin-left: 2px;", "left: 0;", "text-align: right;", "border-left-color: red;"):
        assert PHYSICAL.search(found)
    assert not PHYSICAL.search("margin-inline-start: 2px; text-align: start; .now-left b { top: 0; }")
    assert lopsided("1px 2px 3px 4px")
    assert not lopsided("1px var(--a) 3px var(--a)")
