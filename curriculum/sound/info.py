"""The first frame of an MP3 file: silence that tells a player how long the file is and where its sound begins.

The layout is Xing's, lengthened by LAME; "Info" is LAME's word for a file whose frames are all of one size. No standard
has it and every player reads it (LAME 3.100, libmp3lame/VbrTag.c).
"""

from collections.abc import Sequence
from dataclasses import replace

from curriculum.sound import frames

FLAGS = 0x0F
"""Frames, bytes, the table and a quality follow: the shape that LAME writes and players have seen most."""
FIELDS = 4 + 4 + 4 + 4 + 100 + 4 + 36
"""Bytes: the word, the flags, what they promise, and LAME's 36."""
ENCODER = b"LAME3.100"
"""What libsndfile encodes with. Players believe the two numbers below only beside a name that they know."""


def is_info(frame: bytes) -> bool:
    """Whether this frame is such a first frame, of whichever encoder."""
    start = 4 + frames.read(frame).side
    return frame[start : start + 4] in (b"Info", b"Xing")


def with_info(sound: Sequence[bytes], delay: int, padding: int) -> bytes:
    """A whole file: these frames of one size, and before them the frame that describes them.

    A player drops the first `delay` samples and the decoder's own delay of 529, and the last `padding` less these 529.
    """
    first = _roomy(frames.read(sound[0]))
    total = first.length + sum(map(len, sound))
    head = frames.written(first) + bytes(first.side)
    fields = _xing(len(sound), total, first.length) + _lame(delay, padding)
    return (head + fields).ljust(first.length, b"\0") + b"".join(sound)


def _roomy(header: frames.Header) -> frames.Header:
    """The same kind of frame, at the lowest bit rate that leaves room for the fields."""
    kinds = [replace(header, kbps=kbps) for kbps in frames.MPEG2_KBPS]
    return next(kind for kind in kinds if kind.length >= 4 + kind.side + FIELDS)


def _xing(count: int, total: int, first: int) -> bytes:
    """The table says in 256ths of the file where each percentage of the time begins."""
    table = bytes(256 * (first + (total - first) * percent // 100) // total for percent in range(100))
    return b"Info" + _number(FLAGS, 4) + _number(count, 4) + _number(total, 4) + table + bytes(4)


def _lame(delay: int, padding: int) -> bytes:
    """Name, method 1 (one bit rate), eleven bytes on loudness left open, the two numbers, and the rest open."""
    return ENCODER + b"\1" + bytes(11) + _number(delay << 12 | padding, 3) + bytes(12)


def _number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")
