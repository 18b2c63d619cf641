"""One person of a group, for those who run it: what she came to, and what is arranged for her alone."""

from web.pages.person import catching_up, making_up, page, transfer
from web.pages.person.frame import pages

__all__ = ["catching_up", "making_up", "page", "pages", "transfer"]
