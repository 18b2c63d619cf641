"""What people see when something is not there, not allowed, or went wrong. Each page keeps Get help in its place."""

import logging
import secrets

from flask import Flask, current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InternalError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from course.errors import NotFound, Refused
from course.logs import facts
from course.safety.known import Known
from web import known_help
from web.front import unsent

SHORT = 60
log = logging.getLogger(__name__)


def answer_errors(app: Flask) -> None:
    app.register_error_handler(NotFound, not_there)
    app.register_error_handler(404, not_there)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(SecurityError, wrong_host)
    app.register_error_handler(HTTPException, other)
    app.register_error_handler(OperationalError, no_database)
    app.register_error_handler(InternalError, no_database)
    app.register_error_handler(Exception, broken)


def not_there(_error: Exception) -> ResponseReturnValue:
    if g.get("secret_in_path"):
        return render_template("errors/link_ended.html", unsent=unsent()), 404
    return _page(_("This page is not here"), _("It may have moved, or it belongs to somebody else."), 404)


def refused(error: Refused) -> ResponseReturnValue:
    """A page with a form says so beside its field; here ends the rest, and longer words stay on the page."""
    words = unsent() if any(len(value) > SHORT for _name, value in unsent()) else None
    return _page(_("That did not go through"), error.sentence, 422, kept=words)


def form_too_old(_error: CSRFError) -> ResponseReturnValue:
    return render_template("errors/send_again.html", unsent=unsent()), 400


def wrong_host(_error: SecurityError) -> ResponseReturnValue:
    """A host we do not answer to has no addresses, so not even an error page with links."""
    return "This site answers only to its own name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def other(error: HTTPException) -> ResponseReturnValue:
    titles = {
        405: _("This page cannot be opened that way"),
        413: _("That was too large to send"),
        429: _("Many requests at once"),
    }
    title = titles.get(error.code or 500, _("That did not go through"))
    return _page(title, _("Nothing was changed. You can go back and try again."), error.code or 500)


def no_database(error: OperationalError | InternalError) -> ResponseReturnValue:
    """The database is away, full, locked or may only be read: nothing was saved, and the page says so."""
    log.error("database away", extra=facts(error=type(error.orig).__name__))
    _ask_nobody_who_reads()
    sentence = _("Nothing was saved just now. What you were sending is still on this page.")
    return _page(_("We cannot reach the course data"), sentence, 503, kept=unsent())


def broken(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    _ask_nobody_who_reads()
    reference = secrets.token_hex(4)
    log.error("broken page", exc_info=error, extra=facts(reference=reference))
    sentence = _("This is our mistake, and nothing was changed. If you write to us, name %(reference)s.")
    words = sentence % {"reference": reference}
    return _page(_("Something went wrong here"), words, 500, kept=unsent())


def _ask_nobody_who_reads() -> None:
    """Even the language of a sentence depends on who reads it, and the database may be away."""
    g.setdefault("visit", None)


def _page(
    title: str, sentence: str, status: int, *, kept: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    lines = known_help.for_anybody().resources if status >= 500 else ()
    page = render_template(
        "errors/page.html", page_title=title, sentence=sentence, unsent=kept, help=Known(lines), status=status
    )
    return page, status
