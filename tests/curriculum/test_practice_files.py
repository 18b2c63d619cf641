"""The practices, counted and timed here from the files themselves."""

import re
from pathlib import Path

import pytest

from tests.curriculum.plain import ALL, COURSES, EIGHT_WEEKS, below, every_unit, fields, front, headings

FORMAL = [
    "affectionate-breathing",
    "loving-kindness-for-a-loved-one",
    "loving-kindness-for-ourselves",
    "giving-and-receiving-compassion",
    "compassionate-body-scan",
    "compassionate-friend",
    "compassion-for-self-and-others",
]
FORMAL_HEADINGS = [
    "What it asks of you",
    "Steps",
    "What people often meet",
    "If it is hard",
    "Read along, 5 minutes",
]
INFORMAL_HEADINGS = [
    "Why", "What it asks of you", "Steps", "One minute", "Longer", "When not to", "If it is hard",
]  # fmt: skip
FILES = [path for course in ALL for path in sorted((COURSES / course / "practices").glob("*.md"))]
INFORMAL_FILES = [path for path in FILES if front(path)["kind"] == "informal"]


def taught(course: str) -> list[str]:
    folder = COURSES / course
    keys = fields(folder / "course.yaml")["units"]
    return [
        practice for key in keys for practice in fields(folder / key / "unit.yaml").get("practices") or []
    ]


def script(path: Path, minutes: int) -> tuple[int, float]:
    """(spoken words, minutes at a hundred words a minute with the silences) of one text to read along."""
    text = below(path, f"Read along, {minutes} minutes")
    pauses = [int(seconds) for seconds in re.findall(r"\[pause (\d+)\]", text)]
    spoken = len(re.sub(r"\[(?:pause|asks) [^\]]+\]", "", text).split())
    return spoken, spoken / 100 + sum(pauses) / 60


def test_the_eight_weeks_teach_seven_formal_and_twenty_informal_practices() -> None:
    kinds = {key: front(EIGHT_WEEKS / "practices" / f"{key}.md")["kind"] for key in taught("eight-weeks")}
    assert sorted(key for key, kind in kinds.items() if kind == "formal") == sorted(FORMAL)
    assert sum(kind == "informal" for kind in kinds.values()) == 20
    assert len(kinds) == 27


def test_every_practice_is_reached_from_a_unit_or_a_pack() -> None:
    named = {key for course in ALL for key in taught(course)}
    for course in ALL:
        for pack in fields(COURSES / course / "course.yaml").get("packs") or []:
            named |= set(pack["practices"])
    assert {path.stem for path in FILES} == named


def test_every_practice_that_is_taught_is_led_in_that_meeting() -> None:
    for name, unit, agenda in every_unit():
        led = {key for part in agenda for key in part.get("practices", [])}
        assert set(unit.get("practices") or []) <= led, name


@pytest.mark.parametrize("key", FORMAL)
def test_a_long_meditation_takes_15_to_25_minutes_and_at_least_900_words(key: str) -> None:
    path = EIGHT_WEEKS / "practices" / f"{key}.md"
    long = front(path)["minutes"]
    spoken, minutes = script(path, long)
    assert 15 <= long <= 25
    assert spoken >= 900
    assert minutes == pytest.approx(long, rel=0.1)
    assert headings(path) == [*FORMAL_HEADINGS, f"Read along, {long} minutes"]


@pytest.mark.parametrize("key", FORMAL)
def test_every_meditation_has_a_short_text_of_five_minutes(key: str) -> None:
    path = EIGHT_WEEKS / "practices" / f"{key}.md"
    assert front(path)["short_minutes"] == 5
    assert script(path, 5)[1] == pytest.approx(5, rel=0.1)


@pytest.mark.parametrize("key", FORMAL)
def test_a_meditation_can_be_done_without_closing_eyes_touch_body_or_images(key: str) -> None:
    serves = {variant["serves"] for variant in front(EIGHT_WEEKS / "practices" / f"{key}.md")["variants"]}
    assert {"eyes-open", "another-anchor", "no-touch", "no-body", "no-imagery"} <= serves
    assert serves & {"seated", "moving"}


@pytest.mark.parametrize("path", INFORMAL_FILES, ids=lambda path: path.stem)
def test_a_daily_practice_says_why_how_in_a_minute_how_longer_and_when_not(path: Path) -> None:
    assert [
        heading for heading in headings(path) if not heading.startswith("Read along")
    ] == INFORMAL_HEADINGS
    serves = [variant["serves"] for variant in front(path)["variants"]]
    assert len(serves) >= 3
    assert "eyes-open" in serves
    assert 30 <= len(below(path, "One minute").split()) <= 90


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_practice_is_tagged_and_may_be_left(path: Path) -> None:
    said = front(path)
    assert said["key"] == path.stem
    assert said["permission"]
    assert set(said["components"]) <= {"mindfulness", "kindness", "common-humanity"}
    assert said["components"]
    assert said["direction"] in {"self-to-self", "other-to-self", "self-to-other", "both"}
    assert said["lineage"] in {"mindful-self-compassion", "compassion-focused"}
    assert all(variant["text"] and variant["title"] for variant in said["variants"])


def test_the_pack_of_another_lineage_says_so() -> None:
    [pack] = fields(EIGHT_WEEKS / "course.yaml")["packs"]
    assert {front(EIGHT_WEEKS / "practices" / f"{key}.md")["lineage"] for key in pack["practices"]} == {
        "compassion-focused"
    }
