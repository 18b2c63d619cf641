"""The addresses that pages name. Static files carry their hash, so browsers may keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask import request as http


def remember(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=512)
    def version(name: str) -> str:
        path = folder / name
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        # A stylesheet names its fonts without a hash: a preloaded one must have the same address.
        name = str(values.get("filename", ""))
        if endpoint == "static" and not name.startswith("fonts/") and (found := version(name)):
            values.setdefault("v", found)

    @lru_cache(maxsize=8192)
    def built(_root: str, endpoint: str, values: tuple[tuple[str, type, Any], ...]) -> str:
        # the type belongs to what is remembered: 1 and True are equal, and are not the same address
        return app.url_for(endpoint, **{name: value for name, _kind, value in values})

    def url_for(endpoint: str, **values: Any) -> str:
        """A page names a hundred addresses; each depends on its values alone, so it is built once for the process."""
        if endpoint.startswith(".") or "_external" in values:
            return app.url_for(endpoint, **values)
        known = tuple((name, type(value), value) for name, value in values.items())
        return built(http.script_root, endpoint, known)

    app.jinja_env.globals["url_for"] = url_for
