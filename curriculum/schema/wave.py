"""A wave: one occasion on which measures are asked, counted in whole days from an anchor."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.text import Content, Key, Line


class Anchor(Content):
    """The fact a wave counts its days from; `unit` names the meeting when `kind` is meeting_end."""

    kind: Literal["enrolment", "meeting_end", "course_end"]
    unit: Key | None = None

    @model_validator(mode="after")
    def _only_a_meeting_names_a_unit(self) -> "Anchor":
        if (self.kind == "meeting_end") != (self.unit is not None):
            raise ValueError("unit is for meeting_end, and meeting_end needs one")
        return self


class Wave(Content):
    """One occasion on which measures are asked. All days are whole days after the anchor.

    The window opens on `open_days` and stays open through `close_days`, or until the meeting `closes_by`
    starts if that is earlier. At most three letters: the invitation on `invite_day` and up to two reminders.
    """

    key: Key
    title: Line
    anchor: Anchor
    open_days: int
    close_days: int
    closes_by: Key | None = None
    invite_day: int
    reminder_days: Annotated[tuple[int, ...], Field(max_length=2)] = ()
    measures: Annotated[tuple[Key, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _letters_fall_inside_the_window(self) -> "Wave":
        days = [self.invite_day, *self.reminder_days, self.close_days]
        if self.open_days > self.invite_day or days != sorted(set(days)):
            raise ValueError("days need to rise: open_days, invite_day, reminder_days, close_days")
        return self
