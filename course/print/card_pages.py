"""Cards and packs, as a participant sees them: the question for the group stays out."""

from course.print.exercise_pages import exercise
from course.print.practice_pages import practice
from course.print.tree import Node, tree
from curriculum.schema import Card, Course, Pack, WordFamily

ON_PAPER = ("safety", "micro", "words", "glossary")
"""The cards one looks something up in, or carries about. The site has the others."""


def card(one: Card) -> Node:
    return {
        "title": one.title,
        "body": tree(one.markdown),
        "families": [_family(each) for each in one.families],
    }


def pack(course: Course, one: Pack) -> Node:
    exercises = (course.exercise(key) for key in one.exercises)
    return {
        "title": one.title,
        "body": tree(one.text),
        "practices": [practice(course.practice(key)) for key in one.practices],
        "exercises": [exercise(each) for each in exercises if each.audience == "participant"],
        "cards": [card(course.card(key)) for key in one.cards],
    }


def _family(one: WordFamily) -> Node:
    return {"name": one.name, "columns": [", ".join(each) for each in (one.mild, one.middle, one.strong)]}
