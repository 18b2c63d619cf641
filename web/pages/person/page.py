"""What she came to and what is arranged, on one page; and the pause of her letters."""

from datetime import date

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField

from course.cohorts import attended, catching_up, make_up, pausing
from course.cohorts.attendance import CAME
from course.cohorts.cohort import Cohort
from course.cohorts.place import Place, local_day
from course.errors import Refused
from web import formats, request
from web.doors import Door, door
from web.forms import Form, needed
from web.pages.person.frame import back, frame, pages, place_in


class PauseForm(Form):
    until = DateField(_l("Quiet until"), [needed(_l("Please give a day, for example 2026-12-24."))])


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    return _render(place_in(cohort_id, enrolment_id), PauseForm(formdata=None))


@pages.post("/pause")
@door(Door.SIGNED_IN)
def pause(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    mine, form = place_in(cohort_id, enrolment_id), PauseForm()
    if not form.validate():
        return _render(mine, form), 422
    day = form.until.data or date.min
    try:
        pausing.pause(
            request.db(),
            mine.enrolment,
            until=day,
            today=local_day(request.now(), mine.person),
            now=request.now(),
            by=request.person().id,
        )
    except Refused as refused:
        form.refuse(refused)
        return _render(mine, form), 422
    request.once_landed(mine.person)
    flash(_("Letters that can wait are quiet until %(day)s.", day=formats.day(day)))
    return back(mine)


@pages.post("/pause/end")
@door(Door.SIGNED_IN)
def end_pause(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    mine = place_in(cohort_id, enrolment_id)
    pausing.end(request.db(), mine.enrolment, now=request.now(), by=request.person().id)
    flash(_("The pause has ended. What is too old by now is not sent."))
    return back(mine)


def _render(mine: Place, form: PauseForm) -> str:
    db, now, one = request.db(), request.now(), mine.enrolment_id
    today, elsewhere = local_day(now, mine.person), attended.elsewhere(db, mine.enrolment)
    came_from = db.get(Cohort, mine.enrolment.came_from) if mine.enrolment.came_from else None
    return render_template(
        "person/page.html",
        **frame(mine),
        form=form,
        paused=mine.enrolment.paused_until if pausing.is_paused(mine.enrolment, today) else None,
        came_from=came_from.name if came_from else "",
        held=[
            (each, mine.marks.get(each.meeting.stored_id), elsewhere.get(each.unit.key))
            for each in mine.openings
            if each.meeting.starts_at <= now or each.unit.key in elsewhere
        ],
        visits=[
            each for each in make_up.visits(db, [one]).get(one, []) if each.meeting.unit_key not in elsewhere
        ],
        sums=attended.standings(db, mine.cohort, mine.course, [one], now=now)[one].attended,
        late=catching_up.held_before(mine, now),
        plan=catching_up.planned(db, mine.enrolment),
        CAME=CAME,
        now=now,
    )
