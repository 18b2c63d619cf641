"""A REDCap data dictionary, as a CSV file or as the zip file of one instrument.

Columns are those of the download and of the API (`HEADS`). Read are byte order marks, also one that was quoted into
the first name, every usual delimiter and line end, and quoted line breaks. Source of the columns and of the rules
for each: REDCap's own help on the data dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from course.errors import Refused
from course.exchange.import_measure import labels, usable
from course.exchange.import_measure.questionnaire import (
    Broken,
    Formula,
    Heading,
    Item,
    Left,
    Questionnaire,
    Row,
)
from course.exchange.import_measure.redcap_choices import choices_of
from course.exchange.import_measure.source import Source
from course.exchange.import_measure.text_file import text_of
from course.exchange.table import Line, lines

HEADS = {
    "variablefieldname": "field_name",
    "fieldname": "field_name",
    "formname": "form_name",
    "sectionheader": "section_header",
    "fieldtype": "field_type",
    "fieldlabel": "field_label",
    "choicescalculationsorsliderlabels": "choices",
    "choicesorcalculations": "choices",
    "selectchoicesorcalculations": "choices",
    "fieldnote": "field_note",
    "branchinglogicshowfieldonlyif": "branching_logic",
    "branchinglogic": "branching_logic",
    "questionnumbersurveysonly": "question_number",
    "questionnumber": "question_number",
    "matrixgroupname": "matrix_group",
    "fieldannotation": "annotation",
}
"""Names without case, spaces and marks, as the download and as the API spell them; other columns are not read."""
NEEDED = ("field_name", "form_name", "field_type", "field_label", "choices")
INSTRUMENT = "instrument.csv"
ONE_ANSWER = frozenset({"radio", "dropdown"})
BUILT_IN = {"yesno": "1, Yes | 0, No", "truefalse": "1, True | 0, False"}
NOT_ASKED = {
    "text": "is filled in, and has no answers to choose from",
    "notes": "is filled in, and has no answers to choose from",
    "checkbox": "takes several answers at once",
    "slider": "is a slider, and has no words for each value",
    "file": "is a file",
    "sql": "takes its answers from a database",
}
HIDDEN = re.compile(r"@HIDDEN\b(?!-PDF)", re.IGNORECASE)
CALCULATED = re.compile(r"@CALC(?:TEXT|DATE)\b", re.IGNORECASE)
TAG = re.compile(r"@[A-Z][A-Z0-9_-]+")
EVENT = re.compile(r"\[[^\[\]]*\](?=\[)")


class Field(NamedTuple):
    """One row, by our names for its columns."""

    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        return f"line {self.line}"

    @property
    def id(self) -> str:
        return self.cells["field_name"]

    @property
    def form(self) -> str:
        return self.cells["form_name"]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class _Over:
    """The words that stand over the next rows, and the answers of each matrix group so far."""

    form: str = ""
    heading: str = ""
    matrices: dict[str, tuple[int, str]] = field(default_factory=dict)


def is_instrument(source: Source) -> bool:
    """Whether this is the zip of an instrument."""
    return _instrument(source) is not None


def read(source: Source) -> Questionnaire:
    """Refused for half a file, for columns that are not there and for a name that stands twice."""
    name = _instrument(source) or source.name
    table = list(lines(text_of(name, source.files[name]), strict=True))
    fields = list(_fields(name, table))
    _refuse_twins(name, fields)
    over = _Over()
    rows = [row for each in fields for row in _rows(each, over)]
    others = [Left(path, path, "stands beside the dictionary") for path in source.files if path != name]
    return Questionnaire(
        dialect="REDCap instrument zip" if source.is_several else "REDCap data dictionary",
        title="",
        rows=(*rows, *others),
        formulas=tuple(_formulas(fields)),
    )


def _instrument(source: Source) -> str | None:
    found = [path for path in source.files if path.rpartition("/")[2].lower() == INSTRUMENT]
    return found[0] if source.is_several and len(found) == 1 else None


def _fields(name: str, table: Sequence[Line]) -> Iterator[Field]:
    if not table:
        raise Refused(f"{name} is empty.")
    columns = [HEADS.get(_bare(cell), "") for cell in table[0].cells]
    lacking = [column for column in NEEDED if column not in columns]
    if lacking:
        raise Refused(f"{name}, line {table[0].number}: no column {', '.join(lacking)} of a data dictionary.")
    for line in table[1:]:
        cells = _whole(name, line, len(columns))
        known = {column: cell for column, cell in zip(columns, cells, strict=True) if column}
        if not known["field_name"]:
            raise Refused(f"{name}, line {line.number}: this row has no variable name.")
        yield Field(line.number, known)


def _whole(name: str, line: Line, columns: int) -> Sequence[str]:
    """A row that ends early is the place where half a file stops."""
    if any(line.cells[columns:]):
        raise Refused(f"{name}, line {line.number}: has more cells than the first line has names.")
    if len(line.cells) < columns:
        raise Refused(f"{name}, line {line.number}: ends after {len(line.cells)} of {columns} cells.")
    return line.cells[:columns]


def _refuse_twins(name: str, fields: Iterable[Field]) -> None:
    seen: dict[str, int] = {}
    for each in fields:
        first = seen.setdefault(each.id.lower(), each.line)
        if first != each.line:
            raise Refused(f"{name}, line {each.line}: {each.id} stands already in line {first}.")


def _rows(each: Field, over: _Over) -> Iterator[Row]:
    if each.form != over.form:
        over.form, over.heading = each.form, ""
    if header := labels.words(each.get("section_header")):
        over.heading = header
    kind = each.get("field_type").lower()
    if HIDDEN.search(each.get("annotation")):
        yield _left(each, "is hidden by its action tag")
    elif kind == "descriptive":
        over.heading = labels.words(each.get("field_label")) or over.heading
        yield Heading(each.where, each.id, over.heading)
    elif kind == "calc" or CALCULATED.search(each.get("annotation")):
        yield _left(each, "is worked out; here the scoring key does that")
    elif kind in NOT_ASKED:
        yield _left(each, NOT_ASKED[kind])
    elif kind in ONE_ANSWER or kind in BUILT_IN:
        yield _item(each, over, BUILT_IN.get(kind) or each.get("choices"))
    else:
        yield Broken(
            each.where, each.id, f"has the field type {kind or '(none)'}, which is not known", each.form
        )


def _item(each: Field, over: _Over, written: str) -> Row:
    try:
        text, changed = usable.question(each.get("field_label"))
        choices = choices_of(written)
        _check_matrix(each, over, written)
    except Refused as refused:
        return Broken(each.where, each.id, refused.sentence, each.form)
    return Item(
        where=each.where,
        id=each.id,
        text=text,
        choices=choices,
        heading=over.heading,
        form=each.form,
        number=each.get("question_number"),
        changed=(*changed, *_lost(each)),
    )


def _check_matrix(each: Field, over: _Over, written: str) -> None:
    group = each.get("matrix_group")
    if not group:
        return
    line, first = over.matrices.setdefault(group, (each.line, written))
    if choices_of(first) != choices_of(written):
        raise Refused(f"has other answers than line {line}, although both are in the matrix {group}")


def _lost(each: Field) -> Iterator[str]:
    if each.get("branching_logic"):
        yield "its branching logic is not kept: it is asked of everybody"
    if each.get("field_note"):
        yield "its field note is not shown"
    if tags := TAG.findall(each.get("annotation")):
        yield f"{', '.join(tags)} has no meaning here"


def _left(each: Field, reason: str) -> Left:
    return Left(each.where, each.id, reason, each.form)


def _formulas(fields: Iterable[Field]) -> Iterator[Formula]:
    for each in fields:
        if each.get("field_type").lower() == "calc" and each.get("choices"):
            yield Formula(each.where, each.id, EVENT.sub("", each.get("choices")))


def _bare(name: str) -> str:
    """A byte order mark may have been quoted into the first name, or read in a wrong encoding on the way."""
    return re.sub(r"[^a-z]", "", name.replace("\u00ef\u00bb\u00bf", "").lower())
