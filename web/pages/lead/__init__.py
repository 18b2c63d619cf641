"""The pages of a lead, one file each; they share one blueprint."""

from web.pages.lead import (
    cohorts,
    compare,
    help_lines,
    languages,
    new_cohort,
    new_programme,
    overview,
    people,
    settings,
    text,
    texts,
)
from web.pages.lead.blueprint import pages

__all__ = [
    "cohorts",
    "compare",
    "help_lines",
    "languages",
    "new_cohort",
    "new_programme",
    "overview",
    "pages",
    "people",
    "settings",
    "text",
    "texts",
]
