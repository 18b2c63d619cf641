"""How gunicorn serves the site: read once, then parted into workers, which share what they only read.

Named in docker-compose.yml and the Dockerfile as `--config=python:web.serving`; addresses stay on the command line.
"""

import importlib
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers

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

ANYBODYS = ("/help", "/sign-in")
"""Opened once before the workers part: what the first page of a process makes, it makes for all."""


def on_starting(server: Any) -> None:
    """What each worker would read and work out for itself is there before they part."""
    app: Flask = server.app.wsgi()
    configure_mappers()
    importlib.import_module("scipy.special")  # of the comparison, and large: once, not once a worker
    engine = app.extensions["engine"]
    with reading(engine) as db:
        read_ahead(db)
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    visitor, host = app.test_client(), app.extensions["settings"].trusted_hosts[0]
    for path in ANYBODYS:
        visitor.get(path, base_url=f"https://{host}")
    engine.dispose()
    settle()
