"""REDCap data dictionaries, as people download, edit and mail them. Every sentence in them is made up."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import Refused
from course.exchange.import_measure import labels, redcap
from course.exchange.import_measure.ending import Outcome
from course.exchange.import_measure.questionnaire import Item
from course.exchange.import_measure.source import Source
from tests.course.exchange.import_measure.made import (
    COLUMNS,
    FILES,
    MORNINGS,
    SENTENCES,
    STEM,
    calc,
    dictionary,
    ends,
    fitted,
    found_in,
    kept,
    questions,
    radio,
    wording_of,
    zipped,
)


def test_every_row_of_a_project_ends_as_something_with_its_reason() -> None:
    rows = ends(FILES / "garden_dictionary.csv")
    assert {where: row.outcome for where, row in rows.items()} == {
        "line 2": Outcome.IGNORED,
        "line 3": Outcome.IGNORED,
        **{f"line {n}": Outcome.IMPORTED for n in range(4, 11)},
        "line 11": Outcome.IGNORED,
        "line 13": Outcome.IGNORED,  # the branching logic of the row before it has a line break in it
        "line 14": Outcome.IGNORED,
    }
    assert rows["line 11"].reason == "has other answers than the 7 items garden_1 to garden_7"
    assert "agrees with the score total" in rows["line 13"].reason
    assert "several answers" in rows["line 14"].reason


def test_words_values_and_the_heading_come_as_they_stand_in_the_file() -> None:
    wording = wording_of(FILES / "garden_dictionary.csv")
    assert not wording.ours
    assert wording.stem == STEM
    assert wording.items == {f"q{n}": sentence for n, sentence in enumerate(SENTENCES, start=1)}
    assert (
        wording.choices[2] == "Most mornings, or nearly"
    )  # the first comma parts the code, the next does not


def test_an_instrument_zip_is_read_with_what_stands_beside_it(tmp_path: Path) -> None:
    files = {"instrument.csv": (FILES / "instrument.csv").read_bytes(), "OriginID.txt": b"garden"}
    rows = ends(zipped(tmp_path, files))
    assert rows["OriginID.txt"].outcome == Outcome.IGNORED
    assert rows["line 2"].outcome == Outcome.CONVERTED
    assert rows["line 2"].reason == (
        "item 1; HTML is taken out; the number 1 before its words is taken out; 1 to 4 have become 0 to 3"
    )
    wording = wording_of(tmp_path / "file.zip")
    assert (wording.stem, wording.items["q1"]) == (STEM, SENTENCES[0])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_marks_make_no_difference(
    tmp_path: Path, delimiter: str, line_end: str, mark: str
) -> None:
    content = dictionary(questions(), delimiter=delimiter, line_end=line_end, mark=mark)
    assert len(found_in(kept(tmp_path, content)).items) == 7


@pytest.mark.parametrize("mark", ["\ufeff", "\u00ef\u00bb\u00bf"])
def test_a_mark_that_was_quoted_into_the_first_name_is_no_part_of_it(tmp_path: Path, mark: str) -> None:
    content = dictionary(questions()).decode().replace("Variable /", f'"{mark}Variable /', 1)
    content = content.replace("Field Name", 'Field Name"', 1)
    assert len(found_in(kept(tmp_path, content.encode())).items) == 7


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    content = dictionary(questions()).decode().encode("utf-16")
    assert len(found_in(kept(tmp_path, content)).items) == 7


@given(
    words=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"], include_characters="\n"), min_size=1),
        min_size=2,
        max_size=4,
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quotes_all=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_label_comes_out_as_it_went_in(
    words: list[str], delimiter: str, line_end: str, quotes_all: bool
) -> None:
    usable = [each for each in words if labels.words(each) and not labels.placeholder(labels.words(each))]
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(COLUMNS)
    writer.writerows(radio(f"g{n}", each) for n, each in enumerate(usable))
    source = Source("f.csv", "", {"f.csv": text.getvalue().encode()}, is_several=False)
    found = [row.text for row in redcap.read(source).rows if isinstance(row, Item)]
    assert found == [labels.words(each) for each in usable]


def test_an_answer_without_a_comma_is_refused_with_its_line_since_nobody_can_decide_it(
    tmp_path: Path,
) -> None:
    rows = questions()
    rows[2][5] = "0, Not one | half a morning | 1, A few mornings | 2, Most mornings | 3, Every morning"
    [problem] = fitted(kept(tmp_path, dictionary(rows))).problems
    assert problem.startswith("line 4, garden_3: has an answer without a comma, “half a morning”")
    assert "bar" in problem


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    rows = questions(choices="0, Not one | 1, A few | 1, Most | 3, Every")
    assert "the code 1 twice" in fitted(kept(tmp_path, dictionary(rows))).problems[0]


def test_answers_without_a_number_have_no_score_and_what_to_do_is_said(tmp_path: Path) -> None:
    rows = questions(choices="none, Not one | few, A few | most, Most | all, Every")
    [problem] = fitted(kept(tmp_path, dictionary(rows))).problems
    assert "has no scores" in problem
    assert "their order is no score" in problem
    assert "--value CODE=NUMBER" in problem


def test_a_matrix_whose_rows_have_different_answers_is_refused(tmp_path: Path) -> None:
    rows = [radio(f"g{n}", SENTENCES[n], matrix="g") for n in range(7)]
    rows[4][5] = MORNINGS.replace("A few", "Several")
    assert "other answers than line 2" in fitted(kept(tmp_path, dictionary(rows))).problems[0]


def test_hidden_fields_and_words_that_are_no_question_are_left_out(tmp_path: Path) -> None:
    others = [
        radio("g_hidden", "Seen by nobody", annotation="@HIDDEN @DEFAULT='1'"),
        radio("g_slider", "How warm was it?", "cold | mild | hot", kind="slider"),
        radio("g_worked_out", "A sentence", "", kind="text", annotation="@CALCTEXT('x')"),
        radio("g_yes", "Was it raining?", "", kind="yesno"),
        radio("g_odd", "What is this?", "", kind="hologram"),
    ]
    rows = ends(kept(tmp_path, dictionary([*questions(), *others[:4]])))
    assert [rows[f"line {n}"].reason for n in range(9, 13)] == [
        "is hidden by its action tag",
        "is a slider, and has no words for each value",
        "is worked out; here the scoring key does that",
        "has other answers than the 7 items garden_1 to garden_7",
    ]
    assert "hologram" in fitted(kept(tmp_path, dictionary([*questions(), others[4]]))).problems[0]


def test_what_is_lost_of_an_item_is_said_in_its_row(tmp_path: Path) -> None:
    rows = questions()
    rows[3] = radio(
        "garden_4", SENTENCES[3], branching="[garden_1] = '1'", note="One answer", annotation="@READONLY"
    )
    row = ends(kept(tmp_path, dictionary(rows)))["line 5"]
    assert row.outcome == Outcome.CONVERTED
    assert "asked of everybody" in row.reason
    assert "field note" in row.reason
    assert "@READONLY" in row.reason


def test_words_that_redcap_would_fill_in_are_refused(tmp_path: Path) -> None:
    rows = questions()
    rows[0][4] = "Did [first_name] see a snail?"
    assert "[first_name]" in fitted(kept(tmp_path, dictionary(rows))).problems[0]


def test_a_descriptive_field_is_the_heading_of_what_follows(tmp_path: Path) -> None:
    rows = [radio("intro", STEM, "", kind="descriptive"), *questions()]
    rows[1][2] = ""
    path = kept(tmp_path, dictionary(rows))
    assert ends(path)["line 2"].reason == "stands over every item"
    assert wording_of(path).stem == STEM


def test_without_words_over_the_items_that_is_said(tmp_path: Path) -> None:
    rows = questions()
    rows[0][2] = ""
    assert any(
        "no words stand over the items" in one for one in fitted(kept(tmp_path, dictionary(rows))).warnings
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (dictionary(questions()) + b"garden_8,garden,", "line 9: ends after 3 of 18 cells"),
        (dictionary(questions())[:-40], "line 8 on"),
        (dictionary(questions()) + b'garden_8,garden,"half a sen', "line 9"),
        (dictionary([*questions(), questions()[0]]), "line 9: garden_1 stands already in line 2"),
        (b"name,question\n1,2\n", "no column field_name"),
        (dictionary(questions()).replace(b"squeaked", b"squeak\xe9d"), "line 4: this is not UTF-8"),
        (
            dictionary([["", "garden", "", "radio", "Who?", MORNINGS]]),
            "line 2: this row has no variable name",
        ),
        (b"\x00\x01\x02\x03 not text", "not text"),
        (b"", "empty"),
    ],
)
def test_half_files_and_other_files_are_refused_with_their_line(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        found_in(kept(tmp_path, content))


def test_two_forms_that_fit_need_to_be_told_apart(tmp_path: Path) -> None:
    other = [radio(f"shed_{n}", f"{SENTENCES[n]} again", form="shed") for n in range(7)]
    assert (
        "garden and shed fit both" in fitted(kept(tmp_path, dictionary([*questions(), *other]))).problems[0]
    )


def test_a_form_that_cannot_be_read_does_not_stand_in_the_way_of_another(tmp_path: Path) -> None:
    other = radio("shed_1", "Is the shed open?", "0 no | 1 yes", form="shed")
    path = kept(tmp_path, dictionary([*questions(), other, calc("sum", "[garden_1]+[shed_1]")]))
    assert fitted(path).wording is not None
    assert "without a comma" in ends(path)["line 9"].reason
