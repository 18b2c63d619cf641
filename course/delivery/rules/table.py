"""Every letter by its subject: which kind it is, and the rule that says when it falls due."""

from course.delivery.facts import (
    AddressChangeFacts,
    ConcernFacts,
    EnrolmentFacts,
    FacilitatorFacts,
    InvitationFacts,
    SignInFacts,
    Subject,
)
from course.delivery.hours import USUAL
from course.delivery.receipt_facts import ReceiptFacts
from course.delivery.rules.changes import (
    meeting_cancelled,
    meeting_moved,
    meeting_put_back,
    staff_meeting_cancelled,
    staff_meeting_moved,
    staff_meeting_put_back,
)
from course.delivery.rules.concerns import concern_opened, concern_still_waiting, concern_waiting
from course.delivery.rules.digest import staff_digest
from course.delivery.rules.ending import certificate_ready, cohort_cancelled
from course.delivery.rules.entering import (
    address_change,
    invitation,
    invitation_called_off,
    invitation_reminder,
    no_place,
    place_answered,
    place_offered,
    sign_in,
    staff_invitation,
    waiting_called_off,
)
from course.delivery.rules.joiners import staff_intakes
from course.delivery.rules.looking_after import staff_post_asked
from course.delivery.rules.meetings import meeting_soon, meeting_tomorrow, orientation, staff_meeting_tomorrow
from course.delivery.rules.own_letter import own_letter
from course.delivery.rules.own_questions import staff_questions, staff_questions_again
from course.delivery.rules.places import (
    groups_joined,
    people_join,
    place_changed,
    staff_people_join,
    staff_place_changed,
)
from course.delivery.rules.plan import BY_DAY, Rule
from course.delivery.rules.questions import (
    address_note,
    measure_invitation,
    measure_reminder,
    more_time,
    thank_you,
)
from course.delivery.rules.receipts import consent_copy, step_receipt
from course.delivery.rules.weeks import homework_nudge, week_opens
from course.delivery.rules.words import group_message, post_out_of_sight, thinking_of_you
from course.people.preference import Kind

RULES: dict[type[Subject], tuple[Rule, ...]] = {
    EnrolmentFacts: (
        Rule("place_answered", None, place_answered),
        Rule("week_opens", Kind.WEEKS, week_opens),
        Rule("homework_nudge", Kind.NUDGES, homework_nudge),
        Rule("orientation", Kind.MEETINGS, orientation),
        Rule("meeting_tomorrow", Kind.MEETINGS, meeting_tomorrow),
        Rule("meeting_soon", Kind.MEETINGS, meeting_soon, awake=BY_DAY),
        Rule("meeting_moved", None, meeting_moved),
        Rule("meeting_cancelled", None, meeting_cancelled),
        Rule("meeting_put_back", None, meeting_put_back),
        Rule("place_changed", None, place_changed),
        Rule("groups_joined", None, groups_joined),
        Rule("people_join", None, people_join),
        Rule("thinking_of_you", Kind.WORDS, thinking_of_you),
        Rule("group_message", Kind.WORDS, group_message, each=True),
        Rule("post_out_of_sight", Kind.WORDS, post_out_of_sight, each=True),
        Rule("own_letter", None, own_letter, awake=USUAL),
        Rule("cohort_cancelled", None, cohort_cancelled),
        Rule("certificate_ready", Kind.MEETINGS, certificate_ready),
        Rule("measure_invitation", Kind.MEASURES, measure_invitation),
        Rule("measure_reminder", Kind.MEASURES, measure_reminder),
        Rule("more_time", Kind.MEASURES, more_time),
        Rule("thank_you", Kind.MEASURES, thank_you),
        Rule("address_note", Kind.MEASURES, address_note),
    ),
    InvitationFacts: (
        Rule("invitation", None, invitation),
        Rule("invitation_reminder", None, invitation_reminder),
        Rule("place_offered", None, place_offered),
        Rule("no_place", None, no_place),
        Rule("waiting_called_off", None, waiting_called_off),
        Rule("invitation_called_off", None, invitation_called_off),
        Rule("staff_invitation", None, staff_invitation),
    ),
    FacilitatorFacts: (
        Rule("staff_meeting_tomorrow", Kind.MEETINGS, staff_meeting_tomorrow),
        Rule("staff_meeting_moved", None, staff_meeting_moved),
        Rule("staff_meeting_cancelled", None, staff_meeting_cancelled),
        Rule("staff_meeting_put_back", None, staff_meeting_put_back),
        Rule("staff_place_changed", None, staff_place_changed),
        Rule("staff_people_join", None, staff_people_join),
        Rule("staff_post_asked", None, staff_post_asked, awake=USUAL),
        Rule("staff_intakes", None, staff_intakes, awake=USUAL),
        Rule("staff_digest", Kind.DIGEST, staff_digest),
        Rule("staff_questions", Kind.MEASURES, staff_questions),
        Rule("staff_questions_again", Kind.MEASURES, staff_questions_again),
    ),
    SignInFacts: (Rule("sign_in", None, sign_in, urgent=True),),
    AddressChangeFacts: (Rule("address_change", None, address_change, urgent=True),),
    ReceiptFacts: (
        Rule("consent_copy", None, consent_copy),
        Rule("step_receipt", None, step_receipt),
    ),
    ConcernFacts: (
        Rule("concern_opened", None, concern_opened, urgent=True),
        Rule("concern_waiting", None, concern_waiting, urgent=True),
        Rule("concern_still_waiting", None, concern_still_waiting, urgent=True),
    ),
}

KIND_OF = {rule.letter: rule.kind for rules in RULES.values() for rule in rules}
AWAKE_OF = {rule.letter: rule.awake for rules in RULES.values() for rule in rules if rule.awake}
