"""Every route as every role, with objects of one's own, of somebody else and of nobody.

The table below is written by hand from what each page is for; it asks the site and imports nothing that decides.
"""

import hashlib
import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlmodel import SQLModel
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.site import SignIn

ANYONE, SIGNED_IN, LINK, DEVELOPMENT = "anyone", "signed in", "link", "development"
HERS, GROUP, STAFF, LEADS, ANY_LEAD = "hers", "group", "staff", "leads", "any lead"
TAKING_PART = "taking part"
HOUSE = "in the programme"
OWN = "her own, as staff"
LISTED = "named in the safety plan, or leads"
RIGHT = "has the right"
RUNS = "facilitates it"

POLICY = {
    "static": ANYONE,
    "home.page": ANYONE,
    "help.page": ANYONE,
    "help.ask": SIGNED_IN,
    "phone.worker": ANYONE,
    "phone.offline": ANYONE,
    "phone.listed": SIGNED_IN,
    "health.page": ANYONE,
    "health.alive": ANYONE,
    "metrics.page": ANYONE,
    "bounces.returned": ANYONE,
    "sign_in.page": ANYONE,
    "sign_in.code": ANYONE,
    "sign_in.link": LINK,
    "sign_in.out": SIGNED_IN,
    "invitation.page": LINK,
    "invitation.answer": LINK,
    "invitation.fresh": LINK,
    "waiting.page": STAFF,
    "waiting.room": STAFF,
    "waiting.skip": STAFF,
    "waiting.in_turn": STAFF,
    "waiting.off": STAFF,
    "letter_links.week": LINK,
    "letter_links.open_week": LINK,
    "letter_links.questions": LINK,
    "letter_links.open_questions": LINK,
    "letter_links.no_more": LINK,
    "letter_links.new_address": LINK,
    "letter_links.say_no_more": LINK,
    "letter_links.address": LINK,
    "letter_links.address_is_right": LINK,
    "letter_links.stop": LINK,
    "letter_away.page": LINK,
    "letter_away.say": LINK,
    "letter_links.do_stop": LINK,
    "calendar.feed": LINK,
    "welcome.page": HERS,
    "welcome.before": HERS,
    "joining.page": HERS,
    "joining.adult": HERS,
    "joining.reads": HERS,
    "joining.question": HERS,
    "joining.look_over": HERS,
    "joining.remove": HERS,
    "joining.answer": HERS,
    "intakes.page": RUNS,
    "intakes.one": RUNS,
    "guardians.page": RUNS,
    "today.page": SIGNED_IN,
    "today.away": GROUP,
    "course.page": SIGNED_IN,
    "course.week": HERS,
    "course.practice": HERS,
    "course.tick": HERS,
    "prints.whole": HERS,
    "prints.unit": HERS,
    "prints.reading": HERS,
    "prints.words": HERS,
    "prints.for_staff": STAFF,
    "prints.sheet_of": STAFF,
    "prints.sign_in_sheet": STAFF,
    "cards.page": HERS,
    "cards.card": HERS,
    "packs.page": HERS,
    "log.page": TAKING_PART,
    "log.other": HERS,
    "log.change": HERS,
    "log.take_back": HERS,
    "journal.page": SIGNED_IN,
    "journal.confirm": SIGNED_IN,
    "journal.download": SIGNED_IN,
    "journal.entry": HERS,
    "journal.remove": HERS,
    "journal.share": HERS,
    "journal.take_back": HERS,
    "journal.letter": SIGNED_IN,
    "journal.day": HERS,
    "forms.every": HERS,
    "forms.exercise": HERS,
    "forms.entry": HERS,
    "forms.remove": HERS,
    "my_questions.page": RUNS,
    "my_questions.measure": RUNS,
    "lead.facilitators_own": LEADS,
    "my_forms.every": STAFF,
    "my_forms.exercise": STAFF,
    "my_forms.entry": OWN,
    "my_forms.remove": OWN,
    "goals.page": HERS,
    "goals.take": HERS,
    "goals.put_down": HERS,
    "suggestions.make": STAFF,
    "people_word.page": STAFF,
    "people_died.page": STAFF,
    "people_died.mistake": STAFF,
    "people_concern.page": STAFF,
    "people_concern.whom": RUNS,
    "messages.page": STAFF,
    "messages.write": STAFF,
    "messages.undo": STAFF,
    "messages.try_again": STAFF,
    "materials.page": RUNS,
    "materials.sent": RUNS,
    "materials.take_down": RUNS,
    "recordings.add": RUNS,
    "recordings.look": RUNS,
    "recordings.sent": RUNS,
    "recordings.take_down": RUNS,
    "group_desk.page": RUNS,
    "group_desk.settings": RUNS,
    "group_desk.hide": RUNS,
    "group_desk.together": RUNS,
    "group_desk.show": RUNS,
    "group_desk.settle": RUNS,
    "suggestions.take_back": STAFF,
    "suggestions.put_aside": HERS,
    "questions.page": HERS,
    "questions.item": HERS,
    "questions.last": HERS,
    "questions.no_more": HERS,
    "questions.word": HERS,
    "effects.page": HERS,
    "effects.word": HERS,
    "group_materials.page": HERS,
    "group_materials.material_file": HERS,
    "group_materials.recording_file": HERS,
    "group.page": HERS,
    "group.week": HERS,
    "group.agree": HERS,
    "group.report": HERS,
    "group.go_along": HERS,
    "group.take_back": HERS,
    "group.mute_person": HERS,
    "group.unmute_person": HERS,
    "check_in.page": HERS,
    "check_in.word": HERS,
    "check_in.remove": HERS,
    "check_ins.page": RUNS,
    "check_ins.spoken": RUNS,
    "about_you.page": HERS,
    "certificates.page": HERS,
    "certificates.paper": HERS,
    "certificates.of_group": STAFF,
    "certificates.check": ANYONE,
    "me.page": SIGNED_IN,
    "me.phone": SIGNED_IN,
    "me.about": SIGNED_IN,
    "me.practising": SIGNED_IN,
    "me.add_notice_device": SIGNED_IN,
    "me.add_notice_number": SIGNED_IN,
    "me.address": SIGNED_IN,
    "me.back": SIGNED_IN,
    "me.calendar": SIGNED_IN,
    "me.change_notice_place": SIGNED_IN,
    "me.confirm": HERS,
    "me.download": SIGNED_IN,
    "me.erase": SIGNED_IN,
    "me.erased": ANYONE,
    "me.emergency": SIGNED_IN,
    "me.letters_again": HERS,
    "me.leaving": SIGNED_IN,
    "me.letters": SIGNED_IN,
    "me.notices": SIGNED_IN,
    "me.sharing": SIGNED_IN,
    "me.where": SIGNED_IN,
    "board.page": STAFF,
    "board.everybody": STAFF,
    "board.going": STAFF,
    "board.room_view": STAFF,
    "content.page": STAFF,
    "content.take": STAFF,
    "guides.group": STAFF,
    "guides.guide": STAFF,
    "guides.page": STAFF,
    "attendance.page": STAFF,
    "attendance.mark": STAFF,
    "attendance.all_here": STAFF,
    "attendance.not_all_here": STAFF,
    "meeting_list.page": STAFF,
    "meeting_list.settle": STAFF,
    "meetings.page": STAFF,
    "meetings.undo": STAFF,
    "meetings.move": STAFF,
    "meetings.cancel": STAFF,
    "meetings.put_back": STAFF,
    "meetings.skip": STAFF,
    "meetings.where": STAFF,
    "ending.call_off": LEADS,
    "ending.join": LEADS,
    "run_sheet.page": STAFF,
    "run_sheet.change": STAFF,
    "run_sheet.reset": STAFF,
    "run_sheet.went": RUNS,
    "leading.page": STAFF,
    "pace.now": STAFF,
    "pace.begin": STAFF,
    "pace.take_back": STAFF,
    "pace.shift": STAFF,
    "outbox.page": STAFF,
    "outbox.everything": STAFF,
    "outbox.again": STAFF,
    "people.page": STAFF,
    "person.page": STAFF,
    "person.pause": STAFF,
    "person.end_pause": STAFF,
    "person.transfer": STAFF,
    "person.catch_up": STAFF,
    "person.arrange": STAFF,
    "person.take_back": STAFF,
    "people_questions.page": STAFF,
    "entering.page": STAFF,
    "rooms.page": STAFF,
    "rooms.close": STAFF,
    "room.page": ANYONE,
    "prints.questions": STAFF,
    "people.again": STAFF,
    "people.take_off": STAFF,
    "people.open_to_invite": STAFF,
    "people.come_back": STAFF,
    "people.end": STAFF,
    "people.withdraw": STAFF,
    "people_list.page": STAFF,
    "sound.timer": ANYONE,
    "sound.bell": ANYONE,
    "sound.voice": HOUSE,
    "timer.page": SIGNED_IN,
    "voices.page": STAFF,
    "voices.script": STAFF,
    "voices.piece": STAFF,
    "voices.send": STAFF,
    "voices.take_back": STAFF,
    "voices.listen": OWN,
    "voices.keep": OWN,
    "voices.drop": OWN,
    "team.page": STAFF,
    "team.end": STAFF,
    "substitutes.page": STAFF,
    "substitutes.end": STAFF,
    "handover.page": RUNS,
    "handover.read": RUNS,
    "handover.remove": RUNS,
    "emergency.page": RUNS,
    "emergency.look": RUNS,
    "lead.new_programme": ANY_LEAD,
    "lead.overview": LEADS,
    "lead.about": LEADS,
    "lead.answering": LEADS,
    "lead.cohorts": LEADS,
    "lead.compare": LEADS,
    "lead.compare_chart": LEADS,
    "lead.compare_csv": LEADS,
    "lead.correct_figures": LEADS,
    "lead.figures": LEADS,
    "lead.end_lead": LEADS,
    "lead.exports": LEADS,
    "lead.give_right": LEADS,
    "lead.end_right": LEADS,
    "analysis.page": RIGHT,
    "lead.help_line_checked": LEADS,
    "lead.help_line_remove": LEADS,
    "lead.help_lines": LEADS,
    "lead.languages": LEADS,
    "lead.letters": LEADS,
    "lead.measures": LEADS,
    "lead.new_cohort": LEADS,
    "lead.drop_draft": LEADS,
    "lead.plan_course": LEADS,
    "lead.plan_when": LEADS,
    "lead.plan_dates": LEADS,
    "lead.plan_place": LEADS,
    "lead.plan_team": LEADS,
    "lead.plan_people": LEADS,
    "lead.plan_measures": LEADS,
    "lead.plan_check": LEADS,
    "lead.about_you": LEADS,
    "lead.joining": LEADS,
    "lead.board_report": LEADS,
    "lead.reliability": LEADS,
    "lead.end_reliability": LEADS,
    "lead.report": STAFF,
    "lead.report_chart": STAFF,
    "lead.report_csv": STAFF,
    "lead.report_pdf": STAFF,
    "lead.primary": LEADS,
    "lead.people": LEADS,
    "lead.settings": LEADS,
    "lead.questions": LEADS,
    "lead.question_remove": LEADS,
    "lead.safety": LEADS,
    "lead.spaces": LEADS,
    "concerns.page": LISTED,
    "concerns.look": LISTED,
    "concerns.seen": LISTED,
    "concerns.note": LISTED,
    "lead.take_back_signature": LEADS,
    "lead.text": LEADS,
    "lead.texts": LEADS,
    "lead.withdraw_lead": LEADS,
    "dev.mailbox": DEVELOPMENT,
    "dev.letter": DEVELOPMENT,
    "dev.clock_panel": DEVELOPMENT,
    "dev.move_clock": DEVELOPMENT,
    "dev.patterns": DEVELOPMENT,
    "dev_content.page": DEVELOPMENT,
    "dev_content.text": DEVELOPMENT,
}

ALLOWED = {
    HERS: {"maya"},
    GROUP: {"maya", "ben"},
    TAKING_PART: {"maya", "ben", "olga"},
    HOUSE: {"maya", "ben", "dani", "ines", "lena"},
    STAFF: {"ines", "lena"},
    OWN: {"ines"},
    LISTED: {"ines", "lena"},
    LEADS: {"lena"},
    RIGHT: {"sam"},
    RUNS: {"ines"},
    ANY_LEAD: {"lena", "otto"},
    SIGNED_IN: {"maya", "ben", "dani", "olga", "ines", "sam", "lena", "oda", "otto"},
}
ROLES = ("nobody", "maya", "ben", "dani", "olga", "ines", "sam", "lena", "oda", "otto")
MOVED_ON = {"seen_at", "journal_until"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Probe:
    """One request: a role, a method, a path, and whose object the path names."""

    role: str
    method: str
    path: str


def test_every_route_is_in_the_table_and_the_table_names_no_route_that_is_gone(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(POLICY)


@pytest.mark.one_engine
def test_who_may_not_come_in_finds_what_is_not_there_and_changes_nothing(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browsers = _browsers(app, cast, signed_in_as)
    wrong = []
    before = _checksum(site_engine)
    for rule in _rules(app, set(ALLOWED) - {SIGNED_IN}):
        path, absent = _path(app, rule, _objects(cast)), _path(app, rule, _absent(cast))
        for role in ROLES:
            if role in ALLOWED[POLICY[rule.endpoint]]:
                continue
            for method in sorted((rule.methods or set()) & set(METHODS)):
                answer, nothing = (browsers[role].open(each, method=method) for each in (path, absent))
                if not _is_refused(role, method, answer):
                    wrong.append(f"{role} {method} {path}: {answer.status}")
                elif _masked(answer, path) != _masked(nothing, absent):
                    wrong.append(f"{role} {method} {path}: not yours differs from not there")
        if _checksum(site_engine) != before:
            wrong.append(f"{rule.rule}: somebody who was refused changed something")
            before = _checksum(site_engine)
    assert wrong == []


@pytest.mark.one_engine
@pytest.mark.slow  # some of the pages are whole workbooks
def test_who_may_come_in_does(app: Flask, cast: Cast, signed_in_as: SignIn) -> None:
    browsers = _browsers(app, cast, signed_in_as)
    wrong = []
    for rule in _rules(app, set(ALLOWED)):
        if "GET" not in (rule.methods or ()):
            continue
        for role in sorted(ALLOWED[POLICY[rule.endpoint]]):
            answer = browsers[role].get(_path(app, rule, _objects(cast)))
            if answer.status_code >= 400 or "/sign-in" in answer.headers.get("Location", ""):
                wrong.append(f"{role} GET {rule.rule}: {answer.status}")
    assert wrong == []


@pytest.mark.one_engine
@pytest.mark.slow  # every page as everybody, and each PDF among them takes seconds
def test_reading_a_page_changes_no_fact(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browsers = _browsers(app, cast, signed_in_as)
    before, changed = _checksum(site_engine), []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for role in ROLES:
            browsers[role].get(_path(app, rule, _objects(cast)))
            browsers[role].head(_path(app, rule, _objects(cast)))
        if _checksum(site_engine) != before:
            changed.append(rule.rule)
            before = _checksum(site_engine)
    assert changed == []


def test_signed_out_a_page_leads_to_sign_in_and_something_being_sent_is_kept(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    page = client.get(f"/welcome/{cast.here.enrolment}")
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/sign-in?next=")
    sent = client.post(
        f"/welcome/{cast.here.enrolment}", data={"course": "yes", "words": "a long thought " * 9}
    )
    assert sent.status_code == 401
    assert "a long thought a long thought" in sent.text


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/\\evil.example", "https://evil.example", "/%0d%0aX: y", "javascript:x"]
)
def test_after_sign_in_nobody_is_led_off_the_site(app: Flask, path: str) -> None:
    page = app.test_client().get("/sign-in", query_string={"next": path})
    assert "evil.example" not in page.text
    assert "javascript:" not in page.text


def _rules(app: Flask, words: set[str]) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if POLICY.get(rule.endpoint) in words]


def _browsers(app: Flask, cast: Cast, signed_in_as: SignIn) -> dict[str, FlaskClient]:
    named = {"olga": cast.olga, "oda": cast.there.facilitator, "otto": cast.there.lead}
    people = {role: named.get(role) or getattr(cast, role) for role in ROLES if role != "nobody"}
    return {"nobody": app.test_client()} | {role: signed_in_as(key) for role, key in people.items()}


def _objects(cast: Cast) -> dict[str, object]:
    """One of each thing in Maya's house, by the name a route gives its parameter."""
    here = cast.here
    return {
        "programme_id": here.programme,
        "cohort_id": here.cohort,
        "enrolment_id": here.enrolment,
        "meeting_id": here.meeting,
        "log_id": here.log,
        "entry_id": here.entry,
        "form_id": here.form,
        "my_forms.form_id": here.staff_form,
        "goal_id": here.goal,
        "suggestion_id": here.suggestion,
        "post_id": here.post,
        "message_id": here.message,
        "material_id": here.material,
        "meeting_recording_id": here.meeting_recording,
        "recordings.meeting_id": here.past_meeting,
        "exercise_key": "distress-log",
        "my_forms.exercise_key": "own-practice-check",
        "assessment_id": here.assessment,
        "invitation_id": here.invitation,
        "resource_id": here.resource,
        "signature_id": here.signature,
        "guide_key": "inquiry",
        "course_key": "eight-weeks",
        "path": "courses/eight-weeks/week-1/outline.yaml",
        "delivery_id": here.delivery,
        "frozen_id": here.frozen,
        "chart": "forest",
        "measure_key": "stress-4",
        "score_key": "total",
        "ending": "svg",
        "recording_id": here.recording,
        "upload_id": here.upload,
        "concern_id": here.concern,
        "listed_name_id": here.listed_name,
        "row_id": here.added,
        "draft_id": here.draft,
        "planned_id": here.planned,
        "note_id": here.note,
        "substitute_id": here.substitute,
        "minutes": 20,
        "person_id": here.facilitator,
        "unit_key": "week-2",
        "practice_key": "affectionate-breathing",
        "card_key": "backdraft",
        "sort": "card",
        "text_key": "backdraft",
        "pack_key": "compassion-focused",
        "wave_key": "before",
        "item_key": "touch",
        "joining.item_key": "hopes",
        "intakes.enrolment_id": here.other_enrolment,
        "guardians.enrolment_id": here.other_enrolment,
        "effects.wave_key": "after",
        "my_questions.wave_key": "own-after",
        "my_questions.measure_key": "cbi",
        "language": "en",
        "kind": "nudges",
        "number": 1,
        "choice": "leave",
        "answer": "wait",
        "secret": here.stop_secret,
        "name": "nothing",
        "filename": "css/base.css",
    }


def _absent(cast: Cast) -> dict[str, object]:
    """The same paths with numbers that nothing has."""
    return {key: 987_654 if key.endswith("_id") else value for key, value in _objects(cast).items()}


def _path(app: Flask, rule: Rule, objects: dict[str, object]) -> str:
    """A family of pages may have objects of its own."""
    family = rule.endpoint.partition(".")[0]
    with app.test_request_context():
        return app.url_map.bind("localhost").build(
            rule.endpoint,
            {name: objects.get(f"{family}.{name}", objects.get(name)) for name in rule.arguments},
            method=next(iter(rule.methods or ())),
        )


def _is_refused(role: str, method: str, answer: TestResponse) -> bool:
    if role == "nobody":
        to_sign_in = "/sign-in" in answer.headers.get("Location", "")
        return to_sign_in if method in {"GET", "HEAD"} else answer.status_code == 401
    return answer.status_code == 404


def _masked(answer: TestResponse, path: str) -> tuple[int, str]:
    """The answer without what differs between any two requests."""
    body = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text).replace(path, "PATH")
    return answer.status_code, re.sub(r"\d{3,}", "N", body)


def _checksum(engine: Engine) -> str:
    """Of every row of every table, except until when a sign-in and its journal stay open: reading moves those on."""
    found = hashlib.sha256()
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            columns = ", ".join(f'"{each.name}"' for each in table.columns if each.name not in MOVED_ON)
            rows = connection.execute(text(f'SELECT {columns} FROM "{table.name}" ORDER BY 1')).all()  # noqa: S608
            found.update(repr((table.name, rows)).encode())
    return found.hexdigest()
