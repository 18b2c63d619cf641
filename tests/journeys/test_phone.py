"""The site on a phone without a connection, in a real browser: what opens, what waits, and whose it is."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from course import clock, store
from course.people import signed_in
from course.people.person import Person
from course.people.signed_in import Device
from course.practice import recording
from course.practice.homework import HomeworkTick
from course.practice.recording import Recording
from tests.cast import Cast
from tests.journeys.test_pages import barriers
from tests.journeys.test_walks import logged
from tests.real.chromium import page_of

pytestmark = pytest.mark.one_engine

WAITS = "Saved on this phone. It goes by itself once you are online."
SIGN_IN_FIRST = "Saved on this phone. It goes once you have signed in again."
ANSWERS = "() => navigator.serviceWorker.controller !== null"
FOR_ALL = "async () => Boolean(await caches.match('/help') && await caches.match('/offline'))"
SETTLED = """async () => {
  const names = await caches.keys();
  const hers = names.filter((name) => name.startsWith('pages-'));
  const paths = [];
  for (const name of hers) {
    for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
  }
  return { names: hers, paths: paths.sort() };
}"""


class Phone:
    """One phone, in which people sign in one after the other. `now` is its one page."""

    def __init__(self, page: Page, site: str, engine: Engine) -> None:
        self.page, self.site, self.engine = page, site, engine

    def sign_in(self, person_id: int, device: Device = Device.OWN) -> None:
        """As the sign-in's answer does it: another secret in the same browser."""
        with store.writing(self.engine) as db:
            _row, secret = signed_in.begin(db, db.get_one(Person, person_id), device)
        self.page.context.add_cookies([{"name": "kindly", "value": secret, "url": self.site}])

    def end_every_sign_in(self, person_id: int) -> None:
        with store.writing(self.engine) as db:
            signed_in.end_all(db, person_id)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.site}{path}")
        return self.page

    def kept(self, *, at_least: str) -> dict[str, list[str]]:
        """What is kept, once the page named is among it."""
        for _look in range(100):
            found: dict[str, list[str]] = self.page.evaluate(SETTLED)
            if at_least in found["paths"]:
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{at_least} was never kept: {found}")

    def is_ready(self, *, at_least: str = "/help") -> dict[str, list[str]]:
        """The worker answers for this page and everything on the list is there."""
        self.until(ANSWERS)
        self.until(FOR_ALL)
        return self.kept(at_least=at_least)

    def until(self, words: str) -> None:
        """The page's policy lets no string be run in it, so nothing is waited for there."""
        for _look in range(100):
            if self.page.evaluate(words):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {words}")

    def lose_connection(self) -> None:
        self.page.context.set_offline(True)

    def find_connection(self) -> None:
        self.page.context.set_offline(False)

    def waiting(self) -> list[dict[str, object]]:
        """Every entry on this phone, whoever it belongs to."""
        self.until("() => Boolean(self.phone)")
        found: list[dict[str, object]] = self.page.evaluate("() => self.phone.all('entries')")
        return found


@pytest.fixture
def phone(chromium: Browser, site: str, site_engine: Engine) -> Iterator[Phone]:
    with page_of(chromium) as page:
        yield Phone(page, site, site_engine)


@pytest.fixture
def mayas(phone: Phone, cast: Cast) -> Phone:
    """Maya has opened Today once, and then there is no connection."""
    phone.sign_in(cast.maya)
    phone.open("/today")
    phone.is_ready()
    return phone


def test_today_the_week_the_cards_and_help_open_without_a_connection_and_nothing_else_is_kept(
    mayas: Phone, cast: Cast
) -> None:
    here = cast.here.enrolment
    assert mayas.is_ready()["paths"] == sorted(
        ["/today", "/course", f"/course/{here}/week-3", f"/cards/{here}", "/help"]
    )
    mayas.lose_connection()
    for path, heading in [
        ("/today", "Maya"),
        ("/", "Maya"),
        (f"/course/{here}/week-3", "Loving-Kindness"),
        ("/help", "Get help"),
    ]:
        page = mayas.open(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert barriers(page) == []
    expect(
        mayas.open("/today").get_by_text(re.compile("^You are offline, and this is the copy of"))
    ).to_be_visible()
    page = mayas.open("/journal")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_role("link", name=re.compile("Today"))).to_be_visible()
    expect(page.get_by_role("link", name="Get help").first).to_be_visible()


def test_help_opens_without_a_connection_for_somebody_who_is_signed_out(phone: Phone) -> None:
    phone.open("/sign-in")
    phone.until(ANSWERS)
    phone.until(FOR_ALL)
    phone.lose_connection()
    expect(phone.open("/help").get_by_role("heading", level=1)).to_have_text("Get help")
    expect(phone.page.get_by_role("link", name=re.compile("112"))).to_be_visible()


def test_the_page_for_no_connection_speaks_her_language_and_not_the_browsers(
    phone: Phone, cast: Cast, site_engine: Engine
) -> None:
    with store.writing(site_engine) as db:
        db.get_one(Person, cast.maya).locale = "de"
    phone.sign_in(cast.maya)
    phone.open("/today")
    phone.is_ready()
    phone.lose_connection()
    expect(phone.open("/journal").get_by_role("heading", level=1)).to_have_text("Du bist offline")


def test_a_tap_without_a_connection_waits_and_is_one_row_of_the_time_of_the_tap(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    before = {row.id for row in logged(site_engine, cast.here.enrolment)}
    mayas.lose_connection()
    page = mayas.open("/today")
    page.get_by_role("button", name="About 10").click()
    expect(page.locator("#logged").get_by_text(WAITS)).to_be_visible()
    expect(page.get_by_role("button", name="Send the saved entry")).to_be_visible()
    two_hours_before(page)
    mayas.find_connection()
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    mayas.open("/today")
    fresh = [row for row in logged(site_engine, cast.here.enrolment) if row.id not in before]
    assert [row.minutes for row in fresh] == [10]
    now = site_now(site_engine)
    assert timedelta(hours=2) <= now - fresh[0].logged_at < timedelta(hours=2, minutes=2)
    assert mayas.waiting() == []


def test_what_is_sent_again_because_its_answer_was_lost_is_still_one_row(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    page = mayas.page
    page.route("**/log", lambda route: (route.fetch(), route.abort())[1])  # it arrives, its answer does not
    page.get_by_role("button", name="About 10").click()
    expect(page.get_by_role("button", name="Send the saved entry")).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1
    page.unroute("**/log")
    page.get_by_role("button", name="Send the saved entry").click()
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1


def test_undo_takes_a_waiting_entry_away_before_anybody_has_it(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    mayas.lose_connection()
    page = mayas.open("/today")
    for name in ("About 10", "20 or more"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name="Send 2 saved entries")).to_be_visible()
    page.locator("#logged").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("button", name="Send the saved entry")).to_be_visible()
    mayas.find_connection()
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1


def test_a_tick_and_an_entry_for_another_day_wait_as_well_and_are_one_row_each(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    """The week opens from its copy and shows what waits; a second press takes the first one back."""
    week = f"/course/{cast.here.enrolment}/week-3"
    before = {row.id for row in logged(site_engine, cast.here.enrolment)}
    page = mayas.open("/log?day=other")
    mayas.lose_connection()
    day = (site_now(site_engine) - timedelta(days=2)).date().isoformat()
    page.get_by_label("Which day").fill(day)
    page.get_by_role("button", name="20 or more").click()
    expect(page.get_by_text(WAITS).first).to_be_visible()
    mayas.open(week)
    ticks = page.locator(".ticks [aria-pressed=false]")
    for _press in range(2):
        ticks.nth(0).click()  # on, then off again: the first one open is another by then
        expect(page.locator(".ticks").get_by_text(WAITS)).to_have_count(_press + 1)
    page.locator(".ticks [aria-pressed=true]").nth(1).click()
    expect(page.locator(".ticks").get_by_text(WAITS)).to_have_count(1)
    mayas.open(week)
    expect(page.locator(".ticks").get_by_text(WAITS)).to_have_count(1)
    assert barriers(page) == []
    assert len(mayas.waiting()) == 2
    mayas.find_connection()
    expect(page.locator(".ticks").get_by_text(WAITS)).to_have_count(0)
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    assert mayas.waiting() == []
    fresh = [row for row in logged(site_engine, cast.here.enrolment) if row.id not in before]
    assert [(row.minutes, row.practised_on.isoformat()) for row in fresh] == [(20, day)]
    with store.reading(site_engine) as db:
        assert len(db.exec(select(HomeworkTick)).all()) == 1


def test_an_ended_sign_in_hears_401_the_entry_waits_and_her_pages_are_gone(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    mayas.end_every_sign_in(cast.maya)
    heard: list[int] = []
    page = mayas.page
    page.on("response", lambda answer: heard.append(answer.status) if "/log" in answer.url else None)
    page.get_by_role("button", name="About 10").click()
    expect(page.locator("#logged").get_by_text(SIGN_IN_FIRST)).to_be_visible()
    assert heard == [401]
    mayas.open("/help")
    mayas.until(f"async () => (await ({SETTLED})()).names.length === 0")
    assert len(mayas.waiting()) == 1
    assert len(logged(site_engine, cast.here.enrolment)) == before
    mayas.sign_in(cast.maya)
    mayas.open("/today")
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1


def test_somebody_else_who_signs_in_neither_sends_nor_sees_it_and_her_sign_out_leaves_it(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    of_maya, of_ben = cast.here.enrolment, cast.here.other_enrolment
    before = len(logged(site_engine, of_maya)), len(logged(site_engine, of_ben))
    mayas.lose_connection()
    mayas.open("/today").get_by_role("button", name="About 10").click()
    expect(mayas.page.get_by_role("button", name="Send the saved entry")).to_be_visible()
    mayas.end_every_sign_in(cast.maya)
    mayas.sign_in(cast.ben)
    mayas.find_connection()
    page = mayas.open("/today")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben")
    found = mayas.is_ready()
    assert found["names"] == [f"pages-{cast.ben}"]
    for path in ("/today", "/me/phone"):
        expect(mayas.open(path).get_by_role("button", name=re.compile("^Send"))).to_be_hidden()
        expect(page.locator("main")).not_to_contain_text(
            "About 10" if path == "/me/phone" else "saved on this phone"
        )
    mayas.lose_connection()
    expect(mayas.open("/today").get_by_role("heading", level=1)).to_contain_text("Ben")
    mayas.find_connection()
    assert (len(logged(site_engine, of_maya)), len(logged(site_engine, of_ben))) == before

    mayas.open("/me").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert [row["owner"] for row in mayas.waiting()] == [str(cast.maya)]
    assert page.evaluate(SETTLED)["names"] == []
    mayas.sign_in(cast.maya)
    mayas.open("/today")
    expect(page.get_by_text("The saved entry is in your log.")).to_be_visible()
    assert (len(logged(site_engine, of_maya)), len(logged(site_engine, of_ben))) == (before[0] + 1, before[1])


def test_signing_out_sends_what_waits_and_clears_the_phone(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    before = len(logged(site_engine, cast.here.enrolment))
    page = mayas.page
    leave_unsent(mayas)
    page = mayas.open("/me")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert len(logged(site_engine, cast.here.enrolment)) == before + 1
    assert mayas.waiting() == []
    assert page.evaluate(SETTLED)["paths"] == []
    mayas.until(ANSWERS)
    mayas.until(FOR_ALL)
    mayas.lose_connection()
    expect(mayas.open("/today").get_by_role("heading", level=1)).to_have_text("You are offline")


def test_signing_out_says_what_could_not_be_sent_before_it_takes_it_away(mayas: Phone, cast: Cast) -> None:
    leave_unsent(mayas)
    page = mayas.page
    page.route("**/log", lambda route: route.abort())
    mayas.open("/me").get_by_role("button", name="Sign out").click()
    asked = page.get_by_text("Something you wrote is only on this phone and could not be sent.")
    expect(asked).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Stay signed in").click()
    expect(asked).to_be_hidden()
    assert len(mayas.waiting()) == 1
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign out all the same").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert mayas.waiting() == []


def test_on_a_shared_device_nothing_is_kept_and_an_unsent_tap_says_so(phone: Phone, cast: Cast) -> None:
    phone.sign_in(cast.maya, Device.SHARED)
    page = phone.open("/today")
    phone.until(FOR_ALL)
    assert page.evaluate(SETTLED)["names"] == []
    phone.lose_connection()
    page.get_by_role("button", name="About 10").click()
    expect(page.get_by_text("Not sent yet: the connection dropped.")).to_be_visible()
    assert phone.waiting() == []


def test_an_entry_that_is_refused_stays_and_says_why(mayas: Phone, cast: Cast, site_engine: Engine) -> None:
    mayas.page.evaluate(PUT, "0c7d5c5e-3f0e-4d8c-9f5b-2b1f1f0f7a11")
    page = mayas.open("/today")
    expect(page.get_by_text("An entry on this phone was not taken.")).to_be_visible()
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_text("was not taken: its course is over for you")).to_be_visible()
    page.get_by_role("button", name="Take away About 10").click()
    expect(page.get_by_text("Nothing. What you log without a connection waits here.")).to_be_visible()


def test_a_practice_she_keeps_is_heard_without_a_connection(mayas: Phone, cast: Cast) -> None:
    path = f"/practice/{cast.here.enrolment}/affectionate-breathing"
    page = mayas.open(path)
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("This practice opens without a connection now.")).to_be_visible(timeout=20_000)
    assert barriers(page) == []
    mayas.lose_connection()
    page = mayas.open(path)
    sound = page.evaluate(HEARD)
    assert sound["seconds"] > 60
    assert sound["part"] == [206, 100]
    page.get_by_role("button", name="About 10").click()
    expect(page.locator("#logged").get_by_text(re.compile("^Saved on this phone"))).to_be_visible()
    mayas.find_connection()
    page = mayas.open("/me/phone")
    expect(page.get_by_role("link", name="Affectionate Breathing")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Take all practices from this phone").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert path not in mayas.is_ready()["paths"]


def test_a_voice_that_was_taken_back_goes_from_the_phone_when_it_next_asks(
    mayas: Phone, cast: Cast, site_engine: Engine
) -> None:
    path = f"/practice/{cast.here.enrolment}/affectionate-breathing"
    page = mayas.open(f"{path}?minutes=5")
    voice = f"/sound/recording/{cast.here.recording}.mp3"
    assert page.locator("#player audio").get_attribute("src") == voice
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("This practice opens without a connection now.")).to_be_visible(timeout=20_000)
    assert voice in mayas.kept(at_least=path)["paths"]
    with store.writing(site_engine) as db:
        row = db.get_one(Recording, cast.here.recording)
        recording.take_back(db, row, now=clock.now(db), by=db.get_one(Person, cast.ines))
    page.evaluate("() => localStorage.clear()")  # the half hour is over
    mayas.open("/today")
    mayas.until(f"async () => !(await caches.match('{voice}')) && !(await caches.match('{path}'))")


def test_who_saves_data_has_only_help_and_what_she_opens_laid_down(phone: Phone, cast: Cast) -> None:
    phone.page.context.set_extra_http_headers({"Save-Data": "on"})
    phone.sign_in(cast.maya)
    phone.open("/today")
    assert phone.is_ready()["paths"] == ["/help", "/today"]


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_whoever_asked_for_less_motion(
    site: str, maya: Page, wish: Literal["reduce", "no-preference"], moves: bool
) -> None:
    """The ring of a log is one of two movements of this site; the words come either way."""
    maya.emulate_media(reduced_motion=wish)
    maya.goto(f"{site}/today")
    maya.evaluate(COUNT_MOVES)
    maya.get_by_role("button", name="About 10").click()
    expect(maya.get_by_text("Logged: about 10 minutes.").first).to_be_visible()
    assert maya.evaluate("() => self.moves > 0") is moves


COUNT_MOVES = """() => {
  self.moves = 0;
  document.addEventListener('animationstart', (event) => {
    const [one] = event.target.getAnimations();
    if (one && one.effect.getComputedTiming().duration > 50) self.moves += 1;
  });
}"""
PUT = """(id) => self.phone.put('entries', {
  id, action: '/log', fields: { client_id: id, minutes: '10', enrolment: '987654' }, said: 'About 10', at: Date.now(),
})"""
EARLIER = """async () => {
  const all = await self.phone.all('entries');
  for (const one of all) await self.phone.put('entries', { ...one, at: one.at - 7_200_000 });
}"""
HEARD = """async () => {
  const audio = document.querySelector('#player audio');
  audio.preload = 'auto';
  audio.load();
  const seconds = await new Promise((done, lost) => {
    audio.addEventListener('loadedmetadata', () => done(audio.duration));
    audio.addEventListener('error', () => lost(new Error('no sound')));
  });
  const part = await fetch(audio.src, { headers: { Range: 'bytes=100-199' } });
  return { seconds, part: [part.status, (await part.blob()).size] };
}"""


def leave_unsent(phone: Phone) -> None:
    """One tap whose sending fails, with the connection there again afterwards."""
    phone.page.route("**/log", lambda route: route.abort())
    phone.page.get_by_role("button", name="About 10").click()
    expect(phone.page.get_by_role("button", name="Send the saved entry")).to_be_visible()
    phone.page.unroute("**/log")


def two_hours_before(page: Page) -> None:
    page.evaluate(EARLIER)


def site_now(engine: Engine) -> datetime:
    with store.reading(engine) as db:
        return clock.now(db)


def test_the_site_can_be_installed_under_a_name_that_says_nothing(chromium: Browser, phone: Phone) -> None:
    page = phone.open("/sign-in")
    phone.until(ANSWERS)
    browser = page.context.new_cdp_session(page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert '"name": "Rings"' in manifest["data"]
    found = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in found] in ([], ["in-incognito"])
