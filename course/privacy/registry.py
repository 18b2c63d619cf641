"""Every table, and what becomes of one person's rows in it. A test fails for a table that has not joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["remove", "blank", "keep"]


@dataclass(frozen=True)
class Rule:
    """`about_people` False: the table holds nothing of a person. `keep` says why something stays, how long.

    `found_by` names the columns that tell whose row it is; `by_number` those that say who did something, by a
    number that leads to nobody once that person is erased. `blanks` is what columns of rows that stay become.
    `secret` columns are in no copy: keys, hashes and sealed text mean nothing to a person.
    """

    about_people: bool
    on_erase: Fate = "keep"
    keep: str = ""
    found_by: tuple[str, ...] = ()
    by_number: tuple[str, ...] = ()
    blanks: Mapping[str, Any] = field(default_factory=dict)
    secret: tuple[str, ...] = ()


NOTHING = Rule(False)
GONE = "erased"
"""What stands where a name was."""

REGISTRY: dict[str, Rule] = {
    "person": Rule(
        True,
        "blank",
        found_by=("id",),
        blanks={
            "email": None, "name": GONE, "called": GONE, "zone": "UTC", "locale": "en", "theme": "system",
            "source": None, "external_id": None,
        },
    ),
    "data_key": Rule(True, "blank", found_by=("person_id",), blanks={"wrapped": None}, secret=("wrapped",)),
    "journal_entry": Rule(True, "remove", found_by=("person_id",), secret=("sealed", "key_id")),
    "filled_form": Rule(True, "remove", found_by=("person_id",), secret=("sealed", "key_id")),
    "taken_goal": Rule(True, "remove", found_by=("enrolment_id",)),
    "suggestion": Rule(True, "remove", found_by=("enrolment_id",), by_number=("suggested_by",)),
    "recording_piece": Rule(True, "remove", found_by=("person_id",), secret=("body",)),
    "recording_upload": Rule(True, "remove", found_by=("person_id",), secret=("lease_owner",)),
    "recorded_sound": Rule(True, "remove", found_by=("person_id",), secret=("body",)),
    "recording": Rule(True, "remove", found_by=("person_id",)),
    "planned_part": Rule(
        True, "keep", "a cohort’s run sheet, with a number in place of who changed it", found_by=("person_id",)
    ),
    "text_signature": Rule(True, "remove", found_by=("person_id",)),
    "practice_log": Rule(True, "remove", found_by=("enrolment_id",)),
    "homework_tick": Rule(True, "remove", found_by=("enrolment_id",)),
    "letter_stop": Rule(True, "remove", found_by=("person_id",)),
    "letter_pause": Rule(True, "remove", found_by=("person_id",)),
    "sign_in_request": Rule(
        True,
        "remove",
        found_by=("person_id", "address_hash"),
        secret=("browser_hash", "address_hash", "origin_hash", "code_hash"),
    ),
    "signed_in": Rule(True, "remove", found_by=("person_id",), secret=("hash",)),
    "token": Rule(True, "remove", found_by=("person_id", "about"), secret=("hash",)),
    "invitation": Rule(
        True,
        "blank",
        found_by=("person_id", "email"),
        by_number=("invited_by",),
        blanks={"email": GONE, "name": GONE, "look_at": None},
    ),
    "delivery": Rule(
        True,
        "keep",
        "that a letter was sent, without its words, until the programme closes",
        found_by=("person_id", "enrolment_id", "invitation_id"),
        blanks={"reason": ""},
        secret=("key", "message_id", "lease_owner"),
    ),
    "enrolment": Rule(
        True,
        "keep",
        "that a place was taken, without a name, so that totals stay true",
        found_by=("person_id",),
        blanks={"left_reason": "", "paused_until": None, "shares_practice": False, "look_at": None},
    ),
    "attendance": Rule(
        True,
        "keep",
        "counts of who came, without a name, so that totals stay true",
        found_by=("enrolment_id",),
        by_number=("marked_by",),
    ),
    "consent": Rule(
        True, "keep", "what was agreed to, without a name, as proof for ten years", found_by=("enrolment_id",)
    ),
    "assessment": Rule(True, "remove", found_by=("enrolment_id",)),
    "answer": Rule(True, "remove", found_by=("assessment_id",)),
    "score": Rule(True, "remove", found_by=("assessment_id",)),
    "wave_decline": Rule(True, "remove", found_by=("enrolment_id",)),
    "programme_lead": Rule(True, "keep", "who was responsible when, by number", found_by=("person_id",)),
    "facilitator": Rule(
        True,
        "keep",
        "who was responsible when, by number",
        found_by=("person_id",),
        blanks={"look_at": None},
    ),
    "audit_event": Rule(
        True, "keep", "what was done, by number and never by name, for ten years", by_number=("actor_id",)
    ),
    "tombstone": Rule(True, "keep", "a hash, so that a restored backup is erased again"),
    "installed_wording": NOTHING,
    "safety_plan": NOTHING,
    "programme": NOTHING,
    "cohort": NOTHING,
    "meeting": NOTHING,
    "skipped_date": NOTHING,
    "crisis_resource": NOTHING,
    "bundle": NOTHING,
    "course_clock": NOTHING,
    "heartbeat": NOTHING,
    "release": NOTHING,
}  # fmt: skip
