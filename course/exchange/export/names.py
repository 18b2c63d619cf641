"""Names of variables: short enough for Stata with a wave behind them, and other ones while the words are our own."""

LONGEST = 28
"""Characters. Stata takes 32; four stay for the wave."""


def variable_name(measure_key: str, part: str, *, ours: bool, version: int = 1) -> str:
    """`phq-8`, `q1` gives phq8_q1, and phq8_own_q1 while the words are our own; a later version of the key says so.

    A key of several words is shortened to their first letters: self-compassion-12 gives sc12.
    """
    own, later = "_own" if ours else "", f"_v{version}" if version > 1 else ""
    return f"{short(measure_key)}{own}{later}_{part.replace('-', '_')}"[:LONGEST]


def short(measure_key: str) -> str:
    *words, last = measure_key.split("-")
    if not last.isdigit():
        words, last = [*words, last], ""
    return ("".join(word[0] for word in words) if len(words) > 1 else "".join(words)) + last


def in_wave(name: str, number: int) -> str:
    """The same variable in a wide table; waves are numbered from 1 in the order of the course."""
    return f"{name}_w{number}"
