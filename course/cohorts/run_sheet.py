"""A meeting's own run sheet: parts made shorter, swapped, left out or added for one cohort, safety never in silence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts import leading
from course.cohorts.cohort import Cohort, content
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.store import Row
from course.words import _, one_line
from curriculum.schema import AgendaPart, Unit

LONGEST = {"title": 120, "note": 600, "because": 200}
"""Letters of what may be typed into a line."""
OWN = "own-"
"""How the key of a facilitator's own part begins."""


class PlannedPart(Row, table=True):
    """One line of a changed run sheet. `part_key` names a part of the content, `title` one of the facilitator's own.

    `person_id` is who changed it. A part with `left_out_because` takes no time: it stays on the sheet so that
    everybody sees what is missing and why.
    """

    __tablename__ = "planned_part"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    position: int
    part_key: str | None = Field(default=None, max_length=64)
    title: str = Field(default="", max_length=LONGEST["title"])
    minutes: int
    note: str = Field(default="", max_length=LONGEST["note"])
    left_out_because: str = Field(default="", max_length=LONGEST["because"])
    person_id: int = Field(foreign_key="person.id")
    changed_at: datetime


@dataclass(frozen=True)
class Wish:
    """One line as the facilitator wants it. `minutes` 0 leaves a part out, with `because` where it guards people."""

    part_key: str | None
    title: str
    minutes: int
    note: str = ""
    because: str = ""


@dataclass(frozen=True)
class SheetPart:
    """What the run sheet shows: a part with its minutes, the facilitator's own note, or why it is left out."""

    part: AgendaPart
    note: str = ""
    left_out_because: str = ""

    @property
    def is_left_out(self) -> bool:
        return bool(self.left_out_because)


class ChangedMeanwhile(Refused):
    """Somebody else has changed the sheet since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This run sheet was changed meanwhile. What you typed is still here: changing it once more puts it "
                "in the place of the other."
            )
        )


def outline(unit: Unit, length: int | None) -> tuple[AgendaPart, ...]:
    """The unit's parts in the outline of this length, or its own where it has no such outline."""
    return unit.agenda_of(length) if length in unit.lengths else unit.agenda


def sheet(db: Session, cohort: Cohort, meeting: Meeting) -> list[SheetPart]:
    """The parts of this meeting, as changed for this cohort or as the content has them."""
    unit = content(db, cohort).unit(meeting.unit_key)
    rows = _rows(db, meeting)
    if not rows:
        return [SheetPart(part) for part in outline(unit, cohort.outline_minutes)]
    known = {part.key: part for part in unit.agenda}
    return [*(_shown(row, known) for row in rows), *_guarding_since(unit, rows)]


def changed_at(db: Session, meeting: Meeting) -> datetime | None:
    """When this meeting got the run sheet of its own that stands; None while it follows the content."""
    mine = select(PlannedPart.changed_at).where(PlannedPart.meeting_id == meeting.id)
    return db.exec(mine.limit(1)).first()


def change(
    db: Session,
    cohort: Cohort,
    meeting: Meeting,
    wishes: Sequence[Wish],
    *,
    since: datetime | None,
    now: datetime,
    by: Person,
) -> None:
    """Write the whole sheet anew. Refused when it is longer than the meeting or drops a guarding part in silence.

    `since` is the `changed_at` of what the facilitator had before her; ChangedMeanwhile when it is another by now.
    The same sheet sent again changes nothing.
    """
    unit = content(db, cohort).unit(meeting.unit_key)
    wished = [wish for wish in wishes if wish.part_key or one_line(wish.title)]
    _refuse_too_long(wished, meeting)
    _refuse_too_wordy(wished)
    lines = [*_planned(wished, unit), *_left_out(wished, unit)]
    _hold(db, meeting)
    if changed_at(db, meeting) != since:
        if lines == _standing(db, meeting):
            return
        raise ChangedMeanwhile
    before = _own(_standing(db, meeting))
    _clear(db, meeting)
    for position, line in enumerate(lines):
        db.add(
            PlannedPart(
                meeting_id=meeting.stored_id,
                position=position,
                part_key=line.part_key,
                title=line.title,
                minutes=line.minutes,
                note=line.note,
                left_out_because=line.because,
                person_id=by.stored_id,
                changed_at=now,
            )
        )
    leading.follow(db, meeting, _moved(before, _own(lines)))
    left_out = [line.part_key for line in lines if line.because]
    audit.record(db, "run_sheet.change", f"meeting:{meeting.id}", by=by.id, left_out=left_out)


def reset(db: Session, meeting: Meeting, *, by: Person) -> None:
    """Back to the outline of the content."""
    _hold(db, meeting)
    leading.follow(db, meeting, _moved(_own(_standing(db, meeting)), {}))
    _clear(db, meeting)
    audit.record(db, "run_sheet.reset", f"meeting:{meeting.id}", by=by.id)


def _hold(db: Session, meeting: Meeting) -> None:
    """Two who change it at the same moment wait for each other here."""
    db.exec(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update()).one()


def _rows(db: Session, meeting: Meeting) -> Sequence[PlannedPart]:
    mine = select(PlannedPart).where(PlannedPart.meeting_id == meeting.id)
    return db.exec(mine.order_by(col(PlannedPart.position))).all()


def _standing(db: Session, meeting: Meeting) -> list[Wish]:
    return [
        Wish(row.part_key, row.title, row.minutes, row.note, row.left_out_because)
        for row in _rows(db, meeting)
    ]


def _own(lines: Sequence[Wish]) -> dict[str, str]:
    """{key: title} of the parts of one's own, as they stand on the sheet."""
    return {f"{OWN}{place}": line.title for place, line in enumerate(lines) if line.part_key is None}


def _moved(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str | None]:
    """{key before: key of the part that has this title now}."""
    keys = {title: key for key, title in now.items()}
    return {key: keys.pop(title, None) for key, title in before.items()}


def _clear(db: Session, meeting: Meeting) -> None:
    db.execute(delete(PlannedPart).where(col(PlannedPart.meeting_id) == meeting.id))
    db.flush()


def _refuse_too_long(wishes: Sequence[Wish], meeting: Meeting) -> None:
    total = sum(wish.minutes for wish in wishes)
    if any(wish.minutes < 0 for wish in wishes):
        raise Refused(_("Minutes are a number from 0; with 0 a part is left out."), field="minutes")
    if total > meeting.minutes:
        sentence = _(
            "These parts add up to %(total)s minutes, and the meeting has %(minutes)s. Nothing was changed."
        )
        raise Refused(sentence % {"total": total, "minutes": meeting.minutes}, field="minutes")
    if total == 0:
        raise Refused(_("A meeting needs at least one part."), field="minutes")


def _refuse_too_wordy(wishes: Sequence[Wish]) -> None:
    for wish in wishes:
        for name, most in LONGEST.items():
            if len(getattr(wish, name).strip()) > most:
                sentence = _(
                    "“%(begins)s …” is longer than the %(most)s letters that fit. Nothing was changed."
                )
                raise Refused(sentence % {"begins": getattr(wish, name).strip()[:30], "most": most})


def _planned(wishes: Sequence[Wish], unit: Unit) -> list[Wish]:
    """The lines that take time, in their order."""
    known = {part.key for part in unit.agenda}
    if any(wish.part_key and wish.part_key not in known for wish in wishes):
        raise Refused(_("One of these parts is not in this meeting any more. Please open the page again."))
    return [
        replace(wish, title=one_line(wish.title), note=wish.note.strip(), because="")
        for wish in wishes
        if wish.minutes > 0
    ]


def _left_out(wishes: Sequence[Wish], unit: Unit) -> list[Wish]:
    """A line for every guarding part that takes no time, with the reason. Refused without one."""
    taken = {wish.part_key for wish in wishes if wish.minutes > 0}
    reasons = {wish.part_key: one_line(wish.because) for wish in wishes}
    found = []
    for part in unit.agenda:
        if not part.guards or part.key in taken:
            continue
        if not reasons.get(part.key):
            sentence = _(
                "“%(title)s” keeps people safe. Keep a minute of it, or write down why it is left out."
            )
            raise Refused(sentence % {"title": part.title}, field=f"because-{part.key}")
        found.append(Wish(part.key, "", 0, because=reasons[part.key]))
    return found


def _guarding_since(unit: Unit, rows: Sequence[PlannedPart]) -> Iterator[SheetPart]:
    """Parts that guard people and came with newer content, after this sheet was changed."""
    there = {row.part_key for row in rows}
    for part in unit.agenda:
        if part.guards and part.key not in there:
            yield SheetPart(
                part, left_out_because=_("It came with newer texts after this sheet was changed.")
            )


def _shown(row: PlannedPart, known: dict[str, AgendaPart]) -> SheetPart:
    part = known.get(row.part_key or "")
    if part is None:
        own = AgendaPart(
            key=f"{OWN}{row.position}",
            title=row.title or _("Own part"),
            kind="topic",
            minutes=row.minutes or 1,
        )
        return SheetPart(own, row.note, row.left_out_because)
    return SheetPart(part.lasting(row.minutes) if row.minutes else part, row.note, row.left_out_because)
