"""The three bells as samples."""

import numpy as np
import pytest

from curriculum.sound.bell import BELLS, Bell, strike

RATE = 24_000


@pytest.mark.parametrize("bell", BELLS, ids=lambda bell: bell.key)
def test_a_bell_comes_out_of_silence_without_a_click_and_goes_back_into_it(bell: Bell) -> None:
    ring = strike(bell, RATE)
    assert abs(ring[0]) < 1e-6
    assert abs(ring[-1]) < 1e-6
    assert np.abs(ring[: round(0.01 * RATE)]).max() < 0.05 * np.abs(ring).max()


@pytest.mark.parametrize("bell", BELLS, ids=lambda bell: bell.key)
def test_no_bell_is_louder_than_the_others(bell: Bell) -> None:
    assert np.abs(strike(bell, RATE)).max() == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize(("key", "hertz"), [("bowl", 196), ("small", 740), ("wood", 420)])
def test_the_strongest_tone_of_a_bell_is_its_pitch(key: str, hertz: float) -> None:
    ring = strike(next(bell for bell in BELLS if bell.key == key), RATE)
    spectrum = np.abs(np.fft.rfft(ring, 4 * RATE * 12))
    assert spectrum.argmax() / 48 == pytest.approx(hertz, rel=0.01)


def test_a_bell_lasts_as_long_at_every_sample_rate() -> None:
    assert len(strike(BELLS[0], 8_000)) == 12 * 8_000
    assert len(strike(BELLS[0], 48_000)) == 12 * 48_000
