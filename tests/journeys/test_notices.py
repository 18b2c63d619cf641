"""Short notices in a real browser. It reaches no push service, so the page's script is followed as far as that."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Worker, expect

from course.notice_settings import Template, WebPush
from course.people import notice_place
from course.store import reading, writing
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.test_pages import barriers
from tests.site import SignIn

pytestmark = pytest.mark.one_engine
KEY = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
DENIED = "This browser does not allow notices from here."
FAILED = "This did not work just now."
REGISTER = """const known = await navigator.serviceWorker.register("/static/js/notice-worker.js");
while (!known.active) await new Promise((later) => setTimeout(later, 20));"""
LISTEN = """() => {
  self.shown = [];
  self.registration.showNotification = async (title, how) => { self.shown.push([title, how.body, how.data.link]); };
}"""


@pytest.fixture
def offered(app: Flask, site: str) -> str:
    app.extensions["settings"] = app.extensions["settings"].model_copy(
        update={
            "web_push": WebPush(private_key=KEY, subject="mailto:course@example.org"),
            "notices": {"sms": Template(url="json://127.0.0.1:1/{number}", wants="number")},
        }
    )
    return f"{site}/me/notices"


@pytest.fixture
def without_javascript(chromium: Browser, site: str, signed_in_as: SignIn, cast: Cast) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    cookie = signed_in_as(cast.maya).get_cookie("kindly")
    assert cookie is not None
    context.add_cookies([{"name": "kindly", "value": cookie.value, "url": site}])
    yield context.new_page()
    context.close()


def test_who_does_not_allow_notices_reads_a_plain_sentence(offered: str, maya: Page) -> None:
    maya.goto(offered)
    maya.evaluate("Notification.requestPermission = async () => 'denied'")
    maya.get_by_role("button", name="Use this device").click()
    expect(maya.get_by_role("status").filter(has_text=DENIED)).to_be_visible()
    expect(maya).to_have_url(offered)


def test_a_browser_that_blocks_them_says_so_before_anybody_presses(offered: str, maya: Page) -> None:
    maya.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    maya.goto(offered)
    expect(maya.get_by_role("status").filter(has_text=DENIED)).to_be_visible()


def test_a_browser_without_notices_has_no_button(offered: str, maya: Page) -> None:
    maya.add_init_script("delete window.PushManager")
    maya.goto(offered)
    expect(maya.get_by_text("This browser has no notices.")).to_be_visible()
    expect(maya.get_by_role("button", name="Use this device")).to_be_hidden()


def test_where_no_push_service_answers_the_worker_is_there_and_a_sentence_says_what_happens(
    offered: str, maya: Page
) -> None:
    maya.context.grant_permissions(["notifications"])
    maya.goto(offered)
    maya.get_by_role("button", name="Use this device").click()
    expect(maya.get_by_role("status").filter(has_text=FAILED)).to_be_visible(timeout=20_000)
    worker = (
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.active?.scriptURL))"
    )
    [address] = [one for one in maya.evaluate(worker) if "notice-worker" in one]
    assert "/static/js/notice-worker.js?v=" in address


def test_what_the_browser_was_given_is_handed_in(offered: str, maya: Page, cast: Cast, app: Flask) -> None:
    """The push service is the one thing made up here: no browser of a test can reach one."""
    maya.context.grant_permissions(["notifications"])
    maya.goto(offered)
    maya.evaluate(
        """() => {
          const key = "B" + "A".repeat(86), auth = "A".repeat(22);
          const given = { endpoint: "https://fcm.googleapis.com/fcm/send/x", keys: { p256dh: key, auth } };
          PushManager.prototype.getSubscription = async () => null;
          PushManager.prototype.subscribe = async (asked) => {
            if (!asked.userVisibleOnly || asked.applicationServerKey.length !== 65) throw new Error("key");
            return given;
          };
        }"""
    )
    maya.get_by_role("button", name="Use this device").click()
    expect(maya.get_by_text("Notices come to this device from now on.")).to_be_visible()
    with reading(app.extensions["engine"]) as db:
        assert [one.way for one in notice_place.of(db, cast.maya)] == ["push"]


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("{site}/today", "{site}/today"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
    ],
)
def test_the_worker_shows_the_sentence_and_leads_nowhere_but_here(
    link: str, opens: str, offered: str, site: str, maya: Page
) -> None:
    """The browser itself hands the worker a notice, as if it had come from a push service."""
    maya.context.grant_permissions(["notifications"])
    maya.goto(offered)
    deliver(maya, site, f"Something new is open for you.\n{link.format(site=site)}")
    assert shown(maya) == [["Kindly", "Something new is open for you.", opens.format(site=site)]]


def of_notices(page: Page) -> Worker:
    """The worker of notices; another one answers for pages that were kept."""
    return next(one for one in page.context.service_workers if "notice-worker" in one.url)


def shown(page: Page) -> list[list[str]]:
    for _look in range(50):
        if found := of_notices(page).evaluate("() => self.shown ?? []"):
            return list(found)
        page.wait_for_timeout(100)
    return []


def deliver(page: Page, site: str, words: str) -> None:
    known: list[str] = []
    browser = page.context.new_cdp_session(page)
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: known.extend(
            one["registrationId"] for one in said["registrations"] if one["scopeURL"].endswith("/static/js/")
        ),
    )
    browser.send("ServiceWorker.enable")
    page.evaluate(f"async () => {{ {REGISTER} }}")
    page.wait_for_timeout(200)
    of_notices(page).evaluate(LISTEN)
    browser.send(
        "ServiceWorker.deliverPushMessage", {"origin": site, "registrationId": known[-1], "data": words}
    )


def test_without_javascript_the_page_says_what_is_needed(offered: str, without_javascript: Page) -> None:
    without_javascript.goto(offered)
    assert without_javascript.get_by_text("This needs JavaScript").is_visible()
    assert not without_javascript.get_by_role("button", name="Use this device").is_visible()


def test_the_whole_page_has_no_barrier(offered: str, visit: Visit, cast: Cast, app: Flask) -> None:
    with writing(app.extensions["engine"]) as db:
        notice_place.add_number(db, cast.maya, way="sms", wants="number", typed="+351912345678")
    maya = visit(cast.maya)
    for width in (360, 1280):
        maya.set_viewport_size({"width": width, "height": 800})
        maya.goto(offered)
        assert barriers(maya) == []
