"""A signature stands under one text as it was read, and under nothing else."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from course.audit import AuditEvent
from course.errors import Refused
from course.people.person import Person
from course.texts.signature import TextSignature, chosen, sign, signatures, take_back, unsigned
from curriculum.loader import load_course
from curriculum.schema import Course, TextRecord
from tests.course.conftest import NOW

COURSE = load_course("open-circle")
TEXT, OTHER = COURSE.texts[:2]


def test_a_signed_text_is_no_longer_among_the_unsigned(db: Session, lena: Person) -> None:
    before = len(unsigned(db, COURSE))
    assert before == len(COURSE.texts)
    _sign(db, lena, TEXT, OTHER)
    assert len(unsigned(db, COURSE)) == before - 2
    shown = signatures(db, COURSE.texts)[TEXT.sha256]
    assert (shown.name, shown.qualification, shown.signed_at) == ("Rosa Lind", "trained teacher", NOW)


def test_an_edited_text_is_unsigned_again(db: Session, lena: Person) -> None:
    _sign(db, lena, *COURSE.texts)
    assert unsigned(db, COURSE) == []
    edited = _edited(COURSE, TEXT)
    assert [text.path for text in unsigned(db, edited)] == [TEXT.path]


@pytest.mark.parametrize(
    ("name", "qualification", "field"),
    [(" \n", "trained teacher", "name"), ("Rosa Lind", "\t", "qualification")],
)
def test_a_signature_has_a_name_and_a_qualification(
    db: Session, lena: Person, name: str, qualification: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        sign(db, [TEXT], name=name, qualification=qualification, now=NOW, by=lena)
    assert refused.value.field == field
    assert db.exec(select(TextSignature)).all() == []


def test_only_what_was_read_as_it_stands_can_be_signed() -> None:
    assert chosen(COURSE, [OTHER.sha256, OTHER.sha256]) == [OTHER]
    with pytest.raises(Refused, match="tick"):
        chosen(COURSE, [])
    with pytest.raises(Refused, match="changed"):
        chosen(_edited(COURSE, TEXT), [OTHER.sha256, TEXT.sha256])


def test_taking_a_signature_back_leaves_an_earlier_one_of_somebody_else(db: Session, lena: Person) -> None:
    first = sign(db, [TEXT], name="Rosa Lind", qualification="trained teacher", now=NOW, by=lena)[0]
    later = NOW + timedelta(days=1)
    second = sign(db, [TEXT], name="Tom Reed", qualification="trained teacher", now=later, by=lena)[0]
    assert signatures(db, [TEXT])[TEXT.sha256].name == "Tom Reed"
    take_back(db, second, now=later, by=lena)
    assert signatures(db, [TEXT])[TEXT.sha256].name == "Rosa Lind"
    take_back(db, first, now=later, by=lena)
    assert signatures(db, [TEXT]) == {}


def test_the_same_signature_sent_twice_is_one_and_is_taken_back_with_one_press(
    db: Session, lena: Person
) -> None:
    _sign(db, lena, TEXT)
    row = sign(db, [TEXT], name="Rosa Lind", qualification="trained teacher", now=NOW, by=lena)[0]
    assert len(db.exec(select(TextSignature)).all()) == 1
    take_back(db, row, now=NOW, by=lena)
    assert signatures(db, [TEXT]) == {}


def test_signing_and_taking_back_are_in_the_audit_without_the_readers_name(db: Session, lena: Person) -> None:
    row = sign(db, [TEXT], name="Rosa Lind", qualification="trained teacher", now=NOW, by=lena)[0]
    for _twice in range(2):
        take_back(db, row, now=NOW, by=lena)
    events = db.exec(select(AuditEvent).where(AuditEvent.about == f"text:{TEXT.sha256[:16]}")).all()
    assert [(one.what, one.actor_id) for one in events] == [("text.sign", lena.id), ("text.unsign", lena.id)]
    assert "Rosa" not in repr([one.detail for one in events])


def _sign(db: Session, by: Person, *texts: TextRecord) -> None:
    sign(db, texts, name="Rosa Lind", qualification="trained teacher", now=NOW, by=by)


def _edited(course: Course, text: TextRecord) -> Course:
    other = text.model_copy(update={"sha256": "0" * 64})
    return course.model_copy(
        update={"texts": tuple(other if each == text else each for each in course.texts)}
    )
