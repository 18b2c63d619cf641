"""Figures of others to compare ours with: 57 people of six cohorts with up to three scores, and whole vectors."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "vectors.json"
"""Inputs and figures that R (metafor, lme4, lmerTest, nlme, mice, psych) and separate Python code agree on."""


@lru_cache(maxsize=1)
def vectors() -> dict[str, dict[str, Any]]:
    return {vector["id"]: vector for vector in json.loads(FILE.read_text(encoding="utf-8"))["vectors"]}


def trial() -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """Scores (57, 3) with NaN for a wave not answered, cohorts 0 to 5, and minutes of practice a day."""
    rows = vectors()["lmm.post_ancova"]["inputs"]["rows"]
    scores = np.array([[np.nan if value is None else value for value in row[2:5]] for row in rows])
    return scores, np.array([int(row[1][1:]) - 1 for row in rows]), np.array([float(row[5]) for row in rows])
