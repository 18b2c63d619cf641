"""The journal: hers alone."""

from web.pages.journal import entries, guard
from web.pages.journal.frame import pages

__all__ = ["entries", "guard", "pages"]
