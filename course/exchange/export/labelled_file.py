"""Started by `course.exchange.export.labelled` as `python labelled_file.py sav|dta`: JSON comes in, a file goes out.

What it needs is imported only when it runs: whoever walks through all modules does not pay for it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

LONGEST_LABEL = {"sav": 255, "dta": 80}
LONGEST_VALUE_LABEL = {"sav": 120, "dta": 32_000}


def write(message: dict[str, Any], kind: str, path: Path) -> None:
    import pandas as pd
    import pyreadstat

    columns = message["columns"]
    codes = {letter: code for code, letter, _words in message["missing"]}
    frame = pd.DataFrame(
        {
            column["name"]: _cells(column, [row[place] for row in message["rows"]], kind, codes)
            for place, column in enumerate(columns)
        }
    )
    labels = [column["label"][: LONGEST_LABEL[kind]] for column in columns]
    if kind == "sav":
        lowest, highest = min(codes.values()), max(codes.values())
        pyreadstat.write_sav(
            frame,
            path,
            file_label=message["title"][:64],
            column_labels=labels,
            variable_value_labels=_value_labels(message, kind, {c: words for c, _letter, words in message["missing"]}),
            missing_ranges={c["name"]: [{"lo": lowest, "hi": highest}] for c in columns if c["has_missing"]},
            variable_measure={column["name"]: column["level"] for column in columns},
        )  # fmt: skip
        return
    pyreadstat.write_dta(
        frame,
        path,
        file_label=message["title"][:80],
        column_labels=labels,
        variable_value_labels=_value_labels(message, kind, {letter: words for _c, letter, words in message["missing"]}),
        missing_user_values={c["name"]: sorted(codes) for c in columns if c["has_missing"]},
    )  # fmt: skip


def _cells(column: dict[str, Any], cells: list[Any], kind: str, codes: dict[str, int]) -> pd.Series[Any]:
    import pandas as pd

    if column["text"]:
        return pd.Series(["" if cell is None else cell for cell in cells], dtype="object")
    if kind == "sav" or not column["has_missing"]:
        plain = [codes[cell["missing"]] if isinstance(cell, dict) else cell for cell in cells]
        return pd.Series(plain, dtype="float64")
    return pd.Series([cell["missing"] if isinstance(cell, dict) else cell for cell in cells], dtype="object")


def _value_labels(message: dict[str, Any], kind: str, missing: dict[Any, str]) -> dict[str, dict[Any, str]]:
    """Words for the codes of every numeric column, those of the missing values among them."""
    longest = LONGEST_VALUE_LABEL[kind]
    return {
        column["name"]: {code: words[:longest] for code, words in column["values"]}
        | ({code: words[:longest] for code, words in missing.items()} if column["has_missing"] else {})
        for column in message["columns"]
        if not column["text"] and (column["values"] or column["has_missing"])
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"export.{sys.argv[1]}"
        write(json.load(sys.stdin), sys.argv[1], target)
        sys.stdout.buffer.write(target.read_bytes())
