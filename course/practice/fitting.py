"""Which practice suits how somebody practises, as far as a course names other ways and other practices."""

from course.people.person import Person
from course.people.ways import Way, ways
from curriculum.schema import Course, Practice
from curriculum.schema.practice import Asks

LEFT_OUT: dict[Way, Asks] = {
    Way.NO_TOUCH: "touch",
    Way.EYES_OPEN: "closed-eyes",
    Way.NO_BODY: "body",
    Way.NO_IMAGERY: "imagery",
}
"""{a way of hers: what she leaves out by it}"""


def asked(practice: Practice, person: Person) -> tuple[Asks, ...]:
    """What she leaves out and this practice asks for."""
    left_out = {LEFT_OUT[one] for one in ways(person) if one in LEFT_OUT}
    return tuple(one for one in practice.asks or () if one in left_out)


def instead_of(course: Course, practice: Practice, person: Person) -> Practice | None:
    """The practice that its course puts in the place of this one for her, if there is one. A course that borrows both
    may teach the other later: it is not open then, and stands in for nothing."""
    keys = [practice.instead[one] for one in asked(practice, person) if one in practice.instead]
    if not keys:
        return None
    known = {one.key: one for one in course.practices}
    order = {unit.key: number for number, unit in enumerate(course.units)}
    by_now = order.get(practice.unit, 0)
    others = (known[key] for key in keys if key in known and order.get(known[key].unit, 0) <= by_now)
    return next((one for one in others if all(one.without(each) for each in asked(one, person))), None)


def suits(course: Course, practice: Practice, person: Person) -> bool:
    """It asks for nothing that she leaves out, or has a way of its own for each of it."""
    missing = [one for one in asked(practice, person) if practice.without(one) is None]
    return not missing and instead_of(course, practice, person) is None
