"""What a house allows for short notices, read from the settings: Web Push, and services named by templates."""

import base64
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from course.errors import WrongSetting

PREFIX = "NOTICES_"
SERVICES = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
)
"""The push services of the browsers there are. Nothing is ever sent to another address that a browser names."""
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-5): a private key is a number from 1 to one less."""
KEY_LENGTH = 43
"""Characters of 32 bytes in base64url."""
SLOT = re.compile(r"\{([^{}]*)\}")


class WebPush(BaseModel):
    """`private_key` is 32 bytes in base64url, `subject` whom a push service may write to (mailto: or https:).

    `services` are the origins that a subscription may lie at; a * stands for one or more parts of a host name.
    """

    model_config = ConfigDict(frozen=True)

    private_key: str
    subject: str
    services: tuple[str, ...] = SERVICES

    @property
    def public_key(self) -> str:
        """What a browser wants to know before it lets us write: the public point in base64url."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        private = ec.derive_private_key(_number(self.private_key), ec.SECP256R1())
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).decode().rstrip("=")

    def serves(self, endpoint: str) -> bool:
        """Whether an address lies at one of the push services."""
        try:
            parts = urlsplit(endpoint)
            origin, plain = f"{parts.scheme}://{parts.netloc}", parts.username is None
        except ValueError:
            return False
        shapes = (re.escape(one).replace(r"\*", r"[a-z0-9.-]+") for one in self.services)
        return plain and endpoint.isascii() and any(re.fullmatch(shape, origin) for shape in shapes)


class Template(BaseModel):
    """`url` as Apprise reads it, with one {number} or {topic} in its path; `wants` says which of the two."""

    model_config = ConfigDict(frozen=True)

    url: str
    wants: str


def web_push(env: Mapping[str, str], private_key: str | None) -> WebPush | None:
    """None without a key: then it is not offered."""
    subject, services = env.get("VAPID_SUBJECT", ""), env.get("PUSH_SERVICES", "")
    if private_key is None:
        return None
    if not is_key(private_key):
        raise WrongSetting(
            "VAPID_PRIVATE_KEY is 32 bytes in base64url; `python -m course keys notices` makes one"
        )
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://[!-~]+", subject):
        raise WrongSetting(
            f"VAPID_SUBJECT is {subject!r}; it says whom a push service may write to, for example "
            "VAPID_SUBJECT=mailto:course@example.org"
        )
    given = tuple(one.strip() for one in services.split(",") if one.strip())
    if not all(re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?", one) for one in given):
        raise WrongSetting(
            "PUSH_SERVICES are the origins of push services, for example "
            "PUSH_SERVICES=https://fcm.googleapis.com,https://*.push.apple.com"
        )
    return WebPush(private_key=private_key, subject=subject, services=given or SERVICES)


def templates(env: Mapping[str, str]) -> dict[str, Template]:
    """{way: template}, for example {"sms": …} of NOTICES_SMS."""
    named = {name.removeprefix(PREFIX).lower(): env[name] for name in sorted(env) if name.startswith(PREFIX)}
    return {way: _template(way, url) for way, url in named.items() if url}


def _template(way: str, url: str) -> Template:
    slots = SLOT.findall(url)
    scheme, _sep, rest = url.partition("://")
    host = rest.partition("/")[0]
    is_in_path = bool(host) and "{" not in host + scheme
    is_named = re.fullmatch(r"[a-z]{2,12}", way) is not None and way not in {"push", "mail"}
    if is_named and is_in_path and slots in (["number"], ["topic"]):
        return Template(url=url, wants=slots[0])
    raise WrongSetting(
        f"{PREFIX}{way.upper()} is an address as Apprise reads it, with one {{number}} or {{topic}} after the host, "
        f"for example {PREFIX}NTFY=ntfys://ntfy.example.org/{{topic}}"
    )


def is_key(value: str) -> bool:
    """Whether it may be a VAPID_PRIVATE_KEY."""
    try:
        return len(value) == KEY_LENGTH and 0 < _number(value) < ORDER
    except ValueError:
        return False


def _number(key: str) -> int:
    return int.from_bytes(base64.b64decode(key + "=", altchars=b"-_", validate=True), "big")
