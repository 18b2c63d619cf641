"""A formula of another system as a function of answers, enough of it to see what it does with them.

One small grammar serves REDCap, XLSForm, FHIRPath and JavaScript once their references are written [id]: arithmetic,
comparisons, if and iif, coalesce, sums, means and rounding. What is not understood raises `NotUnderstood`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from course.exchange.import_measure.formula_terms import (
    COMPARED,
    Answers,
    NotUnderstood,
    Term,
    both,
    called,
    chosen,
    compared,
    constant,
    either,
    holds,
    worked_out,
)

TOKEN = re.compile(
    r"\s*(?:(?P<ref>\[[^\]]*\])|(?P<number>\d+(?:\.\d+)?)|(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<sign><>|!=|<=|>=|===?|&&|\|\||[-+*/(),.{}<>=?:!]))"
)
WORD = re.compile(r"\b[A-Za-z_]\w*\b(?!\s*\()")
DEEPEST = 60
SIGNS = {"&&": "and", "||": "or", "<>": "!=", "==": "=", "===": "="}


@dataclass(frozen=True)
class Parsed:
    """`ids` are the references in the order of their first use."""

    term: Term
    ids: tuple[str, ...]

    def total(self, answers: Answers) -> float | None:
        """NotUnderstood when it is not a number."""
        try:
            value = self.term(answers)
        except RecursionError as error:
            raise NotUnderstood from error
        if value is None or value == "":
            return None
        if isinstance(value, bool | str):
            raise NotUnderstood
        return value


def parse(text: str) -> Parsed:
    reader = _Reader(list(_tokens(text)))
    try:
        term = reader.whole()
    except RecursionError as error:
        raise NotUnderstood from error
    return Parsed(term, tuple(dict.fromkeys(reader.ids)))


def with_names(text: str, names: Collection[str]) -> str:
    """The same with bare names written [name], for languages that have no sign for a reference."""
    return WORD.sub(lambda found: f"[{found[0]}]" if found[0] in names else found[0], text)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, text = 0, text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            raise NotUnderstood
        at = found.end()
        word = found[found.lastgroup]
        yield found.lastgroup, SIGNS.get(word, word)


class _Reader:
    """Reads by precedence, lowest first: or, and, comparison, plus, times, sign, and what stands alone."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.ids: list[str] = []

    def whole(self) -> Term:
        term = self.choice()
        if self.at < len(self.tokens):
            raise NotUnderstood
        return term

    def choice(self) -> Term:
        """JavaScript's question mark, and below it everything else."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotUnderstood
        term = self.either()
        if self.takes("?"):
            then = self.choice()
            self.needs(":")
            term = chosen(term, then, self.choice())
        self.depth -= 1
        return term

    def either(self) -> Term:
        term = self.both()
        while self.takes("or"):
            term = either(term, self.both())
        return term

    def both(self) -> Term:
        term = self.compared()
        while self.takes("and"):
            term = both(term, self.compared())
        return term

    def compared(self) -> Term:
        term = self.added()
        while (sign := self.next()) in {"=", "!=", *COMPARED}:
            self.at += 1
            term = compared(sign, term, self.added())
        return term

    def added(self) -> Term:
        term = self.times()
        while (sign := self.next()) in {"+", "-"}:
            self.at += 1
            term = worked_out(sign, term, self.times())
        return term

    def times(self) -> Term:
        term = self.signed()
        while (sign := self.next()) in {"*", "/", "div"}:
            self.at += 1
            term = worked_out(sign, term, self.signed())
        return term

    def signed(self) -> Term:
        if self.takes("-"):
            return worked_out("-", constant(0.0), self.signed())
        if self.takes("!"):
            inner = self.signed()
            return lambda answers: not holds(inner(answers))
        term = self.alone()
        while self.takes("."):
            term = called(self.word(), [term, *(self.arguments() if self.next() == "(" else [])])
        return term

    def alone(self) -> Term:
        if self.takes("("):
            term = self.choice()
            self.needs(")")
            return term
        if self.takes("{"):
            self.needs("}")
            return constant(None)
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "ref":
            return self.reference(word[1:-1])
        if kind == "number":
            return constant(float(word))
        if kind == "string":
            return constant(word[1:-1])
        if kind == "word" and self.next() == "(":
            return called(word, self.arguments())
        raise NotUnderstood

    def reference(self, name: str) -> Term:
        self.ids.append(name)
        return lambda answers: answers.get(name)

    def arguments(self) -> list[Term]:
        self.needs("(")
        found: list[Term] = []
        while not self.takes(")"):
            found.append(self.choice())
            if self.next() != ")":
                self.needs(",")
        return found

    def word(self) -> str:
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "word":
            raise NotUnderstood
        self.at += 1
        return word

    def next(self) -> str:
        """The sign or word that comes next; "" before a string, so that a quoted sign is not one."""
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return word if kind in {"sign", "word"} else ""

    def takes(self, sign: str) -> bool:
        found = self.next() == sign
        self.at += found
        return found

    def needs(self, sign: str) -> None:
        if not self.takes(sign):
            raise NotUnderstood
