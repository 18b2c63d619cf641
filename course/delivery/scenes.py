"""What the letters of one hand-off speak of, read with a fixed number of statements for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session

from course import clock
from course.cohorts import bundle
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.greeting import Greeting
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.delivery import around
from course.delivery.concern_facts import plan_address, plan_name
from course.delivery.digest import digests
from course.delivery.facts import ConcernFacts, EnrolmentFacts, FacilitatorFacts, InvitationFacts, Subject
from course.delivery.ledger import Delivery
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
from course.people.person import Person, by_address
from course.people.role import Facilitator
from course.people.sign_in import SignInRequest, mint_code
from course.people.token import Purpose, Token, Unkept, fresh
from course.settings import Settings
from curriculum.schema import Course


class Stage:
    """Everything around a handful of ledger rows; `scene` puts together what one letter needs.

    `keep` takes what the links of a letter open; without it that is stored in this transaction.
    """

    def __init__(
        self,
        db: Session,
        settings: Settings,
        rows: Sequence[Delivery],
        *,
        keep: Callable[[Unkept], None] | None = None,
    ) -> None:
        self._db, self._settings, self._at = db, settings, clock.real_now(db)
        self._keep = keep or (lambda row: db.add(Token(**row)))
        self._enrolments = around.by_id(db, Enrolment, [row.enrolment_id for row in rows])
        self._invitations = around.by_id(db, Invitation, [row.invitation_id for row in rows])
        self._meetings = around.by_id(db, Meeting, [around.number(row.about, "meeting:") for row in rows])
        self._staff = around.by_id(db, Facilitator, [around.place_in(row.about) for row in rows])
        cohorts: list[int | None] = [one.cohort_id for one in self._invitations.values()]
        cohorts += [one.cohort_id for one in self._meetings.values()]
        cohorts += [one.cohort_id for one in self._staff.values()]
        cohorts += [key for one in self._enrolments.values() for key in (one.cohort_id, one.came_from)]
        self._cohorts = around.by_id(db, Cohort, cohorts)
        self._greetings = around.by_id(db, Greeting, [around.number(row.about, "greeting:") for row in rows])
        people = [row.person_id for row in rows] + [one.written_by for one in self._greetings.values()]
        people += [one.invited_by for one in self._invitations.values()]
        self._people = around.by_id(db, Person, people)
        programmes: list[int | None] = [one.programme_id for one in self._cohorts.values()]
        programmes += [one.programme_id for one in self._invitations.values()]
        programmes += [row.programme_id for row in rows if row.about.startswith("concern:")]
        self._programmes = around.by_id(db, Programme, programmes)
        self._plans = around.plans(db, self._programmes)
        self._facilitators = around.facilitators(db, self._cohorts)
        # of everybody's cohorts only where a letter speaks of the first meeting
        speak = any(row.about.startswith("first:") for row in rows)
        invited = [one.cohort_id for one in self._invitations.values()]
        self._firsts = around.first_meetings(db, self._cohorts if speak else invited)
        to_staff = [row for row in rows if row.letter.startswith("staff_")]
        self._counts = around.counts(db, to_staff, self._meetings)
        counted = {self._cohort_of(row).stored_id for row in rows if row.letter == "staff_digest"}
        self._digests = digests(db, [self._cohorts[one] for one in sorted(counted)], now=clock.now(db))

    def scene(self, row: Delivery, facts: Subject) -> Scene:
        if row.letter == "sign_in":
            return self._sign_in(row)
        if row.letter == "address_change":
            return self._address_change(row)
        if isinstance(facts, InvitationFacts):
            scene = self._invitation(row, self._invitations[facts.invitation_id])
            return replace(scene, until=facts.offer.ends_at if facts.offer else None)
        if isinstance(facts, ConcernFacts):
            return self._concern(row, facts)
        cohort = self._cohort_of(row)
        scene = self._for_person(row, cohort)
        if isinstance(facts, FacilitatorFacts):
            return self._for_facilitator(row, scene, cohort, facts)
        if isinstance(facts, EnrolmentFacts):
            return self._for_participant(row, scene, cohort, facts)
        raise ValueError(f"no scene for {row.letter}")

    def _for_facilitator(self, row: Delivery, scene: Scene, cohort: Cohort, facts: FacilitatorFacts) -> Scene:
        plan = self._plans.get(cohort.programme_id)
        scene = replace(
            scene,
            reply_to=self._responsible(cohort.programme_id),
            replies_by=plan.responsible if plan else "",
            writer=scene.programme,
        )
        if row.letter == "staff_place_changed":
            return replace(scene, meeting=next_meeting(row, cohort, facts, clock.now(self._db)))
        if row.letter == "staff_digest":
            return replace(scene, digest=self._digests[cohort.stored_id])
        if row.letter.startswith("staff_questions"):
            return replace(scene, wave=own_wave_of(facts, row.occurrence.partition(AGAIN)[0]))
        return replace(
            scene,
            meeting=elsewhere(
                row, facts, replace(self._meeting(row, cohort), was_at=known_start(row, facts))
            ),
        )

    def _for_participant(self, row: Delivery, scene: Scene, cohort: Cohort, facts: EnrolmentFacts) -> Scene:
        kind, _, rest = row.about.partition(":")
        if kind == "meeting":
            return replace(
                scene,
                meeting=elsewhere(
                    row, facts, replace(self._meeting(row, cohort), was_at=known_start(row, facts))
                ),
            )
        if kind in {"place", "joined"}:
            before = self._cohorts.get(self._enrolments[facts.enrolment_id].came_from or 0)
            scene = replace(scene, cohort_before=before.name if before else "")
            return replace(scene, meeting=next_meeting(row, cohort, facts, clock.now(self._db)))
        if kind == "first":
            return replace(scene, meeting=self._first(cohort))
        if kind == "greeting":
            return self._greeted(scene, self._greetings[int(rest)])
        if kind in {"address", "thanks", "own", "certificate"}:
            return scene
        if kind == "cohort":
            return replace(scene, because=cohort.called_off_because)
        key = rest.partition(":")[2]
        if kind == "wave":
            return replace(scene, wave=wave_of(facts, self._course(scene, cohort), key))
        week = week_of(self._course(scene, cohort), key)
        return replace(scene, week=week, is_last_nudge=facts.unanswered == 1)

    def _greeted(self, scene: Scene, greeting: Greeting) -> Scene:
        by = self._people[greeting.written_by]
        return replace(scene, words=greeting.words, writer=by.name, reply_to=by.email, replies_by=by.name)

    def _course(self, scene: Scene, cohort: Cohort) -> Course:
        """In the reader's language, as far as it is translated."""
        return bundle.read(self._db, cohort.bundle_hash, Course).in_language(scene.locale)

    def _for_person(self, row: Delivery, cohort: Cohort) -> Scene:
        person = self._people[row.person_id or 0]
        writer, reply_to = self._writer(cohort, cohort.programme_id)
        return Scene(
            site=self._settings.site_url,
            about=row.about,
            to=person.email or "",
            called=person.called,
            zone=person.zone,
            locale=person.locale,
            writer=writer,
            reply_to=reply_to,
            programme=self._programmes[cohort.programme_id].name,
            mint=self._mint(person.id),
            cohort=cohort.name,
            cohort_id=cohort.stored_id,
            replies_by=writer,
            replies_read=self._replies_read(cohort.programme_id),
        )

    def _invitation(self, row: Delivery, invitation: Invitation) -> Scene:
        programme = self._programmes[invitation.programme_id]
        cohort = self._cohorts.get(invitation.cohort_id or 0)
        inviter = self._people[invitation.invited_by]
        writer, reply_to = self._writer(cohort, programme.stored_id)
        first = self._firsts.get(invitation.cohort_id or 0)
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

    def _sign_in(self, row: Delivery) -> Scene:
        person = self._people[row.person_id or 0]
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

    def _concern(self, row: Delivery, facts: ConcernFacts) -> Scene:
        """To somebody who may have no account: then the letter says who can open the list."""
        programme = self._programmes[facts.programme_id]
        plan = self._plans.get(facts.programme_id)
        to, name = plan_address(row, plan) or "", plan_name(row, plan)
        person = self._people.get(row.person_id or 0) or by_address(self._db, to)
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

    def _address_change(self, row: Delivery) -> Scene:
        """To the address that somebody would like to have from now on."""
        person = self._people[row.person_id or 0]
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

    def _cohort_of(self, row: Delivery) -> Cohort:
        if row.enrolment_id is not None:
            return self._cohorts[self._enrolments[row.enrolment_id].cohort_id]
        if (place := around.place_in(row.about)) is not None:
            return self._cohorts[self._staff[place].cohort_id]
        return self._cohorts[self._meetings[around.number(row.about, "meeting:") or 0].cohort_id]

    def _meeting(self, row: Delivery, cohort: Cohort) -> MeetingScene:
        meeting = self._meetings[around.number(row.about, "meeting:") or 0]
        people, away = self._counts.get(meeting.stored_id, (0, 0))
        return replace(meeting_scene(meeting, cohort), people=people, away=away)

    def _first(self, cohort: Cohort) -> MeetingScene | None:
        first = self._firsts.get(cohort.stored_id)
        return meeting_scene(first, cohort) if first else None

    def _writer(self, cohort: Cohort | None, programme_id: int) -> tuple[str, str | None]:
        """Who signs and who reads the replies: the cohort's first facilitator, else the responsible person."""
        found = self._facilitators.get(cohort.stored_id) if cohort else None
        if found:
            return found.name, found.email
        plan = self._plans.get(programme_id)
        if plan:
            return plan.responsible, plan.responsible_email
        return self._programmes[programme_id].name, None

    def _replies_read(self, programme_id: int) -> str:
        plan = self._plans.get(programme_id)
        return plan.reply_hours if plan else ""

    def _responsible(self, programme_id: int) -> str | None:
        plan = self._plans.get(programme_id)
        return plan.responsible_email if plan else None
