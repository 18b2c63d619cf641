"""Another sample rate, block by block: the same samples as from the whole sound at once, in little memory."""

from collections.abc import Iterable, Iterator
from math import gcd

import numpy as np

from curriculum.sound.bell import Samples

REACH = 32
"""Times `down` input samples kept on either side of a block: resample_poly's filter reaches at most 10 of them."""


def resampled(blocks: Iterable[Samples], rate: int, wanted: int) -> Iterator[Samples]:
    """Blocks at `rate` as blocks at `wanted` samples a second. All blocks but the last hold whole seconds."""
    if rate == wanted:
        yield from blocks
        return
    from scipy.signal import resample_poly

    up, down = wanted // gcd(rate, wanted), rate // gcd(rate, wanted)
    edge = REACH * down
    for before, block, after in _with_edges(blocks, edge):
        wide = np.concatenate((before, block, after))
        start = len(before) // down * up
        length = -(-len(block) * up // down)
        yield resample_poly(wide, up, down)[start : start + length].astype(np.float32)


def _with_edges(blocks: Iterable[Samples], edge: int) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Each block with up to `edge` samples of its neighbours."""
    before = np.zeros(0, np.float32)
    block: Samples | None = None
    for after in blocks:
        if block is not None:
            yield before, block, after[:edge]
            before = block[-edge:]
        block = after
    if block is not None:
        yield before, block, np.zeros(0, np.float32)
