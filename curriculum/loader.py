"""Courses and measures read from their files. Every fault is a ContentError that names file and field."""

import re
from functools import lru_cache
from pathlib import Path

from curriculum.errors import ContentError
from curriculum.files import ROOT, read_yaml, same_key, shaped, shown
from curriculum.measure import Measure, Wording
from curriculum.reading.courses import read_course
from curriculum.schema import Course
from curriculum.stamp import Stamp, file_stamp, stamp

__all__ = [
    "ContentError", "course_keys", "course_title", "languages", "load_course", "load_measure", "load_wording",
    "measure_keys", "wording_for",
]  # fmt: skip

LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")


def course_keys(root: Path = ROOT) -> tuple[str, ...]:
    """Keys of the courses that have a folder here, sorted."""
    return tuple(sorted(path.parent.name for path in root.glob("courses/*/course.yaml")))


def measure_keys(root: Path = ROOT) -> tuple[str, ...]:
    """Keys of the measures that have a file here, sorted."""
    return tuple(sorted(path.stem for path in root.glob("measures/*.yaml")))


def languages(key: str, root: Path = ROOT) -> tuple[str, ...]:
    """The languages a course is translated into, sorted; its original is not among them."""
    folders = (path.name for path in (root / "courses" / key).iterdir() if path.is_dir())
    return tuple(sorted(name for name in folders if LANGUAGE.match(name)))


def load_course(key: str, root: Path = ROOT) -> Course:
    """The whole course with its translations. ContentError for anything missing, unknown or misspelt.

    It is read again only when a file has changed.
    """
    return _course(key, root, stamp(root))


@lru_cache(maxsize=16)
def _course(key: str, root: Path, _stamp: Stamp) -> Course:
    original = read_course(root, key)
    spoken = tuple(read_course(root, key, language) for language in languages(key, root))
    return original.model_copy(update={"translations": spoken})


def course_title(key: str, root: Path = ROOT) -> str:
    """The title alone, without reading the course. ContentError where there is none."""
    file = root / "courses" / key / "course.yaml"
    return _title(file, root, file_stamp(file))


@lru_cache(maxsize=16)
def _title(file: Path, root: Path, _stamp: Stamp) -> str:
    title = read_yaml(file, root).get("title")
    if not isinstance(title, str):
        raise ContentError(shown(file, root), "title", "this field is needed.")
    return title


def load_measure(key: str, root: Path = ROOT) -> Measure:
    """The scoring key of one measure. It is read again only when its file has changed."""
    file = root / "measures" / f"{key}.yaml"
    return _measure(key, file, root, file_stamp(file))


@lru_cache(maxsize=128)
def _measure(key: str, file: Path, root: Path, _stamp: Stamp) -> Measure:
    fields = read_yaml(file, root)
    same_key(fields, key, shown(file, root))
    return shaped(Measure, fields, shown(file, root))


def load_wording(key: str, language: str = "en", root: Path = ROOT) -> Wording:
    """The sentences of one measure in one language. ContentError when that language is not written."""
    file = root / "measures" / "wording" / f"{key}.{language}.yaml"
    return _wording(file, root, file_stamp(file))


@lru_cache(maxsize=128)
def _wording(file: Path, root: Path, _stamp: Stamp) -> Wording:
    return shaped(Wording, read_yaml(file, root), shown(file, root))


def wording_for(key: str, locale: str, root: Path = ROOT) -> Wording:
    """The sentences for a reader of this locale ("de" also serves "de-AT"); the English ones when there are none."""
    wanted = (locale.replace("_", "-"), locale.replace("_", "-").split("-")[0], "en")
    files = {language: root / "measures" / "wording" / f"{key}.{language}.yaml" for language in wanted}
    return load_wording(key, next((one for one in files if files[one].exists()), "en"), root)
