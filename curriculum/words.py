"""Counting words: how many there are, how long they take to say, and how hard they are to read."""

import re

from curriculum.schema.practice import Script

SPOKEN_WORDS_PER_MINUTE = 100
"""A slow reading voice, as for meditations."""
LONG_WORD = 7
"""Letters from which a word counts as long (Björnsson 1968)."""
MARKS = re.compile(r"[*_#>`\[\]()]|^[-\d.]+\s", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SENTENCE_ENDS = re.compile(r"[.?:!;][”“’\"')*_]*(?=\s|$)|\n\s*\n|\n\s*[-\d]")


def words(text: str) -> list[str]:
    """The words of a text without its Markdown marks."""
    return WORD.findall(MARKS.sub(" ", text))


def readability(text: str) -> float:
    """LIX: words per sentence plus the percentage of words with more than six letters (Björnsson, Läsbarhet, 1968).

    Below 30 is very easy, 40 is ordinary, above 50 hard. It needs no syllables and works in any language with spaces.
    """
    found = words(text)
    sentences = max(1, sum(bool(words(part)) for part in SENTENCE_ENDS.split(text)))
    long = sum(len(word.replace("’", "").replace("'", "")) >= LONG_WORD for word in found)
    return len(found) / sentences + 100 * long / max(1, len(found))


def spoken(script: Script) -> int:
    """The words of a script that are said."""
    return sum(len(paragraph.text.split()) for paragraph in script.paragraphs)


def spoken_minutes(script: Script) -> float:
    """How long the script takes: its words at a slow pace, and its silences."""
    silence = sum(paragraph.pause for paragraph in script.paragraphs)
    return spoken(script) / SPOKEN_WORDS_PER_MINUTE + silence / 60
