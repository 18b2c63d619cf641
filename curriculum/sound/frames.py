"""MP3 as the row of frames it is: read a header, cut a stream into frames, see whether frames may be joined.

Sources: ISO/IEC 11172-3 section 2.4.1 and 13818-3 section 2.4.1 (Layer III at lower sampling frequencies); the
sample rates 8, 11.025 and 12 kHz are Fraunhofer's later extension, "MPEG-2.5", which every browser decodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MPEG1_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG2_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second, by the two version bits: 3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5."""
ENCODER_DELAY, DECODER_DELAY = 576, 529
"""Samples by which sound comes late: LAME's own, as it writes it into its files, and that of any decoder."""


class NotAFrame(ValueError):
    """What stands here is not the header of an MP3 frame."""


@dataclass(frozen=True)
class Header:
    """The first four bytes of a frame, read."""

    version: int
    kbps: int
    rate: int
    padding: int
    mono: bool

    @property
    def samples(self) -> int:
        """Samples that a frame holds for each channel."""
        return 1152 if self.version == 3 else 576

    @property
    def side(self) -> int:
        """Bytes of side information, which stand between the header and the sound."""
        if self.version == 3:
            return 17 if self.mono else 32
        return 9 if self.mono else 17

    @property
    def length(self) -> int:
        """Bytes of the whole frame."""
        return self.samples // 8 * self.kbps * 1000 // self.rate + self.padding


def read(data: bytes, at: int = 0) -> Header:
    """The header at one place. NotAFrame when none stands there, or one of a kind that cannot be followed."""
    word = int.from_bytes(data[at : at + 4], "big")
    version, layer, kbps, rate = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    is_sound = len(data) >= at + 4 and word >> 21 == 0x7FF and layer == 1 and version != 1
    if not is_sound or kbps in (0, 15) or rate == 3:
        raise NotAFrame(f"no MP3 frame at byte {at}")
    table = MPEG1_KBPS if version == 3 else MPEG2_KBPS
    return Header(version, table[kbps - 1], RATES[version][rate], word >> 9 & 1, word >> 6 & 3 == 3)


def written(header: Header) -> bytes:
    """The four bytes of a mono frame without padding and without a checksum."""
    table = MPEG1_KBPS if header.version == 3 else MPEG2_KBPS
    kbps, rate = table.index(header.kbps) + 1, RATES[header.version].index(header.rate)
    word = 0x7FF << 21 | header.version << 19 | 1 << 17 | 1 << 16 | kbps << 12 | rate << 10 | 3 << 6
    return word.to_bytes(4, "big")


def cut(data: bytes) -> list[bytes]:
    """A stream without tags as its frames. NotAFrame when a byte belongs to none."""
    frames, at = [], 0
    while at < len(data):
        frames.append(data[at : at + read(data, at).length])
        at += len(frames[-1])
    return frames


def silent(header: Header) -> bytes:
    """A frame of silence that needs nothing from its neighbours: no side information is set, so no sound follows."""
    return written(header).ljust(header.length, b"\0")


def stands_alone(frames: Sequence[bytes]) -> bool:
    """Whether these frames decode wherever they are put: no sound is taken from before the first of them.

    Layer III lets a frame begin its sound up to 511 (MPEG-1) or 255 bytes earlier, in what earlier frames left free.
    """
    kept = 0
    for frame in frames:
        header = read(frame)
        if _reaches_back(frame, header) > kept:
            return False
        kept += header.length - 4 - header.side
    return True


def _reaches_back(frame: bytes, header: Header) -> int:
    """`main_data_begin`: how many bytes before this frame its sound begins."""
    return int.from_bytes(frame[4:6], "big") >> 7 if header.version == 3 else frame[4]
