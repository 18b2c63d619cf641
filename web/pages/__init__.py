"""One file per page family, a blueprint each. A module here with `pages` is a family; nothing else is registered."""

import importlib
import pkgutil
from collections.abc import Iterator

from flask import Blueprint

from course.settings import Settings


def every_blueprint(settings: Settings) -> Iterator[Blueprint]:
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        if module.startswith("dev") and not settings.is_development:
            continue
        yield importlib.import_module(f"{__name__}.{module}").pages
