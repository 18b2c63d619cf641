"""From plain values to a PDF: a template of ours, our fonts, and nothing of the text ever read as code."""

import json
import subprocess
import sys
from pathlib import Path

from babel import Locale

from course.print.tree import Node
from curriculum.schema import Course

PRESS = Path(__file__).parent / "press.py"
PATIENCE = 120
"""Seconds. The largest workbook takes three."""


def head(course: Course, title: str, group: str) -> Node:
    """What every document says about itself. `title` is for the PDF's own title, `group` for the running head."""
    language, _hyphen, region = course.language.partition("-")
    return {
        "title": title,
        "course": course.title,
        "group": group,
        "language": language,
        "region": region or None,
        "direction": Locale.parse(language).text_direction,
    }


def typeset(template: str, document: Node) -> bytes:
    """The PDF of `templates/<template>.typ`, which finds `document` as JSON in its inputs.

    It is made in a process of its own (see press.py). RuntimeError when the template does not fit the document,
    subprocess.TimeoutExpired when it takes too long.
    """
    return _pressed([template], document)


def png(svg: str) -> bytes:
    """A picture of this SVG, drawn with our fonts at twice its size, in a process of its own like a PDF."""
    return _pressed(["picture", "png"], {"svg": svg})


def _pressed(arguments: list[str], document: Node) -> bytes:
    command = [sys.executable, "-P", str(PRESS), *arguments]
    made = subprocess.run(  # noqa: S603  (our own program, with the name of a template)
        command, input=json.dumps(document).encode(), capture_output=True, check=False, timeout=PATIENCE
    )
    if made.returncode:
        raise RuntimeError(made.stderr.decode(errors="replace").strip())
    return made.stdout
