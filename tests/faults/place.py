"""A disk of a few megabytes that can be filled, freed and made unwritable: memory, mounted where we may mount."""

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096


class NoPlace(Exception):
    """Nothing may be mounted here; the message says why."""


@dataclass(frozen=True)
class Place:
    folder: Path

    def fill(self) -> None:
        """Until not one more block fits."""
        with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while file.write(bytes(BLOCK)):
                pass

    def free(self) -> None:
        self._ballast.unlink()

    def forbid_writing(self) -> None:
        """Nobody may have a file of it open for writing."""
        _mount("-o", "remount,ro", str(self.folder))

    def allow_writing(self) -> None:
        _mount("-o", "remount,rw", str(self.folder))

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextlib.contextmanager
def of_size(megabytes: int, folder: Path) -> Iterator[Place]:
    """Raises NoPlace where nothing may be mounted."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder))
    try:
        yield Place(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    try:
        subprocess.run(["mount", *arguments], check=True, capture_output=True)
    except FileNotFoundError as error:
        raise NoPlace("there is no mount here") from error
    except subprocess.CalledProcessError as error:
        raise NoPlace(error.stderr.decode(errors="replace").strip()) from error
