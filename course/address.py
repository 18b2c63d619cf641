"""Addresses of letters. What passes here is safe in a header and in an envelope."""

import re

from course.errors import Refused
from course.words import _

# Deliberately narrower than the standard: no quoted local parts, no comments, no control characters.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}", re.ASCII)


def clean_address(text: str) -> str:
    """The address in lower case; Refused with a sentence when it is not one."""
    address = text.strip().lower()
    if len(address) <= 254 and _ADDRESS.fullmatch(address) and ".." not in address:
        return address
    raise Refused(
        _("This is not an address we can write to. One looks like name@example.org."), field="email"
    )
