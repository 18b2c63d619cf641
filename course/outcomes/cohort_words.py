"""What the report of one cohort says of waves, steps, losses, classes and doses: the same on page, chart and paper."""

from __future__ import annotations

from collections.abc import Iterable

from course.outcomes.association import Association, Dose
from course.outcomes.change import Change
from course.outcomes.change_classes import Class, Classes, Crossing, Crossings
from course.outcomes.cohort_facts import BEFORE, CohortFacts, Fate
from course.outcomes.cohort_view import Showing
from course.outcomes.figures import change_and_interval, plain, signed, span
from course.outcomes.flow import Kind, Loss, Step
from course.outcomes.missing import Bounds
from course.outcomes.scores import Better, Measured
from course.outcomes.yardstick import ENOUGH_PEOPLE, Basis, Lacking, Yardstick
from course.statistics.dropout import NOTABLE, Dropout
from course.words import _, ngettext


def wave_name(key: str, title: str) -> str:
    """Inside a sentence: "from before to after"; a wave of another name is called what its course calls it."""
    names = {
        BEFORE: _("before"),
        "mid": _("halfway"),
        "after": _("after"),
        "six-months": _("six months"),
        "twelve-months": _("twelve months"),
    }
    return names.get(key, title)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def step_title(step: Step, facts: CohortFacts) -> str:
    if step.kind is Kind.WAVE:
        wave = next(one for one in facts.waves if one.key == step.wave)
        if step.wave == BEFORE:
            return _("Answered before the course")
        return _("Answered: %(wave)s") % {"wave": wave.name}
    return {
        Kind.INVITED: _("Invited"),
        Kind.JOINED: _("Joined"),
        Kind.AGREED: _("Agreed to be asked"),
        Kind.CAME: _("Came to at least %(n)s of %(all)s meetings")
        % {"n": facts.enough, "all": facts.sessions},
    }[step.kind]


def of_whom(step: Step, facts: CohortFacts) -> str:
    """Out of how many, in words; empty for the step that begins."""
    if step.kind is Kind.INVITED or (facts.is_imported and step.wave == BEFORE):
        return ""
    if step.kind is Kind.CAME or (step.kind is Kind.WAVE and step.wave != BEFORE):
        return _("of %(n)d with a first score") % {"n": step.of}
    return _("of %(n)d") % {"n": step.of}


def loss_words(loss: Loss, step: Step) -> str:
    """ "2 left the course" """
    n = loss.n
    words = {
        Fate.UNFINISHED: ngettext("%(n)d began and did not finish", "%(n)d began and did not finish", n),
        Fate.NO_SCORE: ngettext(
            "%(n)d answered too little for a score", "%(n)d answered too little for a score", n
        ),
        Fate.OTHER_WORDS: ngettext(
            "%(n)d was asked in other words than before", "%(n)d were asked in other words than before", n
        ),
        Fate.DECLINED: ngettext("%(n)d did not want to be asked", "%(n)d did not want to be asked", n),
        Fate.LEFT: ngettext("%(n)d had left the course", "%(n)d had left the course", n),
        Fate.SILENT: _silent(step, n),
        Fate.NOT_ASKED: ngettext("%(n)d was not asked", "%(n)d were not asked", n),
        Fate.TO_COME: ngettext("%(n)d is still to come", "%(n)d are still to come", n),
        Fate.FEWER: ngettext("%(n)d came to fewer", "%(n)d came to fewer", n),
        Fate.TAKEN_BACK: ngettext("%(n)d invitation was taken back", "%(n)d invitations were taken back", n),
        Fate.ERASED: ngettext("%(n)d had their data erased", "%(n)d had their data erased", n),
        Fate.DIED: ngettext("%(n)d had died", "%(n)d had died", n),
    }
    return words[loss.why] % {"n": n}


def _silent(step: Step, n: int) -> str:
    if step.kind is Kind.JOINED:
        return ngettext("%(n)d did not take up the invitation", "%(n)d did not take up the invitation", n)
    if step.kind is Kind.AGREED:
        return ngettext("%(n)d has not said", "%(n)d have not said", n)
    return ngettext("%(n)d did not answer", "%(n)d did not answer", n)


def instead(showing: Showing) -> str:
    """Why there is no figure, as it stands in a row of a chart or table."""
    return {
        Showing.SHOWN: "",
        Showing.HIDDEN: _("Hidden: too few people"),
        Showing.NEARLY_ALL: _("Hidden to protect a few people"),
        Showing.NOBODY: _("Nobody has both scores"),
        Showing.NOT_YET: _("Not over yet"),
    }[showing]


def owned(title: str, measure: Measured) -> str:
    """The title, saying so when the questions are in our own words and not the validated form."""
    return title if measure.validated else _("%(heading)s (own wording)") % {"heading": title}


def change_figures(change: Change | None, measure: Measured) -> str:
    if change is None:
        return "–"
    if change.interval is None:
        return signed(change.mean, measure.decimals)
    return change_and_interval(change.mean, *change.interval, measure.decimals)


def standard_figures(change: Change | None) -> str:
    if change is None or change.standard is None:
        return "–"
    found = change.standard
    return _("%(g)s (%(interval)s), r = %(r)s") % {
        "g": signed(found.g, 2),
        "interval": span(found.low, found.high, 2),
        "r": plain(found.r, 2),
    }


def level_figures(change: Change | None, measure: Measured) -> str:
    """ "2.81 → 3.35", written out for ears and fonts; a dash where the levels stay hidden."""
    if change is None or change.before is None or change.later is None:
        return "–"
    return _("%(before)s, then %(later)s") % {
        "before": plain(change.before, measure.decimals),
        "later": plain(change.later, measure.decimals),
    }


def class_words(measure: Measured) -> dict[Class, str]:
    if measure.better is Better.NEITHER:
        return {
            Class.IMPROVED: _("Rose"),
            Class.UNCHANGED: _("About the same"),
            Class.DETERIORATED: _("Fell"),
        }
    return {
        Class.IMPROVED: _("Reliably better"),
        Class.UNCHANGED: _("No reliable change"),
        Class.DETERIORATED: _("Reliably worse"),
    }


def class_lines(found: Classes, measure: Measured) -> list[tuple[str, str]]:
    """Each class that may be shown, then what is left over. Who got worse has a line of its own wherever another class
    is shown: when it is none of those that may be, it follows that they are few."""
    named = class_words(measure)
    lines = [(named[each], str(found.shown[each])) for each in Class if each in found.shown]
    if not found.shown or found.are_all_shown:
        return lines
    hidden = [named[each].lower() for each in Class if each not in found.shown]
    lines.append((_("All others (%(classes)s)") % {"classes": _(" or ").join(hidden)}, str(found.rest)))
    return lines


def class_note(found: Classes, *, fewest: int) -> str:
    """Why a class is hidden; empty when none is."""
    if found.are_all_shown:
        return ""
    words = _("A number stands here only when at least %(n)d people are in it and as many are not.") % {
        "n": fewest
    }
    if not found.shown:
        return words
    if Class.DETERIORATED in found.shown:
        return words
    few = _("Those who got reliably worse are fewer than %(n)d, or nobody.") % {"n": fewest}
    return f"{words} {few}"


def crossing_lines(found: Crossings) -> list[tuple[str, str]]:
    named = {
        Crossing.INTO: _("Crossed into %(meaning)s"),
        Crossing.OUT: _("Crossed out of %(meaning)s"),
        Crossing.NEITHER: _("On the same side of %(meaning)s"),
    }
    meaning = {"meaning": found.cut_off.meaning}
    return [(named[each] % meaning, str(found.shown[each])) for each in Crossing if each in found.shown]


def yardstick_words(found: Yardstick | Lacking, measure: Measured) -> str:
    """The threshold with its inputs and where they come from, or why there is none."""
    if found is Lacking.PEOPLE:
        words = _(
            "Not worked out: that needs the first scores of %(n)d people of this programme, or a spread and a "
            "reliability that a lead has set."
        )
        return words % {"n": ENOUGH_PEOPLE}
    if found is Lacking.ITEMS or isinstance(found, Lacking):
        return _("Not worked out: the answers given so far show no reliability to reckon with.")
    figures = {
        "points": plain(found.points, measure.decimals),
        "sd": plain(found.sd or 0, 2),
        "r": plain(found.r or 0, 2),
        "n": found.people,
        "source": found.source,
    }
    return _basis_words(found.basis) % figures


def _basis_words(basis: Basis) -> str:
    return {
        Basis.LEAD: _(
            "Reliable: more than %(points)s points, from a standard deviation of %(sd)s and a reliability of %(r)s "
            "that this programme has set (%(source)s)."
        ),
        Basis.PUBLISHED: _("Reliable: %(points)s points or more, as published (%(source)s)."),
        Basis.PUBLISHED_RELIABILITY: _(
            "Reliable: more than %(points)s points, from the standard deviation %(sd)s of %(n)d first scores in this "
            "programme and a published reliability of %(r)s (%(source)s)."
        ),
        Basis.OWN: _(
            "Reliable: more than %(points)s points, from %(n)d first scores in this programme: standard deviation "
            "%(sd)s, Cronbach’s alpha %(r)s."
        ),
    }[basis]


def bound_lines(found: Bounds, measure: Measured) -> list[tuple[str, str]]:
    said = [
        (_("They had not changed at all"), found.unchanged),
        (_("They had changed like the quarter that fared worst"), found.worst_quarter),
        (_("They began like the others and ended at the worst score there is"), found.scale_end),
    ]
    return [(words, signed(value, measure.decimals)) for words, value in said if value is not None]


def start_words(found: Dropout | None, measure: Measured, *, threshold: int) -> str:
    if found is None or found.smd is None:
        words = _(
            "Whether those without a later score began differently is shown from %(n)d people on either side on."
        )
        return words % {"n": threshold}
    words = _(
        "At the start %(left_n)d people without a later score had an average of %(left)s, %(stayed_n)d people with one "
        "%(stayed)s: a difference of %(smd)s standard deviations."
    ) % {
        "left_n": found.left.n,
        "left": plain(found.left.mean, measure.decimals),
        "stayed_n": found.stayed.n,
        "stayed": plain(found.stayed.mean, measure.decimals),
        "smd": signed(found.smd, 2),
    }
    if not found.is_notable:
        return words
    return f"{words} " + _("That is more than %(limit)s: the average speaks for those who stayed.") % {
        "limit": plain(NOTABLE, 2)
    }


def association_line(found: Association, measure: Measured) -> tuple[str, str]:
    named = {
        Dose.MEETINGS: _("One meeting more (on average %(typical)s, %(n)d people)"),
        Dose.DAYS: _("Ten practice days more (on average %(typical)s, %(n)d people who share them)"),
        Dose.MINUTES: _("100 minutes of practice more (on average %(typical)s, %(n)d people who share them)"),
    }
    title = named[found.dose] % {"typical": plain(found.typical, 1), "n": found.n}
    return title, change_and_interval(found.value, found.low, found.high, measure.decimals)


def listed(names: Iterable[str]) -> str:
    """ "before, after and six months" """
    *most, last = names
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last
