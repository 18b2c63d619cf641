"""A bad mapping file is explained by its field."""

from pathlib import Path

import pytest

from course.exchange.import_map import load_map
from curriculum.errors import ContentError

GOOD = """\
source: trial-1
programme: Linden House
person: id
cohorts:
  column: arm
  runs:
    - {value: "1", name: First arm, starts_on: "2019-02-04"}
occasions:
  column: wave
  waves: {pre: before, post: after}
measures:
  - key: stress-4
    columns: [s1, s2, s3, s4]
    add: -1
    total: {column: sum, score: total}
"""


def test_a_good_map_names_its_measures(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(GOOD)
    plan, measures = load_map(file)
    assert plan.columns == ("id", "arm", "wave", "s1", "s2", "s3", "s4", "sum")
    assert measures["stress-4"].choices == (0, 1, 2, 3, 4)


def test_the_example_in_the_project_is_a_good_map(root: Path) -> None:
    plan, measures = load_map(root / "examples" / "import" / "woodworth-ahi-cesd.yaml")
    assert set(measures) == {"ahi", "ces-d"}
    assert set(plan.occasions.waves.values()) == {"before", "after", "six-months"}


@pytest.mark.parametrize(
    ("was", "becomes", "field"),
    [
        ("person: id\n", "", "person"),
        ("person: id", "person: id\ncolour: red", "colour"),
        ("post: after", "post: later", "occasions.waves.post"),
        ("post: after", "post: before", "before stands twice"),
        ('"2019-02-04"', '"2019-02-30"', "cohorts.runs.0"),
        ('"2019-02-04"', '"4 February"', "cohorts.runs.0.starts_on"),
        ("key: stress-4", "key: stress-5", "measures.0.key"),
        ("[s1, s2, s3, s4]", "[s1, s2, s3]", "measures.0.columns"),
        ("[s1, s2, s3, s4]", "[s1, s2, s3, s3]", "s3 stands twice"),
        ("score: total", "score: sum", "measures.0.total.score"),
        ("add: -1", 'add: "-1"', "measures.0.add"),
        ("source: trial-1", "source: Trial One", "source"),
        ("person: id", "person: [id", "line"),
    ],
)
def test_a_bad_map_names_the_field(tmp_path: Path, was: str, becomes: str, field: str) -> None:
    file = tmp_path / "map.yaml"
    assert was in GOOD
    file.write_text(GOOD.replace(was, becomes))
    with pytest.raises(ContentError, match=r"^map\.yaml") as caught:
        load_map(file)
    assert field in str(caught.value)


def test_a_map_that_is_not_there_is_named() -> None:
    with pytest.raises(ContentError, match=r"nowhere\.yaml"):
        load_map(Path("nowhere.yaml"))
