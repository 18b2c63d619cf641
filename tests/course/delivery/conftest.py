"""A world with people in it, and channels to the real mail server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from course.delivery.channels.smtp import Smtp
from course.notice_settings import Template, WebPush
from course.settings import Settings
from tests.course.delivery.noticed import KEY
from tests.course.delivery.world import World, build
from tests.real import peer as peers
from tests.real.mail import Sink
from tests.real.peer import Peer


@pytest.fixture
def own_settings(fresh_url: str, environ: dict[str, str]) -> Settings:
    return Settings.from_env({**environ, "DATABASE_URL": fresh_url})


@pytest.fixture
def world(fresh_engine: Engine, own_settings: Settings) -> World:
    return build(fresh_engine, own_settings)


@pytest.fixture
def smtp(smtp_sink: Sink) -> Smtp:
    return Smtp(smtp_sink.url, timeout=5)


@pytest.fixture
def peer() -> Iterator[Peer]:
    with peers.running() as peer:
        yield peer


@pytest.fixture
def offering(world: World, peer: Peer) -> Settings:
    """A house with Web Push and a text message gateway of its own, both at `peer`."""
    return world.settings.model_copy(
        update={
            "web_push": WebPush(private_key=KEY, subject="mailto:course@example.org", services=(peer.url,)),
            "notices": {"sms": Template(url=peer.url.replace("http", "json") + "/{number}", wants="number")},
        }
    )
