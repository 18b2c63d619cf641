"""A chart as a file, and a table as one: the one way for every page that shows figures."""

from flask import Response

from course.outcomes.picture import Picture
from course.outcomes.sheet import Sheet
from course.print.typesetting import png

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets read the file as UTF-8 only with it."""
ENDINGS = ("svg", "png", "csv")


def chart_file(picture: Picture, ending: str, *, name: str) -> Response:
    """`ending` is one of ENDINGS, `name` the file's without it. All three hold what the page shows and nothing more."""
    if ending == "csv":
        return sheet_file(picture.sheet, name=name)
    if ending == "png":
        return attached(png(picture.svg), f"{name}.png", "image/png")
    return attached(picture.svg.encode(), f"{name}.svg", "image/svg+xml")


def sheet_file(sheet: Sheet, *, name: str) -> Response:
    return attached((BYTE_ORDER_MARK + sheet.csv).encode(), f"{name}.csv", "text/csv")


def attached(body: bytes, filename: str, kind: str) -> Response:
    """A file to keep, not a page."""
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
