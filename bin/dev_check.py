"""Sign in through the printed links and open the main pages, as `bin/dev --check` does."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

# The pages that must open, by who opens them. A star stands for one part of an address that differs between houses:
# such a page has to be reached by a link on a page that was opened before it.
SIGNED_OUT = ("/", "/help", "/sign-in")
PAGES: dict[str, tuple[str, ...]] = {
    "participant": ("/", "/today", "/course", "/course/*/week-1", "/log", "/journal", "/me", "/help"),
    "facilitator": (
        "/",
        "/cohorts/*",
        "/cohorts/*/meetings",
        "/cohorts/*/people",
        "/cohorts/*/letters",
        "/help",
    ),
    "lead": (
        "/",
        "/programmes/*",
        "/programmes/*/compare",
        "/programmes/*/cohorts",
        "/programmes/*/settings",
        "/help",
    ),
}


def problems(site: str, printed: str) -> list[str]:
    """What does not work, in plain words; `printed` is what `python -m course sign-in-links` wrote."""
    found = _walk(Visitor(site), SIGNED_OUT, "signed-out visitor")
    for role, pages in PAGES.items():
        link = _link_of(role, printed)
        if link is None:
            found.append(f"no sign-in link was printed for the {role}")
            continue
        visitor = Visitor(site)
        found += visitor.sign_in(link, role) or _walk(visitor, pages, role)
    return found


@dataclass
class Page:
    status: int
    address: str
    text: str


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Visitor:
    """A browser with its own cookies and no JavaScript."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str) -> Page:
        return self._send(urllib.parse.urljoin(self.site, path), None)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._send(urllib.parse.urljoin(self.site, path), urllib.parse.urlencode(fields).encode())

    def sign_in(self, link: str, role: str) -> list[str]:
        """Follow a sign-in link as a person does: opening it changes nothing, its button signs in."""
        page = self.get(link)
        form = _form_for(link, page)
        if page.status != 200 or form is None:
            return [f"the {role}'s sign-in link answered {page.status} without a button"]
        answer = self.post(urllib.parse.urljoin(link, form.action), form.fields)
        if answer.status != 200:
            return [f"the {role}'s sign-in button answered {answer.status} at {answer.address}"]
        return []

    def _send(self, address: str, body: bytes | None) -> Page:
        request = urllib.request.Request(address, data=body)  # noqa: S310 - our own site
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Page(refusal.code, address, refusal.read().decode(errors="replace"))
        except urllib.error.URLError as failure:
            return Page(0, address, str(failure.reason))


class _Parts(HTMLParser):
    """The forms that post and the addresses that are linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif tag in {"input", "button"} and self._open and given.get("name") and _is_sent(given):
            self._open.fields.setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def _is_sent(given: dict[str, str]) -> bool:
    return given.get("type") not in {"checkbox", "radio"} or "checked" in given


def _form_for(link: str, page: Page) -> Form | None:
    """The form that posts back to the link; the layout may hold others."""
    forms = _Parts(page.text).forms
    path = urllib.parse.urlsplit(link).path
    for form in forms:
        if urllib.parse.urlsplit(urllib.parse.urljoin(link, form.action)).path == path:
            return form
    return forms[0] if forms else None


def _link_of(role: str, printed: str) -> str | None:
    for line in printed.splitlines():
        if role in line.lower() and (match := re.search(r"https?://\S+", line)):
            return match.group()
    return None


def _walk(visitor: Visitor, pages: tuple[str, ...], who: str) -> list[str]:
    """Open each page in turn, and say what is wrong with it."""
    found: list[str] = []
    known: list[str] = []
    for wanted in pages:
        path = next((one for one in [wanted, *known] if _fits(one, wanted)), None)
        if path is None:
            found.append(f"no page led the {who} to {wanted}")
            continue
        page = visitor.get(path)
        found += _wrong_with(page, path, who)
        known += [_path(urllib.parse.urljoin(page.address, link)) for link in _Parts(page.text).links]
        known.append(_path(page.address))
    return found


def _wrong_with(page: Page, path: str, who: str) -> list[str]:
    if page.status != 200:
        return [f"{path} answered {page.status} to the {who}"]
    if path != "/" and _path(page.address) != path:
        return [f"{path} sent the {who} to {_path(page.address)}"]
    return [] if "<h1" in page.text else [f"{path} shows the {who} no heading"]


def _fits(path: str, wanted: str) -> bool:
    return bool(re.fullmatch(wanted.replace("*", "[^/*]+"), path))


def _path(address: str) -> str:
    return urllib.parse.urlsplit(address).path
