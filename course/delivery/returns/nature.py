"""The three things that can come back."""

from enum import StrEnum


class Nature(StrEnum):
    HARD = "hard"
    """Nothing can arrive there."""
    SOFT = "soft"
    """This letter did not arrive; another may."""
    COMPLAINT = "complaint"
    """It arrived, and its reader told her mail program that it was not wanted."""
