"""The questions of one wave: each saved at once, any skipped, stopped and taken up again."""

from flask import Blueprint, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue

from course.errors import NotFound, Refused
from course.measures import answering, room, run, unwanted_effects, worry
from course.measures.assessment import AnsweredElsewhere, Mode
from course.measures.layout import Layout
from course.measures.run import Question, Run
from course.measures.wave import DONE
from course.people.token import Purpose
from course.safety import concern
from course.safety.concern import Kind
from web import asked_together as together
from web import asking, opened, request, safety_words, unsaved
from web.client_ids import client_id, once
from web.doors import Door, door

pages = Blueprint("questions", __name__)
BASE = "/questions/<int:enrolment_id>/<wave_key>"


@pages.route(BASE, methods=["GET", "POST"])
@door(Door.OPENED)
def page(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """Why, how many, how long, who sees what; POST begins, or goes on at the first open question."""
    found = _run(enrolment_id, wave_key)
    if http.method != "POST":
        return _start(found)
    mode, layout = Mode.ROOM if _is_in_the_room(found) else Mode.SITE, _layout(found)
    if mode is Mode.SITE:
        _shut_the_room(found)
    once(lambda: answering.begin(request.db(), found, now=request.now(), mode=mode, layout=layout))
    return redirect(asking.address(_run(enrolment_id, wave_key), found.next_number))


def _layout(found: Run) -> Layout | None:
    """What she pressed, or, at the beginning, what her screen has room for, as a script says. None: as it is."""
    said = http.form.get("layout") or (None if found.has_begun else http.form.get("room"))
    return {"one": Layout.ONE, "four": Layout.FOUR}.get(said or "")


@pages.post(f"{BASE}/no-more")
@door(Door.OPENED)
def no_more(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    found = _run(enrolment_id, wave_key)
    if _is_in_the_room(found) and not asking.is_hers(found.place):
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
    if http.method == "POST":
        return asking.told_a_script(_sent(found, number))
    page = found.page_of(number)
    return together.shown(found, page) if page[0].layout is Layout.FOUR else _item(found, *page)


def _sent(found: Run, number: int) -> ResponseReturnValue:
    if together.is_sent():
        return together.answer(found, found.page_of(min(number, len(found.questions))))
    if (asked := http.form.get("asked")) and found.by_key(asked) is None:
        return _left_out(found, asked)
    question = found.by_key(asked or "") or found.question(number)
    try:
        return _answer(found, question)
    except AnsweredElsewhere as newer:
        if question.measure.says_self_harm(question.item, newer.kept):
            return asking.heard(found, asking.after(found, [question]))  # with that one somebody was told
        return _two_answers(found, question.number, newer)
    except Refused as refused:
        return _item(found, question, error=refused.sentence), 422


@pages.route(f"{BASE}/last", methods=["GET", "POST"])
@door(Door.OPENED)
def last(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """What was skipped, once; then thanks."""
    found = _run(enrolment_id, wave_key)
    to_start = redirect(url_for("questions.page", enrolment_id=enrolment_id, wave_key=wave_key))
    if not found.is_open or not found.has_begun:
        return to_start
    if found.next_number is not None:
        return redirect(asking.address(found, found.next_number))
    if http.method == "POST":
        answering.finish(request.db(), found, now=request.now())
        onward = _one_more_page(found) or to_start
        return redirect(_word(found)) if _is_offered_a_word(found) else onward
    return render_template("questions/last.html", **asking.frame(found))


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
        return render_template("questions/skip.html", question=question, **asking.frame(found))
    if act == "skip" or chosen:
        value, page, seen = None if act == "skip" else asking.value(chosen), client_id(), asking.seen()
        once(
            lambda: answering.save(
                request.db(), found, question.number, value, client_id=page, seen=seen, now=request.now()
            )
        )
        if question.measure.says_self_harm(question.item, value):
            return asking.heard(found, asking.after(found, [question]))
    if act == "stop":
        return redirect(asking.start(found, stopped="yes"))
    return redirect(asking.address(found, asking.after(found, [question])))


def _left_out(found: Run, asked: str) -> ResponseReturnValue:
    """The question is no longer asked, but her page still was: what she says on it is not lost."""
    onward = redirect(asking.address(found, found.next_number))
    chosen = http.form.get("answer", "")
    if not chosen or http.form.get("act") == "skip":
        return onward
    value, known = asking.value(chosen), client_id()
    says_so = once(
        lambda: answering.save_hidden(request.db(), found, asked, value, client_id=known, now=request.now())
    )
    return asking.heard(found, found.next_number) if says_so else onward


@pages.route(f"{BASE}/word", methods=["GET", "POST"])
@door(Door.OPENED)
def word(enrolment_id: int, wave_key: str) -> ResponseReturnValue:
    """After answers that are very heavy, or clearly heavier than before: would she like a word? No score is shown."""
    found = _run(enrolment_id, wave_key)
    programme_id, start = found.place.cohort.programme_id, asking.start(found)
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
        **asking.frame(found),
    )


def _is_offered_a_word(found: Run) -> bool:
    db, mine = request.db(), found.place
    has_answers = safety_words.help_of(mine.cohort.programme_id).answers is not None
    return has_answers and bool(worry.worry(db, mine.enrolment_id, found.wave.key))


def _word(found: Run) -> str:
    return url_for("questions.word", enrolment_id=found.place.enrolment_id, wave_key=found.wave.key)


def _two_answers(old: Run, number: int, newer: AnsweredElsewhere) -> ResponseReturnValue:
    """Another tab or device was quicker: its answer stays until she says otherwise, and both are shown."""
    # read again: it is the newer answer that she now answers on top of
    found = _run(old.place.enrolment_id, old.wave.key)
    question = found.question(number)
    chosen = http.form.get("answer", "") if http.form.get("act") != "skip" else ""
    page = render_template(
        "questions/two_answers.html",
        question=question,
        kept=asking.words(question, newer.kept),
        here=asking.words(question, int(chosen) if chosen else None),
        chosen=chosen,
        onward=asking.address(found, asking.after(found, [question])),
        watch=asking.mark(found, [("answer", question)]),
        came_from=http.form.get("from", ""),
        **asking.frame(found),
    )
    return page, 409


def _item(found: Run, question: Question, *, error: str | None = None) -> str:
    return render_template(
        "questions/item.html",
        question=question,
        chosen=http.form.get("answer", found.given.get(question.number)),
        seen=found.seen.get(question.number, ""),
        watch=asking.mark(found, [("answer", question)]),
        came_from=http.values.get("from", ""),
        onward=asking.address(found, asking.after(found, [question])),
        error=error,
        **asking.frame(found),
    )


def _start(found: Run) -> ResponseReturnValue:
    return render_template(
        f"questions/{_state_page(found)}.html",
        stopped=bool(http.args.get("stopped")),
        one_more=not found.is_open and _asks_one_more(found),
        may_say_no=asking.is_hers(found.place) or not _is_in_the_room(found),
        known=safety_words.help_of(found.place.cohort.programme_id),
        policy=safety_words.policy_of(found.place.cohort.programme_id),
        **asking.frame(found),
    )


def _state_page(found: Run) -> str:
    if found.is_open:
        return "start"
    return "thanks" if found.state in DONE else "not_now"


def _run(enrolment_id: int, wave_key: str) -> Run:
    mine = opened.place_for(enrolment_id, purpose=Purpose.WAVE, about=f"wave:{enrolment_id}:{wave_key}")
    return run.run_of(request.db(), mine, wave_key, now=request.now())


def _is_in_the_room(found: Run) -> bool:
    return opened.is_in_the_room(room.about_of(found.place.enrolment_id, found.wave.key))


def _shut_the_room(found: Run) -> None:
    """She answers by another way: what a code has opened shows nothing of it."""
    room.shut(request.db(), found.place.enrolment_id, found.wave.key)
