"""What stands on every page, drawn once for the whole process: icons, rings, and the parts that every page shares.

Templates know these by the names in `equip`; each gives the same words for the same arguments.
"""

from functools import lru_cache

from flask import Flask, current_app, g
from flask import request as http
from flask import url_for as address
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from markupsafe import Markup

from web import languages
from web.rings import rings

TURNING = frozenset({"arrow-left", "caret-left", "caret-right", "sign-out", "text-align-left"})
"""These point along the line and turn round where it runs from right to left; play, pause and clocks do not."""
ART = {
    "hero": (300, 92, 360, 280, 15, 13.6, 6),
    "side": (304, 26, 340, 400, 12, 12.4, 4.6),
    "full": (180, 180, 360, 360, 12, 14.5, 6),
}
"""Centre, width and height, how many rings and how far apart, and the core."""


def equip(app: Flask) -> None:
    app.jinja_env.globals.update(
        drawn_icon=icon, sheets=sheets, csrf_field=csrf_field, ring_picture=ring_picture, fixed=fixed
    )


def icon(name: str, size: str | None = None) -> Markup:
    """A decoration beside words, hidden from readers. Size "s" is 16 px, "m" 24 px, without one it follows the text."""
    return _icon(http.script_root, name, size)


def sheets(*names: str) -> Markup:
    """Links to sheets of style, in this order."""
    return _sheets(http.script_root, names)


def fixed(template: str, **given: str | bool) -> Markup:
    """A part of pages that depends on their language and on what is `given`, and on nothing else."""
    return _fixed(current_app.jinja_env, languages.words(), http.script_root, template, tuple(given.items()))


def csrf_field() -> Markup:
    """Signed once for the page, which may have twenty forms."""
    if "csrf_field" not in g:
        g.csrf_field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    return g.csrf_field  # type: ignore[no-any-return]


@lru_cache(maxsize=512)
def ring_picture(seed: str, place: str, wobble: float) -> Markup:
    """Rings of this seed, faded away from the words by a mask."""
    x, y, width, height, count, step, core = ART[place]
    fit = "xMidYMid slice" if place == "full" else "xMaxYMin meet"
    drawn = rings(seed, centre=(x, y), count=int(count), step=step, wobble=wobble)
    paths = [
        Markup('<path d="{}" stroke-opacity="{:.2f}"/>').format(path, 0.62 - 0.56 * number / count)
        for number, path in enumerate(drawn)
    ]
    return Markup(
        '<svg class="art art-{}" viewBox="0 0 {} {}" preserveAspectRatio="{}" aria-hidden="true" focusable="false">'
        '{}<circle cx="{}" cy="{}" r="{}"/></svg>'
    ).format(place, width, height, fit, Markup("").join(paths), x, y, core)


@lru_cache(maxsize=512)
def _icon(_root: str, name: str, size: str | None) -> Markup:
    kind = f"i i-{size}" if size else "i"
    picture = f"{address('static', filename='icons.svg')}#{name}"
    return Markup(
        '<svg class="{}{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>'
    ).format(kind, " turns" if name in TURNING else "", picture)


@lru_cache(maxsize=256)
def _fixed(
    env: Environment, _words: object, _root: str, template: str, given: tuple[tuple[str, str | bool], ...]
) -> Markup:
    return Markup(env.get_template(template).render(given))  # noqa: S704  (a template escapes by itself)


@lru_cache(maxsize=64)
def _sheets(_root: str, names: tuple[str, ...]) -> Markup:
    link = Markup('<link rel="stylesheet" href="{}">')
    return Markup("\n").join(link.format(address("static", filename=f"css/{name}.css")) for name in names)
