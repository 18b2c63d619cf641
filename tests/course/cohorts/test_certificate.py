"""The code on a paper: hard to guess, good for one name, and true only while attendance says so."""

import math
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, func, select

from course.cohorts import attendance, certificate
from course.cohorts.attendance import Mark
from course.cohorts.attended import Paper
from course.cohorts.certificate import Certificate, Checked, fits, grouped
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.people.sign_in import PER_ADDRESS_PER_HOUR, SignInRequest
from course.privacy.erasing import erase_person
from tests.course.cohorts.test_attended import OVER, came, numbered, stands

MADE = datetime(2027, 4, 30, 9, tzinfo=UTC)


def made(db: Session, group: Cohort, hers: Enrolment, name: str = "Maya Fonseca") -> Certificate:
    return certificate.issue(db, hers, stands(db, group, hers), name=name, now=MADE)


def asked(db: Session, code: str, name: str, origin: str = "203.0.113.5") -> Checked | None:
    return certificate.check(db, code=code, name=name, origin=origin, now=OVER)


def test_a_code_has_more_than_sixty_bits_and_is_typed_in_groups_of_four(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 6, retreat=True)
    row = made(db, group, hers)
    assert len(row.code) * math.log2(len(set(certificate.SIGNS))) > 60
    assert [len(part) for part in grouped(row.code).split("-")] == [4, 4, 4, 4]
    assert not set(row.code) & set("0O1IL2Z5S8B")


def test_it_is_made_once_and_a_second_press_changes_only_the_name(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 6, retreat=True)
    code = made(db, group, hers).code
    again = made(db, group, hers, "Maya  de\nAlmeida")
    assert (again.code, again.name, again.paper) == (code, "Maya de Almeida", Paper.CERTIFICATE)
    assert db.exec(select(func.count()).select_from(Certificate)).one() == 1


def test_before_its_time_and_for_nothing_attended_there_is_none(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    with pytest.raises(Refused):
        made(db, group, hers)
    came(db, group, hers, 8, retreat=True)
    early = datetime(2027, 4, 16, tzinfo=UTC)
    with pytest.raises(Refused):
        certificate.issue(db, hers, stands(db, group, hers), name="Maya", now=early)


def test_code_and_name_together_say_what_the_paper_says_and_nothing_more(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 6, retreat=True)
    code = made(db, group, hers).code
    found = asked(db, grouped(code).lower().replace("-", " "), "FONSECA")
    assert found is not None
    assert (found.is_valid, found.meetings, found.programme) == (True, 8, "Linden House")
    assert set(vars(found)) == {"is_valid", "paper", "meetings", "first_on", "last_on", "programme"}
    assert asked(db, code, "Somebody Else") is None
    assert asked(db, "ACDEFGHJKMNPQRTU", "Fonseca") is None
    assert asked(db, code, "") is None


def test_attendance_set_right_below_the_rule_withdraws_the_paper_and_above_it_gives_it_back(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 6, retreat=True)
    code, sixth = made(db, group, hers).code, numbered(db, group)[5]
    attendance.record(db, sixth, hers.stored_id, Mark.AWAY, by=None, now=OVER)
    found = asked(db, code, "Maya Fonseca")
    assert found is not None
    assert not found.is_valid
    letter = made(db, group, hers)
    assert (letter.paper, letter.code == code) == (Paper.LETTER, False)
    attendance.record(db, sixth, hers.stored_id, Mark.VIDEO, by=None, now=OVER)
    for each in (code, letter.code):
        found = asked(db, each, "Maya Fonseca")
        assert found is not None
        assert found.is_valid


def test_with_her_account_the_code_is_gone(db: Session, group: Cohort, hers: Enrolment, maya: Person) -> None:
    came(db, group, hers, 6, retreat=True)
    code = made(db, group, hers).code
    erase_person(db, maya, by=None)
    assert asked(db, code, "Maya Fonseca") is None
    assert db.exec(select(func.count()).select_from(Certificate)).one() == 0


def test_trying_is_limited_for_a_code_from_anywhere_and_names_it_only_as_a_hash(
    db: Session, group: Cohort, hers: Enrolment
) -> None:
    came(db, group, hers, 6, retreat=True)
    code = made(db, group, hers).code
    for number in range(PER_ADDRESS_PER_HOUR):
        assert asked(db, code, f"Guess {number}", origin=f"203.0.113.{number}") is None
    with pytest.raises(Refused) as refused:
        asked(db, code, "Fonseca", origin="203.0.113.99")
    assert refused.value.field == "code"
    rows = db.exec(select(SignInRequest)).all()
    assert not any(code in str(row) for row in rows)


def test_trying_many_codes_from_one_place_is_limited_too(db: Session, group: Cohort) -> None:
    with pytest.raises(Refused):  # noqa: PT012  (it takes many tries before one is refused)
        for number in range(100):
            asked(db, f"CODE{number}", "Fonseca")


@pytest.mark.parametrize(
    ("typed", "does"),
    [
        ("maya fonseca-almeida", True), ("Almeida", True), ("MAYA FONSECA ALMEIDA", True), ("Álmeida", True),
        ("Fonseca", False), ("Maya", False), ("Al", False), ("", False), ("  ", False), ("Maya Almeida", False),
    ],
)  # fmt: skip
def test_the_whole_name_or_its_last_word_fits(typed: str, does: bool) -> None:
    assert fits("Maya Fonseca-Almeida", typed) is does


def test_staff_see_which_papers_were_made(db: Session, group: Cohort, hers: Enrolment) -> None:
    assert certificate.issued_in(db, group.stored_id) == {}
    came(db, group, hers, 8, retreat=True)
    row = made(db, group, hers)
    assert certificate.issued_in(db, group.stored_id) == {(hers.stored_id, Paper.CERTIFICATE): row}
