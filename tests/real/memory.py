"""A folder in memory for what a test throws away: on disk, making and removing thousands of files takes most time."""

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  (folders in it are made with names nobody can guess)
ENOUGH = 4 << 30
"""Bytes that have to be free there; otherwise the usual place for temporary files is taken."""


def folder(prefix: str) -> Path:
    """A fresh one of one's own; whoever asked removes it."""
    there = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if there else None))
