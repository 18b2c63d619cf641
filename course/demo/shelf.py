"""What stands on the page of the running group: a material, and a recording with somebody who did not agree to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

from sqlmodel import Session

from course.cohorts.cohort import Cohort
from course.cohorts.meeting import Meeting
from course.cohorts.schedule import to_utc
from course.demo.places import Place
from course.group import material, meeting_recording
from course.people.consent import Consent, ConsentTo, text_hash
from course.people.consent_text import consent_texts
from course.people.person import Person

NO = "Finn Gallagher"
SECOND = 1
ROOT = UUID("5e1f0000-0000-4000-8000-000000000000")
WORDS = """For the quiet day

Warm socks, a blanket, something to write with. Lunch for yourself, as simple as you like.
Nobody speaks from ten until three; a note to one of us is always fine.
If you would rather not lie on the floor, there are chairs for everybody.
"""


def fill(
    db: Session, cohort: Cohort, meetings: Sequence[Meeting], places: Iterable[Place], by: Person
) -> None:
    hers = {place.person.name: place for place in places}
    _answer(db, hers.values())
    met = meetings[SECOND]
    material.put_up(
        db, cohort, "For the quiet day", source=BytesIO(WORDS.encode()), client_id=uuid5(ROOT, "material"),
        now=met.ends_at + timedelta(days=1), by=by,
    )  # fmt: skip
    until = met.starts_on + timedelta(weeks=4)
    row = meeting_recording.add(
        db, cohort, met, "The talk at the beginning (here: one bell)", source=BytesIO(_bell()),
        expires_at=to_utc(until + timedelta(days=1), time(), cohort.zone), client_id=uuid5(ROOT, "recording"),
        now=met.ends_at + timedelta(days=1), by=by,
    )  # fmt: skip
    meeting_recording.offer(
        db,
        row,
        is_teaching_only=True,
        unseen={hers[NO].enrolment.stored_id},
        now=met.ends_at + timedelta(days=1),
        by=by,
    )


def _answer(db: Session, places: Iterable[Place]) -> None:
    """Everybody but one agreed to being in a recording."""
    text = next(one for one in consent_texts() if one.purpose == ConsentTo.RECORDING)
    db.add_all(
        Consent(
            enrolment_id=place.enrolment.stored_id,
            purpose=text.purpose,
            given=place.person.name != NO,
            text_hash=text_hash(text.whole),
            locale="en",
            at=place.enrolment.ready_at or place.enrolment.joined_at,
        )
        for place in places
    )
    db.flush()


def _bell() -> bytes:
    from curriculum.sound import voice  # brings numpy

    with TemporaryDirectory() as folder:
        path = Path(folder) / "bell.mp3"
        voice.struck_once(path, "bowl")
        return path.read_bytes()
