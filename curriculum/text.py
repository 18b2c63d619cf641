"""The small building blocks every content shape is made of: strict frozen models, keys and texts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A name from content, never renamed once published: small letters, digits and single hyphens."""

ItemId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=30)]
"""The name of one question of a measure, and of its column in files: small letters, digits and underscores."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\n]*$")]
"""One line of plain text."""

Markdown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Markdown source. Rendering, and cleaning what it renders to, happens in the web package."""


class Content(BaseModel):
    """Frozen and strict: an unknown field, or "20" where 20 is meant, is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
