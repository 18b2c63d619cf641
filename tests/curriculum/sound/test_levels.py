"""Loudness of a voice with pauses, and what is done to it."""

import numpy as np
import pytest

from curriculum.sound import levels
from curriculum.sound.bell import Samples

RATE = 24_000


def sine(seconds: float, amplitude: float) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * 300 * time)).astype(np.float32)


def test_pauses_do_not_make_a_voice_softer() -> None:
    """A sine of amplitude 0.1 has an RMS of 0.0707, which is -23.01 dBFS, however much silence is around it."""
    pause = np.zeros(20 * RATE, np.float32)
    found = levels.measured([sine(20, 0.1), pause, pause, sine(20, 0.1)], RATE)
    assert found.loudness == pytest.approx(-23.01, abs=0.01)
    assert found.heard == pytest.approx(0.5)
    assert found.seconds == 80


def test_a_soft_murmur_below_the_voice_does_not_count_either() -> None:
    found = levels.measured([sine(20, 0.1), sine(20, 0.005)], RATE)
    assert found.loudness == pytest.approx(-23.01, abs=0.01)


def test_silence_has_no_loudness() -> None:
    found = levels.measured([np.zeros(RATE, np.float32)], RATE)
    assert (found.loudness, found.heard, found.clipped) == (-np.inf, 0, 0)


def test_the_gain_takes_a_voice_to_20_below_full_scale() -> None:
    assert levels.gain(-40) == pytest.approx(10)
    assert levels.gain(-20) == 1


def test_what_is_soft_stays_as_it_is_and_what_is_loud_never_passes_3_below_full_scale() -> None:
    samples = np.array([-3, -0.6, -0.1, 0, 0.1, 0.6, 3], np.float32)
    held = levels.adjusted(samples, 1)
    assert list(held[2:5]) == pytest.approx([-0.1, 0, 0.1])
    assert np.abs(held).max() <= 0.708
    assert (np.diff(held) >= 0).all()
