"""Invitations: closed until help exists, a fate for every line, and a link that gives one place."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from course.address import clean_address
from course.cohorts.cohort import Cohort
from course.cohorts.programme import Programme
from course.errors import NotFound, Refused
from course.people import inviting, role, token
from course.people.invitation import Invitation, Role
from course.people.person import Person
from course.people.token import Purpose
from course.safety import plan
from course.safety.plan import RECHECK, Answering
from tests.course.conftest import NOW


@pytest.fixture
def safe(db: Session, house: Programme, lena: Person) -> Programme:
    answering = Answering(
        responsible="Ines",
        responsible_email="ines@example.org",
        deputy="Tomas",
        deputy_email="tomas@example.org",
        reply_hours="weekdays 9 to 17",
        holiday_cover="Tomas",
    )
    plan.set_plan(db, house, answering, by=lena)
    today = NOW.date()
    plan.add_resource(
        db, house, name="Emergency", phone="112", hours="always", is_emergency=True, checked_on=today, by=lena
    )
    plan.add_resource(db, house, name="Line", phone="116 123", hours="always", checked_on=today, by=lena)
    return house


def ask(
    db: Session,
    house: Programme,
    group: Cohort | None,
    lena: Person,
    email: str = "new@example.org",
    wanted: Role = Role.PARTICIPANT,
) -> Invitation:
    return inviting.invite(
        db, house, email=email, name="New Person", role_wanted=wanted, cohort=group, by=lena, now=NOW
    )


def link(db: Session, invitation: Invitation) -> str:
    return token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)


def test_nobody_is_invited_while_nobody_answers_for_them(
    db: Session, house: Programme, group: Cohort, lena: Person
) -> None:
    with pytest.raises(Refused) as refused:
        ask(db, house, group, lena)
    assert "responsible person" in refused.value.sentence
    assert "emergency number" in refused.value.sentence


def test_a_crisis_line_nobody_checked_for_half_a_year_closes_invitations_again(
    db: Session, safe: Programme, group: Cohort, lena: Person
) -> None:
    ask(db, safe, group, lena)
    with pytest.raises(Refused):
        inviting.invite(
            db, safe, email="b@example.org", name="B", role_wanted=Role.PARTICIPANT, cohort=group, by=lena,
            now=NOW + RECHECK + timedelta(days=1),
        )  # fmt: skip


def test_the_same_address_is_asked_once(db: Session, safe: Programme, group: Cohort, lena: Person) -> None:
    first = ask(db, safe, group, lena)
    assert ask(db, safe, group, lena, email=" NEW@example.org ").id == first.id


def test_accepting_gives_a_place_and_the_link_works_once(
    db: Session, safe: Programme, group: Cohort, lena: Person
) -> None:
    secret = link(db, ask(db, safe, group, lena))
    person, enrolment = inviting.accept(db, secret, name="Noor", zone="Europe/Madrid", now=NOW)
    assert enrolment is not None
    assert (person.email, person.called, person.zone) == ("new@example.org", "Noor", "Europe/Madrid")
    assert enrolment.cohort_id == group.id
    with pytest.raises(NotFound):
        inviting.accept(db, secret, name="Again", zone="Europe/Madrid", now=NOW)


def test_accepting_as_facilitator_or_lead_gives_the_role_and_no_place(
    db: Session, safe: Programme, group: Cohort, lena: Person
) -> None:
    one = link(db, ask(db, safe, group, lena, "f@example.org", Role.FACILITATOR))
    two = link(db, ask(db, safe, None, lena, "l@example.org", Role.LEAD))
    first, no_place = inviting.accept(db, one, name="F", zone="UTC", now=NOW)
    second, none_either = inviting.accept(db, two, name="L", zone="UTC", now=NOW)
    assert (no_place, none_either) == (None, None)
    assert role.is_facilitator(db, cohort_id=group.stored_id, person_id=first.stored_id)
    assert role.is_lead(db, programme_id=safe.stored_id, person_id=second.stored_id)


def test_a_withdrawn_invitation_opens_nothing(
    db: Session, safe: Programme, group: Cohort, lena: Person
) -> None:
    invitation = ask(db, safe, group, lena)
    secret = link(db, invitation)
    db.flush()
    inviting.withdraw(db, invitation, by=lena, now=NOW)
    with pytest.raises(NotFound):
        inviting.accept(db, secret, name="N", zone="UTC", now=NOW)


def test_every_line_of_a_list_has_a_fate_and_none_is_lost(
    db: Session, safe: Programme, group: Cohort, lena: Person
) -> None:
    ask(db, safe, group, lena, "asked@example.org")
    inviting.accept(
        db, link(db, ask(db, safe, group, lena, "here@example.org")), name="H", zone="UTC", now=NOW
    )
    lines = [
        (1, "a@example.org", "a@example.org", "A"),
        (2, "not an address", "not an address", ""),
        (3, "A@example.org", "A@example.org", ""),
        (4, "asked@example.org", "asked@example.org", ""),
        (5, "here@example.org", "here@example.org", ""),
    ]
    fates = inviting.fates(db, safe, group, lines)
    assert [(fate.line, fate.outcome) for fate in fates] == [
        (1, "invited"),
        (2, "refused"),
        (3, "twice"),
        (4, "already invited"),
        (5, "already here"),
    ]
    assert all(fate.sentence for fate in fates)


def test_the_last_lead_stays(db: Session, house: Programme, lena: Person, maya: Person) -> None:
    with pytest.raises(Refused):
        role.end_lead(db, programme_id=house.stored_id, person_id=lena.stored_id)
    role.make_lead(db, programme_id=house.stored_id, person_id=maya.stored_id)
    role.end_lead(db, programme_id=house.stored_id, person_id=lena.stored_id)
    assert not role.is_lead(db, programme_id=house.stored_id, person_id=lena.stored_id)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@", "@b.org", "a b@c.org", "a@b.org\nBcc: x@y.org", "a@b.org\r\n", "a@b..org", "é@b.org",
     "a@b.org,c@d.org", "<a@b.org>", "a@b.org\x00", "a@" + "b" * 250 + ".org"],
)  # fmt: skip
def test_what_could_break_a_header_is_no_address(text: str) -> None:
    if text.strip() == "a@b.org":
        assert clean_address(text) == "a@b.org"
    else:
        with pytest.raises(Refused):
            clean_address(text)
