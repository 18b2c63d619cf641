"""Which practice suits how somebody practises."""

from datetime import UTC, datetime

from course.people.person import Person
from course.practice import fitting
from curriculum.loader import load_course

COURSE = load_course("eight-weeks")
BREATH = COURSE.practice("affectionate-breathing")


def somebody(*ways: str) -> Person:
    return Person(name="Maya", called="Maya", created_at=datetime(2027, 1, 1, tzinfo=UTC), ways=list(ways))


def test_what_has_a_way_of_its_own_suits_and_nothing_stands_in_for_it() -> None:
    maya = somebody("no-touch", "eyes-open", "no-imagery", "leave-quickly")
    assert fitting.asked(BREATH, maya) == ("touch", "closed-eyes", "imagery")
    assert fitting.suits(COURSE, BREATH, maya)
    assert fitting.instead_of(COURSE, BREATH, maya) is None


def test_the_other_practice_stands_in_where_its_course_has_taught_it_by_then() -> None:
    maya = somebody("no-body")
    other = fitting.instead_of(COURSE, BREATH, maya)
    assert other is not None
    assert other.key == "here-and-now-stone"
    assert not fitting.suits(COURSE, BREATH, maya)
    moved = tuple(
        one.model_copy(update={"unit": "week-5"}) if one.key == other.key else one for one in COURSE.practices
    )
    assert fitting.instead_of(COURSE.model_copy(update={"practices": moved}), BREATH, maya) is None


def test_before_anybody_said_what_a_practice_asks_for_everything_suits() -> None:
    older = BREATH.model_copy(update={"asks": None, "instead": {}})
    assert fitting.suits(COURSE, older, somebody("no-touch", "no-body"))
