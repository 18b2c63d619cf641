"""A wave: one occasion on which measures are asked, counted in whole days from an anchor."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.text import Content, Key, Line


class Anchor(Content):
    """The fact a wave counts its days from; `unit` names the meeting when `kind` is meeting_start or meeting_end."""

    kind: Literal["enrolment", "meeting_start", "meeting_end", "course_end"]
    unit: Key | None = None

    @model_validator(mode="after")
    def _only_a_meeting_names_a_unit(self) -> "Anchor":
        if self.kind.startswith("meeting") != (self.unit is not None):
            raise ValueError("unit is for a meeting, and meeting_start or meeting_end needs one")
        return self


class Wait(Content):
    """For those only who wait: at least `days` whole days between completing the wave `since` and meeting `until`."""

    since: Key
    until: Key
    days: Annotated[int, Field(ge=1)]


class Wave(Content):
    """One occasion on which measures are asked. All days are whole days after the anchor, in the person's own zone.

    `target_day` is the day it is meant for, by default the day it opens; every answer is labelled with its days from
    it. The window opens on `open_days` and stays open through `close_days`; what is completed later counts as late.
    `start_grace_days` more may somebody still begin, and `finish_grace_days` after those whoever has begun may
    finish, however early or late she began; None means until `hard_stop_day`, after which nothing is taken from
    anybody. The meeting `closes_by` ends beginning when it starts, if that is earlier.

    The invitation leaves on `invite_day`, and at most three reminders on `reminder_days`. `optional`: it may be left
    out without a loss, and the page says so. docs/decisions/2026-11-windows-and-grace.md says why it is so.
    """

    key: Key
    title: Line
    anchor: Anchor
    target_day: int | None = None
    open_days: int
    close_days: int
    start_grace_days: Annotated[int, Field(ge=0)] = 0
    finish_grace_days: Annotated[int, Field(ge=0)] | None = 3
    hard_stop_day: int | None = None
    closes_by: Key | None = None
    only_after_wait: Wait | None = None
    optional: bool = False
    invite_day: int
    reminder_days: Annotated[tuple[int, ...], Field(max_length=3)] = ()
    measures: Annotated[tuple[Key, ...], Field(min_length=1)]
    unchecked: bool = False
    """Whoever writes the course knows that a key of level C, which nobody has checked, may be among `measures`."""

    @model_validator(mode="after")
    def _letters_fall_inside_the_window(self) -> "Wave":
        days = [self.invite_day, *self.reminder_days, self.close_days]
        if self.open_days > self.invite_day or days != sorted(set(days)):
            raise ValueError("days need to rise: open_days, invite_day, reminder_days, close_days")
        return self

    @model_validator(mode="after")
    def _it_ends(self) -> "Wave":
        if not self.open_days <= self.target <= self.close_days:
            raise ValueError("target_day needs to lie in the window, from open_days to close_days")
        if self.hard_stop_day is None and self.finish_grace_days is None:
            raise ValueError("without finish_grace_days it needs a hard_stop_day, or it would never end")
        if self.hard_stop_day is not None and self.hard_stop_day < self.close_days:
            raise ValueError("hard_stop_day needs to be close_days or later")
        return self

    @property
    def target(self) -> int:
        """The day it is meant for, counted like the others."""
        return self.open_days if self.target_day is None else self.target_day

    @property
    def last_day(self) -> int:
        """The last day on which anything is taken from anybody who was given no more time, counted like the others."""
        ends = [] if self.hard_stop_day is None else [self.hard_stop_day]
        if self.finish_grace_days is not None:
            ends.append(self.close_days + self.start_grace_days + self.finish_grace_days)
        return min(ends)
