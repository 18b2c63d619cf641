"""Every measure this site has a key for: whose words it is asked in, in which language, and what is off meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from course.measures import wordings
from course.measures.wordings import InstalledWording
from curriculum.checks.measure_words import wording_languages
from curriculum.errors import ContentError
from curriculum.figures import Published
from curriculum.files import ROOT
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Measure


@dataclass(frozen=True)
class Known:
    """`ours` are the languages of our own words, `official` what is installed now, a row for each language."""

    measure: Measure
    ours: tuple[str, ...]
    official: tuple[InstalledWording, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({*self.ours, *(row.language for row in self.official)}))

    def installed_in(self, language: str) -> InstalledWording | None:
        return next((row for row in self.official if row.language == language), None)

    @property
    def off(self) -> Published:
        """The published figures that are off wherever our own words are asked, or nothing is asked yet."""
        official = {row.language for row in self.official if row.form == self.measure.form}
        everywhere = bool(official) and set(self.languages) == official
        return Published() if everywhere else self.measure.published


def known(db: Session, root: Path = ROOT) -> tuple[list[Known], list[str]]:
    """In the order of their keys; and a sentence for each file that does not fit."""
    found: list[Known] = []
    problems: list[str] = []
    official = wordings.everything_installed(db)
    for key in measure_keys(root):
        try:
            measure = load_measure(key, root)
        except ContentError as error:
            problems.append(str(error))
            continue
        ours = tuple(sorted(wording_languages(key, root)))
        found.append(Known(measure, ours, tuple(official.get(key, ()))))
    return found, problems
