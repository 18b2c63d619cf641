"""The words of a meditation to read along, in every length there is."""

from course.print.practice_pages import practice, script
from course.print.typesetting import head, typeset
from course.words import _, speaking
from curriculum.schema import Course


def transcript(course: Course, practice_key: str, *, group: str = "") -> bytes:
    """The scripts of this practice as PDF, in the course's own language. KeyError when it is unknown or has none."""
    one = course.practice(practice_key)
    if not one.scripts:
        raise KeyError(practice_key)
    with speaking(course.language.replace("-", "_")):
        document = {
            **head(course, f"{one.name}: {_('words to read along')}", group),
            "practice": practice(one),
            "scripts": [script(one, words) for words in one.scripts],
        }
        return typeset("transcript", document)
