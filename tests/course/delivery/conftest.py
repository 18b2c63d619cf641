"""A world with people in it, and channels to the real mail server."""

import pytest
from sqlalchemy import Engine

from course.delivery.channels.smtp import Smtp
from course.settings import Settings
from tests.course.delivery.world import World, build
from tests.real.mail import Sink


@pytest.fixture
def own_settings(fresh_url: str, environ: dict[str, str]) -> Settings:
    return Settings.from_env({**environ, "DATABASE_URL": fresh_url})


@pytest.fixture
def world(fresh_engine: Engine, own_settings: Settings) -> World:
    return build(fresh_engine, own_settings)


@pytest.fixture
def smtp(smtp_sink: Sink) -> Smtp:
    return Smtp(smtp_sink.url, timeout=5)
