"""Whether letters come back from the address of whoever is signed in."""

from course.people.suppressed import SuppressedAddress, suppressed
from web import request


def hers() -> SuppressedAddress | None:
    """What is wrong with it, or nothing."""
    address = request.person().email
    return suppressed(request.db(), [address]).get(address or "")
