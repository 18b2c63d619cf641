"""A wrong setting stops the start, and says which one with an example."""

import base64
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.commands.keys import keys
from course.errors import WrongSetting
from course.notice_settings import is_key
from course.settings import Settings

VAPID = "uwdOB3VXe2sN8ACPaTTc2c6FEuXNtHSnaDYDfNhXnJ0"
KEY = base64.b64encode(bytes(range(32))).decode()
GOOD = {
    "MODE": "production",
    "DATABASE_URL": "postgresql://u:p@localhost/kindly",
    "SMTP_URL": "smtp://localhost:25",
    "SITE_URL": "https://course.example.org",
    "MAIL_FROM": "course@example.org",
    "SECRET_KEY": "s" * 40,
    "WRAPPING_KEY": f"2027:{KEY}",
}


def test_good_settings_are_read() -> None:
    settings = Settings.from_env(GOOD)
    assert settings.database_url == "postgresql+psycopg://u:p@localhost/kindly"
    assert settings.trusted_hosts == ("course.example.org",)
    assert settings.wrapping_keys == {"2027": bytes(range(32))}
    assert settings.mailbox is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "prod"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", "http://x"),
        ("SMTP_URL", "localhost:25"),
        ("SMTP_URL", ""),
        ("SITE_URL", "course.example.org"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b.org\nBcc: c@d.org"),
        ("PROXIES", "one"),
        ("CURRICULUM", "/nowhere/at/all"),
        ("PROXIES", "-1"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ""),
        ("WRAPPING_KEY", KEY),
        ("WRAPPING_KEY", "2027:abc"),
        ("WRAPPING_KEY", ""),
        ("VAPID_PRIVATE_KEY", "short"),
        ("VAPID_PRIVATE_KEY", "A" * 43),
        ("VAPID_PRIVATE_KEY", "_" * 42 + "8"),
        ("VAPID_PRIVATE_KEY", "ä" * 43),
        ("NOTICES_SMS", "twilio://sid:token@+1555"),
        ("NOTICES_SMS", "json://{number}/"),
        ("NOTICES_SMS", "{number}://host/"),
        ("NOTICES_SMS", "json://host/{number}/{number}"),
        ("NOTICES_SMS", "json://host/{url}"),
        ("NOTICES_SMS", "json:///{number}"),
        ("NOTICES_PUSH", "json://host/{number}"),
        ("NOTICES_MAIL", "json://host/{number}"),
        ("NOTICES_A B", "json://host/{number}"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        Settings.from_env({**GOOD, name: value})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("f" * 40 + "\n")
    env = {key: value for key, value in GOOD.items() if key != "SECRET_KEY"}
    assert Settings.from_env({**env, "SECRET_KEY_FILE": str(file)}).secret_key == "f" * 40


def test_an_older_wrapping_key_follows_the_new_one() -> None:
    settings = Settings.from_env(
        {**GOOD, "WRAPPING_KEY": f"new:{KEY},old:{base64.b64encode(bytes(32)).decode()}"}
    )
    assert list(settings.wrapping_keys) == ["new", "old"]


def test_development_makes_its_secrets_once_and_keeps_them_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, again = Settings.from_env({}), Settings.from_env({})
    assert (first.secret_key, first.wrapping_keys) == (again.secret_key, again.wrapping_keys)
    assert (tmp_path / ".local" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("site", ["https://course.example.org", "http://192.0.2.7:8000"])
def test_development_is_refused_where_others_can_open_it(site: str) -> None:
    with pytest.raises(WrongSetting, match="MODE=production"):
        Settings.from_env({**GOOD, "MODE": "development", "SITE_URL": site})


def test_no_notices_are_offered_unless_the_settings_name_them() -> None:
    settings = Settings.from_env({**GOOD, "VAPID_PRIVATE_KEY": "", "NOTICES_SMS": ""})
    assert (settings.web_push, settings.notices) == (None, {})


def test_the_ways_a_notice_may_go_are_read(tmp_path: Path) -> None:
    file = tmp_path / "vapid"
    file.write_text(f"{VAPID}\n")
    settings = Settings.from_env(
        {
            **GOOD,
            "VAPID_PRIVATE_KEY_FILE": str(file),
            "VAPID_SUBJECT": "mailto:course@example.org",
            "NOTICES_NTFY": "ntfys://ntfy.example.org/{topic}",
        }
    )
    assert settings.web_push is not None
    assert settings.web_push.private_key == VAPID
    assert settings.web_push.serves("https://fcm.googleapis.com/fcm/send/x")
    assert settings.notices["ntfy"].wants == "topic"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VAPID_SUBJECT", ""),
        ("VAPID_SUBJECT", "course@example.org"),
        ("PUSH_SERVICES", "push.example.org"),
        ("PUSH_SERVICES", "https://push.example.org/path"),
        ("PUSH_SERVICES", "https://*"),
    ],
)
def test_a_wrong_setting_beside_the_key_of_notices_is_named(name: str, value: str) -> None:
    right = {"VAPID_PRIVATE_KEY": VAPID, "VAPID_SUBJECT": "mailto:course@example.org"}
    with pytest.raises(WrongSetting, match=name):
        Settings.from_env({**GOOD, **right, name: value})


def test_a_fresh_key_for_notices_is_one_that_settings_take() -> None:
    printed = CliRunner().invoke(keys, ["notices"]).stdout.strip()
    assert is_key(printed)
    assert printed != CliRunner().invoke(keys, ["notices"]).stdout.strip()
