"""Writing one letter: its words, its bytes and the rows of its secrets, beside a bare Jinja render of the same words.

`bin/bench writing [SECONDS]` writes each letter of the cast that reviews read, in English and in German, by turns with
a bare render and with rows of secrets on SQLite. The bare render knows nothing but Jinja: two templates of the finished
text and page in which every line of words is one variable, so it neither translates nor wraps nor quotes. CPU of this
process in medians; bytes go nowhere.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import unescape
from itertools import cycle
from statistics import median
from time import monotonic, process_time

from jinja2 import Environment, select_autoescape
from sqlmodel import Session

from course.delivery.message import Envelope, message
from course.letters.letter import Letter
from course.letters.made_up import scenes
from course.letters.scene import Scene
from course.letters.table import write
from course.people.token import Purpose, fresh, keep, mint
from course.store import make_engine, migrate, writing

NOW = datetime(2027, 3, 17, 18, 0, tzinfo=UTC)
GROUP = 10
HTML = Environment(autoescape=True)
PLAIN = Environment(autoescape=select_autoescape(default_for_string=False))
WORDS, BYTES, BARE = "the words", "their bytes", "a bare render of the same words"
ALONE, TOGETHER = (
    "the row of a secret, as an object of the session",
    "the row of a secret, written with its group",
)
Sides = dict[str, Callable[[], object]]


def main(seconds: float) -> None:
    cast = [
        (letter, replace(scene, locale=locale)) for _n, letter, scene in scenes() for locale in ("en", "de")
    ]
    for letter, scene in cast:
        write(letter, scene)  # compiled and looked up, as in a process that has run for a while
    sides = {**written(cast), BARE: bare(cast)}
    with tempfile.TemporaryDirectory() as folder:
        migrate(url := f"sqlite:///{folder}/tokens.db")
        with writing(make_engine(url)) as db:
            sides |= rows(db)
            took = by_turns(sides, seconds)
            db.rollback()
    for side, us in took.items():
        print(f"{us:7.1f} us  {side}")
    parts = took[WORDS] + took[BYTES] + took[TOGETHER]
    print(f"{parts:7.1f} us  all three: {parts / took[BARE]:.1f} times the bare render")


def written(cast: list[tuple[str, Scene]]) -> Sides:
    words, paper = cycle(cast), cycle([(scene, write(letter, scene)) for letter, scene in cast])
    return {WORDS: lambda: write(*next(words)), BYTES: lambda: on_the_wire(*next(paper))}


def on_the_wire(scene: Scene, letter: Letter) -> bytes:
    envelope = Envelope(
        sender_name=scene.writer,
        sender="course@example.org",
        to=scene.to,
        reply_to=scene.reply_to,
        message_id="<abc@example.org>",
        date=NOW,
        stop_url=letter.stop_url,
    )
    return message(letter, envelope)


def bare(cast: list[tuple[str, Scene]]) -> Callable[[], object]:
    letters = cycle([both(write(letter, scene)) for letter, scene in cast])
    return lambda: [render() for render in next(letters)]


def both(letter: Letter) -> Sequence[Callable[[], str]]:
    """The renders of the text and of the page."""
    lines, marked = letter.text.split("\n"), re.findall(r"(?<=>)[^<>\n{}]+(?=<)", letter.html)
    text, page = "\n".join(map(slot, range(len(lines)))), letter.html
    for number, one in enumerate(marked):
        page = page.replace(f">{one}<", f">{slot(number)}<", 1)
    words = [unescape(one) for one in marked]
    renders = [
        partial(PLAIN.from_string(text).render, said=lines),
        partial(HTML.from_string(page).render, said=words),
    ]
    if [render() for render in renders] != [letter.text, letter.html]:
        raise RuntimeError("the bare render says something else")
    return renders


def slot(number: int) -> str:
    return f"{{{{ said[{number}] }}}}"


def rows(db: Session) -> Sides:
    def one_by_one() -> None:
        for _letter in range(GROUP):
            mint(db, Purpose.STOP, about="stop:weeks", person_id=None, at=NOW)
        db.flush()

    def together() -> None:
        made = [fresh(Purpose.STOP, about="stop:weeks", person_id=None, at=NOW) for _letter in range(GROUP)]
        keep(db, [row for _secret, row in made])

    return {ALONE: one_by_one, TOGETHER: together}


def by_turns(sides: Sides, seconds: float) -> dict[str, float]:
    """{side: us of CPU}; the rows of a group share what they took."""
    took: dict[str, list[float]] = {side: [] for side in sides}
    end = monotonic() + seconds
    while monotonic() < end:
        for side, run in sides.items():
            began = process_time()
            for _time in range(100):
                run()
            took[side].append((process_time() - began) * 1e4 / (GROUP if side in {ALONE, TOGETHER} else 1))
    return {side: median(each) for side, each in took.items()}


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
