"""Each letter to somebody who does not exist, with secrets that open nothing: for review, and for leads to read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from course.letters.scene import (
    AgreedScene,
    ConcernScene,
    DigestScene,
    MeetingScene,
    Scene,
    WaveScene,
    WeekScene,
)
from course.people.token import Purpose

THURSDAY = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)


def secret(purpose: Purpose, about: str) -> str:
    """Reads like a word and opens nothing: no row is written."""
    return f"SECRET-{purpose.value}-{about.replace(':', '-')}"


MAYA = Scene(
    site="https://course.example.org",
    about="",
    to="maya@example.org",
    called="Maya",
    zone="Europe/Lisbon",
    locale="en",
    writer="Ines",
    reply_to="ines@example.org",
    programme="Linden House",
    mint=secret,
    cohort="Thursday evening",
    enrolment_id=1,
    replies_by="Ines",
    replies_read="weekdays 9 to 17",
)
WEEK_3 = WeekScene(
    title="The tone we take with ourselves",
    number=3,
    minutes_per_day=20,
    gentle_minimum="One breath counts.",
    practice="Loving-kindness for ourselves",
    practice_minutes=20,
    short_minutes=5,
)
RETREAT = replace(WEEK_3, title="The retreat", number=None, minutes_per_day=None)
MEETING = MeetingScene(starts_at=THURSDAY, minutes=165, place="Room 2, Linden House", by_video=False)
ONLINE = replace(MEETING, place="", by_video=True, video_link="https://video.example.org/room-2")
MOVED = replace(MEETING, was_at=datetime(2027, 3, 17, 18, 30, tzinfo=UTC))
AFTER = WaveScene(title="After week 8", until=datetime(2027, 5, 13, 22, 59, tzinfo=UTC))
HALFWAY = WaveScene(title="Halfway", until=datetime(2027, 3, 24, 22, 59, tzinfo=UTC), optional=True)


def scenes() -> Iterator[tuple[str, str, Scene]]:
    """(file name, letter, scene)."""
    new = replace(MAYA, called="Nuno", to="nuno@example.org", about="invitation:7", role="participant")
    yield "invitation", "invitation", replace(new, meeting=MEETING)
    yield "invitation-without-dates", "invitation", new
    yield "invitation_reminder", "invitation_reminder", replace(new, meeting=MEETING)
    kept = datetime(2027, 3, 13, 20, 0, tzinfo=UTC)
    yield "place_offered", "place_offered", replace(new, meeting=MEETING, until=kept)
    yield "no_place", "no_place", new
    yield "waiting_called_off", "waiting_called_off", new
    yield "invitation_called_off", "invitation_called_off", new
    yield (
        "staff_invitation-facilitator",
        "staff_invitation",
        replace(new, role="facilitator", writer="Lena Berg"),
    )
    yield (
        "staff_invitation-lead",
        "staff_invitation",
        replace(new, role="lead", cohort="", writer="Lena Berg"),
    )
    yield "place_answered", "place_answered", replace(MAYA, about="answer:1")
    yield from _pressed()
    week = replace(MAYA, about="week:1:week-3", week=WEEK_3)
    yield "week_opens", "week_opens", week
    yield "week_opens-retreat", "week_opens", replace(week, about="week:1:retreat", week=RETREAT)
    yield "homework_nudge", "homework_nudge", week
    yield "homework_nudge-last", "homework_nudge", replace(week, is_last_nudge=True)
    yield "meeting_tomorrow", "meeting_tomorrow", replace(MAYA, about="meeting:4", meeting=MEETING)
    yield "meeting_tomorrow-video", "meeting_tomorrow", replace(MAYA, about="meeting:4", meeting=ONLINE)
    yield from _visits()
    first = replace(MAYA, about="first:1", meeting=MEETING)
    yield "orientation", "orientation", first
    yield "orientation-video", "orientation", replace(first, meeting=ONLINE)
    yield "meeting_soon", "meeting_soon", replace(MAYA, about="meeting:4", meeting=ONLINE)
    for letter in ("meeting_moved", "meeting_cancelled", "meeting_put_back"):
        yield letter, letter, replace(MAYA, about="meeting:4", meeting=MOVED)
    both = replace(MOVED, place_is_new=True)
    yield "meeting_moved-elsewhere", "meeting_moved", replace(MAYA, about="meeting:4", meeting=both)
    yield from _places()
    yield "meeting_moved-video", "meeting_moved", replace(MAYA, about="meeting:4", meeting=ONLINE)
    words = "We were thinking of you on Thursday.\n\nIf you would like to tell me how you are, a reply reaches me."
    yield "thinking_of_you", "thinking_of_you", replace(MAYA, about="greeting:2", words=words)
    to_all = "On Thursday we begin in the garden.\n\nPlease bring something warm to sit on."
    yield "group_message", "group_message", replace(MAYA, about="message:6", words=to_all)
    own_subject = replace(MAYA, about="message:7", words=to_all, subject="Thursday, in the garden")
    yield "group_message-subject", "group_message", own_subject
    yield "post_out_of_sight", "post_out_of_sight", replace(MAYA, about="post:3")
    yield "own_letter", "own_letter", replace(MAYA, about="own:8")
    yield "thank_you", "thank_you", replace(MAYA, about="thanks:1:after")
    yield "measure_invitation", "measure_invitation", replace(MAYA, about="wave:1:after", wave=AFTER)
    yield "measure_invitation-extra", "measure_invitation", replace(MAYA, about="wave:1:mid", wave=HALFWAY)
    yield "more_time", "more_time", replace(MAYA, about="wave:1:after", wave=AFTER)
    yield "measure_reminder", "measure_reminder", replace(MAYA, about="wave:1:after", wave=AFTER)
    ending = replace(MAYA, about="cohort:1", because="Ines is ill for longer.")
    yield "cohort_cancelled", "cohort_cancelled", ending
    yield "certificate_ready", "certificate_ready", replace(MAYA, about="certificate:1")
    yield "address_note", "address_note", replace(MAYA, about="address:1")
    signing = replace(MAYA, about="request:9", writer="Kindly", cohort="", programme="", reply_to=None)
    yield "sign_in", "sign_in", replace(signing, code=lambda: "123456")
    moving = replace(signing, about="address-change:5", to="maya@new.example.org", code=None)
    yield "address_change", "address_change", moving
    ines = replace(MAYA, called="Ines", to="ines@example.org", about="meeting:4", writer="Linden House")
    counted = replace(MEETING, people=11, away=2)
    yield "staff_meeting_tomorrow", "staff_meeting_tomorrow", replace(ines, meeting=counted)
    for letter in ("staff_meeting_moved", "staff_meeting_cancelled", "staff_meeting_put_back"):
        yield letter, letter, replace(ines, meeting=MOVED)
    elsewhere = replace(MEETING, place_is_new=True)
    staff_place = replace(ines, about="facilitator:3", meeting=elsewhere)
    yield "staff_place_changed", "staff_place_changed", staff_place
    yield "staff_people_join", "staff_people_join", replace(staff_place, meeting=MEETING)
    counted_week = DigestScene(people=11, practised=6, answered=7, asked=10, not_arrived=2, waiting=1)
    weekly = replace(ines, about="facilitator:3", cohort_id=1)
    yield "staff_digest", "staff_digest", replace(weekly, digest=counted_week)
    quiet = replace(counted_week, practised=None, asked=0, answered=0, not_arrived=0, waiting=0)
    yield "staff_digest-quiet", "staff_digest", replace(weekly, digest=quiet)
    yield "staff_post_asked", "staff_post_asked", weekly
    yield "staff_intakes", "staff_intakes", replace(weekly, waiting=2)
    for letter in ("staff_questions", "staff_questions_again"):
        yield letter, letter, replace(weekly, wave=AFTER)
    item = ConcernScene(programme_id=1, opened_at=THURSDAY, has_account=True, leads="Lena Berg")
    told = replace(ines, about="concern:5", cohort="", reply_to=None, concern=item)
    yield "concern_opened", "concern_opened", told
    outside = replace(item, has_account=False)
    yield "concern_opened-no-account", "concern_opened", replace(told, concern=outside)
    yield "concern_waiting", "concern_waiting", replace(told, called="Tomas", to="tomas@example.org")
    yield (
        "concern_still_waiting",
        "concern_still_waiting",
        replace(told, called="Lena", to="lena@example.org"),
    )


def _pressed() -> Iterator[tuple[str, str, Scene]]:
    agreed = (
        AgreedScene(
            "Taking part in the course", "You choose.", "You can leave.", True, "4f6d2c81a9b0", THURSDAY
        ),
        AgreedScene("Using your answers", "Without your name.", "", False, "07c1e5d3b264", THURSDAY),
    )
    about = replace(MAYA, about="consents:1", agreed=agreed)
    yield "consent_copy", "consent_copy", about
    yield "consent_copy-signed", "consent_copy", replace(about, signed="Maya Lind")
    for step in ("nudges", "measures", "research", "leave"):
        yield f"step_receipt-{step}", "step_receipt", replace(MAYA, about=f"step-{step}:1", step=step)


def _visits() -> Iterator[tuple[str, str, Scene]]:
    """A sister group's meeting that she comes to in place of her own."""
    guest = replace(MAYA, about="meeting:9", guest_of="Tuesday midday", meeting=MEETING)
    yield "meeting_tomorrow-guest", "meeting_tomorrow", guest
    yield "meeting_soon-guest", "meeting_soon", replace(guest, meeting=ONLINE)
    for letter in ("meeting_moved", "meeting_cancelled", "meeting_put_back"):
        yield f"{letter}-guest", letter, replace(guest, meeting=MOVED)


def _places() -> Iterator[tuple[str, str, Scene]]:
    about = replace(MAYA, about="place:1")
    here = replace(MEETING, place_is_new=True)
    yield "place_changed", "place_changed", replace(about, meeting=here)
    online = replace(ONLINE, place_is_new=True, link_is_new=True)
    yield "place_changed-video", "place_changed", replace(about, meeting=online)
    joined = replace(MAYA, about="joined:1", cohort="Tuesday evening", cohort_before="Thursday evening")
    yield "groups_joined", "groups_joined", replace(joined, meeting=MEETING)
    there = replace(MEETING, was_at=MEETING.starts_at, place="The library")
    yield "meeting_elsewhere", "meeting_moved", replace(MAYA, about="meeting:4", meeting=there)
    yield "groups_joined_alone", "groups_joined", replace(joined, went_alone=True, meeting=MEETING)
    yield "people_join", "people_join", replace(MAYA, about="joining:1", meeting=MEETING)
