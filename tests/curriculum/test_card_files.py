"""Cards, guides, exercises and goals, looked at here in the files themselves."""

from pathlib import Path

import pytest

from tests.curriculum.plain import ALL, COURSES, EIGHT_WEEKS, fields, front, headings

CARDS = [path for course in ALL for path in sorted((COURSES / course / "cards").glob("*.md"))]
KINDS = {"about", "component", "misconception", "safety", "glossary", "concept", "evidence", "micro", "words"}
DOUBTS = [
    "self-pity", "weakness", "selfish", "self-indulgence", "excuse", "motivation", "self-esteem", "narcissism",
    "affirmations", "passivity", "floodgate", "high-score", "one-trait",
]  # fmt: skip
EXERCISES = [
    "co-facilitator-journal", "core-values", "distress-log", "finding-phrases", "forgiveness", "friend-and-self",
    "good-qualities", "hidden-value", "journal-three-parts", "meeting-unmet-needs", "motivating-with-kindness",
    "noticing-resistance", "own-practice-check", "own-practice-log", "own-three-circles", "supervision-page",
    "three-circles",
    "weekly-rating", "weekly-reframe", "what-to-remember", "working-with-shame",
]  # fmt: skip
STAFF_ONLY = {
    "co-facilitator-journal",
    "own-practice-check",
    "own-practice-log",
    "own-three-circles",
    "supervision-page",
}
OPTIONAL = {"forgiveness", "weekly-rating", "working-with-shame"}
DOSES = {
    "softer-inner-voice": ("practice", 6, 3, "week"),
    "others-too": ("ratio", 8, 4, "course"),
    "quieter-mind": ("practice", 4, 3, "week"),
    "kinder-after-setbacks": ("form", 10, 1, "week"),
    "support-in-hard-moments": ("practice", 6, 3, "week"),
    "letters-for-carers": ("practice", 8, 1, "week"),
    "less-hard-on-myself": ("rating", 8, None, "week"),
}
"""(what is counted, weeks, times, in each) of the seven goals, in the order of the table they come from."""
GOALS = fields(EIGHT_WEEKS / "goals.yaml")["goals"]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_card_has_a_kind_and_one_that_claims_something_says_where_it_comes_from(path: Path) -> None:
    said = front(path)
    assert said["key"] == path.stem
    assert said["kind"] in KINDS
    tier = said.get("tier", "none")
    assert tier in {"T1", "T2", "T3", "none"}
    assert tier == "none" or said["provenance"]


def test_every_kind_of_card_is_there() -> None:
    assert {front(path)["kind"] for path in CARDS} == KINDS


def test_thirteen_doubts_are_answered_one_card_each() -> None:
    doubts = [path for path in CARDS if front(path)["kind"] == "misconception"]
    assert {path.stem for path in doubts} == {f"doubt-{doubt}" for doubt in DOUBTS}
    for path in doubts:
        assert headings(path) == ["The worry", "What the evidence says", "A small experiment"], path.stem
        assert front(path)["discussion"], path.stem
        assert front(path)["tier"] != "none", path.stem


def test_every_result_of_research_comes_with_what_is_needed_to_judge_it() -> None:
    evidence = [path for path in CARDS if front(path)["kind"] == "evidence"]
    assert len(evidence) >= 9
    for path in evidence:
        assert front(path)["findings"], path.stem
        for finding in front(path)["findings"]:
            assert {"source", "year", "comparator", "interval", "effect", "people", "studies"} <= set(finding)
            assert all(str(value).strip() for value in finding.values()), path.stem
            assert 1980 <= finding["year"] <= 2026, path.stem


def test_the_table_of_effects_says_what_was_published_and_that_active_comparisons_were_not_significant() -> (
    None
):
    # Wilson, Mackintosh, Power and Chan 2019: g 0.52 [0.32, 0.71], 0.46 [0.25, 0.66] and 0.40 [0.23, 0.57].
    first = front(EIGHT_WEEKS / "cards/evidence-programmes.md")["findings"][:3]
    assert [(one["effect"].split(" (")[0], one["interval"]) for one in first] == [
        ("Hedges g 0.52", "0.32 to 0.71"),
        ("Hedges g 0.46", "0.25 to 0.66"),
        ("Hedges g 0.40", "0.23 to 0.57"),
    ]
    assert all("Not significant when the comparison was an active one" in one["conflicts"] for one in first)


def test_the_card_about_backdraft_has_its_forms_the_stop_and_the_ladder() -> None:
    assert headings(EIGHT_WEEKS / "cards/backdraft.md") == [
        "In thoughts", "In feelings", "In the body", "In what we do", "This is normal", "Stop here", "The ladder",
    ]  # fmt: skip


def test_the_three_parts_stand_beside_their_opposites() -> None:
    cards = [
        front(EIGHT_WEEKS / f"cards/component-{key}.md")
        for key in ("kindness", "common-humanity", "mindfulness")
    ]
    assert [card["kind"] for card in cards] == ["component"] * 3
    assert all(card["opposite"] for card in cards)


def test_the_exercises_are_the_nineteen_of_the_course() -> None:
    files = {path.stem: front(path) for path in (EIGHT_WEEKS / "exercises").glob("*.md")}
    assert sorted(files) == EXERCISES
    assert {key for key, said in files.items() if said.get("audience") == "facilitator"} == STAFF_ONLY
    assert {key for key, said in files.items() if said.get("optional")} == OPTIONAL


def test_every_exercise_of_the_eight_weeks_is_done_in_a_week_a_pack_or_at_any_time() -> None:
    course = fields(EIGHT_WEEKS / "course.yaml")
    done = [
        key
        for unit in course["units"]
        for key in fields(EIGHT_WEEKS / unit / "unit.yaml").get("exercises") or []
    ]
    packed = [key for pack in course["packs"] for key in pack["exercises"]]
    assert sorted([*done, *packed, *course["exercises"]]) == EXERCISES


def test_the_seven_goals_have_the_dose_and_span_of_their_table() -> None:
    found = {goal["key"]: (goal["counts"], goal["weeks"], goal.get("times"), goal["per"]) for goal in GOALS}
    assert found == DOSES
    assert list(found) == list(DOSES)


def test_what_goes_with_the_doses_is_as_in_their_table() -> None:
    goals = {goal["key"]: goal for goal in GOALS}
    assert goals["others-too"]["of"] == 5
    assert (goals["others-too"]["field"], goals["others-too"]["value"]) == ("others-too", "yes")
    assert goals["quieter-mind"]["minutes"] == 10
    assert (goals["less-hard-on-myself"]["start"], goals["less-hard-on-myself"]["target"]) == (8, 5)
    assert "self-compassion-break" in goals["softer-inner-voice"]["practices"]
    assert goals["support-in-hard-moments"]["practices"] == ["supportive-touch"]
    assert goals["letters-for-carers"]["practices"] == ["compassionate-letter"]
    assert goals["kinder-after-setbacks"]["exercise"] == "weekly-reframe"


@pytest.mark.parametrize("course", ["eight-weeks", "six-meetings"])
def test_what_a_goal_names_is_there_and_it_says_how_it_works_and_how_to_hold_it(course: str) -> None:
    folders = [COURSES / course, EIGHT_WEEKS]
    for goal in fields(COURSES / course / "goals.yaml")["goals"]:
        for key in goal.get("practices", []):
            assert any((folder / f"practices/{key}.md").exists() for folder in folders), goal["key"]
        if "exercise" in goal:
            assert any((folder / f"exercises/{goal['exercise']}.md").exists() for folder in folders), goal[
                "key"
            ]
        assert goal["mechanism"], goal["key"]
        assert goal["framing"], goal["key"]


def test_the_choice_and_the_scale_that_goals_count_are_in_their_forms() -> None:
    log = {field["key"]: field for field in front(EIGHT_WEEKS / "exercises/distress-log.md")["fields"]}
    assert [choice["key"] for choice in log["others-too"]["choices"]] == ["yes", "not-yet"]
    rating = {field["key"]: field for field in front(EIGHT_WEEKS / "exercises/weekly-rating.md")["fields"]}
    assert rating["how-often"]["kind"] == "scale"


def test_the_eight_guides_are_there_for_staff() -> None:
    kinds = [front(path)["kind"] for path in (EIGHT_WEEKS / "guides").glob("*.md")]
    assert sorted(kinds) == [
        "factors", "humility", "inquiry", "referral", "self-care", "settle", "supervision", "wording",
    ]  # fmt: skip
