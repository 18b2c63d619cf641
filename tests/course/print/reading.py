"""A PDF as another library reads it."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from curriculum.schema import Course


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in reader(pdf).pages]


def letters(text: str) -> str:
    """Only letters and digits, so that hyphens at line ends, curly quotes and line breaks do not matter."""
    return "".join(sign for sign in text if sign.isalnum())


def fonts(pdf: bytes) -> set[str]:
    """The names of all fonts used, without the six letters that mark a subset."""
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader(pdf).pages
        for font in inner(inner(page, "/Resources"), "/Font").values()
    }


def root(pdf: bytes) -> DictionaryObject:
    """The catalogue of the document, which says its language and whether it is tagged."""
    return inner(reader(pdf).trailer, "/Root")


def inner(outer: DictionaryObject, name: str) -> DictionaryObject:
    found = outer.get(name, DictionaryObject()).get_object()
    assert isinstance(found, DictionaryObject)
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text that are long enough to be its own, as `letters`."""
    found = (letters(one) for one in text.replace("?", ".").replace(":", ".").split("."))
    return [one for one in found if len(one) > 40]


def for_facilitators(course: Course) -> list[str]:
    """Every text of a course that no participant may read."""
    parts = [part for unit in course.units for part in unit.agenda]
    return [
        *(card.discussion for card in course.cards if card.discussion),
        *(one.in_group for one in course.exercises if one.in_group),
        *(one.steps for one in course.exercises if one.audience == "facilitator"),
        *(guide.markdown for guide in course.guides),
        *(part.say for part in parts if part.say),
        *(part.close for part in parts if part.close),
        *(line for part in parts for line in (*part.cues, *part.offer, *part.watch)),
    ]
