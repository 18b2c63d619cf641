"""MP3 frames read a second time, from the published tables and without any of our code."""

import struct
from dataclasses import dataclass

KBPS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
SAMPLES_A_SECOND = {0b00: [11025, 12000, 8000], 0b10: [22050, 24000, 16000]}


@dataclass
class Seen:
    at: int
    kbps: int
    rate: int
    size: int
    starts_before: int
    """Bytes of sound that this frame takes from earlier ones."""
    room: int
    """Bytes of sound that this frame has place for."""


def walk(data: bytes) -> list[Seen]:
    """Every frame of a mono file at a low sample rate; the assertions say what is not legal in it."""
    seen, at = [], 0
    while at < len(data):
        first, second, third, fourth = data[at : at + 4]
        assert first == 0xFF, f"no frame at {at}"
        assert second & 0b11100111 == 0b11100011, f"not Layer III without checksum at {at}"
        assert fourth >> 6 == 0b11, f"not mono at {at}"
        kbps, rate = KBPS_V2[third >> 4], SAMPLES_A_SECOND[second >> 3 & 3][third >> 2 & 3]
        size = 72_000 * kbps // rate + (third >> 1 & 1)
        assert kbps, f"free format at {at}"
        assert at + size <= len(data), f"the last frame, at {at}, is cut off"
        seen.append(Seen(at, kbps, rate, size, data[at + 4], size - 13))
        at += size
    return seen


def info(data: bytes) -> dict[str, int]:
    """What the first frame says: frames, bytes, encoder delay and padding, and its table as table0 to table99."""
    word, flags, frames, size = struct.unpack(">4sIII", data[13:29])
    assert word == b"Info"
    assert flags == 15
    assert data[133:142] == b"LAME3.100"
    delays = int.from_bytes(data[154:157], "big")
    table = {f"table{percent}": data[29 + percent] for percent in range(100)}
    return {"frames": frames, "bytes": size, "delay": delays >> 12, "padding": delays & 0xFFF, **table}
