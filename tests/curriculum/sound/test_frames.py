"""Frames: what is one, and which may stand beside another."""

import pytest

from curriculum.sound import frames

QUIET = frames.Header(version=0, kbps=8, rate=12000, padding=0, mono=True)


@pytest.mark.parametrize(
    ("start", "kbps", "rate", "length", "side"),
    [
        ("ff fb 90 c0", 128, 44100, 417, 17),  # 144 * 128000 / 44100
        ("ff fb 92 00", 128, 44100, 418, 32),  # the same with a byte of padding, in stereo
        ("ff f3 64 c0", 48, 24000, 144, 9),  # 72 * 48000 / 24000
        ("ff e3 14 c0", 8, 12000, 48, 9),
    ],
)
def test_a_header_is_read_as_the_tables_of_the_standard_say(
    start: str, kbps: int, rate: int, length: int, side: int
) -> None:
    header = frames.read(bytes.fromhex(start))
    assert (header.kbps, header.rate, header.length, header.side) == (kbps, rate, length, side)


@pytest.mark.parametrize(
    "start",
    ["52 49 46 46", "ff f3 04 c0", "ff f3 f4 c0", "ff f3 6c c0", "ff f5 64 c0", "ff eb 64 c0", "ff f3 64"],
)
def test_text_free_format_other_layers_and_half_a_header_are_no_frames(start: str) -> None:
    with pytest.raises(frames.NotAFrame):
        frames.read(bytes.fromhex(start))


def test_a_silent_frame_is_a_header_and_zeros() -> None:
    assert frames.silent(QUIET) == bytes.fromhex("ffe314c0") + bytes(44)


def test_frames_whose_sound_begins_before_the_first_of_them_do_not_stand_alone() -> None:
    silent = frames.silent(QUIET)
    reaching = silent[:4] + bytes([35]) + silent[5:]  # a frame has 48 - 4 - 9 = 35 bytes for sound
    further = silent[:4] + bytes([36]) + silent[5:]
    assert frames.stands_alone([silent, reaching])
    assert not frames.stands_alone([silent, further])
    assert not frames.stands_alone([reaching])


def test_a_stream_with_a_byte_too_many_cannot_be_cut() -> None:
    silent = frames.silent(QUIET)
    assert frames.cut(silent * 3) == [silent] * 3
    with pytest.raises(frames.NotAFrame):
        frames.cut(silent * 3 + b"\0")
