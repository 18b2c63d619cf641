"""Which dialect a file is in, found out from what is in it and not from its name."""

from __future__ import annotations

from course.errors import Refused
from course.exchange.import_measure import fhir, redcap, reproschema, xlsform
from course.exchange.import_measure.json_file import parsed
from course.exchange.import_measure.questionnaire import Questionnaire
from course.exchange.import_measure.source import Source

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
BEFORE = b"\xef\xbb\xbf \t\r\n"


def read(source: Source, language: str) -> Questionnaire:
    """Refused with file and line, row or sheet where it is not one of the dialects, or not whole."""
    try:
        return _several(source, language) if source.is_several else _one(source, language)
    except RecursionError as error:
        raise Refused(f"{source.name} is nested too deeply to be a questionnaire.") from error


def _several(source: Source, language: str) -> Questionnaire:
    if xlsform.is_workbook(source):
        return xlsform.read(source, language)
    if redcap.is_instrument(source):
        return redcap.read(source)
    return reproschema.read(source, language)


def _one(source: Source, language: str) -> Questionnaire:
    content = source.only.lstrip(BEFORE)
    if content.startswith(OLD_WORKBOOK):
        raise Refused(f"{source.name} is a workbook of the old kind (.xls); save it as .xlsx.")
    if content.startswith(b"<"):
        raise Refused(f"{source.name} is XML; save a FHIR Questionnaire as JSON, a survey as .xlsx or CSV.")
    if not content.startswith((b"{", b"[")):
        return redcap.read(source)
    whole = parsed(source.name, source.only)
    if isinstance(whole, dict) and "resourceType" not in whole and "@type" in whole:
        raise Refused(
            f"{source.name} is one file of a ReproSchema activity; name its folder, or a zip of it."
        )
    return fhir.read(source, language)
