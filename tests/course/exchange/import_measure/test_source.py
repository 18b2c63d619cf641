"""Files and zips within limits: nothing is unpacked to disk, followed or believed."""

import struct
from pathlib import Path

import pytest

from course.errors import Refused
from course.exchange.import_measure import source
from course.exchange.import_measure.source import LARGEST, opened
from tests.course.exchange.import_measure.made import kept, zipped


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        opened(tmp_path / "nothing.csv")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused, match="more than 10 MB"):
        opened(tmp_path / "large.csv")


def test_a_small_zip_of_a_large_file_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"instrument.csv": b"0" * (LARGEST + 1)})
    assert path.stat().st_size < 20_000
    with pytest.raises(Refused, match="more than 10 MB"):
        opened(path)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, {"instrument.csv": b"0" * 5_000})
    content = path.read_bytes()
    lied = content.replace(struct.pack("<I", 5_000), struct.pack("<I", 10))
    assert lied != content
    monkeypatch.setattr(source, "LARGEST", 1_000)
    with pytest.raises(Refused):
        opened(kept(tmp_path, lied, "lies.zip"))


@pytest.mark.parametrize(
    "name", ["../instrument.csv", "/etc/instrument.csv", "a/../../b.csv", "..\\b.csv", "C:/b.csv"]
)
def test_a_path_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="leads out of it"):
        opened(zipped(tmp_path, {name: b"1"}))


def test_half_a_zip_and_a_broken_one_are_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path, {"instrument.csv": b"a,b\n" * 500}).read_bytes()
    with pytest.raises(Refused, match="not a whole zip"):
        opened(kept(tmp_path, content[: len(content) // 2], "half.zip"))
    broken = content[:60] + b"\xff" * 20 + content[80:]
    with pytest.raises(Refused, match="not a whole zip"):
        opened(kept(tmp_path, broken, "broken.zip"))


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path, {"instrument.csv": b"1"}).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    with pytest.raises(Refused, match="password"):
        opened(kept(tmp_path, bytes(content), "locked.zip"))


def test_a_folder_is_read_without_links_and_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "activity"
    folder.mkdir()
    kept(folder, b"{}", "a")
    kept(folder, b"secret", ".hidden")
    outside = kept(tmp_path, b"secret", "outside")
    (folder / "link").symlink_to(outside)
    found = opened(folder)
    assert dict(found.files) == {"a": b"{}"}
    assert found.name == "activity"
    (folder / "a").write_bytes(b"{ }")
    assert opened(folder).sha256 != found.sha256
