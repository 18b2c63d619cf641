"""A reader of SPSS files from the published layout of the format; it shares no code with what writes them.

Only what our files have is read: little endian, numbers and short strings, no or bytecode compression.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

SYSTEM_MISSING = -1.797693134862315708145274237317043567981e308


@dataclass
class Read:
    """`missing` is (low, high) of user-missing values; `rows` hold text or numbers, None where nothing stands."""

    names: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[float, str]] = field(default_factory=dict)
    missing: dict[str, tuple[float, float]] = field(default_factory=dict)
    rows: list[list[str | float | None]] = field(default_factory=list)


def read(content: bytes) -> Read:
    """The whole file. AssertionError when it is not an SPSS system file, KeyError for a record not known here."""
    assert content[:4] == b"$FL2"
    dictionary = _Dictionary(content)
    while dictionary.takes_a_record():
        pass
    compression, cases = _integers(content, 72, 1)[0], _integers(content, 80, 1)[0]
    bias = struct.unpack_from("<d", content, 84)[0]
    _read_rows(dictionary, content[dictionary.at :], cases, bias, compressed=compression == 1)
    return dictionary.found


class _Dictionary:
    """The records between the header and the data, one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 176
        self.found = Read()
        self.widths: list[int] = []
        self.short: list[str] = []
        self.words: dict[bytes, str] = {}

    def takes_a_record(self) -> bool:
        """False after the last one."""
        kind = self.integers(1)[0]
        if kind == 999:
            self.at += 4
            return False
        {2: self.variable, 3: self.value_labels, 4: self.labelled, 7: self.extension}[kind]()
        return True

    def integers(self, count: int) -> tuple[int, ...]:
        self.at += 4 * count
        return _integers(self.content, self.at - 4 * count, count)

    def variable(self) -> None:
        width, has_label, missing, _print, _write = self.integers(5)
        name = self.content[self.at : self.at + 8].decode().strip()
        self.at += 8
        label = self.text(self.integers(1)[0], padded_to=4) if has_label else ""
        limits = struct.unpack_from(f"<{abs(missing)}d", self.content, self.at)
        self.at += 8 * abs(missing)
        self.widths.append(width)
        self.short.append(name)
        if width >= 0:
            self.found.names.append(name)
            self.found.labels[name] = label
        if missing == -2:
            self.found.missing[name] = (limits[0], limits[1])

    def text(self, length: int, *, padded_to: int) -> str:
        self.at += -(-length // padded_to) * padded_to
        start = self.at - -(-length // padded_to) * padded_to
        return self.content[start : start + length].decode()

    def value_labels(self) -> None:
        self.words = {}
        for _each in range(self.integers(1)[0]):
            value, length = self.content[self.at : self.at + 8], self.content[self.at + 8]
            self.words[value] = self.content[self.at + 9 : self.at + 9 + length].decode()
            self.at += 8 + -(-(length + 1) // 8) * 8

    def labelled(self) -> None:
        for place in self.integers(self.integers(1)[0]):
            words = {struct.unpack("<d", value)[0]: text for value, text in self.words.items()}
            self.found.values[self.short[place - 1]] = words

    def extension(self) -> None:
        subtype, size, count = self.integers(3)
        body = self.text(size * count, padded_to=1) if subtype == 13 else ""
        if subtype == 13:
            _rename(self.found, dict(pair.split("=") for pair in body.split("\t")))
        else:
            self.at += size * count


def _integers(content: bytes, at: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{count}i", content, at)


def _rename(found: Read, longer: dict[str, str]) -> None:
    found.names = [longer.get(name, name) for name in found.names]
    found.labels = {longer.get(name, name): each for name, each in found.labels.items()}
    found.values = {longer.get(name, name): each for name, each in found.values.items()}
    found.missing = {longer.get(name, name): each for name, each in found.missing.items()}


def _read_rows(dictionary: _Dictionary, data: bytes, cases: int, bias: float, *, compressed: bool) -> None:
    cells = _unpacked(data, bias) if compressed else (data[i : i + 8] for i in range(0, len(data), 8))
    for _each in range(cases):
        row: list[str | float | None] = []
        for width in dictionary.widths:
            cell = next(cells)
            if width == -1:
                row[-1] = str(row[-1]) + cell.decode(errors="replace")
            elif width > 0:
                row.append(cell.decode(errors="replace"))
            else:
                number = struct.unpack("<d", cell)[0]
                row.append(None if number == SYSTEM_MISSING else number)
        dictionary.found.rows.append([cell.rstrip() if isinstance(cell, str) else cell for cell in row])


def _unpacked(data: bytes, bias: float) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        codes, at = data[at : at + 8], at + 8
        for code in codes:
            if code == 253:
                yield data[at : at + 8]
                at += 8
            elif code == 254:
                yield b" " * 8
            elif code == 255:
                yield struct.pack("<d", SYSTEM_MISSING)
            elif code == 252:
                return
            elif code:
                yield struct.pack("<d", code - bias)
