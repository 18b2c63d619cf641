"""What the letters say, how long they are, where they point, and that nothing in them gives anybody away."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course.delivery.rules import KIND_OF, RULES
from course.letters.letter import Letter
from course.letters.scene import Scene
from course.letters.table import LETTERS, title, write
from tests.course.letters.written import FOLDER, MAYA, WEEK_3, as_file, letters

WRITTEN = {name: (letter, scene, written) for name, letter, scene, written in letters()}
UNKIND = (
    "!", "don't", "don’t", "forget", "overdue", "missed", "failed", "must", "streak", "hurry up", "last chance",
    "rank", "behind", "reward", "compassion", "therapy", "score",
)  # fmt: skip
EMOJI = re.compile("[\U0001f000-\U0001ffff☀-➿]")


@pytest.fixture(params=sorted(WRITTEN))
def written(request: pytest.FixtureRequest) -> tuple[str, Scene, Letter]:
    return WRITTEN[request.param]


def body_of(text: str) -> str:
    """Without the foot, and without the address of the link."""
    return " ".join(
        line for line in text.split("\n-- \n", maxsplit=1)[0].splitlines() if not line.startswith("http")
    )


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_a_letter_says_what_was_read_in_review(name: str) -> None:
    assert as_file(WRITTEN[name][2]) == (FOLDER / f"{name}.txt").read_text()


def test_every_snapshot_belongs_to_a_letter() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(WRITTEN)


def test_every_letter_of_the_table_was_read_in_review() -> None:
    assert {letter for letter, _scene, _written in WRITTEN.values()} == set(LETTERS)


def test_every_letter_has_a_rule_of_the_same_name_and_a_title() -> None:
    rules = {rule.letter for of_subject in RULES.values() for rule in of_subject}
    assert rules == set(LETTERS)
    assert all(title(letter) for letter in LETTERS)


def test_a_letter_has_fewer_than_sixty_words(written: tuple[str, Scene, Letter]) -> None:
    """But a copy, which is as long as what was agreed to."""
    assert len(body_of(written[2].text).split()) < 60 or written[0] == "consent_copy"


def test_a_letter_asks_for_nothing_unkindly(written: tuple[str, Scene, Letter]) -> None:
    _letter, _scene, paper = written
    said = f"{paper.subject} {paper.text}".lower().replace("http", "")
    assert not [word for word in UNKIND if word in said]
    assert not EMOJI.search(said)


def test_a_subject_names_no_person_and_is_one_line(written: tuple[str, Scene, Letter]) -> None:
    _letter, scene, paper = written
    assert scene.called not in paper.subject
    assert "\n" not in paper.subject
    assert len(paper.subject) <= 60


def test_a_letter_has_one_primary_link_a_help_link_and_a_stop_link_if_it_can_be_stopped(
    written: tuple[str, Scene, Letter],
) -> None:
    letter, scene, paper = written
    main, foot = paper.text.split("\n-- \n")
    assert main.count("https://") == 1
    assert f"{scene.site}/help" in foot
    assert (KIND_OF[letter] is not None) == (paper.stop_url is not None) == (f"{scene.site}/stop/" in foot)


def test_text_and_html_hold_the_same_links(written: tuple[str, Scene, Letter]) -> None:
    _letter, _scene, paper = written
    assert set(re.findall(r"https?://\S+", paper.text)) == set(page(paper.html).links)


def test_the_html_loads_nothing_and_tracks_nobody(written: tuple[str, Scene, Letter]) -> None:
    found = page(written[2].html)
    assert found.tags.isdisjoint({"img", "script", "link", "iframe", "video", "audio", "object"})
    assert "style" not in found.attributes
    assert "url(" not in written[2].html
    assert found.buttons == 1


def test_the_html_declares_both_colour_schemes_and_its_language(written: tuple[str, Scene, Letter]) -> None:
    html = written[2].html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert '<html lang="en" dir="ltr">' in html


def test_a_name_cannot_bring_markup_into_a_letter() -> None:
    scene = replace(MAYA, called="<b>Maya</b>", about="week:1:week-3", week=WEEK_3)
    assert "<b>" not in write("week_opens", scene).html


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.buttons = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
            self.buttons += given.get("class") == "button"


def page(html: str) -> Page:
    parser = Page()
    parser.feed(html)
    return parser
