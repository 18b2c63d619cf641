"""When each letter falls due: one function per letter, by subject, and one table that lists them all.

A rule lays out every moment of its letter, past and future, as far as the facts know them. `due` decides what
follows. Hours are the person's own; a letter that can be stopped leaves in those she chose, usually 08 to 20.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from course.delivery.rules.concerns import WRITTEN_AT_MOST
from course.delivery.rules.plan import AGAIN, Planned, Rule
from course.delivery.rules.table import AWAKE_OF, KIND_OF, RULES
from course.measures import wave as waves

__all__ = ["AGAIN", "AWAKE_OF", "KIND_OF", "RULES", "WRITTEN_AT_MOST", "Planned", "Rule", "version"]


@lru_cache
def version() -> str:
    """Changes with every change of these rules, so that everybody is looked at again."""
    here = Path(__file__).parent
    mine = [
        *sorted(here.glob("*.py")),
        here.parent / "due.py",
        here.parent / "hours.py",
        here.parent / "cap.py",
        Path(waves.__file__),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in mine)).hexdigest()[:16]
