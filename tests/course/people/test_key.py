"""What is written is encrypted for its writer, cannot be moved, and is gone when its key is."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from course.errors import NotFound, Refused
from course.people import key
from course.people.key import Keyring
from course.people.person import Person
from course.practice import journal
from tests.course.conftest import NOW


def test_the_words_are_nowhere_in_the_database(db: Session, ring: Keyring, maya: Person) -> None:
    entry = journal.write(db, ring, maya, client_id=uuid4(), text="a heron on the river", now=NOW)
    stored = db.execute(text("SELECT * FROM journal_entry")).all()
    assert "heron" not in repr(stored)
    assert journal.read(db, ring, entry).text == "a heron on the river"


def test_sealed_words_cannot_be_moved_to_another_entry(db: Session, ring: Keyring, maya: Person) -> None:
    one, two = (journal.write(db, ring, maya, client_id=uuid4(), text=each, now=NOW) for each in "ab")
    two.sealed = one.sealed
    with pytest.raises(NotFound):
        journal.read(db, ring, two)


def test_another_wrapping_key_opens_nothing(db: Session, ring: Keyring, maya: Person) -> None:
    entry = journal.write(db, ring, maya, client_id=uuid4(), text="mine", now=NOW)
    with pytest.raises(NotFound):
        journal.read(db, Keyring({"other": bytes(range(32))}), entry)


def test_a_new_wrapping_key_takes_over_and_the_old_one_can_go(
    db: Session, ring: Keyring, maya: Person
) -> None:
    entry = journal.write(db, ring, maya, client_id=uuid4(), text="still mine", now=NOW)
    old = {"tests": bytes(32)}
    both = Keyring({"new": bytes(range(32)), **old})
    assert both.rewrap(db) == 1
    assert journal.read(db, Keyring({"new": bytes(range(32))}), entry).text == "still mine"


def test_two_people_have_two_keys(db: Session, ring: Keyring, maya: Person, lena: Person) -> None:
    for who in (maya, lena):
        journal.write(db, ring, who, client_id=uuid4(), text="x", now=NOW)
    assert db.execute(text("SELECT count(DISTINCT person_id) FROM data_key")).scalar_one() == 2


def test_a_destroyed_key_takes_everything_with_it(db: Session, ring: Keyring, maya: Person) -> None:
    entry = journal.write(db, ring, maya, client_id=uuid4(), text="gone soon", now=NOW)
    key.destroy(db, maya)
    with pytest.raises(NotFound):
        journal.read(db, ring, entry)


def test_the_same_form_sent_twice_is_one_entry_with_the_newer_words(
    db: Session, ring: Keyring, maya: Person
) -> None:
    client_id = uuid4()
    first = journal.write(db, ring, maya, client_id=client_id, text="first", now=NOW)
    again = journal.write(db, ring, maya, client_id=client_id, text="second", now=NOW)
    assert (again.id, journal.read(db, ring, again).text) == (first.id, "second")


def test_somebody_elses_client_id_changes_nothing_of_hers(
    db: Session, ring: Keyring, maya: Person, lena: Person
) -> None:
    entry = journal.write(db, ring, maya, client_id=uuid4(), text="hers", now=NOW)
    with pytest.raises(NotFound):
        journal.write(db, ring, lena, client_id=entry.client_id, text="not hers", now=NOW)
    assert journal.read(db, ring, entry).text == "hers"


def test_an_entry_that_is_too_long_is_refused_and_never_cut(db: Session, ring: Keyring, maya: Person) -> None:
    client_id = uuid4()
    journal.write(db, ring, maya, client_id=client_id, text="a" * journal.LONGEST, now=NOW)
    with pytest.raises(Refused):
        journal.write(db, ring, maya, client_id=client_id, text="a" * (journal.LONGEST + 1), now=NOW)
    (entry,) = journal.entries(db, maya)
    assert len(journal.read(db, ring, entry).text) == journal.LONGEST
