"""The journal: hers alone."""

from web.pages.journal import entries, guard, own_letter, sharing
from web.pages.journal.frame import pages

__all__ = ["entries", "guard", "own_letter", "pages", "sharing"]
