"""From a field to its line, in files written here by hand."""

from pathlib import Path

import pytest

from curriculum.lines import line_of

OUTLINE = """\
# A comment on the first line
agenda:
  - key: welcome
    title: Welcome
    minutes: {120: 10, 165: 15}
    offer:
      - Sit
      - Stand
  - title: The key stands second here
    key: rest

    minutes:
      120: 5
      165: 6
practices: [breath, touch]
"""
CARD = """\
---
key: about
fields:
  - key: "1"
    label: One
  - key: "0"
    label: Nought
---
## Steps

key: this line is no field

## If it is hard
"""


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("agenda", 2),
        ("agenda.0", 3),
        ("agenda.0.title", 4),
        ("agenda.0.minutes.165", 5),
        ("agenda.0.offer.1", 8),
        ("agenda, welcome", 3),
        ("agenda, welcome, minutes", 5),
        ("agenda, rest", 9),
        ("agenda, rest, minutes", 12),
        ("agenda.1.minutes.165", 14),
        ("agenda, rest, say", 9),
        ("agenda.7.minutes", 2),
        ("practices", 15),
        ("practices, touch", 15),
        ("practices.1", 15),
        ("hope", None),
        ("", None),
        ("line 12", 12),
    ],
)
def test_a_field_of_a_yaml_file_has_the_line_of_the_deepest_step_there_is(
    tmp_path: Path, field: str, line: int | None
) -> None:
    (tmp_path / "outline.yaml").write_text(OUTLINE)
    assert line_of(tmp_path / "outline.yaml", field) == line


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("key", 2),
        ("fields", 3),
        ("fields.0.label", 5),
        ("fields.1.label", 7),
        ("fields, 1, label", 7),
        ("## Steps", 9),
        ("## If it is hard", 13),
        ("## Why", None),
        ("tier", None),
    ],
)
def test_front_matter_counts_from_the_top_of_its_file_and_headings_have_their_line(
    tmp_path: Path, field: str, line: int | None
) -> None:
    (tmp_path / "card.md").write_text(CARD)
    assert line_of(tmp_path / "card.md", field) == line


def test_blank_lines_above_the_front_matter_count(tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("\n\n" + CARD)
    assert line_of(tmp_path / "card.md", "fields.0.label") == 7


@pytest.mark.parametrize("text", ["No fields here.\n", "---\nkey: [open\n---\n", ""])
def test_a_file_whose_fields_cannot_be_read_has_no_lines(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.md").write_text(text)
    assert line_of(tmp_path / "card.md", "key") is None


def test_a_file_that_is_gone_or_not_text_has_no_lines(tmp_path: Path) -> None:
    assert line_of(tmp_path / "gone.yaml", "key") is None
    (tmp_path / "bytes.yaml").write_bytes(b"key: \xff\n")
    assert line_of(tmp_path / "bytes.yaml", "key") is None
