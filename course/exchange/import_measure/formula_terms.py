"""What a formula is made of once it is read: functions from answers to a value.

A missing answer is None. Arithmetic with it is None and it equals the empty string, as in REDCap, XLSForm, FHIRPath
and formr alike; a sum or a mean takes what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

Value = float | str | bool | None
Answers = Mapping[str, float | None]
Term = Callable[[Answers], Value]

COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


class NotUnderstood(Exception):
    """The formula has something that is not known here."""


def constant(value: Value) -> Term:
    return lambda _answers: value


def either(one: Term, other: Term) -> Term:
    return lambda answers: holds(one(answers)) or holds(other(answers))


def both(one: Term, other: Term) -> Term:
    return lambda answers: holds(one(answers)) and holds(other(answers))


def chosen(asked: Term, then: Term, otherwise: Term) -> Term:
    return lambda answers: then(answers) if holds(asked(answers)) else otherwise(answers)


def holds(value: Value) -> bool:
    return value not in (None, "", False, 0.0)


def compared(sign: str, one: Term, other: Term) -> Term:
    def term(answers: Answers) -> Value:
        a, b = (_plain(each(answers)) for each in (one, other))
        if sign in COMPARED:
            return isinstance(a, float) and isinstance(b, float) and COMPARED[sign](a, b)
        return (a == b) == (sign == "=")

    return term


def _plain(value: Value) -> Value:
    """Quoted numbers are numbers, and a missing answer equals the empty string."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return "" if value is None else value


def worked_out(sign: str, one: Term, other: Term) -> Term:
    def term(answers: Answers) -> Value:
        a, b = (_plain(each(answers)) for each in (one, other))
        if a == "" or b == "":
            return None
        if not (isinstance(a, float) and isinstance(b, float)) or (sign in {"/", "div"} and b == 0):
            raise NotUnderstood
        return a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b

    return term


def called(name: str, parts: Sequence[Term]) -> Term:
    if name.lower() in {"if", "iif"}:
        if len(parts) < 2:
            raise NotUnderstood
        return chosen(parts[0], parts[1], parts[2] if len(parts) > 2 else constant(None))
    function = FUNCTIONS.get(name.lower())
    if function is None or not parts:
        raise NotUnderstood
    return lambda answers: function([_plain(part(answers)) for part in parts])


def _numbers(values: Sequence[Value]) -> list[float]:
    return [value for value in values if isinstance(value, float)]


def _sum(values: Sequence[Value]) -> Value:
    """Over what there is: REDCap's sum leaves blanks out, and so does a sum over a FHIR path."""
    found = _numbers(values)
    return sum(found) if found else None


def _mean(values: Sequence[Value]) -> Value:
    found = _numbers(values)
    return fmean(found) if found else None


def _rounded(values: Sequence[Value]) -> Value:
    found = _numbers(values)
    if not found or not isinstance(values[0], float):
        return None
    return float(round(found[0], int(found[1]) if len(found) > 1 else 0))


def _first(values: Sequence[Value]) -> Value:
    return next((value for value in values if value != ""), None)


PASSED_ON = ("number", "int", "once", "tointeger", "todecimal", "value", "weight", "ordinal", "answer")
FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    **dict.fromkeys(PASSED_ON, _first),
    "sum": _sum,
    "mean": _mean,
    "round": _rounded,
    "roundup": _rounded,
    "rounddown": _rounded,
    "coalesce": _first,
    "exists": lambda values: values[0] != "",
    "empty": lambda values: values[0] == "",
    "isblankormissingcode": lambda values: values[0] == "",
    "not": lambda values: not holds(values[0]),
    "isnumber": lambda values: isinstance(values[0], float),
}
