"""The shapes of content, one subject a file; this is where other packages import them from."""

from curriculum.schema.agenda import AgendaPart, Minutes, Outline, PartKind
from curriculum.schema.card import Card, CardKind, Finding, Tier, WordFamily
from curriculum.schema.course import Completion, Course, Shape
from curriculum.schema.exercise import Choice, Exercise, FormField
from curriculum.schema.goal import Goal, Goals
from curriculum.schema.guide import Guide
from curriculum.schema.pack import Pack
from curriculum.schema.practice import Practice, SafetyLevel, Script, ScriptParagraph, Variant
from curriculum.schema.text_record import About, TextRecord
from curriculum.schema.unit import (
    Called,
    HomeItem,
    HomePractice,
    Opens,
    Prompt,
    Reading,
    Unit,
    UnitKind,
    UnitLetter,
)
from curriculum.schema.wave import Anchor, Wait, Wave

__all__ = [
    "About", "AgendaPart", "Anchor", "Called", "Card", "CardKind", "Choice", "Completion", "Course",
    "Exercise", "Finding", "FormField", "Goal", "Goals", "Guide", "HomeItem", "HomePractice", "Minutes",
    "Opens", "Outline", "Pack", "PartKind", "Practice", "Prompt", "Reading", "SafetyLevel", "Script",
    "ScriptParagraph", "Shape", "TextRecord", "Tier", "Unit", "UnitKind", "UnitLetter", "Variant", "Wait",
    "Wave", "WordFamily",
]  # fmt: skip
