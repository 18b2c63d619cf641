"""A change to a group in two presses: the first shows what follows for whom, the second makes it."""

from collections.abc import Callable, Sequence

from course.cohorts.cohort import Cohort, content
from course.delivery.foreseen import Foreseen, foreseen
from course.errors import Refused
from web import request, seen
from web.forms import Form


def seen_or_done(
    form: Form, cohort: Cohort, verb: Callable[[], object], *, also: Sequence[Cohort] = ()
) -> tuple[bool, Foreseen | None]:
    """(whether it is done now, what would follow). Neither, when the verb refuses: then the form says why."""
    try:
        if seen.is_confirmed(form.data):
            verb()
            return True, None
        return False, foreseen(request.db(), cohort, verb, now=request.now(), also=also)
    except Refused as refused:
        form.refuse(refused)
        return False, None


def wave_titles(cohort: Cohort) -> dict[str, str]:
    return {one.key: one.title for one in content(request.db(), cohort).waves}
