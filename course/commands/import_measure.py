"""`python -m course import-measure`"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from course.commands.database import written_once
from course.commands.import_measure_report import say_fitted, say_rows
from course.errors import Refused
from course.exchange.import_measure.fitting import fit
from course.exchange.import_measure.languages import is_a_language
from course.exchange.import_measure.nearest import fitting_keys, nearest
from course.exchange.import_measure.picking import Wish
from course.exchange.import_measure.questionnaire import Questionnaire
from course.exchange.import_measure.reading import read
from course.exchange.import_measure.source import Source, opened
from course.measures import wordings
from course.words import LANGUAGES
from curriculum.loader import load_measure, measure_keys
from curriculum.measure import Measure, Wording

VALUE = re.compile(r"^-?[0-9]{1,9}$")
LONGEST_LICENCE, LONGEST_NAME = 400, 120
OF_ITS_OWN = (
    "A measure of the site’s own cannot be brought in this way: it needs a scoring key first, "
    "as docs/measures.md describes."
)


def import_measure(
    file: Annotated[
        Path,
        typer.Argument(
            help="A REDCap data dictionary or instrument zip, a FHIR Questionnaire in JSON, an XLSForm workbook, or "
            "the folder or zip of a ReproSchema activity."
        ),
    ],
    measure: Annotated[
        str | None, typer.Option(help="The key whose official words these are; `measures` lists them.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the words, for example en or pt-BR.")] = "en",
    licence: Annotated[
        str, typer.Option(help="What entitles this site to use these words; shown to leads, kept with them.")
    ] = "",
    items: Annotated[
        str,
        typer.Option(help="The items by their names in the file, with commas, in the published order."),
    ] = "",
    value: Annotated[
        list[str] | None,
        typer.Option(help="What an answer counts, as CODE=NUMBER or WORDS=NUMBER; once for each answer."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Install; without this nothing is written.")] = False,
) -> None:
    """Install the official words of a measure from a file. A dry run shows how every row ends, and writes nothing."""
    if not is_a_language(language):
        raise Refused(f"{language} is no language; write it as en, de or pt-BR.")
    wish = Wish(language, _named(items), _stated(value or ()))
    source = opened(file)
    found = read(source, language)
    key = _key(found, measure, wish)
    fitted = fit(found, key, wish)
    say_rows(source.name, found, fitted)
    if fitted.wording is None:
        raise Refused(_why_not(fitted.problems, found))
    say_fitted(fitted, key, fitted.wording, licence)
    if language not in LANGUAGES:
        typer.echo(f"  Nobody can choose {language} here yet: people read {' or '.join(LANGUAGES)}.")
    if not yes:
        again = "" if measure else f" Whether this is {key.key}, only you know: say --measure {key.key}."
        typer.echo(f"Nothing has changed; --yes installs these words.{again}")
        return
    if measure is None:
        raise Refused(
            f"Count and answers fit {key.key}, which is not enough: say --measure {key.key} to install."
        )
    _install(source, key, fitted.wording, _entitled(licence, key))


def _key(found: Questionnaire, named: str | None, wish: Wish) -> Measure:
    """The key somebody names, or the only one that fits."""
    if named is not None:
        if named not in measure_keys():
            raise Refused(f"There is no measure {named}. There are: {', '.join(measure_keys())}.")
        return load_measure(named)
    everything = [load_measure(key) for key in measure_keys()]
    fitting = fitting_keys(found, everything, wish)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        keys = ", ".join(one.key for one in fitting)
        raise Refused(f"By count and answers this could be {keys}. Say which with --measure.")
    raise Refused(
        "\n".join(["This file fits none of the keys. The nearest are:", *_nearest(found), OF_ITS_OWN])
    )


def _nearest(found: Questionnaire) -> list[str]:
    return [f"  {line}" for line in nearest(found, [load_measure(key) for key in measure_keys()])]


def _why_not(problems: Iterable[str], found: Questionnaire) -> str:
    return "\n".join(
        [
            "This cannot be installed:",
            *(f"  {one}" for one in problems),
            "The nearest keys:",
            *_nearest(found),
        ]
    )


def _install(source: Source, measure: Measure, wording: Wording, licence: str) -> None:
    with written_once() as db:
        wordings.install(
            db,
            wording,
            form=measure.form,
            licence=licence,
            file=source.name[-LONGEST_NAME:],
            sha256=source.sha256,
        )
    typer.echo(
        f"Installed. From now on {measure.key} is asked in these words in {wording.language}; "
        "questions that somebody has begun keep theirs."
    )


def _entitled(licence: str, measure: Measure) -> str:
    plain = " ".join(licence.split())
    if not plain:
        raise Refused(
            "Say with --licence what entitles this site to use these words. "
            f"What is known of them: {' '.join(measure.licence.split())}"
        )
    if len(plain) > LONGEST_LICENCE:
        raise Refused(f"--licence has {len(plain)} characters, and {LONGEST_LICENCE} fit.")
    return plain


def _named(items: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in items.split(",") if name.strip())


def _stated(values: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        name, _sign, number = value.rpartition("=")
        if not name.strip() or not VALUE.match(number.strip()):
            raise Refused(f"--value {value} is not of the form CODE=NUMBER.")
        found[name.strip()] = int(number)
    return found
