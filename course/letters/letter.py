"""A letter as a value, and how one is put together: a body, one primary link, and the foot that all share."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from course import links, words
from course.letters.scene import Scene
from course.people.preference import Kind
from course.people.token import Purpose

TEMPLATES = Path(__file__).parent / "templates"


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
    **facts: object,
) -> Letter:
    """Render `template` (plain paragraphs) as text and HTML. `why`, in the foot: why she gets this letter.

    `no_more_url`, in the foot too: nothing more about the one thing this letter asks.
    """
    body = _environment().get_template(f"{template}.txt").render(scene=scene, **facts)
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
        "stop_url": stop_url,
        "help_url": links.help_page(scene.site),
        "locale": scene.locale.replace("_", "-"),
        "direction": Locale.parse(scene.locale).text_direction,
    }
    text = _environment().get_template("layout.txt").render(parts)
    html = _environment().get_template("layout.html").render(parts)
    return Letter(subject, text, html, stop_url)


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


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment
