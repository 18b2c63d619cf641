"""The REDCap files, read as REDCap reads them: by its own column names and rules."""

import csv
import io
import re

from course.exchange.export import redcap
from tests.course.exchange.export.small import DATASET

COLUMNS = 18


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(redcap.files(DATASET)[name])))


def test_the_dictionary_has_the_18_columns_in_their_order_and_names_that_are_allowed() -> None:
    heads = next(csv.reader(io.StringIO(redcap.files(DATASET)["1-data-dictionary.csv"])))
    assert len(heads) == COLUMNS
    assert heads[:4] == ["Variable / Field Name", "Form Name", "Section Header", "Field Type"]
    fields = table("1-data-dictionary.csv")
    names = [row["Variable / Field Name"] for row in fields]
    assert names[0] == "record_id"
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,99}", name) for name in names)


def test_choices_parse_back_into_the_codes_and_words_that_were_shown() -> None:
    field = next(
        row for row in table("1-data-dictionary.csv") if row["Variable / Field Name"] == "phq8_own_q1"
    )
    choices = [
        part.strip().split(", ", 1) for part in field["Choices, Calculations, OR Slider Labels"].split("|")
    ]
    assert choices == [
        ["0", "Not at all"],
        ["1", "=Some"],
        ["2", "Often / a lot"],
        ["3", "Nearly, always"],
    ]


def test_forms_of_one_name_stand_together_and_the_mapping_has_only_forms_and_events_that_exist() -> None:
    forms = [row["Form Name"] for row in table("1-data-dictionary.csv")]
    assert [one for place, one in enumerate(forms) if place == 0 or forms[place - 1] != one] == list(
        dict.fromkeys(forms)
    )
    events = {row["unique_event_name"] for row in table("3-events.csv")}
    assert events == {"before_arm_1", "sixmonths_arm_1"}
    mapped = {(row["unique_event_name"], row["form"]) for row in table("4-forms-in-events.csv")}
    assert mapped == {
        ("before_arm_1", "participant"),
        ("before_arm_1", "phq8_own"),
        ("sixmonths_arm_1", "phq8_own"),
        ("sixmonths_arm_1", "gad7"),
    }


def test_the_data_imports_as_it_stands() -> None:
    rows, names = (
        table("5-data.csv"),
        {row["Variable / Field Name"] for row in table("1-data-dictionary.csv")},
    )
    forms = {row["Form Name"] for row in table("1-data-dictionary.csv")}
    assert set(rows[0]) == names | {"redcap_event_name"} | {f"{form}_complete" for form in forms}
    assert len({(row["record_id"], row["redcap_event_name"]) for row in rows}) == len(rows)
    before = next(
        row for row in rows if row["record_id"] == "AAAA" and row["redcap_event_name"] == "before_arm_1"
    )
    assert (before["phq8_own_q1"], before["phq8_own_complete"], before["gad7_complete"]) == ("2", "2", "")
    half = next(
        row for row in rows if row["record_id"] == "BBBB" and row["redcap_event_name"] == "before_arm_1"
    )
    assert (half["phq8_own_q1"], half["phq8_own_q2"], half["phq8_own_complete"]) == ("-99", "-98", "1")
    missed = next(
        row for row in rows if row["record_id"] == "AAAA" and row["redcap_event_name"] == "sixmonths_arm_1"
    )
    assert (missed["phq8_own_q1"], missed["gad7_q1"], missed["phq8_own_complete"]) == ("-96", "-96", "0")
    assert missed["joined_day"] == ""
