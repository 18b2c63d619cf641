"""The words of measures: our own, said to be our own, fitting their key, easy to read and never twice the same."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from curriculum.checks import Problem
from curriculum.checks.reading_level import HARDEST
from curriculum.errors import ContentError
from curriculum.loader import load_wording, measure_keys
from curriculum.measure import Measure, Wording
from curriculum.words import readability, words

SAYS_SO = {
    "en": "our own wording and not the validated form",
    "de": "unser eigener Wortlaut und nicht die geprüfte Fassung",
}
"""What the note of a wording says, by language. A language that is not here is not judged."""


def wording_languages(key: str, root: Path) -> list[str]:
    """The languages in which this measure has a wording, sorted."""
    files = root.glob(f"measures/wording/{key}.*.yaml")
    return sorted(path.stem.removeprefix(f"{key}.") for path in files)


def wording_problems(measure: Measure, root: Path) -> Iterator[Problem]:
    """Everything wrong with the words of one measure. ContentError for a file that cannot be read."""
    for language in wording_languages(measure.key, root):
        file, wording = _file(measure.key, language), load_wording(measure.key, language, root)
        for field, message in (*_fits(measure, wording, language), *_own(measure, wording), *_easy(wording)):
            yield Problem(file, field, message)


def sentence_twins(root: Path) -> Iterator[Problem]:
    """Sentences that stand in the words of two measures, or twice in one, in the same language."""
    seen: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for key in measure_keys(root):
        for language in wording_languages(key, root):
            for item, sentence in _sentences(key, language, root).items():
                seen[language, " ".join(words(sentence.lower()))].append((key, item))
    for (language, _), places in seen.items():
        for key, item in places[1:]:
            first = " ".join(places[0])
            yield Problem(_file(key, language), f"items, {item}", f"is the sentence of {first} again.")


def _sentences(key: str, language: str, root: Path) -> dict[str, str]:
    """Empty for a file that cannot be read: that is reported with its measure."""
    try:
        return load_wording(key, language, root).items
    except ContentError:
        return {}


def _file(key: str, language: str) -> str:
    return f"measures/wording/{key}.{language}.yaml"


def _fits(measure: Measure, wording: Wording, language: str) -> Iterator[tuple[str, str]]:
    if wording.measure != measure.key:
        yield "measure", f"needs to be {measure.key}, like the file name."
    if wording.language != language:
        yield "language", f"needs to be {language}, like the file name."
    if tuple(wording.items) != measure.items:
        yield "items", f"needs one sentence for each of {', '.join(measure.items)}, in this order."
    if sorted(wording.choices) != sorted(measure.choices):
        yield "choices", f"needs words for exactly {', '.join(map(str, measure.choices))}."


def _own(measure: Measure, wording: Wording) -> Iterator[tuple[str, str]]:
    if not wording.ours:
        yield (
            "ours",
            "is true in every file here; official words are installed by the site that may use them.",
        )
    if wording.form is not None:
        yield "form", "belongs to official words, and these are our own."
    if measure.self_harm:
        yield (
            "items",
            f"a question about self-harm ({', '.join(measure.self_harm)}) is never asked in our own words.",
        )
    said = SAYS_SO.get(wording.language.split("-")[0])
    if said and said not in " ".join(wording.note.split()):
        yield "note", f"needs to say: {said}."


def _easy(wording: Wording) -> Iterator[tuple[str, str]]:
    hardest = HARDEST.get(wording.language.split("-")[0])
    level = readability("\n\n".join([wording.intro, *wording.items.values()]))
    if hardest and level > hardest["participant"]:
        most = hardest["participant"]
        yield "items", f"are hard to read: {level:.0f} on the LIX scale, and {most} is the most."
