"""Content as a cohort stores it: canonical JSON, named by its hash, read back without any file."""

import json
from hashlib import sha256

from pydantic import BaseModel


def canonical_json(model: BaseModel) -> str:
    """The same model always gives the same text: sorted keys, no spaces, UTF-8 letters as they are."""
    dumped = model.model_dump(mode="json")
    return json.dumps(dumped, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
