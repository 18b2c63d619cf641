"""Names of variables: unique over everything the project knows, and inside the limits of the programs they go to."""

import re

import pytest

from course.exchange.export.names import in_wave, short, variable_name
from curriculum.loader import load_measure, measure_keys

LIMIT_OF_STATA = 32
MOST_WAVES = 9


@pytest.mark.parametrize(
    ("key", "name"),
    [("phq-8", "phq8"), ("self-compassion-12", "sc12"), ("stress-4", "stress4"), ("maas", "maas"), ("who-5", "who5")],
)  # fmt: skip
def test_a_key_is_shortened_the_way_people_write_it(key: str, name: str) -> None:
    assert short(key) == name


def test_our_own_words_and_a_later_version_have_names_of_their_own() -> None:
    assert variable_name("phq-8", "q1", ours=False) == "phq8_q1"
    assert variable_name("phq-8", "q1", ours=True) == "phq8_own_q1"
    assert variable_name("phq-8", "q1", ours=True, version=2) == "phq8_own_v2_q1"


def test_no_two_variables_of_any_measure_meet_in_one_name() -> None:
    names = [
        variable_name(key, part, ours=ours, version=version)
        for key in measure_keys()
        for part in (*load_measure(key).items, *load_measure(key).score_keys)
        for ours in (True, False)
        for version in (1, 2)
    ]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert max(len(in_wave(name, MOST_WAVES)) for name in names) <= LIMIT_OF_STATA
