"""What is shown before people are invited, and that it forbids nothing."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.cohorts.cohort import Cohort, content
from course.errors import Refused
from course.people.person import Person
from course.practice import recording
from course.texts.before_inviting import lacking, open_invitations
from course.texts.placed import every_text
from course.texts.signature import sign
from tests.course.conftest import NOW


def test_unsigned_texts_and_meditations_without_a_voice_are_shown(
    db: Session, group: Cohort, lena: Person
) -> None:
    course = content(db, group)
    before = lacking(db, group)
    assert before.unsigned == tuple(every_text(course))
    assert "affectionate-breathing" in {one.key for one in before.voiceless}
    assert {one.kind for one in before.voiceless} == {"formal"}
    _record(db, group, lena, "affectionate-breathing")
    assert len(lacking(db, group).voiceless) == len(before.voiceless) - 1


def test_a_recording_that_was_taken_back_gives_no_voice(db: Session, group: Cohort, lena: Person) -> None:
    before = lacking(db, group).voiceless
    row = _record(db, group, lena, "affectionate-breathing")
    recording.take_back(db, row, now=NOW, by=lena)
    assert lacking(db, group).voiceless == before


def test_it_opens_once_somebody_has_seen_it(db: Session, group: Cohort, lena: Person) -> None:
    with pytest.raises(Refused) as refused:
        open_invitations(db, group, has_seen=False, now=NOW, by=lena)
    assert refused.value.field == "seen"
    assert group.invitations_open_at is None
    open_invitations(db, group, has_seen=True, now=NOW, by=lena)
    open_invitations(db, group, has_seen=True, now=NOW + timedelta(days=1), by=lena)
    assert group.invitations_open_at == NOW
    events = db.exec(select(AuditEvent).where(AuditEvent.what == "cohort.open_invitations")).all()
    assert [one.detail["unsigned"] for one in events] == [len(every_text(content(db, group)))]


def test_when_all_is_signed_and_spoken_nothing_has_to_be_seen(
    db: Session, group: Cohort, lena: Person
) -> None:
    course = content(db, group)
    sign(db, every_text(course), name="Rosa Lind", qualification="trained teacher", now=NOW, by=lena)
    for one in lacking(db, group).voiceless:
        _record(db, group, lena, one.key)
    assert not lacking(db, group)
    open_invitations(db, group, has_seen=False, now=NOW, by=lena)
    assert group.invitations_open_at == NOW


def _record(db: Session, group: Cohort, by: Person, practice: str) -> recording.Recording:
    return recording.keep(
        db, by, programme_id=group.programme_id, course_key="eight-weeks", practice_key=practice, minutes=5,
        language="en", seconds=300.0, body=b"not really a sound", now=NOW,
    )  # fmt: skip
