"""A person's own pages, one file each; they share one blueprint."""

from web.pages.me import (
    about,
    address,
    calendar,
    devices,
    emergency,
    erasing,
    leaving,
    letters,
    looking_back,
    notices,
    phone,
    practising,
    sharing,
)
from web.pages.me.frame import pages

__all__ = [
    "about",
    "address",
    "calendar",
    "devices",
    "emergency",
    "erasing",
    "leaving",
    "letters",
    "looking_back",
    "notices",
    "pages",
    "phone",
    "practising",
    "sharing",
]
