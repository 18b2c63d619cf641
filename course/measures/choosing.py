"""A programme chooses what it asks beside the measures of the course, and is told in a sentence what it may not."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from course import audit
from course.cohorts.chosen import ProgrammeMeasure, chosen
from course.cohorts.programme import Programme
from course.errors import Refused
from course.measures.wordings import installed
from course.people.person import Person
from course.safety import plan
from course.words import _
from curriculum.errors import ContentError
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Measure

UNCHECKED = "C"


def add(
    db: Session,
    programme: Programme,
    *,
    wave_key: str,
    measure_key: str,
    knows_unchecked: bool,
    waves: Collection[str],
    now: datetime,
    by: Person,
) -> ProgrammeMeasure:
    """From the next cohort on it is asked in this wave, one of `waves`. The same again is the same row."""
    if wave_key not in waves:
        raise Refused(_("Please choose when it is asked."), field="wave")
    measure = _measure(measure_key)
    if sentence := refusal(db, programme, measure, now=now):
        raise Refused(sentence, field="measure")
    if measure.level == UNCHECKED and not knows_unchecked:
        raise Refused(
            _("Nobody has checked the key of this measure. Please say that you know."), field="unchecked"
        )
    for one in chosen(db, programme.stored_id):
        if (one.wave_key, one.measure_key) == (wave_key, measure_key):
            return one
    row = ProgrammeMeasure(
        programme_id=programme.stored_id,
        wave_key=wave_key,
        measure_key=measure_key,
        is_known_unchecked=measure.level == UNCHECKED,
        person_id=by.stored_id,
        added_at=now,
    )
    db.add(row)
    db.flush()
    _note(db, "programme_measure.add", row, by)
    return row


def remove(db: Session, row: ProgrammeMeasure, *, now: datetime, by: Person) -> None:
    """New cohorts are not asked it any more; those that run keep it."""
    if row.removed_at is None:
        row.removed_at = now
        db.add(row)
        _note(db, "programme_measure.remove", row, by)


def offered() -> list[Measure]:
    """Every measure whose file fits, by its title."""
    return sorted((each for each in map(_or_none, measure_keys()) if each), key=lambda each: each.title)


def refusal(
    db: Session,
    programme: Programme,
    measure: Measure,
    *,
    now: datetime,
    with_words: Collection[str] | None = None,
) -> str:
    """Why it cannot be asked in this programme now; empty when it can. Whether a key is checked is another question.

    `with_words`: keys of measures whose official words are installed, where they have been read already.
    """
    has_words = bool(installed(db, measure.key)) if with_words is None else measure.key in with_words
    if measure.self_harm and not has_words:
        return _(
            "It asks about harming oneself, so it is asked in its official words only. Import them first, or choose "
            "one without that question, such as PHQ-8."
        )
    if not measure.askable and not has_words:
        return _("There are no words for it here. Import its official words first.")
    if not measure.self_harm:
        return ""
    today = now.astimezone(ZoneInfo(programme.zone)).date()
    lacking = plan.missing(db, programme, today=today)
    return (
        " ".join([_("It asks about harming oneself, and help is not complete:"), *lacking]) if lacking else ""
    )


def _measure(key: str) -> Measure:
    if key not in measure_keys():
        raise Refused(_("Please choose a measure."), field="measure")
    found = _or_none(key)
    if found is None:
        raise Refused(_("The file of this measure does not fit."), field="measure")
    return found


def _or_none(key: str) -> Measure | None:
    try:
        return load_measure(key)
    except ContentError:
        return None


def _note(db: Session, what: str, row: ProgrammeMeasure, by: Person) -> None:
    audit.record(
        db,
        what,
        f"programme_measure:{row.id}",
        by=by.id,
        programme_id=row.programme_id,
        wave=row.wave_key,
        measure=row.measure_key,
    )
