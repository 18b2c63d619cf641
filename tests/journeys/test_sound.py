"""The player and the recorder in a real browser: a real timer is heard, moved about in, stopped and written down."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response, expect
from sqlalchemy import Engine, update
from sqlmodel import col, select

from course import store
from course.people.person import Person
from course.practice.recording import RecordedSound
from course.practice.recording_upload import RecordingPiece, RecordingUpload
from tests.cast import Cast
from tests.journeys.test_pages import barriers
from tests.journeys.test_walks import logged
from tests.tasks.running import eventually
from web import sound_files
from web.timer_choice import TimerChoice

pytestmark = pytest.mark.one_engine

SLOW = {"offline": False, "latency": 50, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
LISTEN = """() => new Promise((heard) => {
  // the player's own clock at the moment at which a bell can first be heard
  const audio = document.querySelector("audio");
  const context = new AudioContext(), ear = context.createAnalyser();
  ear.fftSize = 256;
  const source = context.createMediaElementSource(audio);
  source.connect(ear);
  ear.connect(context.destination);
  const wave = new Float32Array(ear.fftSize);
  window.seekQuietly = (at) => {
    audio.currentTime = at;
    const listening = setInterval(() => {
      ear.getFloatTimeDomainData(wave);
      if (audio.seeking || wave.every((sample) => Math.abs(sample) < 0.02)) return;
      clearInterval(listening);
      window.heardAt = audio.currentTime;
    }, 5);
  };
  heard(true);
})"""


def until(page: Page, true: str) -> None:
    """Wait for something the page itself knows; asked from outside, where its policy allows no evaluation inside."""
    assert eventually(lambda: bool(page.evaluate(true)), seconds=20), true


def player(page: Page, site: str, cast: Cast, query: str) -> None:
    page.goto(f"{site}/practice/{cast.here.enrolment}/affectionate-breathing?{query}")


def test_a_timer_is_played_moved_about_in_stopped_and_written_down(
    site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    """Over a slow line. The closing bell of 45 minutes comes 2706 seconds in, also for whoever jumps almost to it."""
    maya.context.new_cdp_session(maya).send("Network.emulateNetworkConditions", SLOW)
    parts: list[Response] = []
    maya.on("response", lambda answer: parts.append(answer) if ".mp3" in answer.url else None)
    player(maya, site, cast, "minutes=20&voice=timer&timer=45")
    assert parts == []  # nothing is fetched before somebody asks for it
    maya.get_by_role("button", name="Start").click()
    expect(maya.get_by_role("button", name="Pause")).to_be_focused()
    expect(maya.locator("[data-clock]")).to_have_text(re.compile("45:00|44:5"))
    until(maya, "document.querySelector('audio').currentTime > 1")
    maya.evaluate("document.querySelector('audio').playbackRate = 16")
    until(maya, "document.querySelector('audio').currentTime > 100")
    maya.evaluate("document.querySelector('audio').playbackRate = 1")
    maya.evaluate(LISTEN)
    maya.evaluate("seekQuietly(2701)")
    until(maya, "window.heardAt")
    assert abs(maya.evaluate("window.heardAt") - 2706) < 0.3
    starts = [answer.headers.get("content-range", "") for answer in parts if answer.status == 206]
    assert any(not start.startswith("bytes 0-") for start in starts), starts
    before = len(logged(site_engine, cast.here.enrolment))
    maya.get_by_role("button", name="Stop").click()
    expect(maya.get_by_role("heading", name="2 minutes. Take your time.")).to_be_visible()
    maya.get_by_role("button", name="Write it down").click()
    expect(maya.get_by_role("button", name="Undo").first).to_be_visible()
    expect(maya.get_by_role("heading", name="2 minutes. Take your time.")).to_be_hidden()
    rows = logged(site_engine, cast.here.enrolment)
    assert len(rows) == before + 1
    assert (rows[-1].minutes, rows[-1].practice_key) == (2, "affectionate-breathing")


def test_the_player_is_worked_by_keys_and_says_where_it_is(site: str, maya: Page, cast: Cast) -> None:
    player(maya, site, cast, "minutes=20&voice=timer&timer=10")
    maya.get_by_role("button", name="Start").press("Enter")
    until(maya, "document.querySelector('audio').currentTime > 0.2")
    maya.get_by_role("button", name="Pause").press("Space")
    expect(maya.get_by_role("button", name="Play")).to_be_visible()
    seek = maya.get_by_role("slider", name="Where in it")
    for _ in range(12):
        seek.press("ArrowRight")
    assert 58 <= maya.evaluate("document.querySelector('audio').currentTime") <= 62
    assert re.fullmatch(r"(0:5\d|1:0\d) of 10:18", seek.get_attribute("aria-valuetext") or "")
    maya.get_by_role("button", name="Forward 15 seconds").press("Enter")
    assert 73 <= maya.evaluate("document.querySelector('audio').currentTime") <= 77
    maya.get_by_role("button", name="Back 15 seconds").press("Enter")
    assert 58 <= maya.evaluate("document.querySelector('audio').currentTime") <= 62
    help_link = maya.get_by_role("link", name="Get help")
    expect(help_link).to_be_visible()
    assert maya.evaluate("navigator.mediaSession.metadata.title") == "Thursday evening"
    assert barriers(maya) == []
    for panel in ("Read along", "Steady me"):
        maya.get_by_role("button", name=panel).click()
        assert barriers(maya) == []


def test_steady_me_stops_the_sound_and_leads_on_in_three_ways(site: str, maya: Page, cast: Cast) -> None:
    player(maya, site, cast, "minutes=20&voice=timer&timer=10")
    maya.get_by_role("button", name="Start").click()
    until(maya, "document.querySelector('audio').currentTime > 0.2")
    maya.get_by_role("button", name="Steady me").click()
    expect(maya.get_by_role("heading", name="Come out for a moment")).to_be_focused()
    assert maya.evaluate("document.querySelector('audio').paused")
    assert maya.locator(".steady li").count() == 3
    assert maya.get_by_role("link", name="Tell someone").get_attribute("href") == "/help"
    maya.get_by_role("button", name="Continue").click()
    until(maya, "!document.querySelector('audio').paused")
    maya.get_by_role("button", name="Stop").click()  # under a minute: nothing to write down, nothing is asked
    expect(maya.get_by_role("button", name="Start")).to_be_visible()


def test_the_text_goes_along_with_a_voice_and_stays_still_beside_a_timer(
    app: Flask, site: str, maya: Page, cast: Cast, site_engine: Engine
) -> None:
    """The cast's voice of 334 seconds is no sound, so a timer of about that length is put in its place."""
    timer = sound_files.timer(app.extensions["settings"].sound, TimerChoice(5)).read_bytes()
    with store.writing(site_engine) as db:
        hers = col(RecordedSound.recording_id) == cast.here.recording
        db.execute(update(RecordedSound).where(hers).values(body=timer))
        db.get_one(Person, cast.maya).ways = ["no-touch"]
    player(maya, site, cast, "minutes=5")
    starts = maya.evaluate(
        "Object.values(JSON.parse(document.getElementById('player').dataset.sounds))[0].starts"
    )
    assert starts[0] == 18
    maya.get_by_role("button", name="Start").click()
    expect(maya.locator("[data-who]")).to_contain_text("Ines")
    maya.evaluate(f"document.querySelector('audio').currentTime = {starts[1] + 1}")
    expect(maya.locator("[data-way]")).to_contain_text(
        "A shawl in place of a hand."
    )  # where a hand is spoken of
    maya.evaluate("document.querySelector('audio').currentTime = 0")
    expect(maya.locator("[data-way]")).to_be_hidden()
    maya.get_by_role("button", name="Read along").click()
    assert maya.locator("[data-along] [aria-current]").count() == 0  # the bell is still ringing
    for number in (0, 3):
        maya.evaluate(f"document.querySelector('audio').currentTime = {starts[number] + 1}")
        expect(maya.locator("[data-paragraph]").nth(number)).to_have_attribute("aria-current", "true")
    assert maya.locator("[data-along] [aria-current]").count() == 1
    player(maya, site, cast, "minutes=5&voice=timer")
    maya.get_by_role("button", name="Start").click()
    maya.get_by_role("button", name="Read along").click()
    maya.evaluate(f"document.querySelector('audio').currentTime = {starts[3] + 1}")
    until(maya, f"document.querySelector('audio').currentTime > {starts[3]}")
    assert maya.locator("[data-along] [aria-current]").count() == 0


def test_a_sound_that_does_not_load_leads_to_the_words(site: str, maya: Page, cast: Cast) -> None:
    """The voice in the cast is no sound at all."""
    player(maya, site, cast, "minutes=5")
    maya.get_by_role("button", name="Start").click()
    expect(maya.get_by_text("The sound is not loading here.")).to_be_visible()
    expect(maya.get_by_role("button", name="Start")).to_be_visible()


def test_the_player_without_a_script(chromium: Browser, site: str, maya: Page, cast: Cast) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(maya.context.cookies())  # type: ignore[arg-type]  # the driver's own two shapes differ
    page = context.new_page()
    player(page, site, cast, "minutes=20")
    page.get_by_label("From bell to bell").select_option("15")
    page.get_by_role("button", name="Use this").click()
    assert page.locator("audio[controls]").get_attribute("src") == "/sound/timer/timer-15-none-bowl.mp3"
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    expect(page.get_by_role("button", name="About 10")).to_be_visible()
    context.close()


def test_a_few_seconds_are_recorded_go_on_later_and_are_too_short(
    site: str, ines: Page, cast: Cast, site_engine: Engine
) -> None:
    """With the browser's own microphone, which beeps."""
    script = f"{site}/cohorts/{cast.here.cohort}/voices/loving-kindness-for-ourselves/5"
    ines.goto(script)
    ines.get_by_role("button", name="Record").click()
    expect(ines.locator("[data-clock]")).to_have_text("0:03", timeout=15_000)
    assert ines.locator("[data-script] [aria-current]").count() == 1
    ines.get_by_role("button", name="Pause").click()
    expect(ines.get_by_text("so far.")).to_be_visible()
    ines.goto(script)  # another day
    ines.get_by_role("button", name="Go on").click()
    expect(ines.locator("[data-clock]")).to_have_text("0:06", timeout=15_000)
    ines.get_by_role("button", name="Pause").click()
    expect(ines.get_by_text(re.compile("0:0[67] so far"))).to_be_visible()
    with store.reading(site_engine) as db:
        upload = db.exec(
            select(RecordingUpload).where(RecordingUpload.practice_key == "loving-kindness-for-ourselves")
        ).one()
        pieces = db.exec(select(RecordingPiece).where(RecordingPiece.upload_id == upload.id)).all()
    assert (upload.rate, [piece.number for piece in pieces]) == (24_000, [0, 1])
    assert any(pieces[0].body)  # the beeps were heard
    ines.get_by_role("button", name="Keep it").click()
    expect(ines.get_by_role("alert")).to_contain_text("needs between 2 min 30 s and 8 min 0 s")
    expect(ines.get_by_text("so far.")).to_be_visible()
    ines.get_by_role("button", name="Throw it away").click()
    expect(ines.get_by_text("Nothing is recorded yet.")).to_be_visible()


def test_what_could_not_be_sent_is_sent_when_the_page_is_opened_again(
    app: Flask, site: str, ines: Page, cast: Cast
) -> None:
    script = f"{site}/cohorts/{cast.here.cohort}/voices/loving-kindness-for-ourselves/5"
    ines.goto(script)
    ines.route("**/pieces", lambda route: route.abort())
    ines.get_by_role("button", name="Record").click()
    expect(ines.locator("[data-clock]")).to_have_text("0:03", timeout=15_000)
    ines.get_by_role("button", name="Pause").click()
    expect(ines.get_by_text("Not sent yet; kept in this browser.")).to_be_visible()
    ines.unroute("**/pieces")
    ines.on("dialog", lambda dialog: dialog.accept())
    ines.goto(script)
    expect(ines.get_by_text(re.compile("0:0[34] so far"))).to_be_visible()
