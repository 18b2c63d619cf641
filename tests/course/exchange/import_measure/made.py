"""Files in other systems' spelling, with sentences that were made up for these tests and belong to no questionnaire."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from course.exchange.import_measure.ending import Ended, endings
from course.exchange.import_measure.fitting import Fitted, fit
from course.exchange.import_measure.picking import Wish
from course.exchange.import_measure.questionnaire import Questionnaire
from course.exchange.import_measure.reading import read
from course.exchange.import_measure.source import opened
from curriculum.loader import load_measure
from curriculum.measure import Wording

FILES = Path(__file__).parent / "files"
STEM = "In the last fortnight, on how many mornings did you notice this?"
SENTENCES = (
    "The tomatoes wanted water",
    "A neighbour leaned over the fence, with news",
    "The gate squeaked",
    "There was a snail on the lettuce",
    "The wheelbarrow stood in the way",
    "The rain barrel ran over",
    "A blackbird sat on the spade",
)
MORNINGS = "0, Not one morning | 1, A few mornings | 2, Most mornings | 3, Every morning"
COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
Row = Sequence[str]


def dictionary(rows: Sequence[Row], *, delimiter: str = ",", line_end: str = "\n", mark: str = "") -> bytes:
    """A data dictionary whose rows give as many cells as they need."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(COLUMNS)
    writer.writerows([*row, *[""] * (len(COLUMNS) - len(row))] for row in rows)
    return (mark + text.getvalue()).encode()


def radio(
    name: str, label: str, choices: str = MORNINGS, *, form: str = "garden", **others: str
) -> list[str]:
    """One question; `others` are named by the column's first word: header, note, branching, number, annotation."""
    places = {
        "header": 2,
        "kind": 3,
        "note": 6,
        "branching": 11,
        "number": 14,
        "matrix": 15,
        "annotation": 17,
    }
    cells = [name, form, "", "radio", label, choices, *[""] * 12]
    for key, words in others.items():
        cells[places[key]] = words
    return cells


def questions(count: int = 7, *, prefix: str = "garden_", choices: str = MORNINGS) -> list[list[str]]:
    return [
        radio(f"{prefix}{n}", f"{SENTENCES[(n - 1) % 7]} {n}", choices, header=STEM if n == 1 else "")
        for n in range(1, count + 1)
    ]


def calc(name: str, formula: str) -> list[str]:
    return radio(name, "Total", formula, kind="calc")


def kept(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(folder: Path, files: Mapping[str, bytes], name: str = "file.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in files.items():
            archive.writestr(inside, content)
    return path


def workbook(folder: Path, dialect: str) -> Path:
    """The CSV files of a dialect as the sheets of a workbook; whole numbers become numbers, as people type them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for file in sorted((FILES / dialect).glob("*.csv"), reverse=True):
        sheet = book.create_sheet(file.stem)
        with file.open(newline="") as lines:
            for row in csv.reader(lines):
                sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    book.save(folder / f"{dialect}.xlsx")
    return folder / f"{dialect}.xlsx"


def found_in(path: Path, language: str = "en") -> Questionnaire:
    return read(opened(path), language)


def fitted(path: Path, key: str = "gad-7", wish: Wish | None = None) -> Fitted:
    wish = wish or Wish()
    return fit(found_in(path, wish.language), load_measure(key), wish)


def wording_of(path: Path, key: str = "gad-7", wish: Wish | None = None) -> Wording:
    found = fitted(path, key, wish)
    assert found.wording is not None, found.problems
    return found.wording


def ends(path: Path, key: str = "gad-7", wish: Wish | None = None) -> dict[str, Ended]:
    """How each row ends, by where it stands."""
    wish = wish or Wish()
    found = found_in(path, wish.language)
    return {row.where: row for row in endings(found, fit(found, load_measure(key), wish))}
