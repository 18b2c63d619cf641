"""Plain text in lines of at most 72 characters, as mail programs quote it without breaking it again."""

import textwrap

WIDTH = 72


def wrapped(text: str) -> str:
    """`text` in lines of at most `WIDTH` characters, broken at spaces; a longer word is broken where the line ends."""
    return _at_spaces(text) or _by_the_rules(text)


def _at_spaces(text: str) -> str:
    """What the rules come to for words with one space between them; empty where they have more to say.

    Almost every paragraph of a letter is such words, and asking the rules takes ten times as long.
    """
    # a hyphen may be a place to break, and whatever cannot be printed may be a space of some kind
    if not text.isprintable() or "-" in text or "  " in text or text != text.strip():
        return ""
    lines = []
    while len(text) > WIDTH:
        end = text.rfind(" ", 0, WIDTH + 1)
        if end < 0:
            return ""
        lines.append(text[:end])
        text = text[end + 1 :]
    return "\n".join([*lines, text])


def _by_the_rules(text: str) -> str:
    lines = (
        textwrap.wrap(line, WIDTH, expand_tabs=False, replace_whitespace=False) for line in text.splitlines()
    )
    return "\n".join("\n".join(line) for line in lines)
