"""Every setting, read once at the start; a wrong one stops the start with its name and an example."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from course import notice_settings
from course.address import clean_address
from course.errors import Refused, WrongSetting
from course.notice_settings import Template, WebPush
from curriculum.files import ROOT

LOCAL = Path(".local")
Mode = Literal["development", "production"]
Log = Literal["plain", "json"]


class Settings(BaseModel):
    """`wrapping_keys` maps key id to 32 bytes; the first wraps new data keys, the others still open old ones.

    `mailbox` is the folder where letters are laid instead of being sent, in development without SMTP_URL.
    `proxies`: how many web servers stand in front, each adding whom it heard from to X-Forwarded-For.
    `wake` names what the site calls after a sign-in letter was asked for, as "module:function".
    `curriculum` is the folder that courses are offered from; a cohort that runs reads what it pinned.
    `metrics_token`: whoever sends it may read /metrics; without one there is no such page.
    `bounce_secret` signs reports that letters came back; without one nobody may post any.
    `state` is the folder where a machine that sends letters marks how far it came; None: it does not.
    `log`: lines for people, or one JSON object a line.
    `sound` is the folder for bell timers and for copies of recordings that are being listened to.
    `web_push` and `notices` are the ways a short notice may go; without any there are none.
    """

    model_config = ConfigDict(frozen=True)

    mode: Mode
    database_url: str
    redis_url: str | None
    smtp_url: str | None
    mailbox: Path | None
    wake: str | None
    site_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    mail_from: str
    secret_key: str
    wrapping_keys: dict[str, bytes]
    metrics_token: str | None = None
    bounce_secret: str | None = None
    log: Log = "plain"
    state: Path | None = None
    curriculum: Path = ROOT
    sound: Path = LOCAL / "sound"
    web_push: WebPush | None = None
    notices: dict[str, Template] = {}

    @property
    def is_development(self) -> bool:
        return self.mode == "development"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        env = os.environ if env is None else env
        mode = _mode(env)
        site = _url(env, "SITE_URL", "http://127.0.0.1:8000", schemes=("http", "https"))
        _refuse_development_in_public(mode, str(site))
        smtp = _url(env, "SMTP_URL", None, schemes=("smtp", "smtps", "smtp+starttls"))
        return cls(
            mode=mode,
            database_url=_database(env, mode),
            redis_url=_url(env, "REDIS_URL", None, schemes=("redis", "rediss", "redis+socket")),
            smtp_url=smtp,
            mailbox=_mailbox(env, mode) if smtp is None else None,
            wake=env.get("WAKE") or None,
            site_url=str(site).rstrip("/"),
            trusted_hosts=_hosts(env, str(site)),
            proxies=_proxies(env),
            mail_from=_mail_from(env, mode),
            secret_key=_secret_key(env, mode),
            wrapping_keys=_wrapping_keys(env, mode),
            metrics_token=_optional_secret(env, "METRICS_TOKEN"),
            bounce_secret=_optional_secret(env, "BOUNCE_SECRET"),
            log=_log(env),
            state=_state(env, mode),
            curriculum=_curriculum(env),
            sound=Path(env.get("SOUND") or LOCAL / "sound").absolute(),
            web_push=notice_settings.web_push(env, _vapid_key(env)),
            notices=notice_settings.templates(env),
        )


def _mode(env: Mapping[str, str]) -> Mode:
    value = env.get("MODE", "development")
    if value == "development":
        return "development"
    if value == "production":
        return "production"
    raise WrongSetting(
        f"MODE is {value!r}; it is either development or production, for example MODE=production"
    )


def _refuse_development_in_public(mode: Mode, site: str) -> None:
    """A development site shows its mailbox and moves its clock for whoever asks."""
    host = urlsplit(site).hostname or ""
    if mode == "development" and host not in {"localhost", "::1"} and not host.startswith("127."):
        raise WrongSetting(f"SITE_URL is {site!r}, which others can open; such a site needs MODE=production")


def _database(env: Mapping[str, str], mode: Mode) -> str:
    url = env.get("DATABASE_URL", "")
    if not url and mode == "development":
        return f"sqlite:///{(LOCAL / 'kindly.sqlite').absolute()}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    raise WrongSetting(
        "DATABASE_URL names the database, for example DATABASE_URL=postgresql://kindly:secret@localhost/kindly"
    )


def _url(env: Mapping[str, str], name: str, default: str | None, *, schemes: tuple[str, ...]) -> str | None:
    value = env.get(name) or default
    if value is None or urlsplit(value).scheme in schemes:
        return value
    raise WrongSetting(
        f"{name} is {value!r}; it begins with {schemes[0]}://, for example {_example(schemes[0])}"
    )


def _example(scheme: str) -> str:
    return {"http": "https://course.example.org", "redis": "redis://localhost:6379/0"}.get(
        scheme, "smtp://user:password@mail.example.org:587"
    )


def _hosts(env: Mapping[str, str], site: str) -> tuple[str, ...]:
    given = tuple(h.strip() for h in env.get("TRUSTED_HOSTS", "").split(",") if h.strip())
    return given or (urlsplit(site).hostname or "localhost",)


def _proxies(env: Mapping[str, str]) -> int:
    value = env.get("PROXIES") or "0"
    if value in set("0123456789"):
        return int(value)
    raise WrongSetting(
        f"PROXIES is {value!r}; it is how many web servers stand in front of the site, for example PROXIES=1"
    )


def _mailbox(env: Mapping[str, str], mode: Mode) -> Path:
    if mode == "development":
        return Path(env.get("MAILBOX") or LOCAL / "mailbox").absolute()
    raise WrongSetting(
        "SMTP_URL names the mail server, for example SMTP_URL=smtp+starttls://user:password@mail.example.org:587"
    )


def _mail_from(env: Mapping[str, str], mode: Mode) -> str:
    value = env.get("MAIL_FROM", "course@localhost" if mode == "development" else "")
    try:
        return clean_address(value)
    except Refused:
        pass
    raise WrongSetting(
        "MAIL_FROM is the bare address letters come from, for example MAIL_FROM=course@example.org"
    )


def _curriculum(env: Mapping[str, str]) -> Path:
    folder = Path(env.get("CURRICULUM") or ROOT).absolute()
    if (folder / "courses").is_dir():
        return folder
    raise WrongSetting(
        f"CURRICULUM is {str(folder)!r}; it names a folder with courses/ in it, for example "
        "CURRICULUM=/srv/kindly/curriculum"
    )


def _secret_key(env: Mapping[str, str], mode: Mode) -> str:
    value = _secret(env, "SECRET_KEY", mode)
    if len(value) >= 32:
        return value
    raise WrongSetting(
        "SECRET_KEY has at least 32 characters that nobody can guess; `openssl rand -hex 32` makes one"
    )


def _wrapping_keys(env: Mapping[str, str], mode: Mode) -> dict[str, bytes]:
    pairs = [part.partition(":") for part in _secret(env, "WRAPPING_KEY", mode).split(",")]
    try:
        keys = {key_id.strip(): base64.b64decode(key, validate=True) for key_id, _, key in pairs}
    except ValueError:
        keys = {}
    if keys and all(key_id and len(key) == 32 for key_id, key in keys.items()):
        return keys
    raise WrongSetting(
        "WRAPPING_KEY is a name, a colon and 32 random bytes in base64, for example "
        "WRAPPING_KEY=2026:$(openssl rand -base64 32); older keys follow after a comma"
    )


def _optional_secret(env: Mapping[str, str], name: str) -> str | None:
    value = (env.get(name) or _from_file(env, name) or "").strip()
    if not value or (len(value) >= 20 and value.isascii()):
        return value or None
    raise WrongSetting(
        f"{name} has at least 20 plain characters that nobody can guess; `openssl rand -hex 32` makes one"
    )


def _state(env: Mapping[str, str], mode: Mode) -> Path | None:
    given = env.get("STATE")
    if not given and mode == "development":
        return None  # where databases are thrown away and clocks are moved, every one would look like a copy
    return Path(given or LOCAL / "state").absolute()


def _vapid_key(env: Mapping[str, str]) -> str | None:
    return (env.get("VAPID_PRIVATE_KEY") or _from_file(env, "VAPID_PRIVATE_KEY") or "").strip() or None


def _log(env: Mapping[str, str]) -> Log:
    value = env.get("LOG") or "plain"
    if value == "plain":
        return "plain"
    if value == "json":
        return "json"
    raise WrongSetting(f"LOG is {value!r}; it is either plain or json, for example LOG=json")


def _secret(env: Mapping[str, str], name: str, mode: Mode) -> str:
    """From the setting, from the file that NAME_FILE names, or in development made once and kept in .local."""
    if value := env.get(name):
        return value.strip()
    if found := _from_file(env, name):
        return found
    if mode == "production":
        raise WrongSetting(
            f"{name} is missing; set it, or put it in a file and name that file in {name}_FILE"
        )
    return _kept_locally(name)


def _from_file(env: Mapping[str, str], name: str) -> str | None:
    """What the file holds that NAME_FILE names; None without such a setting."""
    path = env.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise WrongSetting(f"{name}_FILE names {path!r}, which cannot be read: {error.strerror}") from error


def _kept_locally(name: str) -> str:
    fresh = {
        "SECRET_KEY": secrets.token_hex(32),
        "WRAPPING_KEY": "local:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }[name]
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    path = LOCAL / name.lower()
    try:
        # Two processes may start at once: the one that creates the file decides.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
        return fresh
    except FileExistsError:
        return path.read_text().strip()
