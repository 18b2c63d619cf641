"""The text of a file in an encoding that is certain: a sentence read in a wrong one would be another sentence."""

from __future__ import annotations

import codecs

from course.errors import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(name: str, content: bytes) -> str:
    """By its byte order mark, else UTF-8; refused with the line where that does not hold."""
    encoding = next((one for mark, one in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(
            f"{name}, line {line}: this is not UTF-8. Save the file as UTF-8 and try again."
        ) from error
    if "\0" in text:
        raise Refused(f"{name} is not text.")
    return text
