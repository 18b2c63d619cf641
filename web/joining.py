"""Where somebody stands on the way into her group, and which step comes next."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from flask_babel import gettext as _

from course.access import own_rows
from course.cohorts.cohort import Cohort, meetings
from course.cohorts.enrolment import Enrolment
from course.cohorts.place import place
from course.errors import NotFound
from course.measures.open_questions import open_questions
from course.people import consent, intake, intake_questions, team, token
from course.people.consent_text import ConsentText, consent_texts, open_again
from course.people.intake import Answers, Intake, Said
from course.people.intake_decision import Outcome, Path, path
from course.people.intake_questions import DATES, Question
from course.people.token import Purpose
from web import formats, request

Step = tuple[str, str | None, str, bool, str | None]
"""Title, address where there is one, state in words, whether it is done, and a small line."""


@dataclass(frozen=True)
class Joining:
    """Her place, and what she has said so far."""

    enrolment: Enrolment
    cohort: Cohort
    path: Path

    @property
    def is_open(self) -> bool:
        """Whether she may answer: she is grown up, has said what may be kept, and nobody has decided for good."""
        row = self.path.intake
        is_begun = row is not None and row.is_of_age and self.path.health is not None
        return is_begun and self.path.can_change and self.enrolment.is_active

    @cached_property
    def answers(self) -> Answers:
        return intake.read(request.db(), request.ring(), self.path.intake) if self.path.intake else {}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The dates are read only where the group has any to choose from."""
        met = [one for one in meetings(request.db(), self.cohort) if not one.is_cancelled]
        days = {one.starts_on.isoformat(): str(formats.day(one.starts_on)) for one in met}
        return intake_questions.asked(health=bool(self.path.health), days=days)

    @cached_property
    def read_by(self) -> list[str]:
        """Names of those who run the group."""
        run_by = team.facilitators(request.db(), [self.cohort.stored_id]).get(self.cohort.stored_id, [])
        return [one.name for one in run_by]

    @property
    def answered(self) -> int:
        return sum(1 for one in self.asked if one.key in self.answers)

    @property
    def first_open(self) -> Question | None:
        """The first one that she has not come to yet; one that she left open is not asked again by itself."""
        return next((one for one in self.asked if one.key not in self.answers), None)

    def before(self, found: Question) -> Question | None:
        number = self.asked.index(found)
        return self.asked[number - 1] if number else None

    def after(self, found: Question) -> Question | None:
        number = self.asked.index(found) + 1
        return self.asked[number] if number < len(self.asked) else None


def hers(enrolment_id: int) -> Joining:
    """The place of the person who is signed in, and nobody else's."""
    enrolment, cohort = own_rows.enrolment_of(request.db(), request.person(), enrolment_id)
    return Joining(enrolment, cohort, path(request.db(), enrolment_id))


def row_of(mine: Joining) -> Intake:
    if mine.path.intake is None:
        raise NotFound
    return mine.path.intake


def mark_of(mine: Joining, key: str) -> str:
    said = mine.answers.get(key)
    return said.mark if said else intake.NOTHING_YET


def forget(mine: Joining, keys: Collection[str]) -> None:
    intake.forget(request.db(), request.ring(), request.person(), row_of(mine), set(keys), now=request.now())


def in_words(question: Question, said: Said) -> str:
    chosen = intake_questions.words_of(question, said.chosen)
    if question.key == DATES:
        chosen = tuple(str(formats.iso_date(one)) if one[:4].isdigit() else one for one in chosen)
    return " · ".join([*chosen, *([said.words] if said.words else [])])


def lines(mine: Joining) -> list[tuple[str, str, str]]:
    """(question, what she said, where to change it)."""
    return [
        (one.title, in_words(one, mine.answers[one.key]), _address_of(mine, one, "look-over"))
        for one in mine.asked
        if one.key in mine.answers
    ]


def texts_for(stands: Path) -> tuple[ConsentText, ...]:
    decision = stands.decision
    return consent_texts(with_clinician=bool(decision and decision.outcome is Outcome.WITH_SUPPORT))


def next_address(mine: Joining) -> str:
    """Where she goes on: the first step that is left, or the list of all of them."""
    row, key = mine.path.intake, mine.enrolment.stored_id
    if row is None or not mine.enrolment.is_active:
        return url_for("joining.page", enrolment_id=key)
    if not row.is_of_age:
        return url_for("joining.adult", enrolment_id=key)
    if mine.path.health is None:
        return url_for("joining.reads", enrolment_id=key)
    if mine.is_open and (left := mine.first_open):
        return _address_of(mine, left)
    if row.sent_at is None and mine.is_open:
        return url_for("joining.look_over", enrolment_id=key)
    return url_for("joining.page", enrolment_id=key)


def steps(mine: Joining) -> list[Step]:
    """In order. Each may be left and taken up again; what cannot be done yet says what it waits for."""
    asked = _asking(mine) if mine.path.intake is not None else []
    return [*asked, _agreeing(mine), *(_last(mine) if mine.enrolment.ready_at else _last_later())]


def _asking(mine: Joining) -> list[Step]:
    row, key, shut = row_of(mine), mine.enrolment.stored_id, not mine.path.can_change
    is_adult, may_ask = row.is_of_age, row.is_of_age and mine.path.health is not None
    is_sent = row.sent_at is not None
    # which questions there are is asked of the database only while she is at them
    at_it = may_ask and not is_sent and not shut
    all_of_them = at_it and mine.first_open is None
    count = _("%(n)s of %(all)s", n=mine.answered, all=len(mine.asked)) if at_it else ""
    return [
        (
            _("Who reads what, and what may be kept"),
            None if shut else url_for("joining.reads" if is_adult else "joining.adult", enrolment_id=key),
            _("Done") if may_ask else _("Not yet"),
            may_ask,
            None,
        ),
        (
            _("A few questions, one at a time"),
            url_for("joining.look_over", enrolment_id=key) if may_ask and not shut else None,
            _("Done") if is_sent or all_of_them else count or _("Not yet"),
            is_sent or all_of_them,
            _("Each says why it is asked. Any of them can be left open."),
        ),
        (
            _("Look them over and hand them in"),
            url_for("joining.look_over", enrolment_id=key) if (all_of_them or is_sent) and not shut else None,
            _("Done") if is_sent else _("Not yet"),
            is_sent,
            None,
        ),
        (
            _("Somebody reads them and answers you"),
            url_for("joining.answer", enrolment_id=key) if is_sent or mine.path.decision else None,
            _answered_words(mine, is_sent=is_sent),
            mine.path.decision is not None,
            None if mine.path.decision else _("You get a letter when there is an answer."),
        ),
    ]


def _answered_words(mine: Joining, *, is_sent: bool) -> str:
    if mine.path.decision is not None:
        return str(_("There is an answer"))
    return str(_("Being read")) if is_sent else str(_("Not yet"))


def _agreeing(mine: Joining) -> Step:
    title, key = _("What you agree to, each on its own"), mine.enrolment.stored_id
    if not mine.path.is_let_in:
        return title, None, _("After the answer"), False, None
    left = open_again(consent.newest(request.db(), key), texts_for(mine.path))
    is_done = mine.enrolment.ready_at is not None and not left
    state = _("Done") if is_done else _("To read again") if mine.enrolment.ready_at else _("Not yet")
    return title, url_for("welcome.page", enrolment_id=key), state, is_done, None


def _last_later() -> list[Step]:
    return [
        (_("Questions before the course"), None, _("Later"), False, None),
        (_("The dates in your calendar"), None, _("Later"), False, None),
    ]


def _last(mine: Joining) -> list[Step]:
    """What she may do once she has agreed: the questions while they are open, and the dates."""
    there = place(request.db(), mine.enrolment.stored_id)
    asked: list[Step] = [
        (
            _("Questions: %(title)s", title=one.wave.title),
            url_for("questions.page", enrolment_id=mine.enrolment.id, wave_key=one.wave.key),
            _("%(n)s of %(all)s", n=one.saved, all=one.count) if one.saved else _("Not yet"),
            False,
            None,
        )
        for one in open_questions(request.db(), there, now=request.now())
    ]
    nothing: Step = (_("Questions before the course"), None, _("Nothing is open"), True, None)
    about = f"calendar:{mine.enrolment.person_id}"
    has_link = token.is_out(request.db(), Purpose.CALENDAR, about=about)
    return [
        *(asked or [nothing]),
        (
            _("The dates in your calendar"),
            url_for("me.calendar"),
            _("Done") if has_link else _("Not yet"),
            has_link,
            _("They follow when a session moves"),
        ),
    ]


def _address_of(mine: Joining, question: Question, came_from: str | None = None) -> str:
    address = url_for("joining.question", enrolment_id=mine.enrolment.stored_id, item_key=question.key)
    return f"{address}?from={came_from}" if came_from else address
