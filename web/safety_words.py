"""What pages say of a programme's help and of what it does with answers, read once a request."""

from flask import current_app, g
from flask_babel import ngettext

from course.measures.run import Run
from course.safety.known import Known
from course.safety.policy import SafetyPolicy
from web import known_help, request


def help_of(programme_id: int) -> Known:
    """From the database, and kept in this process for the moment in which it cannot be read."""
    if "help_is_read" not in g:
        known_help.learn(current_app, request.db())
        g.help_is_read = True
    return known_help.of_programme(programme_id)


def is_told_of(run: Run) -> bool:
    """Whether heavy scores of this run are told without her asking, as its first page said."""
    begun, policy_ = run.facts.started_at, policy_of(run.place.cohort.programme_id)
    return begun is not None and policy_.tells_of_scores(begun)


def policy_of(programme_id: int) -> SafetyPolicy:
    return help_of(programme_id).policy or SafetyPolicy(programme_id=programme_id)


def after(hours: int) -> str:
    """What comes behind "after": 4 hours, a day, two and a half days as 60 hours."""
    if hours % 24 == 0:
        return str(ngettext("a day", "%(num)s days", hours // 24))
    return str(ngettext("one hour", "%(num)s hours", hours))
