"""The blueprint that the lead's pages hang on, and the programme an address names."""

from flask import Blueprint

from course import access
from course.cohorts.programme import Programme
from web import request

pages = Blueprint("lead", __name__, url_prefix="/programmes")


def programme_for(programme_id: int) -> Programme:
    """For its leads; to everybody else it is not there."""
    return access.programme_for(request.db(), request.person(), programme_id)
