"""Files as spreadsheets write them."""

import pytest

from course.errors import Refused
from course.exchange.table import Line, decoded, lines

TEXT = "id;name\n1;Zoë"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_is_found_out(encoding: str) -> None:
    assert [line.cells for line in lines(decoded(TEXT.encode(encoding)))] == [("id", "name"), ("1", "Zoë")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found_out(delimiter: str) -> None:
    text = delimiter.join(['"one, or; two"', "b"]) + "\n" + delimiter.join(["1", "2"])
    assert [line.cells for line in lines(text)][1] == ("1", "2")


def test_a_line_break_inside_quotation_marks_keeps_the_line_numbers_true() -> None:
    assert list(lines('id,note\n1,"two\nlines"\n\n2,x')) == [
        Line(1, ("id", "note")),
        Line(2, ("1", "two\nlines")),
        Line(5, ("2", "x")),
    ]


def test_a_cell_too_long_to_be_one_is_explained() -> None:
    with pytest.raises(Refused, match="line 2"):
        list(lines('id,note\n1,"' + "x" * 200_000))
