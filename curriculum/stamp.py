"""Whether any content file changed: reading all of it takes a second, looking at the files a few milliseconds."""

from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]
"""(path below the root, time of the last change in nanoseconds, size in bytes) of every file, sorted."""


def stamp(root: Path) -> Stamp:
    """The state of every course and measure file below `root`; equal as long as nobody wrote to one of them."""
    files = (path for folder in ("courses", "measures") for path in (root / folder).rglob("*.*"))
    seen = ((path, path.stat()) for path in files if path.is_file())
    return tuple(sorted((str(path.relative_to(root)), at.st_mtime_ns, at.st_size) for path, at in seen))
