"""Erasing one person: a mark is put into every private field of every table, and none is left in the database."""

import importlib
import json
import pkgutil
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

import course
from course import privacy, store
from course.cohorts import cohort as cohorts
from course.cohorts import handover
from course.cohorts import programme as programmes
from course.cohorts.cohort import plan_for
from course.cohorts.enrolment import Enrolment, enrol
from course.cohorts.handover import HandoverNote
from course.delivery.ledger import Delivery, Status
from course.errors import NotFound, Refused
from course.group import post
from course.group.post import GroupPost
from course.measures import unwanted_effects
from course.people import guardian, in_an_emergency, intake, role, signed_in
from course.people.in_an_emergency import EmergencyDetails
from course.people.key import DataKey, Keyring
from course.people.person import Person, welcome
from course.people.signed_in import Device
from course.people.token import digest
from course.practice import check_in, form, journal
from course.practice.shared_entry import SharedEntry
from course.privacy.finding import ROWS
from course.safety import plan
from curriculum.loader import load_course
from tests.course.conftest import NOW

MARK = re.compile(rb"mark\d{4}")
STAYS = {
    ("delivery", "key"): "names the letter by numbers",
    ("delivery", "letter"): "which letter",
    ("delivery", "about"): "what it was about, by number",
    ("delivery", "occurrence"): "which one of several",
    ("delivery", "lease_owner"): "a process",
    ("delivery", "message_id"): "a hash",
    ("delivery", "channel"): "by mail or as a notice",
    ("data_key", "wrapping_id"): "which key outside the database wrapped hers",
    ("enrolment", "kept_open"): "which weeks stay open",
    ("planned_part", "part_key"): "which part of a meeting",
    ("planned_part", "title"): "the run sheet belongs to the cohort",
    ("planned_part", "note"): "the run sheet belongs to the cohort",
    ("planned_part", "left_out_because"): "the run sheet belongs to the cohort",
    ("begun_part", "part_key"): "which part of a meeting",
    ("meeting_change", "was_place"): "where a meeting was",
    ("place_change", "was_place"): "where the cohort met",
    ("place_change", "was_video_link"): "where the cohort met",
    ("primary_outcome", "measure_key"): "the programme's own choice",
    ("primary_outcome", "score_key"): "the programme's own choice",
    ("primary_outcome", "wave_key"): "the programme's own choice",
    ("primary_outcome", "reason"): "why the programme chose another one",
    ("reliability_choice", "measure_key"): "the programme's own choice",
    ("reliability_choice", "score_key"): "the programme's own choice",
    ("reliability_choice", "source"): "where its figures come from",
    ("frozen_figures", "cells"): "whose sums they are, by cohort",
    ("frozen_figures", "wave_key"): "which questions were asked",
    ("frozen_figures", "measure_key"): "which questions were asked",
    ("frozen_figures", "score_key"): "which score",
    ("frozen_figures", "form"): "in which words",
    ("frozen_figures", "rule_version"): "how it was worked out",
    ("frozen_figures", "reason"): "why the programme corrected it",
    ("room", "wave_key"): "which questions were asked in the room",
    ("room", "code_hash"): "a hash, good for three hours",
    ("concern", "wave_key"): "which questions it came from",
    ("programme_measure", "wave_key"): "what a programme asks",
    ("programme_measure", "measure_key"): "what a programme asks",
    ("consent", "text_hash"): "which text was agreed to",
    ("consent", "locale"): "its language",
}
"""Columns of rows that stay and are not blanked; every other one has to lose its mark."""


class World:
    """A person with at least one row in every table that can hold something of her."""

    def __init__(self, db: Session, ring: Keyring) -> None:
        self.marks: dict[str, tuple[str, str]] = {}
        lena = welcome(db, email="lena@example.org", name="Lena", zone="Europe/Lisbon")
        maya = welcome(db, email="maya@example.org", name="Maya", zone="Europe/Lisbon")
        house = programmes.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)
        role.make_lead(db, programme_id=house.stored_id, person_id=maya.stored_id)
        dates = plan_for(
            load_course("eight-weeks"),
            starts_on=date(2027, 2, 25),
            at=time(18, 30),
            zone="Europe/Lisbon",
            skipped={},
        )
        group = cohorts.create(db, house, name="Thursday", course_key="eight-weeks", plan=dates, by=lena)
        hers = enrol(db, cohort_id=group.stored_id, person=maya, now=NOW)
        self.person, self.lead = maya.stored_id, lena.stored_id
        self.entry = journal.write(db, ring, maya, client_id=uuid4(), text="mark0000 secret words", now=NOW)
        self.ids: dict[str, Any] = {
            "person": maya.id,
            "programme": house.id,
            "cohort": group.id,
            "meeting": cohorts.meetings(db, group)[0].id,
            "bundle": group.bundle_hash,
            "enrolment": hers.id,
            "data_key": self.entry.key_id,
        }
        for row in reversed(ROWS):
            self._mark(db, row.metadata.tables[str(row.__tablename__)])

    def _mark(self, db: Session, table: sa.Table) -> None:
        """Put a mark into every text and bytes column of her row, which is made when there is none."""
        if table.name in {"person", "enrolment", "data_key"}:
            marked = {c.name: self._new(table, c) for c in table.columns if _can_be_marked(c)}
            db.execute(sa.update(table).where(table.c.id == self.ids[table.name]).values(marked))
            return
        values = {c.name: self._value(table, c) for c in table.columns if c.name != "id"}
        if "id" in table.c:
            made = db.execute(sa.insert(table).values(values).returning(table.c.id))
            self.ids[table.name] = made.scalar_one()
        else:
            db.execute(sa.insert(table).values(values))

    def _value(self, table: sa.Table, column: sa.Column[Any]) -> Any:
        if column.name == "email_hash":  # of the address she has by now
            return digest(self._address())
        if (table.name, column.name) == ("planned_invitation", "email"):
            return self._address()
        for key in column.foreign_keys:
            return self.ids[key.column.table.name]
        if _can_be_marked(column):
            return self._new(table, column)
        return _plain(column)

    def _address(self) -> str:
        return next(mark for mark, where in self.marks.items() if where == ("person", "email"))

    def _new(self, table: sa.Table, column: sa.Column[Any]) -> Any:
        mark = f"mark{len(self.marks) + 1:04d}"
        self.marks[mark] = (table.name, column.name)
        return mark.encode() if isinstance(column.type, sa.LargeBinary) else mark


def _bare(column: sa.Column[Any]) -> Any:
    """The type under its decorators."""
    kind: Any = column.type
    while isinstance(kind, sa.TypeDecorator):
        kind = kind.impl_instance
    return kind


def _can_be_marked(column: sa.Column[Any]) -> bool:
    kind = _bare(column)
    wide = (getattr(kind, "length", None) or 99) >= 8
    return kind.python_type in {str, bytes} and wide and not column.foreign_keys


def _plain(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    if column.name in {"ended_at", "withdrawn_at", "used_at", "destroyed_at"}:
        return None
    kinds: dict[type, Any] = {bool: False, int: 1, float: 1.0, datetime: NOW, date: NOW.date()}
    if isinstance(column.type, sa.JSON):
        return {}
    python = _bare(column).python_type
    return uuid4() if python not in kinds else kinds[python]


@pytest.fixture
def world(fresh_engine: Engine, ring: Keyring) -> World:
    with store.writing(fresh_engine) as db:
        return World(db, ring)


def left(engine: Engine) -> set[str]:
    """Every mark that can still be read: in the bytes of SQLite's files, in the rows of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        name = engine.url.database
        files = [Path(f"{name}{end}") for end in ("", "-wal", "-shm")]
        found = b"".join(file.read_bytes() for file in files if file.exists())
    else:
        with engine.connect() as connection:
            tables = SQLModel.metadata.sorted_tables
            found = b"".join(
                bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() + b"|"
                for table in tables
                for row in connection.execute(sa.select(table))
                for value in row
            )
    return {mark.decode() for mark in MARK.findall(found)}


def erase(engine: Engine, person_id: int) -> None:
    with store.writing(engine) as db:
        privacy.erase_person(db, db.get_one(Person, person_id), by=None)
    engine.dispose()
    privacy.wipe_traces(engine)
    engine.dispose()


@pytest.fixture(scope="module", autouse=True)
def _every_table() -> None:
    """A table is known once its module is imported."""
    for module in pkgutil.walk_packages(course.__path__, "course."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def test_every_table_has_joined_the_registry() -> None:
    assert set(SQLModel.metadata.tables) == set(privacy.REGISTRY)


def test_every_reference_to_a_person_is_covered() -> None:
    for table in SQLModel.metadata.tables.values():
        rule = privacy.REGISTRY[table.name]
        for column in table.columns:
            if any(key.column.table.name == "person" for key in column.foreign_keys):
                assert rule.about_people, table.name
                assert column.name in {*rule.found_by, *rule.by_number}, f"{table.name}.{column.name}"


def test_every_table_about_people_is_looked_into() -> None:
    about = {name for name, rule in privacy.REGISTRY.items() if rule.about_people}
    assert {str(row.__tablename__) for row in ROWS} == about - {"audit_event", "tombstone"}


def test_what_is_kept_has_a_reason() -> None:
    for name, rule in privacy.REGISTRY.items():
        assert (rule.about_people and rule.on_erase == "keep") == bool(rule.keep), name


def test_erasing_leaves_no_private_field(fresh_engine: Engine, world: World) -> None:
    fresh_engine.dispose()
    assert left(fresh_engine) >= set(world.marks)
    erase(fresh_engine, world.person)
    still = {world.marks[mark] for mark in left(fresh_engine)}
    assert still <= set(STAYS), f"not erased: {sorted(still - set(STAYS))}"


def test_what_is_removed_leaves_no_row(fresh_engine: Engine, world: World) -> None:
    erase(fresh_engine, world.person)
    with store.reading(fresh_engine) as db:
        for name, rule in privacy.REGISTRY.items():
            if rule.on_erase == "remove":
                table = SQLModel.metadata.tables[name]
                assert db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0, name


def test_the_journal_cannot_be_opened_with_a_copy_taken_before(
    fresh_engine: Engine, ring: Keyring, world: World
) -> None:
    sealed, key_id = world.entry.sealed, world.entry.key_id
    erase(fresh_engine, world.person)
    with store.reading(fresh_engine) as db:
        assert db.exec(select(DataKey.wrapped).where(DataKey.person_id == world.person)).all() == [None]
        with pytest.raises(NotFound):
            ring.open(db, key_id, sealed, place="journal_entry|sealed|x")


def test_erasing_ends_sign_ins_roles_and_letters(fresh_engine: Engine, world: World) -> None:
    with store.writing(fresh_engine) as db:
        _, secret = signed_in.begin(db, db.get_one(Person, world.person), Device.OWN)
    erase(fresh_engine, world.person)
    with store.reading(fresh_engine) as db:
        assert signed_in.find(db, secret) is None
        assert not role.is_lead(db, programme_id=world.ids["programme"], person_id=world.person)
        assert not role.is_facilitator(db, cohort_id=world.ids["cohort"], person_id=world.person)
        waiting = (Status.PENDING, Status.CLAIMED)
        assert db.exec(select(Delivery).where(col(Delivery.status).in_(waiting))).first() is None
        assert db.exec(select(Enrolment.look_at)).all() == [None]


def test_nobody_is_erased_whom_people_are_told_to_turn_to(db: Session, lena: Person, maya: Person) -> None:
    house = programmes.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)
    answering = plan.Answering(
        responsible="Maya",
        responsible_email="maya@example.org",
        deputy="Lena",
        deputy_email="lena@example.org",
        reply_hours="always",
        holiday_cover="Lena",
    )
    plan.set_plan(db, house, answering, by=lena)
    with pytest.raises(Refused, match="safety plan"):
        privacy.erase_person(db, maya, by=lena)


def test_the_last_lead_of_a_programme_is_not_erased(db: Session, lena: Person) -> None:
    programmes.create(db, name="Linden House", zone="Europe/Lisbon", country="PT", by=lena)
    with pytest.raises(Refused, match="at least one lead"):
        privacy.erase_person(db, lena, by=None)


def test_a_restored_person_is_erased_again(fresh_engine: Engine, world: World) -> None:
    with store.writing(fresh_engine) as db:
        buried = [(privacy.subject_hash(world.person), datetime.now(UTC) + timedelta(hours=1))]
        assert privacy.reapply_tombstones(db, buried) == 1
        assert db.get_one(Person, world.person).erased_at is not None
        assert privacy.reapply_tombstones(db, buried) == 0


def test_somebody_new_with_a_number_that_was_free_again_is_left_alone(db: Session, maya: Person) -> None:
    buried = [(privacy.subject_hash(maya.stored_id), datetime(2020, 1, 1, tzinfo=UTC))]
    assert privacy.reapply_tombstones(db, buried) == 0
    assert maya.erased_at is None


def test_a_copy_holds_what_she_wrote_and_no_secret(fresh_engine: Engine, ring: Keyring, world: World) -> None:
    with store.writing(fresh_engine) as db:
        key = db.get_one(DataKey, world.ids["data_key"])
        db.delete(db.exec(select(SharedEntry)).one())
        marked = [
            entry for entry in db.exec(select(journal.JournalEntry)).all() if entry.id != world.entry.id
        ]
        kinds = (
            form.FilledForm,
            check_in.CheckIn,
            unwanted_effects.UnwantedEffects,
            EmergencyDetails,
            HandoverNote,
            intake.Intake,
            GroupPost,
            guardian.GuardianConsent,
        )
        for entry in [*marked, *(one for kind in kinds for one in db.exec(select(kind)).all())]:
            db.delete(entry)
        key.wrapped = None
        db.flush()
        maya = db.get_one(Person, world.person)
        journal.write(db, ring, maya, client_id=uuid4(), text="hers", now=NOW)
        log = load_course("eight-weeks").exercise("distress-log")
        form.fill(db, ring, maya, log, {"others-too": "yes"}, client_id=uuid4(), now=NOW)
        hers = db.get_one(Enrolment, world.ids["enrolment"])
        said = check_in.Given(None, {"hard": "Too much", "need": "Quiet"}, share=["need"])
        check_in.give(db, ring, maya, hers, "week-1", said, now=NOW)
        asked = unwanted_effects.offer(db, hers, "after", now=NOW)
        told = unwanted_effects.Told(words="Bad nights")
        unwanted_effects.tell(db, ring, maya, asked, told, now=NOW)
        in_an_emergency.keep(db, ring, maya, in_an_emergency.Details(contact="Rui"), now=NOW)
        handover.write(
            db, ring, hers.cohort_id, "Bring tea", to_person=None, client_id=uuid4(), now=NOW, by=maya
        )
        joins = intake.begin(db, hers, now=NOW)
        intake.answer(
            db, ring, maya, joins, "hopes", intake.Said(words="Some rest"), seen=intake.NOTHING_YET, now=NOW
        )
        post.write(
            db, ring, cohort_id=hers.cohort_id, unit_key="week-1", words="To us all", client_id=uuid4(), now=NOW,
            by=maya,
        )  # fmt: skip
        rui = guardian.Guardian("Rui", "father")
        guardian.note(db, ring, hers, maya, rui, given_on=NOW.date(), how=guardian.How.MET, now=NOW, by=maya)
        db.delete(db.get_one(journal.JournalEntry, world.entry.stored_id))
        copy = privacy.export_person(db, ring, maya)
    assert [entry["text"] for entry in copy["journal_entry"]] == ["hers"]
    assert [one["answers"] for one in copy["filled_form"]] == [{"others-too": "yes"}]
    assert [one["words"] for one in copy["check_in"]] == [{"hard": "Too much", "need": "Quiet"}]
    assert [one["details"]["contact"] for one in copy["emergency_details"]] == ["Rui"]
    assert [one["words"] for one in copy["handover_note"]] == ["Bring tea"]
    assert [one["words"] for one in copy["group_post"]] == ["To us all"]
    assert [one["words"] for one in copy["unwanted_effects"]] == [{"more": "Bad nights"}]
    assert [one["answers"] for one in copy["intake"]] == [{"hopes": {"chosen": (), "words": "Some rest"}}]
    assert [one["guardian"]["name"] for one in copy["guardian_consent"]] == ["Rui"]
    text = json.dumps(copy)
    for mark, (table, column) in world.marks.items():
        opened = {"journal_entry", "filled_form", "check_in", "unwanted_effects"}
        gone = table in opened | {
            *("emergency_details", "handover_note", "intake", "group_post", "group_report"),
            "guardian_consent",
        }
        secret = column in privacy.REGISTRY[table].secret or gone
        assert (mark in text) != secret, (table, column)


def test_a_copy_made_without_the_keyring_holds_no_word_of_the_journal(
    db: Session, ring: Keyring, maya: Person
) -> None:
    journal.write(db, ring, maya, client_id=uuid4(), text="hers alone", now=NOW)
    copy = privacy.export_person(db, None, maya)
    assert len(copy["journal_entry"]) == 1
    assert "hers alone" not in json.dumps(copy)
