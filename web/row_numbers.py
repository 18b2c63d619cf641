"""Numbers of rows as addresses and forms give them; one that no row can have is the number of nothing."""

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""PostgreSQL's integer; a larger one would be an error of the database instead of a page that is not there."""
DIGITS = len(str(LARGEST))


class RowNumber(IntegerConverter):
    """`<int:...>` in every route of the site: plain digits, since a number in another script is no address here."""

    regex = "[0-9]+"

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=LARGEST)


def row_number(text: str | None) -> int:
    """The number in a field of a form; 0, which no row has, for anything else."""
    fits = text is not None and text.isascii() and text.isdigit() and len(text) <= DIGITS
    number = int(text) if text and fits else 0
    return number if number <= LARGEST else 0
