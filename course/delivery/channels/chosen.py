"""The channels that the settings ask for: one for letters, and one for each way a short notice may go."""

from course.delivery.channels import Channel
from course.delivery.channels.apprised import Apprised
from course.delivery.channels.mailbox import Mailbox
from course.delivery.channels.push import Push
from course.delivery.channels.smtp import Smtp
from course.errors import WrongSetting
from course.people.notice_place import PUSH
from course.settings import Settings


def channel_for(settings: Settings) -> Channel:
    """The mail server of SMTP_URL; in development without one, the mailbox folder."""
    if settings.smtp_url is not None:
        return Smtp(settings.smtp_url)
    if settings.mailbox is not None:
        return Mailbox(settings.mailbox)
    raise WrongSetting(
        "SMTP_URL names the mail server, for example SMTP_URL=smtp://user:password@mail.example.org:587"
    )


def notice_channel(settings: Settings, way: str) -> Channel | None:
    """None for a way that the settings do not name, or no longer."""
    if way == PUSH:
        return Push(settings.web_push) if settings.web_push else None
    template = settings.notices.get(way)
    return Apprised(template) if template else None


def ways(settings: Settings) -> tuple[str, ...]:
    """The ways a short notice may go here."""
    return (*((PUSH,) if settings.web_push else ()), *settings.notices)
