"""Lists of people as they are pasted."""

import pytest

from course.exchange.invite_csv import parse


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("ada@x.org", [("ada@x.org", "")]),
        ("Ada Love <ada@x.org>", [("ada@x.org", "Ada Love")]),
        ('"Love, Ada" <ada@x.org>', [("ada@x.org", "Love, Ada")]),
        ("ada@x.org, Ada Love", [("ada@x.org", "Ada Love")]),
        ("Ada Love\tada@x.org", [("ada@x.org", "Ada Love")]),
        ("\ufeffName;E-Mail\nAda;ada@x.org", [("ada@x.org", "Ada")]),
        ("First name,Last name,Email\nAda,Love,ada@x.org", [("ada@x.org", "Ada Love")]),
        ("A <a@x.org>; B <b@x.org>", [("a@x.org", "A"), ("b@x.org", "B")]),
        ("mailto:ada@x.org", [("ada@x.org", "")]),
    ],
)
def test_an_address_and_a_name_are_found(text: str, people: list[tuple[str, str]]) -> None:
    assert [(email, name) for _, _, email, name in parse(text)] == people


def test_no_line_is_lost_and_each_keeps_its_number() -> None:
    found = parse('ada@x.org\n\nnobody here\n"open, bob@x.org\ncleo@x.org')
    assert [(number, text, "@" in email) for number, text, email, _ in found] == [
        (1, "ada@x.org", True),
        (3, "nobody here", False),
        (4, '"open, bob@x.org', True),
        (5, "cleo@x.org", True),
    ]


def test_a_row_without_its_address_stays_as_a_line() -> None:
    assert parse("Name,Email\nAda,") == [(2, "Ada,", "", "Ada")]
