"""Whatever a text says, the page only shows it: it is never typst code, and a link leads nowhere unsafe."""

from typing import Any

import pytest

from course.print.exercise_pages import exercise
from course.print.handout import handout
from course.print.tree import tree
from curriculum.schema import Course, Reading, Unit
from tests.course.print.reading import pages, reader

CODE = '#read("/etc/passwd") $x^2$ @somebody #panic() <label> = a #import "look.typ" // gone?'


def with_reading(course: Course, markdown: str, title: str = "A reading") -> Course:
    unit = course.unit("week-1")
    changed = unit.model_copy(update={"reading": Reading(title=title, minutes=1, markdown=markdown)})
    units: tuple[Unit, ...] = tuple(changed if one.key == unit.key else one for one in course.units)
    return course.model_copy(update={"units": units})


def straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"').replace("\n", " ")


@pytest.mark.parametrize("sign", ["\\", "#", "$", "@", "*", "_", "`", "~", "<b>", "{{ x }}", "//", "/*", "%"])
def test_a_sign_of_typst_is_shown_as_it_is(eight_weeks: Course, sign: str) -> None:
    said = "".join(pages(handout(with_reading(eight_weeks, "Text.", title=f"One {sign} two"), "week-1")))
    assert f"One {sign} two" in said


def test_code_in_a_text_or_a_title_is_shown_and_not_run(eight_weeks: Course) -> None:
    said = straight("".join(pages(handout(with_reading(eight_weeks, CODE, title=CODE), "week-1"))))
    assert said.count('#read("/etc/passwd")') >= 2
    assert "$x^2$ @somebody #panic()" in said
    assert "root:" not in said


def test_code_in_the_name_of_a_group_is_shown_and_not_run(eight_weeks: Course) -> None:
    assert "#panic()" in "".join(pages(handout(eight_weeks, "week-1", group="#panic()")))


def test_only_safe_links_are_links(eight_weeks: Course) -> None:
    text = "[one](https://example.org/a) [two](javascript:alert) [three](file:///etc/passwd) [four](/here)"
    pdf = reader(handout(with_reading(eight_weeks, text), "week-1"))
    found: list[Any] = [one.get_object() for page in pdf.pages for one in page.get("/Annots", [])]
    assert [one["/A"]["/URI"] for one in found] == ["https://example.org/a"]


def test_markdown_becomes_plain_values() -> None:
    assert tree("3. *so* **it**\n") == [
        {
            "kind": "numbers",
            "start": 3,
            "inside": [
                {
                    "kind": "item",
                    "inside": [
                        {
                            "kind": "paragraph",
                            "inside": [
                                {"kind": "emph", "inside": [{"kind": "text", "text": "so"}]},
                                {"kind": "text", "text": " "},
                                {"kind": "strong", "inside": [{"kind": "text", "text": "it"}]},
                            ],
                        }
                    ],
                }
            ],
        }
    ]


def test_html_in_a_text_stays_text() -> None:
    assert tree("<script>x</script>") == [
        {"kind": "paragraph", "inside": [{"kind": "text", "text": "<script>x</script>"}]}
    ]


def test_an_exercise_of_facilitators_is_refused(eight_weeks: Course) -> None:
    staff = next(one for one in eight_weeks.exercises if one.audience == "facilitator")
    with pytest.raises(ValueError, match="facilitators"):
        exercise(staff)
