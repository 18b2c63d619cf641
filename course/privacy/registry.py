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
            "ways": [], "goes_on": False,
            "source": None, "external_id": None,
        },
    ),
    "death": Rule(True, "remove", found_by=("person_id",), by_number=("recorded_by",)),
    "data_key": Rule(True, "blank", found_by=("person_id",), blanks={"wrapped": None}, secret=("wrapped",)),
    "journal_entry": Rule(True, "remove", found_by=("person_id",), secret=("sealed", "key_id")),
    "shared_entry": Rule(True, "remove", found_by=("enrolment_id",), secret=("sealed", "key_id")),
    "filled_form": Rule(True, "remove", found_by=("person_id",), secret=("sealed", "key_id")),
    "check_in": Rule(True, "remove", found_by=("enrolment_id",), secret=("sealed", "shared", "key_id")),
    "unwanted_effects": Rule(True, "remove", found_by=("enrolment_id",), secret=("sealed", "shared", "key_id")),
    "about_you": Rule(True, "remove", found_by=("enrolment_id",)),
    "intake": Rule(True, "remove", found_by=("enrolment_id",), secret=("sealed", "key_id")),
    "intake_decision": Rule(
        True, "remove", found_by=("enrolment_id",), by_number=("decided_by",), secret=("client_id",)
    ),
    "guardian_consent": Rule(
        True, "remove", found_by=("enrolment_id",), by_number=("noted_by",), secret=("sealed", "key_id")
    ),
    "certificate": Rule(True, "remove", found_by=("enrolment_id",)),
    "make_up": Rule(True, "remove", found_by=("enrolment_id",), by_number=("arranged_by",)),
    "catch_up_step": Rule(True, "remove", found_by=("enrolment_id",), by_number=("planned_by",)),
    "emergency_details": Rule(True, "remove", found_by=("person_id",), secret=("sealed", "key_id")),
    "handover_note": Rule(
        True,
        "remove",
        found_by=("person_id",),
        by_number=("to_person",),
        secret=("sealed", "key_id", "client_id"),
    ),
    "cohort_draft": Rule(True, "remove", found_by=("person_id",)),
    "planned_invitation": Rule(True, "remove", found_by=("email",), by_number=("listed_by",)),
    "taken_goal": Rule(True, "remove", found_by=("enrolment_id",)),
    "suggestion": Rule(True, "remove", found_by=("enrolment_id",), by_number=("suggested_by",)),
    "greeting": Rule(True, "remove", found_by=("enrolment_id",), by_number=("written_by",)),
    "group_report": Rule(
        True, "remove", found_by=("person_id",), by_number=("settled_by",), secret=("sealed", "key_id")
    ),
    "group_post": Rule(
        True,
        "remove",
        found_by=("person_id",),
        by_number=("hidden_by",),
        secret=("client_id", "sealed", "key_id"),
    ),
    "group_mute": Rule(True, "remove", found_by=("person_id",), by_number=("muted_id",)),
    "group_buddy": Rule(True, "remove", found_by=("enrolment_id",)),
    "group_agreement": Rule(True, "remove", found_by=("enrolment_id",)),
    "group_message_not_for": Rule(True, "remove", found_by=("enrolment_id",)),
    "group_message": Rule(
        True, "blank", found_by=("person_id",), blanks={"words": "", "subject": ""}, secret=("client_id",)
    ),
    "neither_seen_nor_heard": Rule(True, "remove", found_by=("enrolment_id",), by_number=("stated_by",)),
    "meeting_recording": Rule(
        True,
        "blank",
        found_by=("person_id",),
        blanks={"title": "", "note": "", "link": "", "file_id": None},
        secret=("client_id",),
    ),
    "material": Rule(True, "remove", found_by=("person_id",), secret=("client_id",)),
    "group_file_piece": Rule(True, "remove", found_by=("person_id",), secret=("body",)),
    "group_file": Rule(True, "remove", found_by=("person_id",)),
    "recording_piece": Rule(True, "remove", found_by=("person_id",), secret=("body",)),
    "recording_upload": Rule(True, "remove", found_by=("person_id",), secret=("lease_owner",)),
    "recorded_sound": Rule(True, "remove", found_by=("person_id",), secret=("body",)),
    "recording": Rule(True, "remove", found_by=("person_id",)),
    "meeting_change": Rule(
        True,
        "keep",
        "when a meeting was moved or called off, with a number in place of who did it",
        found_by=("person_id",),
    ),
    "place_change": Rule(
        True,
        "keep",
        "where a group met before, with a number in place of who changed it",
        found_by=("person_id",),
    ),
    "planned_part": Rule(
        True, "keep", "a cohort’s run sheet, with a number in place of who changed it", found_by=("person_id",)
    ),
    "begun_part": Rule(
        True,
        "keep",
        "when the parts of a meeting began, with a number in place of who pressed it",
        found_by=("person_id",),
    ),
    "led_part": Rule(True, "remove", found_by=("person_id",), by_number=("named_by",)),
    "listed_name": Rule(True, "remove", found_by=("enrolment_id", "email"), by_number=("listed_by",)),
    "text_signature": Rule(True, "remove", found_by=("person_id",)),
    "primary_outcome": Rule(
        True,
        "keep",
        "what a programme named as its main outcome, with a number in place of who named it",
        found_by=("person_id",),
    ),
    "frozen_figures": Rule(
        True,
        "keep",
        "sums over eight people or more, without a name, with a number in place of who corrected them",
        found_by=("person_id",),
        secret=("figures",),
    ),
    "reliability_choice": Rule(
        True,
        "keep",
        "by what spread and reliability a programme judges a change, with a number in place of who chose them",
        found_by=("person_id",),
    ),
    "practice_log": Rule(True, "remove", found_by=("enrolment_id",)),
    "homework_tick": Rule(True, "remove", found_by=("enrolment_id",)),
    "letter_stop": Rule(True, "remove", found_by=("person_id",)),
    "letter_report": Rule(
        True, "remove", found_by=("person_id", "invitation_id"), secret=("address_hash",)
    ),
    "suppressed_address": Rule(True, "remove", found_by=("email_hash",), secret=("email_hash",)),
    "letter_pause": Rule(True, "remove", found_by=("person_id",)),
    "letter_limits": Rule(True, "remove", found_by=("person_id",)),
    "notice_choice": Rule(True, "remove", found_by=("person_id",)),
    "notice_place": Rule(True, "remove", found_by=("person_id",), secret=("keys", "code_hash")),
    "notice_errand": Rule(True, "remove", found_by=("person_id",)),
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
    "waiting": Rule(True, "remove", found_by=("invitation_id",), by_number=("skipped_by",)),
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
        True,
        "keep",
        "what was agreed to, without a name, as proof for ten years",
        found_by=("enrolment_id",),
        blanks={"signed_as": ""},
    ),
    "assessment": Rule(True, "remove", found_by=("enrolment_id",), by_number=("entered_by",)),
    "answer": Rule(True, "remove", found_by=("assessment_id",)),
    "score": Rule(True, "remove", found_by=("assessment_id",)),
    "wave_decline": Rule(True, "remove", found_by=("enrolment_id",)),
    "wave_extension": Rule(True, "remove", found_by=("enrolment_id",), by_number=("extended_by",)),
    "staff_answer": Rule(True, "remove", found_by=("staff_assessment_id",)),
    "staff_score": Rule(True, "remove", found_by=("staff_assessment_id",)),
    "staff_assessment": Rule(True, "remove", found_by=("facilitator_id",), secret=("client_id",)),
    "room": Rule(
        True,
        "keep",
        "when questions were asked in the room, with a number in place of who opened it",
        found_by=("person_id",),
        secret=("code_hash",),
    ),
    "address_change": Rule(True, "remove", found_by=("person_id",)),
    "address_check": Rule(True, "remove", found_by=("enrolment_id",)),
    "programme_lead": Rule(True, "keep", "who was responsible when, by number", found_by=("person_id",)),
    "facilitator": Rule(
        True,
        "keep",
        "who was responsible when, by number",
        found_by=("person_id",),
        blanks={"look_at": None},
    ),
    "analyst": Rule(True, "keep", "who was responsible when, by number", found_by=("person_id",)),
    "concern": Rule(
        True,
        "keep",
        "that somebody may have needed a word, without a name, for ten years",
        found_by=("enrolment_id",),
    ),
    "concern_step": Rule(
        True,
        "keep",
        "what was done about it and when, without its notes, for ten years",
        found_by=("concern_id",),
        by_number=("taken_by",),
        blanks={"sealed": None},
        secret=("sealed", "key_id", "client_id"),
    ),
    "programme_measure": Rule(
        True, "keep", "what a programme asks, with a number in place of who added it", found_by=("person_id",)
    ),
    "audit_event": Rule(
        True, "keep", "what was done, by number and never by name, for ten years", by_number=("actor_id",)
    ),
    "tombstone": Rule(True, "keep", "a hash, so that a restored backup is erased again"),
    "installed_wording": NOTHING,
    "last_letter": NOTHING,  # an address of somebody who is not here any more, sealed, for a day at most
    "about_question": NOTHING,
    "pseudonym_key": NOTHING,
    "safety_plan": NOTHING,
    "safety_policy": NOTHING,
    "group_space": NOTHING,
    "programme_spaces": NOTHING,
    "programme": NOTHING,
    "cohort": NOTHING,
    "meeting": NOTHING,
    "skipped_date": NOTHING,
    "crisis_resource": NOTHING,
    "bundle": NOTHING,
    "course_clock": NOTHING,
    "heartbeat": NOTHING,
    "channel_rest": NOTHING,
    "release": NOTHING,
}  # fmt: skip
