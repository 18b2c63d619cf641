"""Timers built once, and a voice that nobody had to record."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from curriculum.sound import timers

Speak = Callable[..., Path]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every timer and the manifest."""
    built = tmp_path_factory.mktemp("timers")
    timers.build(built)
    return built


@pytest.fixture
def speak(tmp_path: Path) -> Speak:
    """speak(name, seconds=…, rms=…, rate=…, channels=…, subtype=…): a file with something like a voice in it.

    A buzz of 140 Hz in syllables, three a second, in each half minute 20 seconds of them and then a pause; `rms` is
    the dBFS of the syllables. Behind it a room at -70 dBFS.
    """

    def file(
        name: str,
        seconds: float = 40,
        rms: float = -30,
        rate: int = 48_000,
        channels: int = 1,
        subtype: str | None = None,
    ) -> Path:
        time = np.arange(rate) / rate
        buzz = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 20))
        one_second = buzz / np.sqrt(np.mean(buzz**2)) * 10 ** (rms / 20) * (time * 3 % 1 < 0.8)
        voice = np.resize(one_second, round(seconds * rate))
        voice *= np.arange(len(voice)) / rate % 30 < 20
        voice += np.random.default_rng(1).normal(0, 10 ** (-70 / 20), len(voice))
        path = tmp_path / name
        soundfile.write(path, np.stack([voice] * channels, axis=1), rate, subtype=subtype)
        return path

    return file
