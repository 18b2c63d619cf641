"""A form with a file, encoded here: the test client would leave a file open behind it."""

from io import BytesIO
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
MP3 = b"ID3" + bytes(2_500_000)
"""Of three pieces."""


def send(
    browser: FlaskClient, path: str, fields: dict[str, str], body: bytes | None = None, name: str = "x.bin"
) -> TestResponse:
    parts: dict[str, object] = {"client_id": str(uuid4()), **fields}
    if body is not None:
        parts["file"] = FileStorage(BytesIO(body), filename=name)
    boundary, data = encode_multipart(parts)
    return browser.post(path, data=data, content_type=f"multipart/form-data; boundary={boundary}")
