"""What is translated and what is not yet, course by course and language by language."""

from pathlib import Path

from babel import Locale
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from course.texts.catalogue import catalogue
from course.words import LANGUAGES
from curriculum.errors import ContentError
from curriculum.gaps import gaps, measures_without
from curriculum.loader import load_measure
from curriculum.schema import Course
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for


@pages.get("/<int:programme_id>/languages")
@door(Door.SIGNED_IN)
def languages(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    root = request.settings().curriculum
    offers = catalogue(request.db(), root)
    found = [(one.course, gaps(one.course, LANGUAGES)) for one in offers.offered]
    unasked: dict[tuple[str, str], list[str]] = {}
    problems = [*offers.problems]
    for course, several in found:
        try:
            unasked |= {(course.key, one.language): _unasked(course, one.language, root) for one in several}
        except ContentError as error:  # a measure that does not fit is no reason to hide the texts
            problems.append(str(error))
    return render_template(
        "lead/languages.html",
        **staff.in_programme(programme, "settings"),
        found=found,
        names={
            one.language: Locale.parse(one.language, sep="-").get_display_name(get_locale())
            for _course, several in found
            for one in several
        },
        unasked=unasked,
        problems=list(dict.fromkeys(problems)),
    )


def _unasked(course: Course, language: str, root: Path) -> list[str]:
    """Titles of the measures that are asked in the original."""
    return [load_measure(key, root).title for key in measures_without(course, language, root)]
