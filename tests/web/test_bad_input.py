"""What people really send: very long words, emoji, the other direction, the same press twice. Nothing is lost."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.site import SignIn

LONG = "It was a long day, and I begin with the weather. " * 2041
"""100,009 characters."""
LONG_ARABIC = "كان يوما طويلا وابدأ بالطقس كما افعل دائما. " * 2273
"""100,012 characters of two bytes each, six when a form sends them."""
LONG_EMOJI = "🙂" * 100_000
"""100,000 characters of four bytes each, twelve when a form sends them."""
EMOJI = "Oma 👵🏽‍🌾 and I 🫶"
TURNED = "علی‌رضا بن عبد الله"
BIDI = "\u202eMaya\u202c"


@dataclass(frozen=True)
class Form:
    """Where it is sent, the field that holds words, what else it needs, and where the words are read again."""

    who: str
    path: str
    name: str
    rest: dict[str, str] = field(default_factory=dict)
    has_id: bool = False
    read: str = ""


FORMS = {
    "a journal entry": Form("maya", "/journal", "text", has_id=True, read="/journal"),
    "an entry once more": Form("maya", "/journal/{j}", "text", read="/journal/{j}"),
    "a letter to herself": Form(
        "maya", "/journal/letter", "text", {"months": "6"}, has_id=True, read="/journal/all.txt"
    ),
    "a filled form": Form(
        "maya",
        "/exercise/{e}/distress-log",
        "answer-what-was-hard",
        has_id=True,
        read="/exercise/{e}/distress-log",
    ),
    "a word about the week": Form(
        "maya", "/check-in/{e}/week-3", "answer-helped", read="/check-in/{e}/week-3"
    ),
    "unwanted effects": Form("maya", "/questions/{e}/after/effects", "more"),
    "a name": Form(
        "maya",
        "/me/about",
        "called",
        {"zone": "Europe/Lisbon", "theme": "system", "locale": "en"},
        read="/me",
    ),
    "an address": Form("maya", "/me/address", "email"),
    "a word to somebody": Form("ines", "/cohorts/{c}/people/{e}/word", "words"),
    "a reason": Form("ines", "/cohorts/{c}/meetings/{m}/cancel", "reason"),
    "a place": Form("ines", "/cohorts/{c}/meetings/where", "place", {"video_link": ""}),
    "a list": Form("ines", "/cohorts/{c}/people/list", "text"),
    "an invitation": Form("ines", "/cohorts/{c}/people", "name", {"email": "new@example.org"}),
}


@pytest.fixture
def send(signed_in_as: SignIn, cast: Cast) -> Callable[..., TestResponse]:
    def sending(form: Form, words: str, **more: str) -> TestResponse:
        data = {**form.rest, form.name: words, **({"client_id": str(uuid4())} if form.has_id else {}), **more}
        return signed_in_as(getattr(cast, form.who)).post(where(cast, form.path), data=data)

    return sending


def where(cast: Cast, path: str) -> str:
    here = cast.here
    return path.format(c=here.cohort, e=here.enrolment, m=here.meeting, j=here.entry)


@pytest.mark.parametrize("words", [LONG, LONG_ARABIC, LONG_EMOJI], ids=["latin", "arabic", "emoji"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_hundred_thousand_characters_are_taken_or_come_back_whole_with_a_sentence(
    send: Callable[..., TestResponse], form: Form, words: str
) -> None:
    answer = send(form, words)
    assert answer.status_code in (200, 302, 422)
    if answer.status_code == 422:
        kept = html.unescape(answer.text)
        assert words.strip()[:2000] in kept
        assert words.strip()[-2000:] in kept
        assert "error" in kept or "did not go through" in kept
        assert "/help" in kept


@pytest.mark.parametrize("words", [EMOJI, TURNED], ids=["emoji", "turned"])
@pytest.mark.parametrize(
    "form", [one for one in FORMS.values() if one.read], ids=[k for k, v in FORMS.items() if v.read]
)
def test_emoji_and_the_other_direction_are_kept_as_they_were_written(
    send: Callable[..., TestResponse], signed_in_as: SignIn, cast: Cast, form: Form, words: str
) -> None:
    assert send(form, words).status_code == 302
    again = signed_in_as(getattr(cast, form.who)).get(where(cast, form.read))
    assert words in html.unescape(again.text)


def test_a_name_cannot_turn_the_words_around_it(
    send: Callable[..., TestResponse], signed_in_as: SignIn, cast: Cast
) -> None:
    """A mark that turns direction would turn the rest of a line, also for the staff who read the name."""
    send(FORMS["a name"], BIDI)
    assert "\u202e" not in signed_in_as(cast.maya).get("/me").text


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_empty_words_and_bare_spaces_are_answered_with_a_sentence_or_change_nothing(
    send: Callable[..., TestResponse], form: Form
) -> None:
    for words in ("", " \r\n\t "):
        assert send(form, words).status_code in (200, 302, 422)


@pytest.mark.parametrize(
    "form", [one for one in FORMS.values() if one.has_id], ids=[k for k, v in FORMS.items() if v.has_id]
)
def test_a_double_tap_and_the_back_button_make_one(
    send: Callable[..., TestResponse], signed_in_as: SignIn, cast: Cast, form: Form
) -> None:
    """Sent twice at once, or from a page that the back button brought up again."""
    same, mark = str(uuid4()), f"Written once {uuid4()}"
    for _ in range(3):
        assert send(form, mark, client_id=same).status_code == 302
    pages = (
        signed_in_as(cast.maya).get("/journal/all.txt").text,
        signed_in_as(cast.maya).get(where(cast, "/exercise/{e}/distress-log")).text,
    )
    assert sum(page.count(mark) for page in pages) == 1


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "1e3", "²", "\u0661"])
@pytest.mark.parametrize(
    "path", ["/journal/{n}", "/course/{n}/week-1", "/me/leaving/{n}/leave", "/check-in/{n}/week-1"]
)
def test_a_foreign_or_impossible_number_is_not_there_and_leads_on(
    signed_in_as: SignIn, cast: Cast, path: str, number: str
) -> None:
    answer = signed_in_as(cast.maya).get(path.format(n=number))
    assert answer.status_code == 404
    assert "/help" in answer.text
    assert "This page is not here" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/open/week/{s}", "/open/questions/{s}", "/invitation/{s}", "/sign-in/link/{s}", "/open/address/{s}"],
)
def test_a_link_that_has_ended_says_so_and_leads_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path.format(s="x" * 43))
    assert answer.status_code == 404
    assert "This link has ended" in answer.text
    assert "/help" in answer.text
    assert "/sign-in" in answer.text
