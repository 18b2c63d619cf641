"""An evening with the group, on the phone of whoever leads it: run sheet, who is here, names from a video list."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from course import store
from course.cohorts.attendance import Attendance
from course.cohorts.pace import BegunPart
from tests.cast import NOW, Cast
from tests.journeys.conftest import Visit
from tests.journeys.test_pages import THEMES, WIDTHS, barriers
from tests.site import SignIn
from tests.web.travelling import travel_to

pytestmark = pytest.mark.one_engine

BEGINS = NOW.replace(day=18, hour=18, minute=30)
"""Session 4: Arriving 18:30 (20 minutes), then 18:50 (12), then 19:02."""


@pytest.fixture
def evening(site: str, cast: Cast, site_engine: Engine) -> str:
    """The address of the meeting, a few seconds after half past six that evening."""
    travel_to(site_engine, BEGINS.replace(second=5))
    return f"{site}/cohorts/{cast.here.cohort}/meetings/{cast.here.meeting}"


@pytest.fixture
def phone(ines: Page) -> Page:
    """Her clock can be moved by the test."""
    ines.clock.install(time=datetime.now(UTC))
    return ines


@pytest.fixture
def without_script(chromium: Browser, ines: Page) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(ines.context.cookies())  # type: ignore[arg-type]  # the driver's own two shapes differ
    yield context.new_page()
    context.close()


def begun(engine: Engine) -> list[BegunPart]:
    with store.reading(engine) as db:
        return list(db.exec(select(BegunPart).order_by(BegunPart.begun_at)).all())  # type: ignore[arg-type]


def left(page: Page) -> str:
    return page.locator("[data-left]").inner_text()


def test_minutes_run_down_the_meeting_falls_behind_and_the_rest_moves(phone: Page, evening: str) -> None:
    phone.goto(f"{evening}/run-sheet")
    phone.get_by_role("button", name=re.compile("^Begin: ")).click()
    expect(phone.locator("[data-kicker]")).to_have_text(re.compile("Now, part 1 of"))
    expect(phone.locator("[data-left]")).to_have_text(re.compile("^(20:00|19:5)"))
    phone.clock.fast_forward("05:00")
    assert re.match("15:00|14:5", left(phone))
    expect(phone.get_by_text("behind")).to_be_hidden()
    phone.clock.fast_forward("19:00")
    expect(phone.locator("[data-of]")).to_have_text("over its 20 min")
    expect(phone.locator("[data-drift]")).to_contain_text("4 minutes behind.")
    expect(phone.locator("[data-drift]")).to_contain_text("can move to 18:54, the end to 21:19.")
    phone.get_by_role("button", name="Shift").click()
    expect(phone.locator("[data-drift]")).to_be_hidden()
    expect(phone.locator("[data-moved]")).to_contain_text(
        "The rest stands 4 minutes later. The end is at 21:19."
    )
    expect(phone.locator(".sheet-time").nth(1)).to_have_text("18:54")
    phone.get_by_role("button", name="Back to the plan").click()
    expect(phone.locator(".sheet-time").nth(1)).to_have_text("18:50")
    expect(phone.locator("[data-drift]")).to_be_visible()


def test_the_next_part_brings_its_cues_and_can_be_taken_back(phone: Page, evening: str) -> None:
    phone.goto(f"{evening}/run-sheet")
    phone.get_by_role("button", name=re.compile("^Begin: ")).click()
    first = phone.locator("#now").inner_text()
    second = phone.locator("[data-part]").nth(1)
    phone.get_by_role("button", name=re.compile("^Next: ")).click()
    expect(phone.locator("#now")).to_have_text(second.get_attribute("data-title") or "")
    assert (
        phone.locator("[data-cues] li").all_inner_texts()
        == second.locator(".sheet-cues li").all_inner_texts()
    )
    expect(second).to_have_attribute("aria-current", "step")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator("#now")).to_have_text(first)


def test_whoever_presses_moves_the_other_phone_too(
    phone: Page, evening: str, visit: Visit, cast: Cast
) -> None:
    other = visit(cast.lena)
    other.clock.install(time=datetime.now(UTC))
    for page in (phone, other):
        page.goto(f"{evening}/run-sheet")
    phone.get_by_role("button", name=re.compile("^Begin: ")).click()
    expect(phone.locator("[data-kicker]")).to_have_text(re.compile("part 1 of"))
    phone.reload()
    expect(phone.locator("#run [data-said]")).to_contain_text("has begun")
    other.clock.fast_forward("00:11")
    expect(other.locator("#run [data-said]")).to_contain_text("Ines moved on to")


def test_without_a_connection_it_goes_on_and_what_was_pressed_arrives_with_its_own_time(
    phone: Page, evening: str, site_engine: Engine
) -> None:
    phone.goto(f"{evening}/run-sheet")
    phone.get_by_role("button", name=re.compile("^Begin: ")).click()
    expect(phone.locator("[data-kicker]")).to_have_text(re.compile("part 1 of"))
    bell = phone.locator("[data-bell-sound]")
    expect(bell).to_have_js_property("readyState", 4)
    until(phone, lambda: len(begun(site_engine)) == 1)
    phone.context.set_offline(True)
    phone.clock.fast_forward("20:00")
    phone.get_by_role("button", name=re.compile("^Next: ")).click()
    expect(phone.locator("[data-kicker]")).to_have_text(re.compile("part 2 of"))
    expect(phone.locator("#run [data-kept]")).to_contain_text("this phone goes on by itself")
    phone.get_by_role("button", name="Bell").click()
    expect(bell).not_to_have_js_property("currentTime", 0)
    phone.clock.fast_forward("03:00")
    assert re.match("9:0|8:5", left(phone))  # 12 minutes, 3 of them gone
    assert len(begun(site_engine)) == 1
    travel_to(site_engine, BEGINS.replace(minute=53))
    phone.context.set_offline(False)
    phone.clock.fast_forward("00:11")
    # a first try may come before the network does; the next one is ten seconds later
    expect(phone.locator("#run [data-kept]")).to_be_hidden(timeout=15_000)
    first, second = begun(site_engine)
    assert (
        1195 <= (second.begun_at - first.begun_at).total_seconds() <= 1210
    )  # twenty minutes, not twenty-three


def test_without_a_script_the_sheet_is_pressed_along_and_has_a_bell(
    without_script: Page, evening: str, site_engine: Engine
) -> None:
    page = without_script
    page.goto(f"{evening}/run-sheet")
    page.get_by_role("button", name=re.compile("^Begin: ")).click()
    expect(page.locator("[data-kicker]")).to_have_text(re.compile("Now, part 1 of"))
    assert page.locator("audio[controls]").is_visible()
    travel_to(site_engine, BEGINS.replace(minute=54, second=10))
    page.reload()
    expect(page.locator("[data-drift]")).to_contain_text("4 minutes behind.")
    page.get_by_role("button", name="Shift").click()
    expect(page.locator(".sheet-time").nth(1)).to_have_text("18:54")
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    page.get_by_role("button", name="Undo").click()
    assert len(begun(site_engine)) == 1


def test_every_mark_is_two_taps_away_and_the_last_one_can_be_undone(
    ines: Page, evening: str, cast: Cast
) -> None:
    ines.goto(f"{evening}/attendance")
    row = ines.locator(f"#seat-{cast.here.other_enrolment}")
    row.locator("summary").click()
    row.get_by_role("button", name="Made up elsewhere").click()
    expect(row.locator(".seat-mark")).to_have_text("Made up elsewhere")
    expect(ines.locator("#came")).to_have_text(re.compile("^0 of"))  # elsewhere is not here
    row.get_by_role("button", name="Undo").click()
    expect(row.locator(".seat-mark")).to_have_text("Tap if here")
    ines.get_by_role("button", name="All here").click()
    expect(ines.locator(".seat-mark").first).to_have_text("Here")
    ines.get_by_role("button", name="Undo").click()
    expect(ines.locator(".seat-mark").first).to_have_text("Tap if here")


def test_a_tap_without_a_connection_stays_in_its_row_and_arrives_later(
    ines: Page, evening: str, cast: Cast, site_engine: Engine
) -> None:
    ines.goto(f"{evening}/attendance")
    row = ines.locator(f"#seat-{cast.here.other_enrolment}")
    ines.context.set_offline(True)
    row.locator(".seat-button").click()
    expect(row).to_contain_text("Kept on this phone")
    row.locator(".seat-button").click()
    expect(row.locator(".seat-mark")).to_have_text("By video")
    ines.context.set_offline(False)
    expect(row).not_to_contain_text("Kept on this phone")
    expect(row.locator(".seat-mark")).to_have_text("By video")
    with store.reading(site_engine) as db:
        mine = (
            Attendance.meeting_id == cast.here.meeting,
            Attendance.enrolment_id == cast.here.other_enrolment,
        )
        assert db.exec(select(Attendance.mark).where(*mine)).one() == "video"


def test_a_name_from_the_video_list_waits_until_somebody_says_whose_it_is(
    ines: Page, evening: str, cast: Cast
) -> None:
    ines.goto(f"{evening}/attendance")
    ines.get_by_role("link", name="Names from the video meeting").click()
    lines = "Name,Email,Duration\nMaya,maya@example.org,160\nBen's phone,,90\nA visitor,,12\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    ines.get_by_label("The file").set_input_files(file)  # type: ignore[arg-type]
    ines.get_by_role("button", name="Take it in").click()
    expect(ines.locator("#status")).to_contain_text("1 person marked by video. 2 names wait below.")
    waits = ines.locator(".listed > li").filter(has_text="Ben's phone")
    waits.get_by_role("button", name="By video").click()
    expect(ines.get_by_role("alert").or_(ines.locator(".error-summary")).first).to_contain_text(
        "choose who it was"
    )
    waits.get_by_label("Who it was").select_option("Ben")
    waits.get_by_role("button", name="Part of it").click()
    ines.get_by_role("button", name="Nobody of the group").click()
    expect(ines.locator("#status")).to_contain_text("A visitor is put aside.")
    expect(ines.locator(".listed")).to_have_count(0)
    ines.goto(f"{evening}/attendance")
    expect(ines.locator(f"#seat-{cast.here.other_enrolment} .seat-mark")).to_have_text("Part of it")
    expect(ines.locator(f"#seat-{cast.here.enrolment} .seat-mark")).to_have_text("By video")


def test_the_room_view_names_nobody(ines: Page, evening: str, cast: Cast, site: str) -> None:
    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    ines.get_by_role("link", name="Room view").click()
    expect(ines.get_by_role("heading", level=1)).to_contain_text("Session 4 is on now")
    shown = ines.locator("body").inner_text()
    assert not re.search(r"\b(Maya|Ben|Dani|Nia|Ines)\b", shown)
    ines.get_by_role("link", name="Show names again").click()
    expect(ines.locator("#people")).to_be_visible()


def test_whoever_cannot_come_says_so_with_one_tap_and_the_evening_knows(
    maya: Page, ines: Page, evening: str, site: str, cast: Cast
) -> None:
    maya.goto(f"{site}/today")
    maya.get_by_role("button", name="I can’t make it").click()
    expect(maya.get_by_text("Your facilitators know")).to_be_visible()
    ines.goto(f"{evening}/attendance")
    expect(ines.locator(f"#seat-{cast.here.enrolment} .seat-mark")).to_have_text("Away, told us")


def test_the_pages_of_an_evening_have_no_barrier_while_they_are_used(
    phone: Page, evening: str, cast: Cast
) -> None:
    phone.goto(f"{evening}/run-sheet")
    phone.get_by_role("button", name=re.compile("^Begin: ")).click()
    phone.clock.fast_forward("24:30")
    expect(phone.locator("[data-drift]")).to_be_visible()
    wrong = _looked_at(phone, "run sheet")
    phone.goto(f"{evening}/attendance")
    phone.locator(f"#seat-{cast.here.enrolment} .seat-button").click()
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    phone.locator("summary").filter(has_text="Every mark").first.click()
    wrong += _looked_at(phone, "attendance")
    phone.goto(f"{evening}/attendance/list")
    phone.get_by_label("Or its lines").fill("Name,Email\nA phone,\nAnother,\n")
    phone.get_by_role("button", name="Take it in").click()
    wrong += _looked_at(phone, "list")
    assert wrong == []


def _looked_at(page: Page, name: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [f"{name} {width} {theme}: {what}" for what in barriers(page)]
    return found


KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('evening-')), paths = [];
  for (const name of names) {
    for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
  }
  return { owners: names.map((name) => name.split('-')[1]), paths };
}"""


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found


def test_the_evening_opens_again_without_a_connection_waits_for_its_owner_and_is_sent_once(
    ines: Page, evening: str, cast: Cast, site: str, site_engine: Engine, signed_in_as: SignIn
) -> None:
    """Pressed offline, closed, opened again offline; another facilitator on the same phone; then Ines is back."""
    address = evening.removeprefix(site)
    ines.goto(f"{evening}/run-sheet")
    ines.get_by_role("button", name=re.compile("^Begin: ")).click()
    expect(ines.locator("[data-kicker]")).to_have_text(re.compile("part 1 of"))
    until(ines, lambda: len(begun(site_engine)) == 1)
    until(ines, lambda: {f"{address}/attendance", "/sound/bell/bowl.mp3"} <= set(kept(ines)["paths"]))
    until(ines, lambda: bool(ines.evaluate("() => navigator.serviceWorker.controller !== null")))
    ines.context.set_offline(True)
    ines.get_by_role("button", name=re.compile("^Next: ")).click()
    ines.reload()
    expect(ines.locator("[data-kicker]")).to_have_text(re.compile("part 2 of"))
    expect(ines.locator("[data-bell-sound]")).to_have_js_property("readyState", 4)
    ines.goto(f"{evening}/attendance")
    row = ines.locator(f"#seat-{cast.here.other_enrolment}")
    row.locator(".seat-button").click()
    expect(row).to_contain_text("Kept on this phone")
    ines.reload()
    expect(row.locator(".seat-mark")).to_have_text("Here")
    expect(row).to_contain_text("Kept on this phone")
    expect(ines.locator("#came")).to_have_text(re.compile("^1 of"))
    assert barriers(ines) == []
    assert (len(begun(site_engine)), marks(site_engine, cast)) == (1, [])

    cookie = signed_in_as(cast.lena).get_cookie("kindly")
    before = ines.context.cookies()
    assert cookie is not None
    ines.context.add_cookies([{"name": "kindly", "value": cookie.value, "url": site}])
    ines.context.set_offline(False)
    ines.goto(f"{site}/cohorts/{cast.here.cohort}")
    until(ines, lambda: kept(ines)["owners"] == [])
    expect(ines.get_by_role("button", name=re.compile("^Send"))).to_be_hidden()
    assert (len(begun(site_engine)), marks(site_engine, cast)) == (1, [])

    ines.context.add_cookies(before)  # type: ignore[arg-type]  # the driver's own two shapes differ
    ines.goto(f"{evening}/attendance")
    expect(row.locator(".seat-mark")).to_have_text("Here")
    until(ines, lambda: len(begun(site_engine)) == 2)
    assert marks(site_engine, cast) == ["here"]
    until(ines, lambda: kept(ines)["owners"] == [str(cast.ines)])
    ines.locator("[data-menu] summary").click()
    ines.get_by_role("button", name="Sign out").click()
    expect(ines).to_have_url(re.compile("/sign-in"))
    assert kept(ines)["owners"] == []


def test_after_the_meetings_day_its_pages_are_gone(ines: Page, evening: str, site: str) -> None:
    ines.clock.install(time=datetime.now(UTC))
    ines.goto(f"{evening}/attendance")
    until(ines, lambda: "/sound/bell/bowl.mp3" in kept(ines)["paths"])
    ines.clock.fast_forward("05:45:00")
    ines.goto(f"{site}/me")
    until(ines, lambda: kept(ines)["owners"] == [])


def marks(engine: Engine, cast: Cast) -> list[str]:
    mine = Attendance.meeting_id == cast.here.meeting, Attendance.enrolment_id == cast.here.other_enrolment
    with store.reading(engine) as db:
        return list(db.exec(select(Attendance.mark).where(*mine)).all())


def until(page: Page, is_so: Callable[[], bool]) -> None:
    for _look in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to that")
