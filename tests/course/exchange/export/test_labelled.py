"""The files for SPSS and Stata, read back by programs that did not write them."""

import io
import math

import pandas as pd

from course.exchange.export import grid
from course.exchange.export.labelled import labelled_file
from tests.course.exchange.export import sav
from tests.course.exchange.export.small import CHOICES, DATASET


def test_an_spss_file_keeps_values_labels_and_every_reason_for_a_missing_value() -> None:
    read = sav.read(labelled_file(grid.long(DATASET), "sav", title="Linden House"))
    column = {name: [row[place] for row in read.rows] for place, name in enumerate(read.names)}
    assert column["person"] == ["AAAA", "AAAA", "BBBB", "BBBB"]
    assert column["phq8_own_q1"] == [2, -96, -99, -95]
    assert column["phq8_own_q2"] == [0, -96, -98, -95]
    assert column["phq8_own_total"] == [8.5, -96, -94, -95]
    assert column["gad7_q1"] == [-97, -96, -97, -95]
    assert column["practice_days"] == [None, None, 12, 12]
    assert read.labels["phq8_own_q1"] == "Änderung der Laune"
    assert {code: read.values["phq8_own_q1"][code] for code in CHOICES} == CHOICES
    assert read.values["phq8_own_q1"][-99] == "Skipped by the person"
    assert read.missing["phq8_own_q1"] == (-99.0, -94.0)
    assert "joined_day" not in read.missing


def test_a_stata_file_keeps_them_too_with_a_letter_for_each_reason() -> None:
    made = io.BytesIO(labelled_file(grid.long(DATASET), "dta", title="Linden House"))
    with pd.read_stata(made, iterator=True, convert_categoricals=False, convert_missing=True) as reader:
        frame = reader.read()  # type: ignore[attr-defined]  # its published types forget it
        labels, values = reader.variable_labels(), reader.value_labels()
    assert [str(cell) for cell in frame["phq8_own_q1"]] == ["2", ".d", ".a", ".e"]
    assert [str(cell) for cell in frame["phq8_own_q2"]] == ["0", ".d", ".b", ".e"]
    assert [str(cell) for cell in frame["phq8_own_total"]] == ["8.5", ".d", ".f", ".e"]
    assert [str(cell) for cell in frame["gad7_q1"]] == [".c", ".d", ".c", ".e"]
    assert labels["phq8_own_q1"] == "Änderung der Laune"
    assert any({0: "Not at all", 3: "Nearly, always"}.items() <= words.items() for words in values.values())


def test_a_wide_file_has_one_row_for_each_person_and_a_variable_only_in_waves_that_showed_it() -> None:
    made = io.BytesIO(labelled_file(grid.wide(DATASET), "dta", title="Linden House"))
    frame = pd.read_stata(made, convert_categoricals=False)
    assert list(frame["person"]) == ["AAAA", "BBBB"]
    assert frame["phq8_own_q1_w1"][0] == 2
    assert math.isnan(frame["phq8_own_q1_w2"][0])
    assert "gad7_q1_w1" not in frame
    assert "gad7_q1_w2" in frame
