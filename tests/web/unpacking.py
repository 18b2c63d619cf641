"""The archive somebody takes with her, opened."""

import io
import json
import zipfile
from typing import Any

from werkzeug.test import TestResponse


def unpacked(answer: TestResponse) -> dict[str, bytes]:
    """{name of a file: what is in it}."""
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def everything(answer: TestResponse) -> dict[str, list[dict[str, Any]]]:
    """{table: her rows}"""
    found: dict[str, list[dict[str, Any]]] = json.loads(unpacked(answer)["everything.json"])
    return found
