"""The FHIR bundle against an independent implementation of the R4 resources."""

import json
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from course.exchange.export import fhir
from tests.course.exchange.export.small import DATASET


def responses() -> list[dict[str, Any]]:
    entries = json.loads(json.dumps(fhir.bundle(DATASET)))["entry"]
    return [one["resource"] for one in entries if one["resource"]["resourceType"] == "QuestionnaireResponse"]


def test_every_resource_is_what_the_standard_says() -> None:
    entries = Bundle.model_validate_json(json.dumps(fhir.bundle(DATASET))).entry or []
    kinds = [one.resource.get_resource_type() for one in entries if one.resource]
    assert kinds.count("Questionnaire") == 2
    assert kinds.count("QuestionnaireResponse") == 4
    assert len({one.fullUrl for one in entries}) == len(entries)


def test_an_answer_a_skipped_question_and_one_not_reached_stay_apart() -> None:
    answered = next(one for one in responses() if one["status"] == "completed")
    assert answered["item"][0]["answer"][0]["valueCoding"]["code"] == "2"
    partial = next(one for one in responses() if "asked-declined" in json.dumps(one))
    assert partial["status"] == "stopped"
    reasons = [item["extension"][0]["valueCode"] for item in partial["item"]]
    assert reasons == ["asked-declined", "not-asked"]


def test_a_missed_wave_is_a_response_without_items_and_who_left_has_none() -> None:
    missed = [one for one in responses() if "missed-wave" in json.dumps(one)]
    assert missed
    assert all("item" not in one for one in missed)
    assert not any(one["subject"]["identifier"]["value"] == "BBBB" and "six-months" in json.dumps(one)
                   for one in responses())  # fmt: skip


def test_no_response_has_a_date() -> None:
    assert not any("authored" in one for one in responses())
