"""Every measure this site has a key for: whose words it is asked in, and which published figures are off meanwhile."""

from collections.abc import Iterable, Mapping

from babel import Locale
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from course.measures.known import Known, known
from curriculum.figures import Published
from web import request, staff
from web.doors import Door, door
from web.pages.lead.blueprint import pages, programme_for

UNCHECKED = "C"
COMMAND = "python -m course import-measure FILE --measure KEY"


@pages.get("/<int:programme_id>/measures")
@door(Door.SIGNED_IN)
def measures(programme_id: int) -> ResponseReturnValue:
    programme = programme_for(programme_id)
    found, problems = known(request.db(), request.settings().curriculum)
    official = [one for one in found if one.official]
    return render_template(
        "lead/measures.html",
        **staff.in_programme(programme, "settings"),
        sentence=_sentence(len(official), len(found)),
        official=official,
        ours=[one for one in found if one.ours and not one.official],
        unasked=[one for one in found if not one.languages],
        problems=problems,
        languages=_names(found),
        figures=figures,
        levels=_levels(),
        UNCHECKED=UNCHECKED,
        command=COMMAND,
    )


def figures(published: Published) -> list[str]:
    """What there is of the published figures, in words."""
    named = [
        (_("bands"), published.bands),
        (_("cut-offs"), published.cutoffs),
        (_("reliability"), published.reliability),
        (_("norms"), published.norms),
        (_("reliable change"), published.reliable_change),
        (_("patterns of answers"), published.patterns),
    ]
    return [str(words) for words, several in named if several]


def _sentence(official: int, every: int) -> str:
    if not official:
        return str(_("Every measure is asked in our own words"))
    sentence = ngettext(
        "%(num)s of %(all)s measures is asked in official words",
        "%(num)s of %(all)s measures are asked in official words",
        official,
        all=every,
    )
    return str(sentence)


def _names(found: Iterable[Known]) -> Mapping[str, str]:
    codes = {language for one in found for language in one.languages}
    return {
        code: Locale.parse(code, sep="-").get_display_name(get_locale()) or code for code in sorted(codes)
    }


def _levels() -> dict[str, str]:
    return {
        "A": str(_("two independent sources agree")),
        "B": str(_("one source")),
        "C": str(_("unchecked: nobody has compared it with a source")),
    }
