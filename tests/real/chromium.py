"""A real Chromium that reaches this machine only."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import ExitStack

from playwright.sync_api import Browser, Page, sync_playwright

import browser as browsers

ARGUMENTS = (
    "--no-sandbox",  # root and many containers cannot have one, and the browser only sees our own pages
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a microphone that beeps once a second
    "--use-fake-ui-for-media-stream",  # and that nobody has to allow
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class NoChromium(Exception):
    """No browser can run here; the message says why."""


@contextlib.contextmanager
def running() -> Iterator[Browser]:
    program = browsers.find()
    if program is None:
        raise NoChromium("none was found and none was fetched; bin/browser says why")
    environ: dict[str, str | float | bool] = {**os.environ, **browsers.environment(program)}
    if node := browsers.node():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=environ)
        except Exception as error:  # the driver reports its own failures as a bare Exception
            raise NoChromium(f"{program} does not start: {error}") from error
        stack.callback(browser.close)
        yield browser


@contextlib.contextmanager
def page_of(browser: Browser, *, width: int = 390, height: int = 844) -> Iterator[Page]:
    """A page in a context of its own; what our content security policy stopped fails the test."""
    stopped: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    page = context.new_page()
    page.on(
        "console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None
    )
    try:
        yield page
    finally:
        context.close()
    assert not stopped, f"the content security policy stopped something: {stopped}"
