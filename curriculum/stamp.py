"""Whether any content file changed: reading all of it takes a second, looking at the files a few milliseconds."""

import os
from pathlib import Path
from stat import S_ISREG

Stamp = tuple[tuple[str, int, int], ...]
"""(path below the root, time of the last change in nanoseconds, size in bytes) of every file, sorted."""


def stamp(root: Path) -> Stamp:
    """The state of every course and measure file below `root`; equal as long as nobody wrote to one of them."""
    files = (path for folder in ("courses", "measures") for path in (root / folder).rglob("*.*"))
    return tuple(sorted(_seen(path, root) for path in files if path.is_file()))


def file_stamp(file: Path) -> Stamp:
    """The same for one file that stands by itself, as a measure does; empty when it is not there.

    Today looks at some: in one call of the system each.
    """
    try:
        at = os.stat(file)  # noqa: PTH116  (half the time of Path.stat, and this is asked at every page)
    except FileNotFoundError:
        return ()
    return ((file.name, at.st_mtime_ns, at.st_size),) if S_ISREG(at.st_mode) else ()


def _seen(path: Path, root: Path) -> tuple[str, int, int]:
    at = path.stat()
    return str(path.relative_to(root)), at.st_mtime_ns, at.st_size
