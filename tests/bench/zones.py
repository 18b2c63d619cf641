"""How many letters leave at another minute than the wall says: every zone, eight weeks and half a year.

Run `python -m tests.bench.zones`, or with some zones `python -m tests.bench.zones Europe/Lisbon Asia/Kathmandu`. The
hours come from tests/course/delivery/wall.py, which reads offsets off minute by minute and shares nothing with the
arithmetic of the letters. The dates are those of tests/course/delivery/test_zones.py. Exit code 1 with any error.
"""

import sys
from time import monotonic

from tests.course.delivery import test_zones
from tests.course.delivery.walking import belongs, wall_clock_errors
from tests.course.delivery.wall import zones

COURSES = [(first, 8) for first in test_zones.EIGHT_WEEKS + test_zones.MORE_EIGHT_WEEKS]
COURSES += [(first, 26) for first in test_zones.HALF_YEARS + test_zones.MORE_HALF_YEARS]


def main(names: list[str]) -> int:
    began, letters, weeks, errors = monotonic(), 0, 0, []
    for zone in names:
        for first, length in COURSES:
            errors += wall_clock_errors(zone, first, length)
            letters += len(belongs(zone, first, length))
            weeks += length
    print(*errors[:20], sep="\n", end="\n" if errors else "")
    print(f"{len(names)} zones, {weeks} zone-weeks, {letters} letters, {len(errors)} wall-clock errors")
    print(f"{monotonic() - began:.0f} s")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or zones()))
