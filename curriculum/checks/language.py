"""The words this project does not use with people, found line by line in every text a person may read."""

import re
from collections.abc import Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.errors import ContentError
from curriculum.files import read_text, shown

UNKIND = re.compile(
    r"\b(streaks?|overdue|missed|fail(?:ed|ure|ures|ing|s)?|must|don[’']t forget|do not forget"
    r"|rank(?:ing|ings|ed)|incomplete|lazy|behind schedule|congratulations|well done)\b",
    re.IGNORECASE,
)
UNKIND_GERMAN = re.compile(
    r"\b(streaks?|versäum\w*|verpass\w*|überfällig\w*|gescheitert\w*|scheiter\w*|versag\w*|musst|müsst"
    r"|vergiss nicht|vergesst nicht|rangliste\w*|unvollständig\w*|faul(?:heit)?|im rückstand|glückwunsch|gratulier\w*"
    r"|gut gemacht)\b",
    re.IGNORECASE,
)
"""`musst` and `müsst` speak to the reader; that something muss or müssen happen may be said."""
EXCLAMATION = re.compile(r"!(?!\[)")
PICTURE_LETTER = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def problems(root: Path) -> Iterator[Problem]:
    """Every unkind word, exclamation mark and emoji in course texts and wordings."""
    for path in texts(root):
        words = UNKIND_GERMAN if _is_german(path.relative_to(root)) else UNKIND
        try:
            lines = read_text(path, root).splitlines()
        except ContentError as error:
            yield Problem(error.file, error.field, error.message)
            continue
        for number, line in enumerate(lines, start=1):
            for message in _unkind(line, words):
                yield Problem(shown(path, root), f"line {number}", message)


def texts(root: Path) -> list[Path]:
    """The files that hold sentences people read, sorted."""
    found = [
        *root.glob("courses/**/*.md"),
        *root.glob("courses/**/*.yaml"),
        *root.glob("measures/wording/*.yaml"),
    ]
    return sorted(found)


def _is_german(path: Path) -> bool:
    """By its place below the curriculum folder: courses/<course>/de/… or wording/<measure>.de.yaml."""
    return any(part.split("-")[0] == "de" for part in path.parts[2:3]) or path.name.endswith(".de.yaml")


def _unkind(line: str, words: re.Pattern[str]) -> Iterator[str]:
    for word in words.findall(line):
        yield f"the word {word!r} is one we do not use with people; say it in another way."
    if EXCLAMATION.search(line):
        yield "we write without exclamation marks."
    if PICTURE_LETTER.search(line):
        yield "we write without emoji."
