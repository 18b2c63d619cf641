"""Another sample rate in blocks gives what it gives at once."""

import numpy as np
import pytest
from scipy.signal import resample_poly

from curriculum.sound.resample import resampled


@pytest.mark.parametrize(
    ("rate", "up", "down"), [(44_100, 80, 147), (48_000, 1, 2), (16_000, 3, 2), (24_000, 1, 1)]
)
def test_seams_between_blocks_cannot_be_heard(rate: int, up: int, down: int) -> None:
    whole = np.random.default_rng(2).normal(0, 0.1, 4 * rate + 12_345).astype(np.float32)
    blocks = [whole[at : at + rate] for at in range(0, len(whole), rate)]
    joined = np.concatenate(list(resampled(blocks, rate, 24_000)))
    at_once = resample_poly(whole, up, down) if up != down else whole
    assert len(joined) == len(at_once)
    assert np.abs(joined - at_once).max() < 1e-6
