"""Every figure of the reference vectors, and the command that compares a file of them."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from course.commands.vectors import check, read
from course.commands.vectors import vectors as command
from course.errors import Refused
from tests.course.statistics.cases import FILE, vectors


@pytest.mark.parametrize("name", vectors())
def test_our_figures_are_those_of_the_reference(name: str) -> None:
    found = check(vectors()[name])
    assert found.trouble == ""
    assert found.largest < 1e-6
    assert found.is_ok


def test_only_what_another_library_is_known_to_get_wrong_is_not_compared() -> None:
    without = {(name, figure) for name in vectors() for figure in check(vectors()[name]).without}
    assert without == {("lmm.post_ancova", "statsmodels_0.15_bse")}


def test_a_figure_beyond_one_in_a_million_is_found_and_told_by_the_exit_code(tmp_path: Path) -> None:
    done = run(tmp_path, [changed("mi.rubin", "se", 0.1241968), vectors()["reliability.alpha"]])
    assert done.exit_code == 0
    done = run(tmp_path, [changed("mi.rubin", "se", 0.124197), vectors()["reliability.alpha"]])
    assert done.exit_code == 1
    assert "not ok" in done.stdout
    assert "2 vectors: 1 agree within 1e-06, 1 do not, 0 not known." in " ".join(done.stdout.split())


@pytest.mark.parametrize("wrong", [None, "much", [0.124196779346], {}])
def test_a_figure_of_another_kind_does_not_agree(wrong: object) -> None:
    assert not check(changed("mi.rubin", "se", wrong)).is_ok or wrong == {}


def test_a_list_of_another_length_does_not_agree() -> None:
    for interval in ([0.263392307778], [0.263392307778, 0.763007692222, 1.0]):
        assert not check(changed("mi.rubin", "ci", interval)).is_ok


def test_a_vector_of_no_known_name_is_named_and_not_passed_over(tmp_path: Path) -> None:
    stranger = {"id": "tea.temperature", "inputs": {}, "expected": {"degrees": 96}}
    nobody = {"id": "score.BDI", "inputs": {"responses": [1]}, "expected": {"total": 1}}
    done = run(tmp_path, [stranger, nobody, vectors()["mi.rubin"]])
    for name in ("tea.temperature", "score.BDI"):
        assert any(name in line and "not known" in line for line in done.stdout.splitlines())
    assert "2 not known" in " ".join(done.stdout.split())


def test_a_vector_with_other_inputs_of_a_known_shape_is_worked_out() -> None:
    """Two cohorts by hand: weights 1/0.04 each, no spread beyond chance, no prediction."""
    expected = {"fixed": {"mu": 0.5, "se": 0.02**0.5}, "Q": 0.5, "PI_HTS_t_km2": None, "blup": [0.5, 0.5]}
    mine = {"id": "meta.two", "inputs": {"yi": [0.4, 0.6], "vi": [0.04, 0.04]}, "expected": expected}
    assert check(mine).is_ok
    assert check(mine).compared == 6


def test_inputs_that_cannot_be_worked_out_are_told_and_counted_as_not_ok(tmp_path: Path) -> None:
    short = {"id": "effect.paired", "inputs": {"pre": [1.0], "post": [2.0]}, "expected": {"n": 1}}
    done = run(tmp_path, [short, {"id": "mi.rubin", "inputs": {"q": [1, 2]}, "expected": {"b": 0.5}}])
    said = " ".join(done.stdout.split())
    assert "effect.paired: a paired change needs a score before and one after" in said
    assert "mi.rubin: 'u' is not known" in said
    assert done.exit_code == 1


def test_answers_that_do_not_fit_their_questionnaire_are_told() -> None:
    long = {"id": "score.UCLA3", "inputs": {"responses": [1, 2, 3, 1]}, "expected": {"total": 7}}
    wrong = {"id": "score.UCLA3", "inputs": {"responses": [1, 2, 7]}, "expected": {"total": 10}}
    assert "argument" in check(long).trouble
    assert "7 is not one of its choices" in check(wrong).trouble


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "this is not JSON"),
        ("[]", 'no list called "vectors"'),
        ('{"vectors": 3}', 'no list called "vectors"'),
        ('{"vectors": [{"inputs": {}, "expected": {}}]}', "vector 1: it has no id"),
        ('{"vectors": [{"id": "a", "inputs": [], "expected": {}}]}', "vector 1, a: inputs is not an object"),
        ('{"vectors": [{"id": "a", "inputs": {}}]}', "vector 1, a: expected is not an object"),
    ],
)
def test_a_file_that_is_no_file_of_vectors_is_refused_with_its_fault(
    tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "vectors.json"
    file.write_text(content)
    with pytest.raises(Refused, match=sentence):
        read(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        read(tmp_path / "nothing.json")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "vectors.json"
    file.write_text("\ufeff" + FILE.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(read(file)) == len(vectors())


def changed(name: str, figure: str, value: object) -> dict[str, Any]:
    vector = deepcopy(vectors()[name])
    vector["expected"][figure] = value
    return vector


def run(folder: Path, content: list[dict[str, Any]]) -> Any:
    file = folder / "vectors.json"
    file.write_text(json.dumps({"vectors": content}))
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(file)])
