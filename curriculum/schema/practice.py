"""A practice: a formal meditation with its scripts, or a practice of daily life."""

from typing import Annotated, Literal

from pydantic import Field

from curriculum.schema.agenda import Minutes
from curriculum.text import Content, Key, Line, Markdown

SafetyLevel = Literal["gentle", "moderate", "strong"]
Component = Literal["mindfulness", "kindness", "common-humanity"]
Serves = Literal[
    "eyes-open", "another-anchor", "seated", "moving", "no-touch", "no-body", "no-imagery",
    "in-company", "lying-down",
]  # fmt: skip
Asks = Literal["touch", "closed-eyes", "body", "imagery"]
"""What a practice may ask of somebody that somebody may want to leave out."""
WITHOUT: dict[Asks, Serves] = {
    "touch": "no-touch", "closed-eyes": "eyes-open", "body": "no-body", "imagery": "no-imagery",
}  # fmt: skip
"""{what is asked: what a variant serves that does without it}"""


class Variant(Content):
    """Another way to do the same practice; `serves` says whom it is for, so that a personal setting can find it."""

    title: Line
    text: Line
    serves: Serves | None = None


class ScriptParagraph(Content):
    """A few spoken sentences and the silence after them, in seconds. `asks`: what exactly these ask for."""

    text: Markdown
    pause: Annotated[int, Field(ge=0, le=300)] = 0
    asks: tuple[Asks, ...] = ()


class Script(Content):
    """A read-along text that lasts about `minutes` when spoken slowly."""

    minutes: Minutes
    paragraphs: Annotated[tuple[ScriptParagraph, ...], Field(min_length=1)]


class Practice(Content):
    """A formal meditation or a practice of daily life, taught first in `unit`, or opening with it in a `pack`.

    `asks` is None where nobody has said so yet. `instead` names another practice for whoever leaves that out, where
    that is better than another way to do this one.
    """

    key: Key
    name: Line
    kind: Literal["formal", "informal"]
    unit: Key
    pack: Key | None = None
    minutes: Minutes
    short_minutes: Minutes | None = None
    core: bool = False
    safety: SafetyLevel
    components: tuple[Component, ...] = ()
    direction: Literal["self-to-self", "other-to-self", "self-to-other", "both"] | None = None
    lineage: Literal["mindful-self-compassion", "compassion-focused"] = "mindful-self-compassion"
    purpose: Line
    permission: Line
    why: Markdown | None = None
    before: Markdown
    steps: Markdown
    one_minute: Markdown | None = None
    longer: Markdown | None = None
    often_met: Markdown | None = None
    not_when: Markdown | None = None
    variants: tuple[Variant, ...] = ()
    asks: tuple[Asks, ...] | None = None
    instead: dict[Asks, Key] = {}
    hard_note: Markdown
    scripts: tuple[Script, ...] = ()

    def without(self, asked: Asks) -> Variant | None:
        """Its own way of doing it without this, if it has one."""
        return next((one for one in self.variants if one.serves == WITHOUT[asked]), None)

    def script(self, minutes: int) -> Script | None:
        """The read-along text of this length, if there is one."""
        return next((script for script in self.scripts if script.minutes == minutes), None)
