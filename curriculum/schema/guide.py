"""A guide: a text for facilitators only."""

from typing import Literal

from curriculum.schema.agenda import Minutes
from curriculum.schema.card import Tier
from curriculum.text import Content, Key, Line, Markdown


class Guide(Content):
    """`minutes` is reading time."""

    key: Key
    title: Line
    kind: Literal[
        "inquiry", "factors", "supervision", "self-care", "settle", "referral", "humility", "wording",
    ]  # fmt: skip
    minutes: Minutes
    tier: Tier = "none"
    markdown: Markdown
