"""The question whom to call if something happens: asked at joining, and kept where "If something happens" is.

So it is asked once: what she kept under Me stands here already, and what she says here stands there.
"""

from dataclasses import replace

from flask import request as http

from course.people import in_an_emergency
from course.people.in_an_emergency import Details
from course.people.intake import Said
from course.people.intake_questions import NAMED
from web import request

FIELDS = ("contact", "contact_phone", "relation", "where")


def shown() -> Details:
    """What she typed, on top of what is kept."""
    known = in_an_emergency.hers(request.db(), request.ring(), request.person().stored_id)
    return replace(known, **{name: http.form[name] for name in FIELDS if name in http.form})


def keep() -> Said:
    """Refused when a line is too long. At joining stands only that somebody is named, never who."""
    if http.form.get("act") == "skip":
        return Said()
    details = shown()
    in_an_emergency.keep(request.db(), request.ring(), request.person(), details, now=request.now())
    return Said(chosen=(NAMED,)) if details.contact.strip() or details.contact_phone.strip() else Said()
