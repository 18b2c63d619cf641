"""What a sheet of paper asks: the measures of a wave, in the words that readers of a language are asked on the site."""

from sqlmodel import Session

from course.cohorts.programme import Programme
from course.measures.withheld import why_not
from course.measures.wordings import wordings_for
from curriculum.loader import load_measure
from curriculum.measure import Measure, Wording
from curriculum.schema import Wave

Sheet = tuple[Measure, Wording]


def sheets(db: Session, programme: Programme, wave: Wave, locale: str) -> list[Sheet]:
    """What may not be asked now is left out, as it is on the site."""
    keys = [key for key in wave.measures if not why_not(db, programme, key, locale)]
    words = wordings_for(db, keys, locale)
    return [(load_measure(key), words[key]) for key in keys]
