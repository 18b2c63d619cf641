"""Rows of several tables in one statement. Every sort of row has the same columns; what it does not know is empty."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, cast, literal, null, select, type_coerce, union_all
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

MOMENT = UTCDateTime()


class Columns:
    """The columns of all these rows, in this order, after the name of the sort."""

    def __init__(self, **types: TypeEngine[Any]) -> None:
        self._types = types

    def rows(self, sort: str, **known: Any) -> Select[Any]:
        """One sort of row, to be narrowed with `join_from` and `where`. `known` are columns and expressions by name."""
        if strange := known.keys() - self._types.keys():
            raise ValueError(f"no such columns: {', '.join(sorted(strange))}")
        each = [
            # only an empty one is cast: SQLite would make a number of a day
            (type_coerce(known[name], kind) if name in known else cast(null(), kind)).label(name)
            for name, kind in self._types.items()
        ]
        return select(literal(sort).label("sort"), *each)


def together(*sorts: Select[Any]) -> CompoundSelect[Any]:
    return union_all(*sorts)
