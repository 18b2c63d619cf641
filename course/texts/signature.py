"""A named, qualified reviewer signs one text as it stands. An edited text is another text, and unsigned again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Field, Session, col, select

from course import audit
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.texts.placed import every_text
from course.words import _, one_line
from curriculum.schema import Course, TextRecord


class TextSignature(Row, table=True):
    """`sha256` is the signed file; `person_id` is who recorded the signature, and `name` whose it is."""

    __tablename__ = "text_signature"

    sha256: str = Field(max_length=64, index=True)
    path: str = Field(max_length=200)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=120)
    qualification: str = Field(max_length=200)
    signed_at: datetime
    taken_back_at: datetime | None = None


def chosen(course: Course, hashes: Iterable[str]) -> list[TextRecord]:
    """The texts of these hashes. Refused when there is none, or when one is no longer what was read."""
    wanted = list(dict.fromkeys(hashes))
    known = {text.sha256: text for text in every_text(course)}
    if not wanted:
        raise Refused(_("Please tick the texts that were read."))
    if not known.keys() >= set(wanted):
        raise Refused(_("A text has changed since this page was shown. Please read it as it stands now."))
    return [known[one] for one in wanted]


def sign(
    db: Session, texts: Iterable[TextRecord], *, name: str, qualification: str, now: datetime, by: Person
) -> list[TextSignature]:
    """Put one reviewer's name under each of these texts. Refused without a name or a qualification.

    The same signature sent twice is one.
    """
    who, trained = one_line(name)[:120], one_line(qualification)[:200]
    if not who:
        raise Refused(_("Please give the name of the person who read these texts."), field="name")
    if not trained:
        raise Refused(
            _("Please say what qualifies them, for example where they trained as a teacher."),
            field="qualification",
        )
    # two taps at the same moment wait for each other here
    db.exec(select(Person.id).where(Person.id == by.id).with_for_update()).one()
    read = list(texts)
    newest = signatures(db, read)
    return [
        same
        if (same := newest.get(text.sha256)) and (same.name, same.qualification) == (who, trained)
        else _sign(db, text, who, trained, now=now, by=by)
        for text in read
    ]


def _sign(
    db: Session, text: TextRecord, name: str, trained: str, *, now: datetime, by: Person
) -> TextSignature:
    made = TextSignature(
        sha256=text.sha256,
        path=text.path,
        person_id=by.stored_id,
        name=name,
        qualification=trained,
        signed_at=now,
    )
    db.add(made)
    db.flush()
    audit.record(db, "text.sign", _about(made), by=by.id, path=made.path)
    return made


def take_back(db: Session, signature: TextSignature, *, now: datetime, by: Person) -> None:
    """The text is unsigned again, unless somebody else signed it too."""
    if signature.taken_back_at is None:
        signature.taken_back_at = now
        db.add(signature)
        db.flush()
        audit.record(db, "text.unsign", _about(signature), by=by.id, path=signature.path)


def signatures(db: Session, texts: Iterable[TextRecord]) -> Mapping[str, TextSignature]:
    """{sha256: its newest standing signature} for these texts, in one statement."""
    hashes = {text.sha256 for text in texts}
    standing = select(TextSignature).where(
        col(TextSignature.sha256).in_(hashes), col(TextSignature.taken_back_at).is_(None)
    )
    in_order = standing.order_by(col(TextSignature.signed_at), col(TextSignature.id))
    return {one.sha256: one for one in db.exec(in_order).all()}


def unsigned(db: Session, course: Course) -> list[TextRecord]:
    """The texts that no trained teacher has signed as they stand."""
    texts = every_text(course)
    signed = signatures(db, texts)
    return [text for text in texts if text.sha256 not in signed]


def newest_by(db: Session, person: Person) -> TextSignature | None:
    """The last signature this person recorded: the next one is often by the same reviewer."""
    mine = select(TextSignature).where(TextSignature.person_id == person.id)
    return db.exec(mine.order_by(col(TextSignature.id).desc()).limit(1)).first()


def _about(signature: TextSignature) -> str:
    return f"text:{signature.sha256[:16]}"
