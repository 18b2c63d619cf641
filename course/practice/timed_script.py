"""When each paragraph of a script is said: its words at a slow pace, and its silences."""

from curriculum.schema.practice import Script
from curriculum.words import SPOKEN_WORDS_PER_MINUTE, spoken

QUICKEST = 2.0
"""Times the slow pace. A voice that would have to be quicker has left out silences as well."""


def starts(script: Script, *, begins: float = 0, lasts: float | None = None) -> list[float]:
    """Seconds at which each paragraph begins; the first at `begins`.

    `lasts` is how long the voice really speaks: then its words fill what the silences leave, so that the text keeps
    up with somebody who reads quicker or slower than others.
    """
    silence = sum(paragraph.pause for paragraph in script.paragraphs)
    for_words = spoken(script) * 60 / SPOKEN_WORDS_PER_MINUTE
    stretch = silences = 1.0
    if lasts is not None and for_words:
        stretch = (lasts - silence) / for_words
        if stretch < 1 / QUICKEST:
            stretch = silences = lasts / (for_words + silence)
    found, at = [], begins
    for paragraph in script.paragraphs:
        found.append(round(at, 1))
        at += (
            len(paragraph.text.split()) * 60 / SPOKEN_WORDS_PER_MINUTE * stretch + paragraph.pause * silences
        )
    return found
