"""A new group in six steps, one file each. What is typed is kept at every step; nothing is made before the last."""

from web.pages.lead.plan import begin, check, dates, measures, people, place, team, when

__all__ = ["begin", "check", "dates", "measures", "people", "place", "team", "when"]
