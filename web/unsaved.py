"""An answer that asks for somebody and was not saved: nobody has been told, and the page says so and whom to call.

A form with such an answer carries a signed mark. Unless the view says that the answer is stored (`is_told`) and the
transaction then stands, the response is replaced, whatever it was: a refusal, an old form, a closed window, a database
that is away, a mistake of ours. What is said instead needs no database.
"""

import logging
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, render_template
from flask import request as http
from flask_babel import get_locale
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import RequestEntityTooLarge

from course.safety.known import Known
from web import known_help, languages
from web.front import unsent

FIELD = "watch"
NOT_SAVED = 409
LAST_WORDS = (
    "Your answer was not saved, and nobody has been told.\n"
    "If you need somebody now, call 112 in most of Europe, 911 or 988 in North America.\n"
)
"""Where not even a page can be made."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mark:
    """`quiet` are the values that ask for nobody, of the fields `names`; `language` is the one the form was in."""

    programme_id: int
    language: str
    quiet: tuple[str, ...]
    names: tuple[str, ...]


def mark(programme_id: int, quiet: tuple[str, ...], names: tuple[str, ...] = ("answer",)) -> str:
    """For the hidden field of a form. Signed: nobody else can make this site show such a page."""
    return str(_signer().dumps([programme_id, str(get_locale()), quiet, names]))


def is_told() -> None:
    """The answer is stored and somebody will be told, once this transaction is committed."""
    g.is_told = True


def is_said() -> None:
    """This page itself says that nothing is saved and nobody told, and keeps what was typed: none stands instead."""
    g.is_said = True


def watch(app: Flask) -> None:
    """Register this before the transactions: it then runs after they have been committed or rolled back."""

    @app.after_request
    def say_so(response: Response) -> Response:
        found = _mark() if http.method == "POST" else None
        if found is None or not _asks_for_somebody(found):
            return response
        if g.get("is_told") and response.status_code < 400:
            return response
        if g.get("is_said"):
            return response
        return _instead(found, response.status_code if response.status_code >= 400 else NOT_SAVED)


def _asks_for_somebody(found: Mark) -> bool:
    """An answer that is skipped in the same press asks for nobody: of one question, or of one of several."""
    act = http.form.get("act", "")
    names = [name for name in found.names if act not in {"skip", f"skip {name}"}]
    return any(value not in found.quiet for name in names for value in http.form.getlist(name))


def _mark() -> Mark | None:
    try:
        programme_id, language, quiet, names = _signer().loads(http.form.get(FIELD, ""))
    except (BadSignature, ValueError, TypeError, RequestEntityTooLarge):
        return None  # no form of ours with a mark is as large as what cannot be read
    return Mark(programme_id, language, tuple(quiet), tuple(names))


def _instead(found: Mark, status: int) -> Response:
    log.error("an answer that asks for somebody was not saved: %s on %s", status, http.endpoint)
    try:
        _ask_nobody_who_reads(found.language)
        body = _page(known_help.of_programme(found.programme_id), status)
    except Exception:
        log.exception("and its page could not be made")
        return Response(LAST_WORDS, status, mimetype="text/plain; charset=utf-8")
    return Response(body, status)


def _page(known: Known, status: int) -> str:
    resources = known.resources or known_help.for_anybody().resources
    return render_template(
        "errors/nobody_told.html",
        help=Known(resources, known.answers),
        unsent=unsent(),
        is_signed_out=status == 401,
    )


def _ask_nobody_who_reads(language: str) -> None:
    """Who reads, and in which language, would be asked of the database, which may be away."""
    g.visit, g.language = None, language
    g.pop("arrived", None)
    languages.ask_again()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="watched answer")
