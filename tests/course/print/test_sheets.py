"""Handouts and transcripts: short documents of their own, in the language and direction of their course."""

import pytest

from course.print.handout import handout
from course.print.practice_pages import pause
from course.print.transcript import transcript
from curriculum.schema import Course
from tests.course.print.reading import letters, pages, reader, root, sentences


def test_every_handout_fits_on_one_sheet_of_two_sides(eight_weeks: Course) -> None:
    for unit in eight_weeks.units:
        assert 1 <= len(pages(handout(eight_weeks, unit.key))) <= 2


def test_a_handout_holds_its_whole_reading(eight_weeks: Course) -> None:
    reading = eight_weeks.unit("week-5").reading
    assert reading is not None
    said = letters("".join(pages(handout(eight_weeks, "week-5"))))
    found = sentences(reading.markdown)
    assert len(found) > 10
    assert [one for one in found if one not in said] == []


def test_handouts_and_transcripts_are_made_for_screen_readers(eight_weeks: Course) -> None:
    assert b"pdfuaid" in handout(eight_weeks, "retreat")
    assert b"pdfuaid" in transcript(eight_weeks, "compassionate-body-scan")


def test_a_transcript_has_every_length_with_its_pauses(eight_weeks: Course) -> None:
    practice = eight_weeks.practice("affectionate-breathing")
    said = "\n".join(pages(transcript(eight_weeks, practice.key)))
    assert "5 minutes" in said
    assert "20 minutes" in said
    silences = [one.pause for script in practice.scripts for one in script.paragraphs if 0 < one.pause < 60]
    assert said.count(" seconds") == len(silences)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (75, "1 min 15 s"), (180, "3 minutes")],
)
def test_a_silence_is_said_in_the_unit_that_is_easier_to_feel(seconds: int, words: str) -> None:
    assert pause(seconds) == words


def test_a_practice_without_words_to_read_along_has_no_transcript(eight_weeks: Course) -> None:
    with pytest.raises(KeyError):
        transcript(eight_weeks, "supportive-touch")


def test_quotation_marks_and_hyphens_follow_the_language_of_the_course(eight_weeks: Course) -> None:
    german = eight_weeks.model_copy(update={"language": "de-AT"})
    pdf = handout(german, "week-1", group='"Kreis"')
    assert "„Kreis“" in "".join(pages(pdf))
    assert str(root(pdf)["/Lang"]) == "de-AT"


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_the_head_of_a_page_begins_on_the_side_where_the_language_begins(
    eight_weeks: Course, language: str, side: str
) -> None:
    pdf = transcript(eight_weeks.model_copy(update={"language": language}), "affectionate-breathing")
    assert side_of("Kinder", pdf) == side


def side_of(word: str, pdf: bytes) -> str:
    """The half of the first page in which this word begins."""
    found: list[float] = []

    def look(text: str, page: list[float], line: list[float], _font: object, _size: float) -> None:
        if word in text:
            found.append(line[4] * page[0] + line[5] * page[2] + page[4])

    first = reader(pdf).pages[0]
    first.extract_text(visitor_text=look)
    return "left" if found[0] < float(first.mediabox.width) / 2 else "right"
