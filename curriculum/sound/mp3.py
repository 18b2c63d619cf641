"""Samples to MP3 frames, mono, every frame of the same size.

Not VBR: a player that seeks in VBR looks up a table whose step is 1/256 of the file, ten seconds of a 45-minute
timer, and may then believe to be where it is not. In frames of one size every place can be computed
(docs/decisions/2026-11-sound-files.md).
"""

from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile

from curriculum.sound import frames, info
from curriculum.sound.bell import Samples


def encode(samples: Samples, header: frames.Header) -> list[bytes]:
    """Mono samples at the header's rate as its frames, which play 1105 samples late."""
    file = BytesIO()
    with writer(file, header) as out:
        out.write(samples)
    return sound_frames(file.getvalue(), header)


def writer(file: BytesIO | Path, header: frames.Header) -> soundfile.SoundFile:
    """An open MP3 file to write samples into, block by block."""
    return soundfile.SoundFile(
        file,
        "w",
        samplerate=header.rate,
        channels=1,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=_compression(header),
    )


def sound_frames(data: bytes, header: frames.Header) -> list[bytes]:
    """The frames that hold sound, without the encoder's own first frame. ValueError when they are of another kind."""
    found = frames.cut(data)
    if info.is_info(found[0]):
        found = found[1:]
    if {frames.read(frame) for frame in found} != {header}:
        raise ValueError(f"the encoder did not keep to {header.kbps} kbps at {header.rate} Hz")
    return found


def silence(samples: int) -> Samples:
    return np.zeros(samples, np.float32)


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def _compression(header: frames.Header) -> float:
    """libsndfile's scale: 0 is the highest bit rate of this sample rate, and 1, which it refuses, the lowest."""
    lowest, highest = 8, 160 if header.version == 2 else 64
    return min(0.999, (highest - header.kbps) / (highest - lowest))
