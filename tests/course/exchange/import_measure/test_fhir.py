"""FHIR Questionnaires of both releases. Every sentence in them is made up."""

import json
from pathlib import Path
from typing import Any

import pytest

from course.errors import Refused
from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.picking import Wish
from tests.course.exchange.import_measure.made import (
    FILES,
    SENTENCES,
    STEM,
    ends,
    fitted,
    found_in,
    kept,
    wording_of,
)

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
WORDS = ("Not one morning", "A few mornings", "Most mornings", "Every morning")


def questionnaire(*, options: Any = None, **more: Any) -> dict[str, Any]:
    """Seven questions with the same `options`, one for each score from 0."""
    answers = options or [option(n) for n in range(4)]
    items = [
        {"linkId": f"q{n}", "type": "choice", "text": each, "answerOption": answers}
        for n, each in enumerate(SENTENCES, start=1)
    ]
    return {"resourceType": "Questionnaire", "item": items, **more}


def option(score: int, *, code: str | None = None, url: str = ORDINAL) -> dict[str, Any]:
    coding = {"code": code or f"LA70{score}-{score}", "display": WORDS[score]}
    return {"extension": [{"url": url, "valueDecimal": score}], "valueCoding": coding}


def written(folder: Path, resource: dict[str, Any]) -> Path:
    return kept(folder, json.dumps(resource).encode(), "file.json")


@pytest.mark.parametrize(
    "name", ["garden_r4_options.json", "garden_r4_contained.json", "garden_r5_bundle.json"]
)
def test_each_place_where_scores_may_stand_gives_the_same_wording(name: str) -> None:
    wording = wording_of(FILES / name)
    assert wording.choices == dict(enumerate(WORDS))
    assert tuple(wording.items.values()) == SENTENCES
    assert (wording.title, wording.stem) == ("Mornings in the garden", STEM)


def test_what_is_no_item_is_left_out_with_its_reason() -> None:
    rows = ends(FILES / "garden_r4_options.json")
    assert rows["item 9"].reason.startswith("has other answers than the 7 items")
    assert rows["item 10"].reason == "is hidden"
    assert rows["item 11"].reason == "is worked out, and agrees with the score total of the key"
    contained = ends(FILES / "garden_r4_contained.json")
    assert contained["contained #mornings"].outcome == Outcome.IMPORTED
    assert contained["contained #unused"].outcome == Outcome.IGNORED


def test_a_total_that_only_asks_whether_anything_was_answered_counts_missing_as_zero() -> None:
    [warning] = [one for one in fitted(FILES / "garden_r4_options.json").warnings if "formula" in one]
    assert "counts a missing answer as zero (it only asks whether anything was answered)" in warning
    assert "here a score needs 5 of 7 answers" in warning
    summed = fitted(FILES / "garden_r4_contained.json").warnings
    assert any("counts a missing answer as zero" in one for one in summed)


def test_a_limit_that_differs_from_the_answers_is_named() -> None:
    warnings = fitted(FILES / "garden_r5_bundle.json").warnings
    assert "item 1.3, q3: the file’s own limit is 1, and its answers end at 0" in warnings


def test_codes_say_nothing_where_the_file_itself_says_what_they_count(tmp_path: Path) -> None:
    options = [option(score, code=str(4 - score)) for score in range(4)]
    path = written(tmp_path, questionnaire(options=options))
    assert wording_of(path).choices == dict(enumerate(WORDS))
    row = ends(path)["item 1"]
    assert row.outcome == Outcome.CONVERTED
    assert "code 4 counts 0, 3 counts 1, 2 counts 2, 1 counts 3" in row.reason


def test_the_best_answer_first_keeps_its_own_value(tmp_path: Path) -> None:
    options = [option(score) for score in (3, 2, 1, 0)]
    wording = wording_of(written(tmp_path, questionnaire(options=options)))
    assert wording.choices == dict(enumerate(WORDS))


def test_answers_that_are_only_words_have_no_score_until_somebody_states_it(tmp_path: Path) -> None:
    path = written(tmp_path, questionnaire(options=[{"valueString": words} for words in WORDS]))
    [problem] = fitted(path).problems
    assert "has no scores" in problem
    wish = Wish(values={words: score for score, words in enumerate(WORDS)})
    assert wording_of(path, wish=wish).choices == dict(enumerate(WORDS))


def test_two_scores_that_differ_and_scores_for_some_answers_only_are_refused(tmp_path: Path) -> None:
    both = [option(n) for n in range(4)]
    both[2]["extension"].append({"url": WEIGHT, "valueDecimal": 1})
    assert "counts 1 and 2 at once" in fitted(written(tmp_path, questionnaire(options=both))).problems[0]
    some = [option(n) for n in range(3)] + [{"valueCoding": {"code": "3", "display": WORDS[3]}}]
    assert "some of its answers" in fitted(written(tmp_path, questionnaire(options=some))).problems[0]


def test_a_list_that_is_not_in_the_file_is_refused_and_not_fetched(tmp_path: Path) -> None:
    form = questionnaire()
    for item in form["item"]:
        del item["answerOption"]
        item["answerValueSet"] = "http://example.org/ValueSet/elsewhere"
    [problem] = fitted(written(tmp_path, form)).problems
    assert (
        "http://example.org/ValueSet/elsewhere, which is not in this file, and nothing is fetched" in problem
    )


def test_lists_that_point_to_one_another_without_end_are_refused(tmp_path: Path) -> None:
    address = "http://example.org/ValueSet/loop"
    loop = {
        "resourceType": "ValueSet",
        "id": "loop",
        "url": address,
        "compose": {"include": [{"valueSet": [address]}]},
    }
    form = questionnaire(contained=[loop])
    for item in form["item"]:
        del item["answerOption"]
        item["answerValueSet"] = "#loop"
    assert "without an end" in fitted(written(tmp_path, form)).problems[0]


def test_an_expansion_and_an_exclusion_are_read(tmp_path: Path) -> None:
    contains = [
        {"code": str(n), "display": words, "extension": [{"url": WEIGHT, "valueDecimal": n}]}
        for n, words in enumerate(WORDS)
    ]
    expanded = {
        "resourceType": "ValueSet",
        "id": "v",
        "expansion": {"contains": [{"abstract": True, "contains": contains}]},
    }
    composed = {
        "resourceType": "ValueSet",
        "id": "v",
        "compose": {
            "include": [
                {"system": "s", "concept": [*contains, {"code": "9", "display": "I would rather not say"}]}
            ],
            "exclude": [{"system": "s", "concept": [{"code": "9"}]}],
        },
    }
    for listed in (expanded, composed):
        form = questionnaire(contained=[listed])
        for item in form["item"]:
            item["answerValueSet"] = "#v"
            del item["answerOption"]
        assert wording_of(written(tmp_path, form)).choices == dict(enumerate(WORDS))


def test_a_translation_is_taken_where_it_is_asked_for(tmp_path: Path) -> None:
    refused = fitted(FILES / "garden_r4_options.json", wish=Wish("de"))
    assert "no words in this language for the answer" in refused.problems[0]
    form = json.loads((FILES / "garden_r4_options.json").read_text())
    lang = "http://hl7.org/fhir/StructureDefinition/translation"
    for item in form["item"]:
        for each in item.get("answerOption", []):
            said = [
                {"url": "lang", "valueCode": "de"},
                {"url": "content", "valueString": f"auf Deutsch {each['valueCoding']['display']}"},
            ]
            each["valueCoding"]["_display"] = {"extension": [{"url": lang, "extension": said}]}
    wording = wording_of(written(tmp_path, form), wish=Wish("de"))
    assert wording.items["q1"] == "Satz 1 im Garten"
    assert wording.choices[0] == "auf Deutsch Not one morning"


def test_a_file_in_another_language_is_not_taken_for_the_one_asked_for(tmp_path: Path) -> None:
    assert "no words in this language" in fitted(written(tmp_path, questionnaire(language="de"))).problems[0]


def test_conditions_and_free_answers_are_named_as_lost(tmp_path: Path) -> None:
    form = questionnaire()
    form["item"][1]["type"] = "open-choice"
    form["item"][2]["enableWhen"] = [{"question": "q1", "operator": "exists", "answerBoolean": True}]
    rows = ends(written(tmp_path, form))
    assert "free words" in rows["item 2"].reason
    assert "asked of everybody" in rows["item 3"].reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"resourceType": "Questionnaire",\n "item": [', "line 2: this is not JSON"),
        (b'{"resourceType": "Patient"}', "0 questionnaires"),
        (b'{"a": 1}', "neither a FHIR resource"),
        (b'{"resourceType": "Questionnaire", "title": "a", "title": "b"}', "says title twice"),
        (b"<Questionnaire/>", "is XML"),
        (b'{"resourceType": "Bundle", "entry": []}', "0 questionnaires"),
        (b'{"resourceType": "Questionnaire", "item": ' + b'[{"item": ' * 5_000, "nested too deeply|not JSON"),
        (b'{"title": "caf\xe9"}', "not UTF-8"),
    ],
)
def test_what_is_no_questionnaire_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        found_in(kept(tmp_path, content, "file.json"))


def test_a_link_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    form = questionnaire()
    form["item"][4]["linkId"] = "q2"
    with pytest.raises(Refused, match="item 5: the linkId q2 stands already at item 2"):
        found_in(written(tmp_path, form))


def test_deep_nesting_that_is_whole_is_refused_too(tmp_path: Path) -> None:
    inner: dict[str, Any] = {"linkId": "x", "type": "group"}
    for _level in range(400):
        inner = {"linkId": f"g{_level}", "type": "group", "item": [inner]}
    path = written(tmp_path, {"resourceType": "Questionnaire", "item": [inner]})
    try:
        assert not found_in(path).items
    except Refused as refused:
        assert "nested" in refused.sentence  # noqa: PT017  (either is fine; a crash is not)


@pytest.mark.parametrize("score", ["1e400", "NaN", "-Infinity", "9" * 5_000])
def test_numbers_that_no_answer_counts_end_in_a_sentence(tmp_path: Path, score: str) -> None:
    text = json.dumps(questionnaire()).replace('"valueDecimal": 3', f'"valueDecimal": {score}')
    path = kept(tmp_path, text.encode(), "file.json")
    try:
        assert fitted(path).wording is None
    except Refused as refused:
        assert "longer than any score" in refused.sentence  # noqa: PT017  (either is fine; a crash is not)
