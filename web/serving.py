"""How gunicorn serves the site: read once, then parted into workers, which share what they only read.

Named in docker-compose.yml and the Dockerfile as `--config=python:web.serving`; addresses stay on the command line.
"""

from typing import Any

from course.cohorts.pinned import read_ahead
from course.settled import settle
from course.store import reading

worker_class = "gthread"
workers = 2
threads = 4
max_requests = 2000
max_requests_jitter = 200
preload_app = True
control_socket_disable = True


def on_starting(server: Any) -> None:
    """The texts of the cohorts that run now are parsed before the workers part."""
    engine = server.app.wsgi().extensions["engine"]
    with reading(engine) as db:
        read_ahead(db)
    engine.dispose()
    settle()
