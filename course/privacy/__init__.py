"""What happens to every table when one person asks: give a copy, erase, or keep with a reason."""

from course.privacy.erasing import erase_person, reapply_tombstones, wipe_copies, wipe_traces
from course.privacy.exporting import export_person
from course.privacy.registry import REGISTRY, Rule
from course.privacy.tombstone import Tombstone, imported_hash, subject_hash

__all__ = [
    "REGISTRY", "Rule", "Tombstone", "erase_person", "export_person", "imported_hash", "reapply_tombstones",
    "subject_hash", "wipe_copies", "wipe_traces",
]  # fmt: skip
