"""What was shown before a second press: that press does exactly this, and anything else is shown first.

The button of the second press carries a signed digest of the fields that its page was about. Where they differ by then
(typed over, another tab, the back button), nothing is done, and the page shows what would follow now.
"""

import json
from collections.abc import Mapping
from hmac import compare_digest

from flask import current_app, flash
from flask import request as http
from flask_babel import gettext as _
from itsdangerous import Signer

from web import request

PRESSED = "confirmed"


def mark(given: Mapping[str, object]) -> str:
    """For the button of the second press, whose page showed these fields."""
    plain = sorted((name, _plain(value)) for name, value in given.items() if name != "csrf_token")
    bound = json.dumps([http.path, request.person().stored_id, [one for one in plain if one[1]]])
    return Signer(str(current_app.secret_key), salt="what was shown").get_signature(bound).decode()


def is_confirmed(given: Mapping[str, object]) -> bool:
    """Whether this is the second press, for these fields. When it was for others, the page says so."""
    pressed = http.form.get(PRESSED)
    if pressed is None:
        return False
    if compare_digest(pressed.encode(), mark(given).encode()):
        return True
    flash(_("This was changed after it was shown, so nothing is done yet. Here is what follows now."))
    return False


def _plain(value: object) -> str:
    """As a form sends it again: an empty field is no value, and browsers end lines in their own way."""
    return "\n".join(str("" if value is None else value).splitlines()).strip()
