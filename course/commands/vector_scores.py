"""Reference vectors that are answers to a questionnaire: which measure of ours scores which of them."""

from __future__ import annotations

from typing import Any

from curriculum.loader import load_measure
from curriculum.measure import Measure
from curriculum.scoring import score

MEASURES = {
    "AIM_IAM_FIM": "aim-iam-fim",
    "BRS": "brs",
    "CAMSR": "cams-r",
    "CBI": "cbi",
    "CS16": "compassion-16",
    "CS24_2011": "compassion-24",
    "DASS21": "dass-21",
    "DASS42": "dass-42",
    "FFMQ15": "ffmq-15",
    "GAD7": "gad-7",
    "K10": "k10",
    "K6": "k6",
    "MAAS": "maas",
    "PHQ8": "phq-8",
    "PHQ9": "phq-9",
    "PROQOL5": "proqol-5",
    "PSS10": "pss-10",
    "PSS4": "stress-4",
    "SCS26": "self-compassion-26",
    "SCS_SF": "self-compassion-12",
    "SOCS_S": "socs-s",
    "SSCS_L": "state-self-compassion-18",
    "SSCS_S": "state-self-compassion-6",
    "SWLS": "swls",
    "UCLA3": "ucla-3",
    "WHO5": "who-5",
}


def measure_of(vector_id: str) -> str | None:
    """The key of our measure; None for a vector of no questionnaire, or of one that we do not have."""
    if not vector_id.startswith("score."):
        return None
    return MEASURES.get(vector_id.removeprefix("score.").removesuffix("_total_variants"))


def scores(key: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """A score by name for `responses`, or for each named row of answers in item order."""
    measure = load_measure(key)
    if set(inputs) == {"responses"}:
        return _scores(measure, inputs["responses"])
    return {name: _scores(measure, answers) for name, answers in inputs.items() if not name.startswith("_")}


def _scores(measure: Measure, answers: list[int | None]) -> dict[str, float | None]:
    given = {item: one for item, one in zip(measure.items, answers, strict=True) if one is not None}
    return {_name(key): each.value for key, each in score(measure, given).items()}


def _name(key: str) -> str:
    return {"compassionate": "CS", "uncompassionate": "UCS"}.get(key, key.replace("-", "_"))
