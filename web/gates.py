"""What keeps invitations closed: the same sentences on every page that invites somebody."""

from zoneinfo import ZoneInfo

from course.cohorts.programme import Programme
from course.safety import plan
from web import request


def missing(programme: Programme) -> list[str]:
    """Sentences on what the programme still lacks; empty when invitations are open."""
    today = request.now().astimezone(ZoneInfo(programme.zone)).date()
    return plan.missing(request.db(), programme, today=today)
