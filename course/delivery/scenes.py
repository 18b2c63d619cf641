"""What the letters of one hand-off speak of, read with a fixed number of statements for all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlmodel import Session

from course import clock
from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.delivery import around
from course.delivery.concern_facts import plan_address, plan_name
from course.delivery.facts import ConcernFacts, EnrolmentFacts, FacilitatorFacts, InvitationFacts, Subject
from course.delivery.ledger import Line
from course.delivery.props import Props
from course.delivery.receipt_facts import ReceiptFacts
from course.delivery.receipt_scenes import said_of
from course.delivery.rules import AGAIN
from course.delivery.spoken_of import (
    elsewhere,
    known_start,
    meeting_scene,
    next_meeting,
    own_wave_of,
    wave_of,
    week_of,
)
from course.letters.scene import ConcernScene, MeetingScene, Scene
from course.people import team
from course.people.address_change import addresses
from course.people.invitation import Invitation
from course.people.person import by_address
from course.people.sign_in import SignInRequest, mint_code
from course.people.token import Purpose, Unkept, fresh
from course.settings import Settings
from curriculum.schema import Course

Spoken = dict[str, Any]
"""Fields of a scene."""


class Reader(NamedTuple):
    person_id: int | None
    email: str
    called: str
    zone: str
    locale: str


class Stage:
    """Everything around a handful of ledger rows and the facts that each is due from; `scene` puts together what one
    letter needs. `keep` takes what its links open.
    """

    def __init__(
        self,
        db: Session,
        settings: Settings,
        rows: Sequence[Line],
        facts: Mapping[int, Subject],
        *,
        keep: Callable[[Unkept], None],
    ) -> None:
        self._db, self._settings, (self._now, self._at) = db, settings, clock.both(db)
        self._keep = keep
        self._props = Props(db, rows, facts, now=self._now)

    def scene(self, row: Line, facts: Subject) -> Scene:
        if row.letter == "sign_in":
            return self._sign_in(row)
        if row.letter == "address_change":
            return self._address_change(row)
        if isinstance(facts, ReceiptFacts):
            cohort = self._props.cohorts[self._props.enrolments[facts.request_id].cohort_id]
            return self._to(self._reader(row), row, cohort, said_of(self._db, facts))
        if isinstance(facts, InvitationFacts):
            scene = self._invitation(row, self._props.invitations[facts.invitation_id])
            return replace(scene, until=facts.offer.ends_at if facts.offer else None)
        if isinstance(facts, ConcernFacts):
            return self._concern(row, facts)
        if isinstance(facts, EnrolmentFacts):
            cohort = self._props.cohorts[facts.cohort_id]
            return self._to(self._reader(row, facts), row, cohort, self._of_participant(row, cohort, facts))
        if isinstance(facts, FacilitatorFacts):
            cohort = self._props.cohort_of(row)
            return self._to(self._reader(row), row, cohort, self._of_facilitator(row, cohort, facts))
        raise ValueError(f"no scene for {row.letter}")

    def _of_facilitator(self, row: Line, cohort: Cohort, facts: FacilitatorFacts) -> Spoken:
        plan = self._props.plans.get(cohort.programme_id)
        written = Spoken(
            reply_to=self._responsible(cohort.programme_id),
            replies_by=plan.responsible if plan else "",
            writer=self._props.programmes[cohort.programme_id].name,
        )
        if row.letter in {"staff_place_changed", "staff_people_join"}:
            return {**written, "meeting": next_meeting(row, cohort, facts, self._now)}
        if row.letter == "staff_post_asked":
            return written
        if row.letter == "staff_intakes":
            return {**written, "waiting": sum(one.waits for one in facts.intakes)}
        if row.letter == "staff_digest":
            return {**written, "digest": self._props.digests[cohort.stored_id]}
        if row.letter.startswith("staff_questions"):
            return {**written, "wave": own_wave_of(facts, row.occurrence.partition(AGAIN)[0])}
        return {**written, "meeting": self._meeting(row, facts)}

    def _of_participant(self, row: Line, cohort: Cohort, facts: EnrolmentFacts) -> Spoken:
        kind, _, rest = row.about.partition(":")
        if kind == "meeting":
            return {"meeting": self._meeting(row, facts), "guest_of": self._host(int(rest), facts)}
        if kind in {"place", "joined", "joining"}:
            before = self._props.cohorts.get(self._props.enrolments[facts.enrolment_id].came_from or 0)
            coming = next_meeting(row, cohort, facts, self._now)
            alone = before is not None and before.merged_into != cohort.id
            name = before.name if before else ""
            return {"cohort_before": name, "went_alone": alone, "meeting": coming}
        if kind == "first":
            return {"meeting": self._first(cohort)}
        if kind in {"greeting", "message"}:
            return self._said(kind, int(rest))
        if kind in {"address", "thanks", "own", "certificate", "answer", "post"}:
            return {}
        if kind == "cohort":
            return {"because": cohort.called_off_because}
        key = rest.partition(":")[2]
        if kind == "wave":
            return {"wave": wave_of(facts, self._course(facts.locale, cohort), key)}
        week = week_of(self._course(facts.locale, cohort), key)
        return {"week": week, "is_last_nudge": facts.unanswered == 1}

    def _said(self, kind: str, number: int) -> Spoken:
        """What somebody who runs the group wrote, to one person or to everybody in it."""
        subject = ""
        if kind == "greeting":
            greeting = self._props.greetings[number]
            words, by = greeting.words, self._props.people[greeting.written_by]
        else:
            message = self._props.messages[number]
            words, by, subject = message.words, self._props.people[message.person_id], message.subject
        return {
            "words": words,
            "subject": subject,
            "writer": by.name,
            "reply_to": by.email,
            "replies_by": by.name,
        }

    def _course(self, locale: str, cohort: Cohort) -> Course:
        """In the reader's language, as far as it is translated."""
        return bundle.read(self._db, cohort.bundle_hash, Course).in_language(locale)

    def _reader(self, row: Line, facts: EnrolmentFacts | None = None) -> Reader:
        """As she was when the facts about her were read."""
        one = self._props.people[row.person_id or 0] if facts is None or facts.stood is None else facts.stood
        return Reader(row.person_id, one.email or "", one.called, one.zone, one.locale)

    def _to(self, reader: Reader, row: Line, cohort: Cohort, spoken: Spoken) -> Scene:
        """A scene of this cohort; what is spoken of may name another writer."""
        writer, reply_to = self._writer(cohort, cohort.programme_id)
        usual: Spoken = {
            "writer": writer,
            "reply_to": reply_to,
            "replies_by": writer,
            "replies_read": self._replies_read(cohort.programme_id),
        }
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=reader.email,
            called=reader.called,
            zone=reader.zone,
            locale=reader.locale,
            programme=self._props.programmes[cohort.programme_id].name,
            mint=self._mint(reader.person_id),
            cohort=cohort.name,
            cohort_id=cohort.stored_id,
            enrolment_id=row.enrolment_id or 0,
            **{**usual, **spoken},
        )

    def _invitation(self, row: Line, invitation: Invitation) -> Scene:
        programme = self._props.programmes[invitation.programme_id]
        cohort = self._props.cohorts.get(invitation.cohort_id or 0)
        inviter = self._props.people[invitation.invited_by]
        writer, reply_to = self._writer(cohort, programme.stored_id)
        first = self._props.firsts.get(invitation.cohort_id or 0)
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=invitation.email,
            called=invitation.name.split()[0],
            zone=cohort.zone if cohort else programme.zone,
            locale=programme.locale,
            writer=writer if invitation.role.value == "participant" else inviter.name,
            reply_to=reply_to if invitation.role.value == "participant" else inviter.email,
            programme=programme.name,
            mint=self._mint(None),
            cohort=cohort.name if cohort else "",
            replies_by=writer if invitation.role.value == "participant" else "",
            replies_read=self._replies_read(programme.stored_id),
            role=invitation.role.value,
            meeting=meeting_scene(first, cohort) if first and cohort else None,
        )

    def _sign_in(self, row: Line) -> Scene:
        person = self._props.people[row.person_id or 0]
        request = self._db.get(SignInRequest, around.number(row.about, "request:"))
        if request is None:
            raise ValueError("the request is gone")
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=person.email or "",
            called=person.called,
            zone=person.zone,
            locale=person.locale,
            writer="Kindly",
            reply_to=None,
            programme="",
            mint=self._mint(person.id),
            code=lambda: mint_code(self._db, request),
        )

    def _concern(self, row: Line, facts: ConcernFacts) -> Scene:
        """To somebody who may have no account: then the letter says who can open the list."""
        programme = self._props.programmes[facts.programme_id]
        plan = self._props.plans.get(facts.programme_id)
        to, name = plan_address(row, plan) or "", plan_name(row, plan)
        person = self._props.people.get(row.person_id or 0) or by_address(self._db, to)
        leads = ", ".join(one.name for one in team.leads(self._db, facts.programme_id))
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=person.email or "" if person else to,
            called=person.called if person else name.split()[0],
            zone=person.zone if person else programme.zone,
            locale=person.locale if person else programme.locale,
            writer=programme.name,
            reply_to=None,
            programme=programme.name,
            mint=self._mint(None),
            concern=ConcernScene(programme.stored_id, facts.opened_at, person is not None, leads),
        )

    def _address_change(self, row: Line) -> Scene:
        """To the address that somebody would like to have from now on."""
        person = self._props.people[row.person_id or 0]
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=addresses(self._db, [row.about])[row.about],
            called=person.called,
            zone=person.zone,
            locale=person.locale,
            writer="Kindly",
            reply_to=None,
            programme="",
            mint=self._mint(person.id),
        )

    def _mint(self, person_id: int | None) -> Callable[[Purpose, str], str]:
        def minted(purpose: Purpose, about: str) -> str:
            secret, row = fresh(purpose, about=about, person_id=person_id, at=self._at)
            self._keep(row)
            return secret

        return minted

    def _meeting(self, row: Line, facts: EnrolmentFacts | FacilitatorFacts) -> MeetingScene:
        found, was_at = self._props.spoken[around.number(row.about, "meeting:") or 0], known_start(row, facts)
        return elsewhere(row, facts, replace(found, was_at=was_at) if was_at else found)

    def _host(self, meeting_id: int, facts: EnrolmentFacts) -> str:
        """The name of the sister group whose meeting it is; empty where it is one of her own group."""
        host = self._props.cohorts[self._props.meetings[meeting_id].cohort_id]
        return "" if host.id == facts.cohort_id else host.name

    def _first(self, cohort: Cohort) -> MeetingScene | None:
        first = self._props.firsts.get(cohort.stored_id)
        return meeting_scene(first, cohort) if first else None

    def _writer(self, cohort: Cohort | None, programme_id: int) -> tuple[str, str | None]:
        """Who signs and who reads the replies: the cohort's first facilitator, else the responsible person."""
        found = self._props.facilitators.get(cohort.stored_id) if cohort else None
        if found:
            return found.name, found.email
        plan = self._props.plans.get(programme_id)
        if plan:
            return plan.responsible, plan.responsible_email
        return self._props.programmes[programme_id].name, None

    def _replies_read(self, programme_id: int) -> str:
        plan = self._props.plans.get(programme_id)
        return plan.reply_hours if plan else ""

    def _responsible(self, programme_id: int) -> str | None:
        plan = self._props.plans.get(programme_id)
        return plan.responsible_email if plan else None
