"""Exercises and goals: forms that hold together, goals that can be seen in the log or in a form."""

from curriculum.checks import Found
from curriculum.checks.repeated import repeated
from curriculum.schema import Course, Exercise, Goal


def exercise_problems(exercise: Exercise) -> Found:
    """Everything wrong with one exercise."""
    file = f"exercises/{exercise.key}.md"
    for key in repeated(field.key for field in exercise.fields):
        yield file, "fields", f"{key} stands twice."
    for field in exercise.fields:
        for key in repeated(choice.key for choice in field.choices):
            yield file, f"fields, {field.key}, choices", f"{key} stands twice."
    if exercise.kind != "exercise" and not exercise.fields:
        yield file, "fields", f"a {exercise.kind} needs something to fill in."


def goal_problems(course: Course, goal: Goal) -> Found:
    """Everything a goal names that is not there."""
    where = f"goals, {goal.key}"
    practices = {practice.key for practice in course.practices}
    for key in goal.practices:
        if key not in practices:
            yield "goals.yaml", f"{where}, practices", f"there is no practice {key}."
    if goal.exercise is None:
        return
    exercise = next((one for one in course.exercises if one.key == goal.exercise), None)
    if exercise is None:
        yield "goals.yaml", f"{where}, exercise", f"there is no exercise {goal.exercise}."
    elif not exercise.fields:
        yield (
            "goals.yaml",
            f"{where}, exercise",
            f"{goal.exercise} has nothing to fill in, so nothing is counted.",
        )
    elif goal.field is not None:
        yield from _field(exercise, goal, where)


def _field(exercise: Exercise, goal: Goal, where: str) -> Found:
    field = next((one for one in exercise.fields if one.key == goal.field), None)
    if field is None:
        yield "goals.yaml", f"{where}, field", f"{exercise.key} has no field {goal.field}."
    elif goal.counts == "ratio" and goal.value not in {choice.key for choice in field.choices}:
        yield "goals.yaml", f"{where}, value", f"{field.key} has no choice {goal.value}."
    elif goal.counts == "rating" and field.kind != "scale":
        yield "goals.yaml", f"{where}, field", f"a rating needs a scale, and {field.key} is none."
