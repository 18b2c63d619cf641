"""The shape of a measure: its scoring key, and, kept apart, the words that people read.

The key of a published instrument is a fact; its sentences belong to somebody. So a `Measure` holds no
sentence a participant would answer, and a `Wording` says whether its sentences are our own.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.text import Content, Key, Line, Markdown

ItemId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=30)]
Direction = Literal["higher_is_better", "higher_is_worse", "neither"]
Method = Literal["mean", "sum"]
Range = tuple[float, float]


class Scale(Content):
    """One score over items. `reversed` items count as lowest + highest choice - raw.

    With fewer than `min_answered` answers there is no score; with some missing it is prorated.
    """

    key: Key
    title: Line
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    reversed: tuple[ItemId, ...] = ()
    method: Method
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


class Example(Content):
    """Answers in item order (null = not answered) and the scores worked out by hand for them."""

    name: Line
    answers: tuple[int | None, ...]
    scores: dict[Key, float | None]


class Measure(Content):
    """A scoring key. `headline` scores are shown first, side by side and in this order.

    `askable` is false for keys that exist only to read past results: they have no wording here.
    """

    key: Key
    title: Line
    version: Annotated[int, Field(ge=1)]
    askable: bool
    recall: Line
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    choices: Annotated[tuple[int, ...], Field(min_length=2)]
    """Values in the order they are shown, the same for every item."""
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    composites: tuple[Composite, ...] = ()
    headline: Annotated[tuple[Key, ...], Field(min_length=1)]
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
        return self

    @property
    def all_scores(self) -> tuple[Scale | Composite, ...]:
        """Every score this measure yields, scales first."""
        return (*self.scales, *self.composites)

    @property
    def score_keys(self) -> tuple[str, ...]:
        """Keys of every score this measure yields, scales first."""
        return tuple(each.key for each in self.all_scores)

    def scored(self, key: str) -> Scale | Composite:
        """The scale or composite with this key. KeyError when there is none."""
        return {each.key: each for each in self.all_scores}[key]


class Wording(Content):
    """The sentences of one measure in one language. `ours` says they are written for this project."""

    measure: Key
    language: Line
    version: Annotated[int, Field(ge=1)]
    ours: bool
    title: Line
    intro: Markdown
    stem: Line
    items: dict[ItemId, Line]
    choices: dict[int, Line]
    note: Markdown


def _refuse_twins(names: list[str], where: str) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"{where}: {', '.join(twins)} stands twice")


def _refuse_strangers(names: tuple[str, ...], known: tuple[str, ...], where: str) -> None:
    strangers = [name for name in names if name not in known]
    if strangers:
        raise ValueError(f"{where}: {', '.join(strangers)} is not defined in this measure")
