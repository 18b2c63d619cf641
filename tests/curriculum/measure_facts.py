"""What the published keys say, written down from them by item number; nothing here is read from our own files.

Numbers are those of the published form, counted from 1. `scores` says which items make a score, `turned` which of
them are reversed for it; a sum unless it is in `means`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Facts:
    """`ends`: lowest and highest answer. `ranges` of every score; `needs` answers of a score's items, at least."""

    items: int
    ends: tuple[int, int]
    scores: Mapping[str, str]
    ranges: Mapping[str, tuple[float, float]]
    needs: Mapping[str, int]
    turned: Mapping[str, str] = field(default_factory=dict)
    means: frozenset[str] = frozenset()

    def members(self, score: str) -> list[int]:
        return numbers(self.scores[score])

    def reversed_in(self, score: str) -> list[int]:
        return numbers(self.turned.get(score, ""))


def numbers(text: str) -> list[int]:
    """ "1 3-5" is 1, 3, 4, 5."""
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


ONE_TO_FIVE = (1.0, 5.0)
SIX = ("self-kindness", "self-judgment", "common-humanity", "isolation", "mindfulness", "over-identification")
COLD_26 = "1 2 4 6 8 11 13 16 18 20 21 24 25"

FACTS = {
    # Neff 2003
    "self-compassion-26": Facts(
        26,
        (1, 5),
        {
            "self-kindness": "5 12 19 23 26", "self-judgment": "1 8 11 16 21", "common-humanity": "3 7 10 15",
            "isolation": "4 13 18 25", "mindfulness": "9 14 17 22", "over-identification": "2 6 20 24",
            "total-mean26": "1-26", "total-sum26": "1-26",
        },
        {**dict.fromkeys((*SIX, "total-mean26"), ONE_TO_FIVE), "total-sum26": (26, 130)},
        {**dict.fromkeys(SIX, 4), "total-mean26": 21, "total-sum26": 21},
        {"total-mean26": COLD_26, "total-sum26": COLD_26},
        frozenset({*SIX, "total-mean26"}),
    ),
    # Raes, Pommier, Neff and Van Gucht 2011
    "self-compassion-12": Facts(
        12,
        (1, 5),
        {
            "self-kindness": "2 6", "self-judgment": "11 12", "common-humanity": "5 10", "isolation": "4 8",
            "mindfulness": "3 7", "over-identification": "1 9", "total": "1-12",
        },
        dict.fromkeys((*SIX, "total"), ONE_TO_FIVE),
        {**dict.fromkeys(SIX, 2), "total": 10},
        {"total": "1 4 8 9 11 12"},
        frozenset({*SIX, "total"}),
    ),
    # Neff and colleagues 2021
    "state-self-compassion-18": Facts(
        18,
        (1, 5),
        {
            "self-kindness": "1 7 13", "self-judgment": "4 10 16", "common-humanity": "3 9 15",
            "isolation": "6 12 18", "mindfulness": "5 11 17", "over-identification": "2 8 14", "total": "1-18",
        },
        dict.fromkeys((*SIX, "total"), ONE_TO_FIVE),
        {**dict.fromkeys(SIX, 3), "total": 15},
        {"total": "2 4 6 8 10 12 14 16 18"},
        frozenset({*SIX, "total"}),
    ),
    "state-self-compassion-6": Facts(
        6, (1, 5), {"total": "1-6"}, {"total": ONE_TO_FIVE}, {"total": 6}, {"total": "2 4 6"}, frozenset({"total"})
    ),
    # Gu and colleagues 2020
    "socs-s": Facts(
        20,
        (1, 5),
        {
            "recognising": "1 6 11 16", "universality": "2 7 12 17", "feeling": "3 8 13 18",
            "tolerating": "4 9 14 19", "acting": "5 10 15 20", "total": "1-20",
        },
        {
            "recognising": (4, 20), "universality": (4, 20), "feeling": (4, 20), "tolerating": (4, 20),
            "acting": (4, 20), "total": (20, 100),
        },
        {"recognising": 4, "universality": 4, "feeling": 4, "tolerating": 4, "acting": 4, "total": 16},
    ),
    # Pommier, Neff and Tóth-Király 2020
    "compassion-16": Facts(
        16,
        (1, 5),
        {
            "kindness": "2 6 10 14", "common-humanity": "4 8 12 16", "mindfulness": "1 5 9 13",
            "indifference": "3 7 11 15", "total": "1-16",
        },
        dict.fromkeys(("kindness", "common-humanity", "mindfulness", "indifference", "total"), ONE_TO_FIVE),
        {"kindness": 4, "common-humanity": 4, "mindfulness": 4, "indifference": 4, "total": 13},
        {"total": "3 7 11 15"},
        frozenset({"kindness", "common-humanity", "mindfulness", "indifference", "total"}),
    ),
    # Pommier 2011
    "compassion-24": Facts(
        24,
        (1, 5),
        {
            "kindness": "6 8 16 24", "indifference": "2 12 14 18", "common-humanity": "11 15 17 20",
            "separation": "3 5 10 22", "mindfulness": "4 9 13 21", "disengagement": "1 7 19 23",
        },
        dict.fromkeys(
            ("kindness", "indifference", "common-humanity", "separation", "mindfulness", "disengagement"),
            ONE_TO_FIVE,
        ),
        dict.fromkeys(
            ("kindness", "indifference", "common-humanity", "separation", "mindfulness", "disengagement"), 4
        ),
        means=frozenset(
            {"kindness", "indifference", "common-humanity", "separation", "mindfulness", "disengagement"}
        ),
    ),
    # Baer, Carmody and Hunsinger 2012
    "ffmq-15": Facts(
        15,
        (1, 5),
        {
            "observe": "1 6 11", "describe": "2 7 12", "act-aware": "3 8 13", "nonjudge": "4 9 14",
            "nonreact": "5 10 15",
        },
        dict.fromkeys(("observe", "describe", "act-aware", "nonjudge", "nonreact"), (3, 15)),
        dict.fromkeys(("observe", "describe", "act-aware", "nonjudge", "nonreact"), 2),
        {"describe": "7", "act-aware": "3 8 13", "nonjudge": "4 9 14"},
    ),
    # Feldman and colleagues 2007
    "cams-r": Facts(
        12,
        (1, 4),
        {
            "attention": "1 6 12", "present-focus": "2 7 11", "awareness": "5 8 9", "acceptance": "3 4 10",
            "total": "1-12", "total-10": "1 3-6 8-12",
        },
        {
            "attention": (3, 12), "present-focus": (3, 12), "awareness": (3, 12), "acceptance": (3, 12),
            "total": (12, 48), "total-10": (10, 40),
        },
        {"attention": 3, "present-focus": 3, "awareness": 3, "acceptance": 3, "total": 10, "total-10": 8},
        {"attention": "6", "present-focus": "2 7", "total": "2 6 7", "total-10": "6"},
    ),
    # Brown and Ryan 2003
    "maas": Facts(
        15, (1, 6), {"total": "1-15"}, {"total": (1, 6)}, {"total": 12}, means=frozenset({"total"})
    ),
    # Kroenke and colleagues 2001 and 2009; Spitzer and colleagues 2006
    "phq-9": Facts(
        9, (0, 3), {"total": "1-9", "phq-8": "1-8"}, {"total": (0, 27), "phq-8": (0, 24)}, {"total": 7, "phq-8": 7}
    ),
    "phq-8": Facts(8, (0, 3), {"total": "1-8"}, {"total": (0, 24)}, {"total": 7}),
    "gad-7": Facts(7, (0, 3), {"total": "1-7"}, {"total": (0, 21)}, {"total": 5}),
    # Cohen and Williamson 1988; Warttig and colleagues 2013
    "pss-10": Facts(
        10,
        (0, 4),
        {"total": "1-10", "helplessness": "1 2 3 6 9 10", "self-efficacy": "4 5 7 8", "pss-4": "2 4 5 10"},
        {"total": (0, 40), "helplessness": (0, 24), "self-efficacy": (0, 16), "pss-4": (0, 16)},
        {"total": 8, "helplessness": 5, "self-efficacy": 4, "pss-4": 4},
        {"total": "4 5 7 8", "pss-4": "4 5"},
    ),
    "stress-4": Facts(4, (0, 4), {"total": "1-4"}, {"total": (0, 16)}, {"total": 4}, {"total": "2 3"}),
    # Lovibond and Lovibond 1995
    "dass-42": Facts(
        42,
        (0, 3),
        {
            "depression": "3 5 10 13 16 17 21 24 26 31 34 37 38 42",
            "anxiety": "2 4 7 9 15 19 20 23 25 28 30 36 40 41",
            "stress": "1 6 8 11 12 14 18 22 27 29 32 33 35 39",
        },
        dict.fromkeys(("depression", "anxiety", "stress"), (0, 42)),
        dict.fromkeys(("depression", "anxiety", "stress"), 12),
    ),
    # World Health Organization 2024
    "who-5": Facts(5, (0, 5), {"total": "1-5"}, {"total": (0, 25)}, {"total": 5}),
    # Diener and colleagues 1985
    "swls": Facts(5, (1, 7), {"total": "1-5"}, {"total": (5, 35)}, {"total": 4}),
    # Kessler and colleagues 2002
    "k10": Facts(10, (1, 5), {"total": "1-10"}, {"total": (10, 50)}, {"total": 8}),
    "k6": Facts(6, (0, 4), {"total": "1-6"}, {"total": (0, 24)}, {"total": 5}),
    # Stamm 2010
    "proqol-5": Facts(
        30,
        (1, 5),
        {
            "compassion-satisfaction": "3 6 12 16 18 20 22 24 27 30",
            "burnout": "1 4 8 10 15 17 19 21 26 29",
            "secondary-traumatic-stress": "2 5 7 9 11 13 14 23 25 28",
        },
        dict.fromkeys(("compassion-satisfaction", "burnout", "secondary-traumatic-stress"), (10, 50)),
        dict.fromkeys(("compassion-satisfaction", "burnout", "secondary-traumatic-stress"), 8),
        {"burnout": "1 4 15 17 29"},
    ),
    # Kristensen and colleagues 2005, in our order: the reversed item of work is its last
    "cbi": Facts(
        19,
        (0, 100),
        {"personal": "1-6", "work": "7-13", "client": "14-19"},
        dict.fromkeys(("personal", "work", "client"), (0, 100)),
        {"personal": 3, "work": 4, "client": 3},
        {"work": "13"},
        frozenset({"personal", "work", "client"}),
    ),
    # Smith and colleagues 2008
    "brs": Facts(
        6, (1, 5), {"total": "1-6"}, {"total": ONE_TO_FIVE}, {"total": 5}, {"total": "2 4 6"}, frozenset({"total"})
    ),
    # Hughes and colleagues 2004
    "ucla-3": Facts(3, (1, 3), {"total": "1-3"}, {"total": (3, 9)}, {"total": 3}),
    # Weiner and colleagues 2017
    "aim-iam-fim": Facts(
        12,
        (1, 5),
        {"acceptability": "1-4", "appropriateness": "5-8", "feasibility": "9-12"},
        dict.fromkeys(("acceptability", "appropriateness", "feasibility"), ONE_TO_FIVE),
        dict.fromkeys(("acceptability", "appropriateness", "feasibility"), 4),
        means=frozenset({"acceptability", "appropriateness", "feasibility"}),
    ),
    # Peterson; Radloff 1977
    "ahi": Facts(24, (1, 5), {"total": "1-24"}, {"total": (24, 120)}, {"total": 24}),
    "ces-d": Facts(20, (0, 3), {"total": "1-20"}, {"total": (0, 60)}, {"total": 20}, {"total": "4 8 12 16"}),
}  # fmt: skip

DASS_21 = {
    "depression": "3 5 10 13 16 17 21", "anxiety": "2 4 7 9 15 19 20", "stress": "1 6 8 11 12 14 18",
}  # fmt: skip
FACTS["dass-21"] = Facts(
    21,
    (0, 3),
    {**DASS_21, **{f"{key}-x2": items for key, items in DASS_21.items()}},
    {**dict.fromkeys(DASS_21, (0, 21)), **dict.fromkeys((f"{key}-x2" for key in DASS_21), (0, 42))},
    {**dict.fromkeys(DASS_21, 6), **dict.fromkeys((f"{key}-x2" for key in DASS_21), 6)},
)
LEVELS = {
    "A": {
        "self-compassion-26", "self-compassion-12", "compassion-24", "ffmq-15", "phq-9", "phq-8", "gad-7", "pss-10",
        "stress-4", "dass-21", "dass-42", "who-5", "k10", "proqol-5", "cbi", "brs",
    },
    "B": {"state-self-compassion-18", "compassion-16", "maas", "swls", "k6", "ucla-3", "ahi", "ces-d"},
    "C": {"state-self-compassion-6", "socs-s", "cams-r", "aim-iam-fim"},
}  # fmt: skip
"""How sure the reference is of each key."""
