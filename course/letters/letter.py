"""A letter as a value, and how one is put together: a body, one primary link, and the foot that all share."""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from course import links, words
from course.letters.rendering import render
from course.letters.scene import Scene
from course.people.preference import Kind
from course.people.token import Purpose


@dataclass(frozen=True)
class Letter:
    """`stop_url` ends letters of this kind with one click; an essential letter has none."""

    subject: str
    text: str
    html: str
    stop_url: str | None = None


def compose(
    scene: Scene,
    template: str,
    *,
    subject: str,
    action: str,
    url: str,
    why: str,
    kind: Kind | None,
    no_more_url: str | None = None,
    away_url: str | None = None,
    **facts: object,
) -> Letter:
    """Render `template` (plain paragraphs) as text and HTML. `why`, in the foot: why she gets this letter.

    `no_more_url`, in the foot too: nothing more about the one thing this letter asks; `away_url`: she cannot come.
    """
    body = render(f"{template}.txt", {"scene": scene, **facts})
    stop_url = stop_link(scene, kind) if kind else None
    parts = {
        "subject": subject,
        "paragraphs": [" ".join(one.split()) for one in body.split("\n\n") if one.strip()],
        "action": action,
        "url": url,
        "writer": scene.writer,
        "why": why,
        "replies": _replies(scene),
        "no_more_url": no_more_url,
        "away_url": away_url,
        "stop_url": stop_url,
        "help_url": links.help_page(scene.site),
        "said": _said_in_each(scene.locale),
    }
    return Letter(subject, render("layout.txt", parts), render("layout.html", parts), stop_url)


@dataclass(frozen=True)
class _Said:
    """What every letter of a language says. What ends in `_below` says a little more, to whoever reads plain text."""

    lang: str
    direction: str
    away: str
    no_more: str
    no_more_below: str
    stop: str
    stop_below: str
    help: str
    help_below: str


@lru_cache(maxsize=32)
def _said_in_each(locale: str) -> _Said:
    with words.speaking(locale):
        return _Said(
            lang=locale.replace("_", "-"),
            direction=Locale.parse(locale).text_direction,
            away=words._("I can’t come"),
            no_more=words._("No more about this one"),
            no_more_below=words._("No more about this one:"),
            stop=words._("Stop these letters"),
            stop_below=words._("Stop these letters, with one click and without signing in:"),
            help=words._("Help, at any hour"),
            help_below=words._("Help, at any hour:"),
        )


def _replies(scene: Scene) -> str:
    """Who reads a reply, and when; empty where replies go nowhere."""
    if not (scene.reply_to and scene.replies_by and scene.replies_read):
        return ""
    said = words._("Replies are read by %(name)s: %(hours)s.")
    return said % {"name": scene.replies_by, "hours": scene.replies_read.rstrip(".")}


def stop_link(scene: Scene, kind: Kind) -> str:
    return links.stop(scene.site, scene.mint(Purpose.STOP, stop_about(kind)))


def stop_about(kind: Kind) -> str:
    """What a stop token is about; its person stands in the row."""
    return f"stop:{kind.value}"


def kind_to_stop(about: str) -> Kind:
    """The kind of letter a stop token ends."""
    return Kind(about.removeprefix("stop:"))
