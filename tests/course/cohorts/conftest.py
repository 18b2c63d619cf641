"""The same small world as the letters have."""

from tests.course.delivery.conftest import own_settings, smtp, world

__all__ = ["own_settings", "smtp", "world"]
