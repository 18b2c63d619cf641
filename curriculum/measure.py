"""The shape of a measure: its scoring key, and, kept apart, the words that people read.

The key of a published instrument is a fact; its sentences belong to somebody. So a `Measure` holds no
sentence a participant would answer, and a `Wording` says whether its sentences are our own.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.figures import Published
from curriculum.text import Content, ItemId, Key, Line, Markdown

Direction = Literal["higher_is_better", "higher_is_worse", "neither"]
Method = Literal["mean", "sum"]
Range = tuple[float, float]
Level = Literal["A", "B", "C"]
"""How sure we are of a key: A, two independent sources agree; B, one source; C, unchecked."""


class Scale(Content):
    """One score over items. `reversed` items count as lowest + highest choice - raw.

    With fewer than `min_answered` answers there is no score; with some missing it is prorated. `add` is added to
    every answer first (-1 where a key counts from 0 and the choices from 1), `factor` is what the sum or mean is
    multiplied by (4 for an index of 0 to 100 over five items of 0 to 5).
    """

    key: Key
    title: Line
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    reversed: tuple[ItemId, ...] = ()
    add: int = 0
    method: Method
    factor: Annotated[float, Field(gt=0)] = 1.0
    min_answered: Annotated[int, Field(ge=1)]
    range: Range
    direction: Direction


class Composite(Content):
    """One score over scales, all of them needed. `reversed` scales count as their own range mirrored."""

    key: Key
    title: Line
    scales: Annotated[tuple[Key, ...], Field(min_length=1)]
    reversed: tuple[Key, ...] = ()
    method: Method
    range: Range
    direction: Direction


class OfferAWord(Content):
    """When a person is offered a talk, whatever the words: our own rule, no diagnosis and no published cut-off.

    `from_score` (or `up_to_score` where low is worse) and `worse_by` are in points of `score`.
    """

    score: Key
    from_score: float | None = None
    up_to_score: float | None = None
    worse_by: Annotated[float, Field(gt=0)]


class Example(Content):
    """Answers in item order (null = not answered) and the scores worked out by hand for them."""

    name: Line
    answers: tuple[int | None, ...]
    scores: dict[Key, float | None]


class Measure(Content):
    """A scoring key. `headline` scores are shown first, side by side and in this order.

    `askable` is false for keys without words of our own: they are asked once a site has installed official ones.
    `form` names the published form whose item order this is; another order is another form. `self_harm` items
    ask about harming oneself and never run on words of our own.
    """

    key: Key
    title: Line
    version: Annotated[int, Field(ge=1)]
    level: Level = "C"
    form: str = ""
    askable: bool
    recall: Line
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    choices: Annotated[tuple[int, ...], Field(min_length=2)]
    """Values in the order they are shown, the same for every item."""
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    composites: tuple[Composite, ...] = ()
    headline: Annotated[tuple[Key, ...], Field(min_length=1)]
    self_harm: tuple[ItemId, ...] = ()
    published: Published = Published()
    offer_a_word: tuple[OfferAWord, ...] = ()
    """Each of these is enough by itself."""
    licence: Markdown
    source: Markdown
    note: str = ""
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_resolve(self) -> "Measure":
        _refuse_twins([*self.items], "items")
        _refuse_twins([str(value) for value in self.choices], "choices")
        _refuse_twins(list(self.score_keys), "scales and composites")
        for scale in self.scales:
            _refuse_strangers(scale.items, self.items, f"scale {scale.key}, items")
            _refuse_strangers(scale.reversed, scale.items, f"scale {scale.key}, reversed")
        scale_keys = tuple(scale.key for scale in self.scales)
        for composite in self.composites:
            _refuse_strangers(composite.scales, scale_keys, f"composite {composite.key}, scales")
            _refuse_strangers(composite.reversed, composite.scales, f"composite {composite.key}, reversed")
        _refuse_strangers(self.headline, self.score_keys, "headline")
        _refuse_strangers(self.self_harm, self.items, "self_harm")
        cited = tuple(each.score for each in self.published.figures)
        _refuse_strangers(cited, self.score_keys, "published")
        offered = tuple(rule.score for rule in self.offer_a_word)
        _refuse_strangers(offered, self.score_keys, "offer_a_word")
        for pattern in self.published.patterns:
            _refuse_strangers(pattern.items, self.items, f"pattern {pattern.key}, items")
            named = (*pattern.core, *pattern.earlier)
            _refuse_strangers(named, pattern.items, f"pattern {pattern.key}, core and earlier")
        if self.self_harm and self.askable:
            raise ValueError("askable: a measure with a self-harm item has no words of our own")
        return self

    @property
    def all_scores(self) -> tuple[Scale | Composite, ...]:
        """Every score this measure yields, scales first."""
        return (*self.scales, *self.composites)

    @property
    def score_keys(self) -> tuple[str, ...]:
        """Keys of every score this measure yields, scales first."""
        return tuple(each.key for each in self.all_scores)

    def says_self_harm(self, item: str, value: int | None) -> bool:
        """Whether this answer says that harming herself comes up: to such an item, above its lowest choice."""
        return item in self.self_harm and value is not None and value > min(self.choices)

    def scored(self, key: str) -> Scale | Composite:
        """The scale or composite with this key. KeyError when there is none."""
        return {each.key: each for each in self.all_scores}[key]


class Wording(Content):
    """The sentences of one measure in one language. `ours` says they are written for this project.

    With `ours`, everything in the measure's `published` is off. `form` says which published form official words
    are of; official words are never in a file of ours.
    """

    measure: Key
    language: Line
    version: Annotated[int, Field(ge=1)]
    ours: bool
    form: Line | None = None
    title: Line
    intro: Markdown
    stem: Line
    items: dict[ItemId, Line]
    choices: dict[int, Line]
    """The words of each value, for every item that is not in `answers`."""
    answers: dict[ItemId, dict[int, Line]] = {}
    note: Markdown

    def words(self, item: str) -> dict[int, Line]:
        """The words of each value for this item; some published forms change them midway."""
        return self.answers.get(item, self.choices)


def _refuse_twins(names: list[str], where: str) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"{where}: {', '.join(twins)} stands twice")


def _refuse_strangers(names: tuple[str, ...], known: tuple[str, ...], where: str) -> None:
    strangers = [name for name in names if name not in known]
    if strangers:
        raise ValueError(f"{where}: {', '.join(strangers)} is not defined in this measure")
