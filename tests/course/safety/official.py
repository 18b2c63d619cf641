"""Official words as a site installs them, made up here: a number stands where a sentence would."""

from datetime import datetime

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.measures import choosing, wordings
from course.people.person import Person
from course.texts import taking
from curriculum.loader import load_course, load_measure
from curriculum.measure import Wording


def install(db: Session, key: str, language: str = "en", *, form: str | None = None) -> None:
    measure = load_measure(key)
    words = Wording(
        measure=key,
        language=language,
        version=1,
        ours=False,
        form=form or measure.form,
        title=f"{key} in {language}",
        intro="Made up for a test.",
        stem="How often?",
        items={item: f"Sentence {item} ({language})" for item in measure.items},
        choices={value: f"choice {value}" for value in measure.choices},
        note="Made up for a test.",
    )
    wordings.install(db, words, form=measure.form, licence="for a test", file="test.csv", sha256="0" * 64)


def ask_phq_9(db: Session, *, cohort_id: int, lead_id: int, now: datetime) -> None:
    """The programme adds PHQ-9 after the course, in both languages, and the cohort takes the newer content."""
    for language in ("en", "de"):
        install(db, "phq-9", language)
    group, lead = db.get_one(Cohort, cohort_id), db.get_one(Person, lead_id)
    house = db.get_one(Programme, group.programme_id)
    choosing.add(
        db, house, wave_key="after", measure_key="phq-9", knows_unchecked=False, waves=["after"], now=now, by=lead
    )  # fmt: skip
    offered = load_course("eight-weeks")
    seen = taking.newer(db, group, offered)
    if seen is None:
        raise ValueError("nothing to take")
    taking.take(db, group, offered, seen=seen.hash, now=now, by=lead)
