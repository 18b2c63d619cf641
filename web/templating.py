"""What every template knows."""

from functools import lru_cache
from uuid import uuid4

from babel import Locale
from flask import Flask
from markupsafe import Markup

from course.cohorts.naming import counted, how_long, unit_words
from course.people.person import Person
from course.people.suppressed import in_words
from curriculum.schema import Course
from web import drawn, formats, keeping, languages, quick_templates, request, safety_words, sentences
from web.markdown import markdown
from web.rings import rings


def equip(app: Flask) -> None:
    app.jinja_env.globals.update(
        rings=rings,
        counted=counted,
        how_long=how_long,
        unit_words=unit_words,
        new_id=lambda: str(uuid4()),
        spoken=spoken,
        why_returned=in_words,
    )
    app.jinja_env.filters.update(
        markdown=markdown,
        day=formats.day,
        short_day=formats.short_day,
        long_date=formats.long_date,
        month=formats.month,
        iso_date=formats.iso_date,
        clock_time=formats.clock_time,
        day_and_time=formats.day_and_time,
        one_decimal=formats.one_decimal,
        after_hours=safety_words.after,
        country=formats.country,
        leaf=formats.leaf,
    )
    sentences.equip(app.jinja_env)
    drawn.equip(app)
    quick_templates.equip(app.jinja_env)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_visitor)


def _visitor() -> dict[str, object]:
    """The theme she chose, kept with the person, so that no page flashes in the other one."""
    found: Person | None = request.visitor()
    theme = found.theme if found and found.theme in ("light", "dark") else None
    return {
        "visitor": found,
        "phone_of": keeping.owner(),
        "theme": theme,
        "page_language": str(languages.locale()).replace("_", "-"),
        "page_direction": languages.locale().text_direction,
        "is_development": request.settings().is_development,
    }


def spoken(course: Course, file: str) -> Markup:
    """The attributes of a block with a text of this file (`week-1/unit.yaml`), when it is not in the page's language.

    Screen readers then change their voice, and words of the other direction keep their order.
    """
    return _spoken(course.language_of(file), languages.locale().language)


@lru_cache(maxsize=256)
def _spoken(language: str, page: str) -> Markup:
    locale = Locale.parse(language, sep="-")
    if locale.language == page:
        return Markup("")
    name = str(locale).replace("_", "-")
    return Markup(' lang="{}" dir="{}"').format(name, locale.text_direction)
