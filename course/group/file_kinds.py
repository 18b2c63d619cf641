"""What a file is, by what stands in it: its name, and what a browser says of it, are not asked."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from course.words import _

LONGEST_TEXT = 1_000_000
"""Bytes of a plain text: all of it is looked at."""
HEAD = 64
"""So many bytes at the beginning say what every other kind is."""


class Sort(StrEnum):
    PDF = "pdf"
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"
    TEXT = "text"


@dataclass(frozen=True)
class FileKind:
    """`media` is what browsers are told it is; `ending` is the end of its name for whoever takes it along."""

    sort: Sort
    media: str
    ending: str


PDF = FileKind(Sort.PDF, "application/pdf", "pdf")
PNG = FileKind(Sort.PICTURE, "image/png", "png")
JPEG = FileKind(Sort.PICTURE, "image/jpeg", "jpg")
WEBP = FileKind(Sort.PICTURE, "image/webp", "webp")
MP3 = FileKind(Sort.SOUND, "audio/mpeg", "mp3")
M4A = FileKind(Sort.SOUND, "audio/mp4", "m4a")
OGG = FileKind(Sort.SOUND, "audio/ogg", "ogg")
FLAC = FileKind(Sort.SOUND, "audio/flac", "flac")
WAV = FileKind(Sort.SOUND, "audio/wav", "wav")
MP4 = FileKind(Sort.FILM, "video/mp4", "mp4")
WEBM = FileKind(Sort.FILM, "video/webm", "webm")
TEXT = FileKind(Sort.TEXT, "text/plain", "txt")

BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"OggS", OGG),
)
BRANDS = {b"M4A ": M4A, b"M4B ": M4A} | dict.fromkeys(
    (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"), MP4
)
"""What an ISO media file says that it is (ISO/IEC 14496-12, the major brand). Others do not play everywhere."""
ALLOWED_IN_TEXT = frozenset("\t\n\r\f")


def kind_of(file: IO[bytes]) -> FileKind | None:
    """None for anything else, programs and pages of the web among them. Leaves the file at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    found = _by_beginning(head)
    if found is None:
        found = TEXT if _is_text(file.read(LONGEST_TEXT + 1)) else None
        file.seek(0)
    return found


def in_words(sorts: Collection[Sort]) -> str:
    """The kinds that may be sent, for the sentence beside the field."""
    words = {
        Sort.PDF: _("PDF"),
        Sort.PICTURE: _("a picture (PNG, JPEG, WebP)"),
        Sort.SOUND: _("sound (MP3, M4A, OGG, FLAC, WAV)"),
        Sort.FILM: _("a film (MP4, WebM)"),
        Sort.TEXT: _("plain text"),
    }
    return ", ".join(said for sort, said in words.items() if sort in sorts)


def _by_beginning(head: bytes) -> FileKind | None:
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF":
        return {b"WAVE": WAV, b"WEBP": WEBP}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head:
        return WEBM
    # a frame of MPEG layer III: eleven bits of ones, any version, layer 01
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return MP3
    return None


def _is_text(body: bytes) -> bool:
    if not body or len(body) > LONGEST_TEXT:
        return False
    try:
        words = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    is_page = words.lstrip().startswith(("<", "#!"))
    return not is_page and all(letter >= " " or letter in ALLOWED_IN_TEXT for letter in words)
