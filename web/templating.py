"""What every template knows."""

from uuid import uuid4

from flask import Flask
from flask_babel import format_date, get_locale

from course.people.person import Person
from web import formats, request
from web.markdown import markdown
from web.rings import rings


def equip(app: Flask) -> None:
    app.jinja_env.globals.update(rings=rings, new_id=lambda: str(uuid4()))
    app.jinja_env.filters.update(
        markdown=markdown,
        day=formats.day,
        short_day=formats.short_day,
        long_date=formats.long_date,
        clock_time=formats.clock_time,
        day_and_time=formats.day_and_time,
        dateformat=format_date,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_visitor)


def _visitor() -> dict[str, object]:
    """The theme she chose, kept with the person, so that no page flashes in the other one."""
    found: Person | None = request.visitor()
    theme = found.theme if found and found.theme in ("light", "dark") else None
    return {
        "visitor": found,
        "theme": theme,
        "page_language": str(get_locale()).replace("_", "-"),
        "is_development": request.settings().is_development,
    }
