"""Headers of every answer, and the hosts we answer to.

The policy names every kind of source it allows: without font, manifest and worker a browser blocks them.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g
from flask import request as http
from werkzeug.middleware.proxy_fix import ProxyFix

from course.access import roles_of
from course.group import material, meeting_recording
from course.people import signed_in
from course.settings import Settings
from course.store import reading
from web.request import READING, cookie_name

SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
)
LARGEST_FILE = 160_000_000
"""Bytes of a recording sent as a file: 25 minutes of WAV, one channel, 48 kHz, are 144 million."""
THE_REST = 1_500_000
"""Bytes of a form beside its file."""
HEADERS = {
    "Content-Security-Policy": "; ".join(SOURCES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


def secure(app: Flask, settings: Settings) -> None:
    """Cookies, hosts, sizes and headers."""
    is_https = settings.site_url.startswith("https")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-form" if is_https else "form",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # An hour is too short for a long journal entry; the token dies with its cookie, which on a device of her own
        # lives as long as the longest sign-in: a phone closes its browser many times a day.
        WTF_CSRF_TIME_LIMIT=None,
        PERMANENT_SESSION_LIFETIME=signed_in.LONGEST[signed_in.Device.OWN],
        SESSION_REFRESH_EACH_REQUEST=False,
        # Pages with a secret in their address send no referrer, so none can be asked for.
        WTF_CSRF_SSL_STRICT=False,
        # 100,000 characters of four bytes, each byte written as three: they come back with a sentence.
        MAX_CONTENT_LENGTH=THE_REST,
        MAX_FORM_MEMORY_SIZE=1_500_000,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
    )

    _believe_proxies(app, settings.proxies)
    _refuse_early(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if http.endpoint != "static" and "says_how_long_to_keep" not in g:
            response.headers["Cache-Control"] = "no-store"
            response.vary.update(("Cookie", "Save-Data"))
        if g.get("secret_in_path"):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


def _believe_proxies(app: Flask, proxies: int) -> None:
    """The origin of a visitor counts sign-in letters; behind a proxy everybody would have the same one."""
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )


def _refuse_early(app: Flask) -> None:
    @app.before_request
    def let_staff_send_files() -> None:
        """Asked before the form is read, in a transaction of its own that ends before it arrives."""
        largest = _largest(http.endpoint)
        if largest is None or http.method in READING:
            return
        with reading(app.extensions["engine"]) as db:
            found = signed_in.find(db, http.cookies.get(cookie_name(), ""))
            if found and roles_of(db, found.person).is_staff:
                http.max_content_length = largest

    @app.before_request
    def refuse_other_hosts() -> None:
        http.host  # noqa: B018  (raises a 400 for a host that is not trusted, or for none)

    @app.before_request
    def refuse_what_no_database_keeps() -> None:
        if any("\0" in value for _name, value in http.form.items(multi=True)):
            abort(400)


def _largest(endpoint: str | None) -> int | None:
    """Bytes that staff may send where files are sent; None anywhere else."""
    return {
        "voices.send": LARGEST_FILE,
        "materials.page": material.LARGEST + THE_REST,
        "recordings.add": meeting_recording.LARGEST + THE_REST,
    }.get(endpoint or "")


def is_local_path(path: str) -> bool:
    """Only a path of this site may follow a sign-in: no scheme, no host, no tricks with slashes."""
    parts = urlsplit(path)
    plain = path.isprintable() and "\\" not in path and not path.startswith("//")
    return plain and path.startswith("/") and not parts.scheme and not parts.netloc
