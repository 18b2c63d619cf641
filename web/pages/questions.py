"""The questions of one wave, one a page: each saved at once, any skipped, stopped and taken up again."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.cohorts.place import Place
from course.errors import NotFound, Refused
from course.measures import answering, room, run, unwanted_effects, worry
from course.measures.assessment import AnsweredElsewhere, Mode
from course.measures.run import Question, Run
from course.measures.wave import DONE
from course.people.token import Purpose
from course.safety import concern
from course.safety.concern import Kind
from web import opened, request, safety_words, unsaved
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("questions", __name__)
BASE = "/questions/<int:enrolment_id>/<wave_key>"


@pages.route(BASE, methods=["GET", "POST"])
@door(Door.OPENED)
def page(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """Why, how many, how long, who sees what; POST begins, or goes on at the first open question."""
    found = _run(enrolment_id, wave_key)
    if http.method == "POST":
        mode = Mode.ROOM if _is_in_the_room(found) else Mode.SITE
        if mode is Mode.SITE:
            _shut_the_room(found)
        once(lambda: answering.begin(request.db(), found, now=request.now(), mode=mode))
        return redirect(_address(found, found.next_number))
    return _start(found)


@pages.post(f"{BASE}/no-more")
@door(Door.OPENED)
def no_more(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    found = _run(enrolment_id, wave_key)
    if _is_in_the_room(found) and not _is_hers(found.place):
        raise NotFound  # a code and an address are enough for answering, and not for saying no for somebody
    once(lambda: answering.say_no(request.db(), found, now=request.now()))
    request.once_landed(found.place.person)
    return redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))


@pages.route(f"{BASE}/<int:number>", methods=["GET", "POST"])
@door(Door.OPENED)
def item(enrolment_id: int, wave_key: str, number: int) -> ResponseReturnValue:
    found = _run(enrolment_id, wave_key)
    if not found.is_open or not found.has_begun:
        return redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))
    if http.method == "POST" and found.was_begun_in_the_room and not _is_in_the_room(found):
        _shut_the_room(found)
    if http.method == "POST" and (asked := http.form.get("asked")) and found.by_key(asked) is None:
        return _left_out(found, asked)
    question = found.by_key(http.form.get("asked", "")) or found.question(number)
    if http.method == "POST":
        try:
            return _answer(found, question)
        except AnsweredElsewhere as newer:
            if question.measure.says_self_harm(question.item, newer.kept):
                return _heard(found, question)  # with that answer somebody was told
            return _two_answers(enrolment_id, wave_key, question.number, newer)
        except Refused as refused:
            return _item(found, question, error=refused.sentence), 422
    return _item(found, question)


@pages.route(f"{BASE}/last", methods=["GET", "POST"])
@door(Door.OPENED)
def last(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """What was skipped, once; then thanks."""
    found = _run(enrolment_id, wave_key)
    to_start = redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))
    if not found.is_open or not found.has_begun:
        return to_start
    if found.next_number is not None:
        return redirect(_address(found, found.next_number))
    if http.method == "POST":
        answering.finish(request.db(), found, now=request.now())
        onward = _one_more_page(found) or to_start
        return redirect(_word(found)) if _is_offered_a_word(found) else onward
    return render_template("questions/last.html", **_frame(found))


def _one_more_page(found: Run) -> ResponseReturnValue | None:
    """Whoever looks back on the course is asked, once, whether anything in it did harm."""
    if not unwanted_effects.asks(found.place.course, found.wave):
        return None
    unwanted_effects.offer(request.db(), found.place.enrolment, found.wave.key, now=request.now())
    return redirect(url_for("effects.page", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key))


def _asks_one_more(found: Run) -> bool:
    row = unwanted_effects.of_wave(request.db(), found.place.enrolment_id, found.wave.key)
    return row is not None and row.done_at is None


def _answer(found: Run, question: Question) -> ResponseReturnValue:
    """Continue, skip or stop; whatever was chosen is saved first."""
    chosen, act = http.form.get("answer", ""), http.form.get("act", "continue")
    if act == "continue" and not chosen:
        return render_template("questions/skip.html", question=question, **_frame(found))
    if act == "skip" or chosen:
        value, page, seen = None if act == "skip" else _value(chosen), client_id(), _seen()
        once(
            lambda: answering.save(
                request.db(), found, question.number, value, client_id=page, seen=seen, now=request.now()
            )
        )
        if question.measure.says_self_harm(question.item, value):
            return _heard(found, question)
    if act == "stop":
        return redirect(
            url_for(".page", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key, stopped="yes")
        )
    return redirect(_address(found, _next(found, question)))


def _left_out(found: Run, asked: str) -> ResponseReturnValue:
    """The question is no longer asked, but her page still was: what she says on it is not lost."""
    onward = redirect(_address(found, found.next_number))
    chosen = http.form.get("answer", "")
    if not chosen or http.form.get("act") == "skip":
        return onward
    value, known = _value(chosen), client_id()
    says_so = once(
        lambda: answering.save_hidden(request.db(), found, asked, value, client_id=known, now=request.now())
    )
    return _heard(found) if says_so else onward


def _heard(found: Run, question: Question | None = None) -> ResponseReturnValue:
    """Thank you for telling us: who is told and when, whom to call now, and both ways on. Never a redirect."""
    unsaved.is_told()
    request.after_commit(request.wake)
    return render_template(
        "questions/heard.html",
        known=safety_words.help_of(found.place.cohort.programme_id),
        policy=safety_words.policy_of(found.place.cohort.programme_id),
        onward=_address(found, _next(found, question) if question else found.next_number),
        **_frame(found),
    )


@pages.route(f"{BASE}/word", methods=["GET", "POST"])
@door(Door.OPENED)
def word(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """After answers that are very heavy, or clearly heavier than before: would she like a word? No score is shown."""
    found = _run(enrolment_id, wave_key)
    programme_id, start = found.place.cohort.programme_id, _start_address(found)
    if not _is_offered_a_word(found):
        return redirect(start)
    if http.method == "POST" and http.form.get("answer") != "yes":
        return redirect(start)
    asked = http.method == "POST"
    if asked:
        concern.begin(
            request.db(),
            enrolment_id=found.place.enrolment_id,
            wave_key=wave_key,
            kind=Kind.ASKED,
            now=request.now(),
            again=True,
        )
        unsaved.is_told()
        request.after_commit(request.wake)
    return render_template(
        "questions/word.html",
        asked=asked,
        known=safety_words.help_of(programme_id),
        policy=safety_words.policy_of(programme_id),
        is_told=safety_words.is_told_of(found),
        watch=unsaved.mark(programme_id, ("no",)),
        onward=start,
        **_frame(found),
    )


def _is_offered_a_word(found: Run) -> bool:
    db, mine = request.db(), found.place
    has_answers = safety_words.help_of(mine.cohort.programme_id).answers is not None
    return has_answers and bool(worry.worry(db, mine.enrolment_id, found.wave.key))


def _word(found: Run) -> str:
    return url_for("questions.word", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key)


def _start_address(found: Run) -> str:
    return url_for("questions.page", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key)


def _next(found: Run, question: Question) -> int | None:
    """The next one in order; from the list of skipped ones back to that list."""
    if http.form.get("from") == "last":
        return None
    return question.number + 1 if question.number < len(found.questions) else None


def _two_answers(
    enrolment_id: int, wave_key: str, number: int, newer: AnsweredElsewhere
) -> ResponseReturnValue:
    """Another tab or device was quicker: its answer stays until she says otherwise, and both are shown."""
    found = _run(enrolment_id, wave_key)  # read again: it is the newer answer that she now answers on top of
    question = found.question(number)
    chosen = http.form.get("answer", "") if http.form.get("act") != "skip" else ""
    page = render_template(
        "questions/two_answers.html",
        question=question,
        kept=_words(question, newer.kept),
        here=_words(question, int(chosen) if chosen else None),
        chosen=chosen,
        onward=_address(found, _next(found, question)),
        watch=_mark(found, question),
        came_from=http.form.get("from", ""),
        **_frame(found),
    )
    return page, 409


def _words(question: Question, value: int | None) -> str:
    return question.wording.words(question.item)[value] if value is not None else str(_("Skipped"))


def _seen() -> UUID | None:
    """The answer that her page showed."""
    try:
        return UUID(http.form.get("seen", ""))
    except ValueError:
        return None


def _value(words: str) -> int:
    try:
        return int(words)
    except ValueError as error:
        raise Refused(_("Please choose one of the answers, or skip this one."), field="answer") from error


def _item(found: Run, question: Question, *, error: str | None = None) -> str:
    return render_template(
        "questions/item.html",
        question=question,
        chosen=http.form.get("answer", found.given.get(question.number)),
        seen=found.seen.get(question.number, ""),
        watch=_mark(found, question),
        came_from=http.values.get("from", ""),
        error=error,
        **_frame(found),
    )


def _mark(found: Run, question: Question) -> str:
    """Of a question about harming herself, so that an answer to it never gets lost in silence."""
    if not question.is_watched:
        return ""
    programme_id = found.place.cohort.programme_id
    safety_words.help_of(programme_id)  # read now, for the moment in which it cannot be read
    return unsaved.mark(programme_id, (str(min(question.measure.choices)),))


def _start(found: Run) -> ResponseReturnValue:
    return render_template(
        f"questions/{_state_page(found)}.html",
        stopped=bool(http.args.get("stopped")),
        one_more=not found.is_open and _asks_one_more(found),
        may_say_no=_is_hers(found.place) or not _is_in_the_room(found),
        known=safety_words.help_of(found.place.cohort.programme_id),
        policy=safety_words.policy_of(found.place.cohort.programme_id),
        **_frame(found),
    )


def _state_page(found: Run) -> str:
    if found.is_open:
        return "start"
    return "thanks" if found.state in DONE else "not_now"


def _address(found: Run, number: int | None) -> str:
    enrolment_id, wave_key = found.place.enrolment_id, found.wave.key
    if number is None:
        return url_for("questions.last", enrolment_id=enrolment_id, wave_key=wave_key)
    return url_for("questions.item", enrolment_id=enrolment_id, wave_key=wave_key, number=number)


def _run(enrolment_id: int, wave_key: str) -> Run:
    mine = opened.place_for(enrolment_id, purpose=Purpose.WAVE, about=f"wave:{enrolment_id}:{wave_key}")
    return run.run_of(request.db(), mine, wave_key, now=request.now())


def _frame(found: Run) -> dict[str, object]:
    return {"run": found, "group_name": found.place.cohort.name, "is_hers": _is_hers(found.place)}


def _is_in_the_room(found: Run) -> bool:
    return opened.is_in_the_room(room.about_of(found.place.enrolment_id, found.wave.key))


def _shut_the_room(found: Run) -> None:
    """She answers by another way: what a code has opened shows nothing of it."""
    room.shut(request.db(), found.place.enrolment_id, found.wave.key)


def _is_hers(mine: Place) -> bool:
    visitor = request.visitor()
    return visitor is not None and visitor.id == mine.person.id
