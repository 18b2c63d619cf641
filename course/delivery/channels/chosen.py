"""The channel that the settings ask for."""

from course.delivery.channels import Channel
from course.delivery.channels.mailbox import Mailbox
from course.delivery.channels.smtp import Smtp
from course.errors import WrongSetting
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
