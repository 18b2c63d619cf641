"""The file or folder somebody names, in memory and within limits: nothing is unpacked, followed or fetched."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course.errors import Refused

LARGEST = 10 * 1024 * 1024
"""Bytes of the file, and of everything a zip or a folder holds together."""
MOST_FILES = 2_000


@dataclass(frozen=True)
class Source:
    """`files` maps a path to its content; a plain file is the only one, under its own name."""

    name: str
    sha256: str
    files: Mapping[str, bytes]
    is_several: bool

    @property
    def only(self) -> bytes:
        return self.files[self.name]


def opened(path: Path) -> Source:
    """Refused when it is not there, empty, too large, or a zip that is broken or not what it says."""
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error


def _file(path: Path) -> Source:
    if path.stat().st_size > LARGEST:
        raise Refused(_too_large(path.name))
    content = path.read_bytes()
    if not content.strip(b"\0 \t\r\n"):
        raise Refused(f"{path.name} is empty.")
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Source(path.name, digest, _members(path.name, content), is_several=True)
    return Source(path.name, digest, {path.name: content}, is_several=False)


def _folder(path: Path) -> Source:
    files: dict[str, bytes] = {}
    size, digest = 0, hashlib.sha256()
    for each in sorted(path.rglob("*")):
        inside = each.relative_to(path)
        if each.is_symlink() or not each.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        size += each.stat().st_size
        if size > LARGEST or len(files) >= MOST_FILES:
            raise Refused(_too_large(path.name))
        files[inside.as_posix()] = each.read_bytes()
        digest.update(f"{inside.as_posix()}\0{len(files[inside.as_posix()])}\0".encode())
        digest.update(files[inside.as_posix()])
    if not files:
        raise Refused(f"{path.name} is a folder without files.")
    return Source(path.resolve().name, digest.hexdigest(), files, is_several=True)


def _members(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_members(name, infos)
            files = _unpacked(name, archive, infos)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise Refused(f"{name} is not a whole zip file; was it cut off on its way? Save it again.") from error
    if not files:
        raise Refused(f"{name} is a zip file with nothing in it.")
    return files


def _check_members(name: str, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST:
        raise Refused(_too_large(name))
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Refused(f"{name} holds {info.filename}, a path that leads out of it.")
        if info.flag_bits & 0x1:
            raise Refused(f"{name} is locked with a password; save it without one.")


def _unpacked(name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The sizes in a zip's own list can be wrong, so what really comes out is counted too."""
    files: dict[str, bytes] = {}
    left = LARGEST
    for info in infos:
        with archive.open(info) as member:
            found = member.read(left + 1)
        left -= len(found)
        if left < 0:
            raise Refused(_too_large(name))
        if info.filename in files:
            raise Refused(f"{name} holds {info.filename} twice.")
        files[info.filename] = found
    return files


def _too_large(name: str) -> str:
    megabytes = LARGEST // 1024 // 1024
    return f"{name} holds more than {megabytes} MB or {MOST_FILES} files; a questionnaire is far smaller."
