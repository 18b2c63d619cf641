"""Development only: every text of every course as people will see it, read anew from its file on each request."""

from pathlib import Path
from typing import cast, get_args

from flask import Blueprint, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.errors import NotFound
from curriculum import check
from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.lines import line_of
from curriculum.loader import course_keys, languages
from curriculum.reading.drafts import Draft, Kind
from curriculum.schema import Exercise, Pack, Practice, Unit
from curriculum.text import Content
from web import request
from web.doors import Door, door
from web.pages.course import chosen_minutes, lengths

pages = Blueprint("dev_content", __name__, url_prefix="/dev/content")
KINDS = get_args(Kind)
UNPUBLISHED = "`python -m curriculum publish`"


@pages.get("")
@door(Door.DEVELOPMENT)
def page() -> ResponseReturnValue:
    """What the check finds, and below it every course with all that can be looked at."""
    found = check.problems(_root())
    drafts = [Draft(_root(), key) for key in course_keys(_root())]
    return render_template(
        "dev/content.html",
        problems=[one for one in found if UNPUBLISHED not in one.message],
        unpublished=[one for one in found if UNPUBLISHED in one.message],
        courses=[
            (draft, {kind: list(draft.every(kind)) for kind in KINDS}, languages(draft.key, _root()))
            for draft in drafts
        ],
    )


@pages.get("/<course_key>/<any(unit, outline, practice, exercise, card, guide, pack):sort>/<text_key>")
@door(Door.DEVELOPMENT)
def text(course_key: str, sort: str, text_key: str) -> ResponseReturnValue:
    """One text, or the sentence that says why it cannot be shown. `?language=de` shows a translation.

    The whole check takes a second or two and stands on the first page, so that this one is there at once.
    """
    draft = _draft(course_key)
    kind = cast(Kind, "unit" if sort == "outline" else sort)
    if text_key not in draft.keys(kind) and draft.found(kind, text_key) is None:
        raise NotFound
    try:
        thing, problems = draft.read(kind, text_key), []
    except ContentError as error:
        thing, problems = None, [Problem(error.file, error.field, error.message, _line(error))]
    return render_template(
        "dev/text.html",
        draft=draft,
        course=draft,
        sort=sort,
        problems=problems,
        **({sort if sort != "outline" else "unit": thing} if thing else {}),
        **(_beside(draft, thing) if thing else {}),
        to=lambda what, key: _address(draft, what, key),
        is_hers=False,
    )


def _root() -> Path:
    return request.settings().curriculum


def _draft(key: str) -> Draft:
    language = http.args.get("language")
    if key not in course_keys(_root()) or language not in (None, *languages(key, _root())):
        raise NotFound
    return Draft(_root(), key, language)


def _line(error: ContentError) -> int | None:
    return line_of(_root() / error.file, error.field)


def _beside(draft: Draft, thing: Content) -> dict[str, object]:
    """What the page of this thing shows beside its own text."""
    if isinstance(thing, Practice):
        minutes = chosen_minutes(thing)
        return {
            "lengths": lengths(thing),
            "minutes": minutes,
            "script": thing.script(minutes),
            "here": http.path,
        }
    if isinstance(thing, Unit | Pack):
        cards = thing.cards if isinstance(thing, Pack) else _cards_of(draft, thing.key)
        return {
            "practices": _readable(draft, "practice", thing.practices),
            "exercises": [
                one
                for one in _readable(draft, "exercise", thing.exercises)
                if isinstance(one, Exercise) and one.audience == "participant"
            ],
            "cards": _readable(draft, "card", cards),
            "packs": [],
        }
    return {}


def _readable(draft: Draft, kind: Kind, keys: tuple[str, ...]) -> list[Content]:
    return [one for one in (draft.found(kind, key) for key in keys) if one is not None]


def _cards_of(draft: Draft, unit_key: str) -> tuple[str, ...]:
    return tuple(key for key, card in draft.every("card") if getattr(card, "unit", None) == unit_key)


def _address(draft: Draft, what: str, key: str) -> str:
    """Where a link between texts leads inside the preview."""
    language = http.args.get("language")
    sort = "unit" if what == "week" else what
    return url_for(".text", course_key=draft.key, sort=sort, text_key=key, language=language)
