"""A page that shows a letter as mail programs do: in a frame of its own, without scripts and without ways out.

The frame takes over the policy of its page, which lets in one style more: the one that all letters have, by its hash.
"""

from base64 import b64encode
from hashlib import sha256

from flask import Response, make_response

from course.letters.letter import Letter
from course.letters.rendering import STYLE
from web.security import SOURCES

_HASH = b64encode(sha256(STYLE.removeprefix("<style>").removesuffix("</style>").encode()).digest()).decode()
POLICY = "; ".join(f"{one} 'sha256-{_HASH}'" if one.startswith("style-src") else one for one in SOURCES)


def with_letter(page: str) -> Response:
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def in_frame(letter: Letter) -> str:
    """For `srcdoc`: links ask for a window of their own, and a frame in a sandbox gets none."""
    return letter.html.replace("<head>", '<head><base target="_blank">', 1)
