"""What somebody who means no good would try: foreign numbers, old links, other people's devices."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from course import clock, store
from course.cohorts import attendance
from course.cohorts.attendance import Attendance, Mark
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.enrolment import leave as leave_place
from course.cohorts.meeting import Meeting
from course.cohorts.programme import Programme
from course.errors import Refused
from course.measures.assessment import Answer, Assessment
from course.people import inviting, role, sign_in, signed_in, team, token
from course.people.invitation import Role
from course.people.person import Person
from course.people.sign_in import SignInRequest
from course.people.signed_in import Device, SignedIn
from course.people.token import Purpose
from course.practice.journal import JournalEntry
from course.practice.log import PracticeLog
from course.privacy.erasing import erase_person
from course.settings import Settings
from tests.cast import NOW, Cast
from tests.site import SignIn
from tests.web.test_doors import _checksum
from web.app import create_app

MIXED = {
    "attendance.page": "meeting_id",
    "attendance.mark": "meeting_id",
    "attendance.all_here": "meeting_id",
    "attendance.not_all_here": "meeting_id",
    "meeting_list.page": "meeting_id",
    "meeting_list.settle": "listed_name_id",
    "meetings.move": "meeting_id",
    "meetings.cancel": "meeting_id",
    "meetings.put_back": "meeting_id",
    "meetings.skip": "meeting_id",
    "run_sheet.page": "meeting_id",
    "run_sheet.change": "meeting_id",
    "prints.sheet_of": "meeting_id",
    "prints.sign_in_sheet": "meeting_id",
    "pace.now": "meeting_id",
    "pace.begin": "meeting_id",
    "pace.take_back": "meeting_id",
    "pace.shift": "meeting_id",
    "run_sheet.reset": "meeting_id",
    "run_sheet.went": "meeting_id",
    "leading.page": "meeting_id",
    "check_ins.spoken": "concern_id",
    "outbox.again": "delivery_id",
    "voices.listen": "upload_id",
    "voices.keep": "upload_id",
    "voices.drop": "upload_id",
    "voices.take_back": "recording_id",
    "my_forms.entry": "form_id",
    "my_forms.remove": "form_id",
    "suggestions.make": "enrolment_id",
    "people_word.page": "enrolment_id",
    "people_died.page": "enrolment_id",
    "people_died.mistake": "enrolment_id",
    "people_concern.page": "enrolment_id",
    "people_concern.whom": "meeting_id",
    "messages.undo": "message_id",
    "messages.try_again": "message_id",
    "materials.sent": "material_id",
    "materials.take_down": "material_id",
    "recordings.add": "meeting_id",
    "recordings.look": "meeting_recording_id",
    "recordings.sent": "meeting_recording_id",
    "recordings.take_down": "meeting_recording_id",
    "group_desk.hide": "post_id",
    "group_desk.show": "post_id",
    "group_desk.settle": "post_id",
    "suggestions.take_back": "suggestion_id",
    "entering.page": "enrolment_id",
    "intakes.one": "enrolment_id",
    "guardians.page": "enrolment_id",
    "people_questions.page": "enrolment_id",
    "person.page": "enrolment_id",
    "person.pause": "enrolment_id",
    "person.end_pause": "enrolment_id",
    "person.transfer": "enrolment_id",
    "person.catch_up": "enrolment_id",
    "person.arrange": "enrolment_id",
    "person.take_back": "enrolment_id",
    "people.again": "invitation_id",
    "people.withdraw": "invitation_id",
    "people.end": "enrolment_id",
    "waiting.skip": "invitation_id",
    "waiting.in_turn": "invitation_id",
    "waiting.off": "invitation_id",
    "people.come_back": "enrolment_id",
    "people.take_off": "planned_id",
    "team.end": "person_id",
    "substitutes.end": "substitute_id",
    "handover.read": "note_id",
    "handover.remove": "note_id",
    "emergency.page": "meeting_id",
    "emergency.look": "meeting_id",
    "concerns.note": "concern_id",
    "concerns.seen": "concern_id",
    "lead.correct_figures": "frozen_id",
    "lead.drop_draft": "draft_id",
    "lead.plan_course": "draft_id",
    "lead.plan_when": "draft_id",
    "lead.plan_dates": "draft_id",
    "lead.plan_place": "draft_id",
    "lead.plan_team": "draft_id",
    "lead.plan_people": "draft_id",
    "lead.plan_measures": "draft_id",
    "lead.plan_check": "draft_id",
    "lead.end_lead": "person_id",
    "lead.end_right": "person_id",
    "lead.give_right": "person_id",
    "lead.question_remove": "row_id",
    "lead.report": "cohort_id",
    "lead.report_chart": "cohort_id",
    "lead.report_csv": "cohort_id",
    "lead.report_pdf": "cohort_id",
    "lead.help_line_checked": "resource_id",
    "lead.help_line_remove": "resource_id",
    "lead.withdraw_lead": "invitation_id",
}
"""Every route of staff with two numbers, and the one that names a thing inside the other."""
OF_NO_HOUSE = {"lead.take_back_signature"}
"""A signature stands under a text, and every house teaches from the same texts; test_texts has who may take it back."""
KEYS = {"exercise_key": "own-practice-check", "wave_key": "after", "chart": "change", "ending": "csv"}
"""Names of content, which are the same everywhere."""


def test_every_route_of_staff_with_two_numbers_is_tried_with_mixed_ones(app: Flask) -> None:
    two = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if {"cohort_id", "programme_id"} & rule.arguments
        and sum(name.endswith("_id") for name in rule.arguments) > 1
    }
    assert two - OF_NO_HOUSE == set(MIXED)


@pytest.mark.parametrize("leads_both", [False, True], ids=["of one house", "of both houses"])
@pytest.mark.parametrize("endpoint", sorted(MIXED))
def test_a_thing_of_another_house_is_not_there_under_ones_own_address(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine, endpoint: str, leads_both: bool
) -> None:
    """Also for somebody who may see it at its own address: a mixed one names nothing."""
    foreign = _foreign(cast, site_engine)
    if leads_both:
        with store.writing(site_engine) as db:
            role.make_lead(db, programme_id=cast.there.programme, person_id=cast.lena)
    browsers = [signed_in_as(cast.lena)] + ([] if endpoint.startswith("lead.") else [signed_in_as(cast.ines)])
    before = _checksum(site_engine)
    for rule in app.url_map.iter_rules(endpoint):
        values = {
            name: foreign[endpoint if endpoint == "lead.withdraw_lead" or name == "person_id" else name]
            if name == MIXED[endpoint]
            else KEYS.get(name) or getattr(cast.here, name.removesuffix("_id"))
            for name in rule.arguments
        }
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(
                endpoint, values, method=next(iter(rule.methods or ()))
            )
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for browser in browsers:
                assert browser.open(path, method=method, data=_filled(cast)).status_code == 404, path
    assert _checksum(site_engine) == before


def test_a_mark_for_somebody_of_another_cohort_is_refused(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.there.cohort, person_id=cast.ines)
    browser = signed_in_as(cast.ines)
    before = _checksum(site_engine)
    path = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.past_meeting}/attendance"
    sent = {"enrolment_id": cast.there.enrolment, "mark": "here"}
    assert browser.post(path, data=sent).status_code == 404
    assert _checksum(site_engine) == before


@pytest.mark.parametrize(
    "path",
    [
        "/cohorts/{n}", "/programmes/{n}", "/course/{n}/week-1", "/journal/{n}", "/log?enrolment={n}",
        "/cohorts/1/meetings/{n}/move",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", [str(2**31), str(2**63), "9" * 30, "9" * 5000], ids=len)
def test_a_number_no_row_can_have_is_not_there(
    cast: Cast, signed_in_as: SignIn, path: str, number: str
) -> None:
    for person in (cast.maya, cast.lena):
        assert signed_in_as(person).get(path.format(n=number)).status_code == 404


def test_an_invitations_link_signs_nobody_in_as_a_person_who_is_here_already(
    app: Flask, cast: Cast, client: FlaskClient, site_engine: Engine
) -> None:
    """It lives for seven days and may be passed on; her journal must not come with it."""
    secret = _invited(site_engine, cast, "maya@example.org")
    answer = client.post(f"/invitation/{secret}", data={"name": "Maya", "zone": "Europe/Lisbon"})
    assert answer.headers["Location"].startswith("/sign-in")
    assert client.get("/journal").headers["Location"].startswith("/sign-in")
    with store.reading(site_engine) as db:
        mine = select(Enrolment).where(Enrolment.cohort_id == cast.there.cohort)
        assert cast.maya in {one.person_id for one in db.exec(mine).all()}
        assert db.exec(select(SignedIn)).all() == []


def test_whoever_is_signed_in_as_herself_takes_a_second_place_without_signing_in_again(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    secret = _invited(site_engine, cast, "maya@example.org")
    answer = signed_in_as(cast.maya).post(
        f"/invitation/{secret}", data={"name": "Maya", "zone": "Europe/Lisbon"}
    )
    assert answer.headers["Location"].startswith("/welcome/")


def test_a_place_that_was_left_is_hers_again_when_she_accepts_a_new_invitation(
    cast: Cast, client: FlaskClient, site_engine: Engine
) -> None:
    secret = _invited(site_engine, cast, "dani@example.org", here=True)
    client.post(f"/invitation/{secret}", data={"name": "Dani", "zone": "Europe/Lisbon"})
    with store.reading(site_engine) as db:
        mine = select(Enrolment).where(
            Enrolment.cohort_id == cast.here.cohort, Enrolment.person_id == cast.dani
        )
        assert db.exec(mine).one().left_at is None


def test_whoever_becomes_staff_is_signed_out_of_devices_that_stay_signed_in_for_months(
    app: Flask, cast: Cast, signed_in_as: SignIn, client: FlaskClient, site_engine: Engine
) -> None:
    phone = signed_in_as(cast.maya)
    secret = _invited(site_engine, cast, "maya@example.org", wanted=Role.FACILITATOR)
    client.post(f"/invitation/{secret}", data={"name": "Maya", "zone": "Europe/Lisbon"})
    assert phone.get(f"/cohorts/{cast.there.cohort}").status_code == 302
    with store.reading(site_engine) as db:
        assert [one.device for one in _living(db, cast.maya)] in ([], [Device.STAFF])


def test_signing_in_ends_the_sign_in_that_was_in_this_browser(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ben)
    secret = _invited(site_engine, cast, "somebody-new@example.org")
    browser.post(f"/invitation/{secret}", data={"name": "Noor", "zone": "Europe/Lisbon"})
    with store.reading(site_engine) as db:
        assert _living(db, cast.ben) == []


def test_signing_out_closes_what_a_letter_opened_in_this_browser(cast: Cast, signed_in_as: SignIn) -> None:
    browser = signed_in_as(cast.ben)
    browser.post(f"/open/questions/{cast.here.wave_secret}")
    browser.post("/sign-out")
    assert browser.get_cookie("opened") is None
    assert browser.get(f"/questions/{cast.here.other_enrolment}/before").status_code == 302


def test_a_letters_link_opens_one_thing_at_a_time(cast: Cast, client: FlaskClient) -> None:
    client.post(f"/open/week/{cast.here.week_secret}")
    client.post(f"/open/questions/{cast.here.wave_secret}")
    assert client.get(f"/course/{cast.here.enrolment}/week-3").status_code != 200
    for other in (cast.there.enrolment, cast.there.other_enrolment, cast.here.enrolment):
        assert client.get(f"/questions/{other}/before").status_code != 200
    assert client.get(f"/questions/{cast.here.other_enrolment}/after").status_code != 200


def test_what_was_being_sent_is_kept_when_a_letters_link_has_ended_meanwhile(
    cast: Cast, client: FlaskClient, site_engine: Engine
) -> None:
    client.post(f"/open/questions/{cast.here.wave_secret}")
    with store.writing(site_engine) as db:
        token.cancel(db, Purpose.WAVE, about=f"wave:{cast.here.other_enrolment}:before")
    path = f"/questions/{cast.here.other_enrolment}/before"
    assert client.get(path).headers["Location"].startswith("/sign-in")
    kept = client.post(f"{path}/1", data={"answer": "4", "client_id": "x"})
    assert kept.status_code == 401
    assert 'name="answer" value="4"' in kept.text


def test_an_address_nobody_has_wakes_the_pump_as_well(app: Flask) -> None:
    """Otherwise the time a page takes would tell who is known here."""
    calls: list[str] = []
    app.extensions["wake"] = lambda: calls.append("woken")
    for email in ("maya@example.org", "nobody@example.org"):
        app.test_client().post("/sign-in", data={"email": email})
    assert len(calls) == 2


def test_a_wake_that_breaks_does_not_break_a_sign_in_that_was_asked_for(app: Flask) -> None:
    def broken() -> None:
        raise RuntimeError("no broker")

    app.extensions["wake"] = broken
    assert app.test_client().post("/sign-in", data={"email": "maya@example.org"}).status_code == 302


def test_a_form_behind_a_secret_address_is_accepted_over_https(app: Flask, cast: Cast) -> None:
    """Such pages send no referrer, on purpose."""
    app.config["WTF_CSRF_ENABLED"] = True
    client, path = app.test_client(), f"/open/week/{cast.here.week_secret}"
    page = client.get(path, base_url="https://localhost")
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    answer = client.post(path, data={"csrf_token": found[1]}, base_url="https://localhost")
    assert answer.status_code == 302


def test_over_https_every_cookie_is_secure_also_where_it_ends(
    app: Flask, environ: dict[str, str], cast: Cast
) -> None:
    """A browser drops an order to forget a __Host- cookie that is not secure itself."""
    url = app.extensions["settings"].database_url
    https = {**environ, "DATABASE_URL": url, "SITE_URL": "https://localhost", "TRUSTED_HOSTS": "localhost"}
    site = create_app(Settings.from_env(https))
    site.config["WTF_CSRF_ENABLED"] = False
    with store.writing(site.extensions["engine"]) as db:
        _row, secret = signed_in.begin(db, db.get_one(Person, cast.maya), Device.OWN)
    client = site.test_client()
    client.set_cookie("__Host-kindly", secret, secure=True)
    lines = []
    for path, data in (
        ("/sign-in", {"email": "maya@example.org"}),
        (f"/open/week/{cast.here.week_secret}", {}),
        ("/sign-out", {}),
    ):
        answer = client.post(path, data=data, base_url="https://localhost")
        assert answer.status_code == 302
        assert "max-age=" in answer.headers["Strict-Transport-Security"]
        lines += answer.headers.getlist("Set-Cookie")
    site.extensions["engine"].dispose()
    assert {line.partition("=")[0] for line in lines} >= {"__Host-kindly", "asked", "opened"}
    assert [line for line in lines if "; Secure" not in line or "Path=/" not in line] == []


def test_a_site_in_production_has_no_clock_panel_and_no_mailbox(app: Flask, environ: dict[str, str]) -> None:
    url = app.extensions["settings"].database_url
    with store.writing(app.extensions["engine"]) as db:
        db.delete(db.exec(select(clock.CourseClock)).one())
    live = {**environ, "MODE": "production", "DATABASE_URL": url, "SMTP_URL": "smtp://127.0.0.1:1"}
    site = create_app(Settings.from_env(live))
    assert [rule.rule for rule in site.url_map.iter_rules() if rule.endpoint.startswith("dev.")] == []
    assert site.test_client().get("/dev/mailbox").status_code == 404
    assert "/dev/" not in site.test_client().get("/").text
    site.extensions["engine"].dispose()


def test_wrong_codes_for_one_address_run_out_over_many_requests(
    app: Flask, cast: Cast, site_engine: Engine
) -> None:
    """Each request allows five; whoever keeps asking for another one does not get five more for ever."""
    seen = set()
    for hour in range(8):
        client = app.test_client()
        client.post("/sign-in", data={"email": "maya@example.org"})
        for _guess in range(sign_in.TRIES):
            seen.add((hour, client.post("/sign-in/code", data={"code": "000000"}).status_code))
    with store.writing(site_engine) as db:
        spent = sum(one.tries for one in db.exec(select(SignInRequest)).all())
        request, browser = sign_in.ask(db, email="maya@example.org", origin="elsewhere", shared=False)
        code = sign_in.mint_code(db, request)
    assert spent <= sign_in.TRIES_PER_ADDRESS_PER_DAY
    last = app.test_client()
    last.set_cookie("asked", browser)
    refused = last.post("/sign-in/code", data={"code": code})
    assert refused.status_code == 422
    assert "link" in refused.text


def test_behind_a_proxy_each_visitor_has_an_origin_of_her_own(app: Flask, environ: dict[str, str]) -> None:
    """Only as many forwarded addresses are believed as proxies were named; without one, none is."""
    url = app.extensions["settings"].database_url
    for proxies, most in ((0, sign_in.PER_ORIGIN_PER_HOUR), (1, sign_in.PER_ORIGIN_PER_HOUR + 5)):
        site = create_app(Settings.from_env({**environ, "DATABASE_URL": url, "PROXIES": str(proxies)}))
        site.config["WTF_CSRF_ENABLED"] = False
        good = 0
        for number in range(sign_in.PER_ORIGIN_PER_HOUR + 5):
            answer = site.test_client().post(
                "/sign-in",
                data={"email": f"p{proxies}n{number}@example.org"},
                headers={"X-Forwarded-For": f"198.51.100.{number}"},
            )
            good += answer.status_code == 302
        site.extensions["engine"].dispose()
        assert good == most


def test_a_page_without_its_database_keeps_what_was_being_sent(
    app: Flask, cast: Cast, signed_in_as: SignIn
) -> None:
    browser, words = signed_in_as(cast.maya), "a long thought of mine, " * 5
    app.extensions["engine"].dispose()
    app.extensions["engine"] = store.make_engine("sqlite:////nowhere/at/all.sqlite")
    answer = browser.post("/journal", data={"text": words})
    assert answer.status_code == 503
    assert words in answer.text


def test_an_error_of_the_database_names_no_value(site_engine: Engine, cast: Cast) -> None:
    """Errors are logged with their words; what people typed is not among them."""
    with store.reading(site_engine) as db:
        db.add(Person(email="maya@example.org", name="Canary Name", called="C", created_at=NOW))
        with pytest.raises(IntegrityError) as error:
            db.flush()
    assert "Canary" not in str(error.value)


def test_an_erased_person_is_asked_to_nothing_any_more(cast: Cast, site_engine: Engine) -> None:
    _invited(site_engine, cast, "ben@example.org")
    with store.writing(site_engine) as db:
        erase_person(db, db.get_one(Person, cast.ben), by=None)
        left = inviting.invitations_of(db, db.get_one(Cohort, cast.there.cohort))
    assert [one for one in left if one.is_open and "@" not in one.email] == []


def test_an_erased_person_neither_signs_in_nor_keeps_a_door(
    app: Flask, cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    browser = signed_in_as(cast.ben)
    asked = app.test_client()
    asked.post("/sign-in", data={"email": "ben@example.org"})
    with store.writing(site_engine) as db:
        request = db.exec(select(SignInRequest).order_by(col(SignInRequest.id).desc())).first()
        assert request is not None
        code = sign_in.mint_code(db, request)
        link = token.mint(db, Purpose.SIGN_IN, about=f"request:{request.id}", person_id=cast.ben)
    with store.writing(site_engine) as db:
        erase_person(db, db.get_one(Person, cast.ben), by=None)
    assert browser.get("/today").status_code == 302
    assert asked.post("/sign-in/code", data={"code": code}).status_code == 422
    assert asked.post(f"/sign-in/link/{link}").status_code == 404
    assert asked.post(f"/open/questions/{cast.here.wave_secret}").status_code == 404


def test_the_same_id_for_two_different_answers_is_explained(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        taken = db.exec(select(Answer.client_id)).first()
        db.exec(select(Assessment).where(Assessment.id == cast.here.assessment)).one().completed_at = None
        db.delete(db.exec(select(Answer).where(Answer.assessment_id == cast.here.assessment)).first())
    answer = signed_in_as(cast.maya).post(
        f"/questions/{cast.here.enrolment}/before/1", data={"answer": "3", "client_id": str(taken)}
    )
    assert answer.status_code in (302, 422)


def test_somebody_elses_id_changes_nothing_of_hers(
    cast: Cast, signed_in_as: SignIn, site_engine: Engine
) -> None:
    """A log, an entry and a tick carry ids that browsers make; one that was seen elsewhere opens nothing."""
    with store.reading(site_engine) as db:
        entry = db.exec(select(JournalEntry.client_id).where(JournalEntry.person_id == cast.maya)).one()
        logged = db.exec(select(PracticeLog.client_id).where(PracticeLog.id == cast.here.log)).one()
    ben, before = signed_in_as(cast.ben), _checksum(site_engine)
    assert ben.post("/journal", data={"text": "mine now", "client_id": str(entry)}).status_code == 404
    assert ben.post("/log", data={"minutes": "10", "client_id": str(logged)}).status_code == 404
    assert _checksum(site_engine) == before


def test_several_who_mark_the_same_seat_at_once_leave_one_mark(cast: Cast, site_engine: Engine) -> None:
    def mark(number: int) -> None:
        with store.writing(site_engine) as db:
            meeting = db.get_one(Meeting, cast.there.meeting)
            wanted = None if number % 4 == 3 else list(Mark)[number % 4]
            attendance.record(db, meeting, cast.there.enrolment, wanted, by=cast.lena, now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(mark, range(40)))
    mark(0)
    with store.reading(site_engine) as db:
        mine = select(Attendance).where(Attendance.meeting_id == cast.there.meeting)
        assert [one.mark for one in db.exec(mine).all()] == [Mark.HERE]


def test_two_facilitators_who_end_each_others_role_at_once_leave_one(cast: Cast, site_engine: Engine) -> None:
    pair = (cast.ines, cast.ben)
    with store.writing(site_engine) as db:
        role.make_facilitator(db, cohort_id=cast.here.cohort, person_id=cast.ben)

    together = Barrier(2)

    def end(by: int, other: int) -> bool:
        together.wait()
        with suppress(Refused), store.writing(site_engine) as db:
            who = db.get_one(Person, by)
            team.end_facilitator(
                db, cohort_id=cast.here.cohort, person_id=other, programme_id=cast.here.programme, by=who
            )
            sleep(0.2)  # the other one decides meanwhile
            return True
        return False

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(end, pair, reversed(pair)))
    assert sorted(ended) == [False, True]
    with store.reading(site_engine) as db:
        assert len(team.facilitators(db, [cast.here.cohort])[cast.here.cohort]) == 1


def test_a_character_no_database_keeps_is_refused_before_anything_happens(
    cast: Cast, signed_in_as: SignIn
) -> None:
    path = f"/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}/cancel"
    answer = signed_in_as(cast.ines).post(path, data={"reason": "snow\0", "confirmed": "yes"})
    assert answer.status_code == 400


def test_a_very_long_first_name_is_cut_to_what_a_person_is_called_by(
    cast: Cast, client: FlaskClient, site_engine: Engine
) -> None:
    sent = {"name": "N" * 100, "zone": "Europe/Lisbon"}
    assert client.post(f"/invitation/{cast.here.invitation_secret}", data=sent).status_code == 302
    with store.reading(site_engine) as db:
        newest = db.exec(select(Person).order_by(col(Person.id).desc())).first()
        assert newest is not None
        assert newest.called == "N" * 60


def _foreign(cast: Cast, engine: Engine) -> dict[str, int]:
    there = cast.there
    with store.writing(engine) as db:
        house, lead = db.get_one(Programme, there.programme), db.get_one(Person, there.lead)
        to_lead = inviting.invite(
            db, house, email="lead@example.org", name="L", role_wanted=Role.LEAD, cohort=None, by=lead, now=NOW
        )  # fmt: skip
        leave_place(db, db.get_one(Enrolment, there.other_enrolment), now=NOW, by=None)
        return {
            "meeting_id": there.past_meeting,
            "delivery_id": there.delivery,
            "listed_name_id": there.listed_name,
            "recording_id": there.recording,
            "form_id": there.staff_form,
            "suggestion_id": there.suggestion,
            "post_id": there.post,
            "message_id": there.message,
            "material_id": there.material,
            "meeting_recording_id": there.meeting_recording,
            "upload_id": there.upload,
            "invitation_id": there.invitation,
            "enrolment_id": there.enrolment,
            "resource_id": there.resource,
            "concern_id": there.concern,
            "cohort_id": there.cohort,
            "frozen_id": there.frozen,
            "row_id": there.added,
            "draft_id": there.draft,
            "planned_id": there.planned,
            "note_id": there.note,
            "substitute_id": there.substitute,
            "lead.end_right": there.lead,
            "lead.give_right": there.lead,
            "team.end": there.facilitator,
            "lead.end_lead": there.lead,
            "lead.withdraw_lead": to_lead.stored_id,
        }


def _filled(cast: Cast) -> dict[str, object]:
    """Everything a form of these routes could want, so that only the address decides."""
    return {
        "on": "2027-04-01",
        "at": "18:30",
        "confirmed": "yes",
        "reason": "ill",
        "mark": "here",
        "enrolment_id": cast.there.enrolment,
    }


def _invited(
    engine: Engine, cast: Cast, email: str, *, wanted: Role = Role.PARTICIPANT, here: bool = False
) -> str:
    home = cast.here if here else cast.there
    with store.writing(engine) as db:
        invitation = inviting.invite(
            db, db.get_one(Programme, home.programme), email=email, name="Somebody", role_wanted=wanted,
            cohort=db.get_one(Cohort, home.cohort), by=db.get_one(Person, home.lead), now=NOW,
        )  # fmt: skip
        return token.mint(db, Purpose.INVITATION, about=f"invitation:{invitation.id}", person_id=None)


def _living(db: Session, person_id: int) -> list[SignedIn]:
    mine = select(SignedIn).where(SignedIn.person_id == person_id, col(SignedIn.ended_at).is_(None))
    return list(db.exec(mine).all())
