"""Ticks beside those who are to be asked: whoever is ticked is taken off the list with the next press."""

from collections.abc import Iterable

from flask import request as http

from course.people import planned_invitation
from course.people.planned_invitation import PlannedInvitation
from web import request
from web.row_numbers import row_number

OFF = "off"


def take_off(listed: Iterable[PlannedInvitation]) -> int:
    """Says how many."""
    return planned_invitation.take_off(
        request.db(), listed, {row_number(one) for one in http.form.getlist(OFF)}
    )
