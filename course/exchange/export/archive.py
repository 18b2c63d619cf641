"""One zip for each program: the data, what every column means, and how to read it."""

import io
import json
import zipfile
from collections.abc import Callable
from enum import StrEnum

from course.exchange.export import delimited, fhir, grid, labelled, redcap
from course.exchange.export.dataset import Dataset
from course.exchange.export.missing import Missing

Files = dict[str, bytes]


class Format(StrEnum):
    CSV = "csv"
    SPSS = "spss"
    STATA = "stata"
    REDCAP = "redcap"
    FHIR = "fhir"


def archive(dataset: Dataset, form: Format) -> bytes:
    """A zip that holds the same bytes for the same data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in {"READ-ME.txt": _read_me(dataset), **WRITERS[form](dataset)}.items():
            zipped.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _csv(dataset: Dataset) -> Files:
    found = {}
    for name, table in (("long", grid.long(dataset)), ("wide", grid.wide(dataset))):
        found[f"{name}.csv"] = _text(delimited.grid_csv(table))
        found[f"{name}-codebook.csv"] = _text(delimited.codebook_csv(table))
    return found


def _labelled(kind: labelled.Kind) -> Callable[[Dataset], Files]:
    def files(dataset: Dataset) -> Files:
        return {
            f"{name}.{kind}": labelled.labelled_file(table, kind, title=dataset.programme)
            for name, table in (("long", grid.long(dataset)), ("wide", grid.wide(dataset)))
        }

    return files


def _redcap(dataset: Dataset) -> Files:
    return {name: text.encode() for name, text in redcap.files(dataset).items()}


def _fhir(dataset: Dataset) -> Files:
    body = json.dumps(fhir.bundle(dataset), ensure_ascii=False, indent=1)
    return {"questionnaire-responses.json": body.encode()}


WRITERS: dict[Format, Callable[[Dataset], Files]] = {
    Format.CSV: _csv,
    Format.SPSS: _labelled("sav"),
    Format.STATA: _labelled("dta"),
    Format.REDCAP: _redcap,
    Format.FHIR: _fhir,
}


def _text(text: str) -> bytes:
    """With a byte order mark: spreadsheets read UTF-8 only with it."""
    return text.encode("utf-8-sig")


def _read_me(dataset: Dataset) -> bytes:
    lines = [
        f"{dataset.programme}: answers of people who agreed to research.",
        "",
        "Each person has a code in place of a name. Days are counted from the first meeting of the cohort.",
        "A cohort whose label would stand for too few people has none.",
        "",
        "Variables with _own in their names were asked in our own wording, which is not the validated form:",
        "they cannot be set beside published norms, and are never one series with variables of the published form.",
        "",
        "Why a value is not there (code in CSV, REDCap and SPSS; letter in Stata):",
        *(f"  {one.code}  .{one.letter}  {one.words}" for one in Missing),
        "",
        "Waves:",
        *(f"  {wave.number}  {wave.key}  {wave.title}" for wave in dataset.waves),
        "",
    ]
    return "\n".join(lines).encode()
