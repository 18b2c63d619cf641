"""Whether any content file changed: reading all of it takes a second, looking at the files a few milliseconds."""

from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]
"""(path below the root, time of the last change in nanoseconds, size in bytes) of every file, sorted."""


def stamp(root: Path) -> Stamp:
    """The state of every course and measure file below `root`; equal as long as nobody wrote to one of them."""
    files = (path for folder in ("courses", "measures") for path in (root / folder).rglob("*.*"))
    return tuple(sorted(_seen(path, root) for path in files if path.is_file()))


def file_stamp(file: Path, root: Path) -> Stamp:
    """The same for one file that stands by itself, as a measure does; empty when it is not there."""
    return (_seen(file, root),) if file.is_file() else ()


def _seen(path: Path, root: Path) -> tuple[str, int, int]:
    at = path.stat()
    return str(path.relative_to(root)), at.st_mtime_ns, at.st_size
