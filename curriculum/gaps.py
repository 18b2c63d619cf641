"""What a reader of another language still gets in the original."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from curriculum.files import ROOT
from curriculum.loader import wording_for
from curriculum.schema import Course, TextRecord


@dataclass(frozen=True)
class Gap:
    """One course in one language: the texts that are not translated, and how many there are in all."""

    language: str
    texts: tuple[TextRecord, ...]
    of: int

    @property
    def translated(self) -> int:
        return self.of - len(self.texts)

    @property
    def shown_to_participants(self) -> tuple[TextRecord, ...]:
        """What participants read in the original."""
        return tuple(text for text in self.texts if text.audience == "participant")

    @property
    def shown_to_facilitators(self) -> tuple[TextRecord, ...]:
        return tuple(text for text in self.texts if text.audience == "facilitator")


def gaps(course: Course, languages: Iterable[str] = ()) -> tuple[Gap, ...]:
    """For each language the course has a translation for, and for each of `languages`, the texts still in the original.

    A file that leaves out some of its keyed texts counts as translated; what it leaves out is shown in the original.
    """
    wanted = dict.fromkeys([*(one.language for one in course.translations), *languages])
    return tuple(_gap(course, language) for language in sorted(wanted) if language != course.language)


def measures_without(course: Course, language: str, root: Path = ROOT) -> tuple[str, ...]:
    """Keys of the measures whose questions are asked in another language than this one."""
    keys = dict.fromkeys(key for wave in course.waves for key in wave.measures)
    return tuple(key for key in keys if wording_for(key, language, root).language != language)


def _gap(course: Course, language: str) -> Gap:
    texts = course.in_language(language).texts
    return Gap(language, tuple(text for text in texts if text.language != language), len(texts))
