"""Where a course's texts stand: its own folder first, then the course it borrows from; translations beside each.

Whatever is taken from the shelf is noted with its version and origin, so a course knows every text it is made of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from curriculum.errors import ContentError
from curriculum.files import read_front_matter, read_yaml, shaped, shown
from curriculum.published import Published, published
from curriculum.reading.overlay import overlaid
from curriculum.schema.text_record import About, TextKind, TextRecord

Audience = Literal["participant", "facilitator"]
FOR_FACILITATORS = ("outline", "guide")
TITLES = ("title", "name", "subject")
COURSE = "course.yaml"
LENT = ("practices/", "exercises/", "cards/", "guides/")
"""What one course may borrow from another."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a course's own file says about all its texts."""

    about: About
    language: str


UNSAID = Origin(About(provenance="Written for this project.", tier="T3"), "en")


class Shelf:
    """The files of one course in one language. `taken` holds a record of every file that was read, by its path."""

    def __init__(self, root: Path, course: str, language: str | None = None) -> None:
        self.root, self.language = root, language
        self._folders = [root / "courses" / course]
        self._origins: dict[Path, Origin] = {}
        self.taken: dict[str, TextRecord] = {}
        self._published: dict[Path, Mapping[str, Published]] = {}

    def opened(self, fields: dict[str, Any]) -> None:
        """Note what the course says about all its texts."""
        self._origins[self._folders[0]] = _origin(fields, self.named(COURSE))

    def borrow_from(self, course: str) -> None:
        """Also look in this course's folder for what may be lent and is not in the own one."""
        file = self.root / "courses" / course / COURSE
        if not file.exists():
            raise ContentError(self.named(COURSE), "borrows", f"there is no course {course}.")
        self._folders.append(file.parent)
        self._origins[file.parent] = _origin(read_yaml(file, self.root), shown(file, self.root))

    def has(self, name: str) -> bool:
        """Whether the course has this file of its own, in the original language."""
        return (self._folders[0] / name).exists()

    def is_borrowed(self, name: str) -> bool:
        """Whether this file stands in another course's folder."""
        return not self._path(name).is_relative_to(self._folders[0])

    def named(self, name: str) -> str:
        """The file as an error names it: the translation where there is one."""
        return shown(self._spoken(name) or self._path(name), self.root)

    def yaml(self, name: str, kind: TextKind) -> dict[str, Any]:
        """The fields of a YAML file, in this shelf's language as far as it is translated."""
        fields, spoken = read_yaml(self._path(name), self.root), self._spoken(name)
        if spoken:
            fields = overlaid(fields, read_yaml(spoken, self.root), shown(spoken, self.root))
        return self._noted(name, kind, fields)

    def markdown(self, name: str, kind: TextKind) -> tuple[dict[str, Any], str]:
        """The front matter and the text below it; a translation brings its whole text."""
        (fields, body), spoken = read_front_matter(self._path(name), self.root), self._spoken(name)
        if spoken:
            translated, body = read_front_matter(spoken, self.root)
            fields = overlaid(fields, translated, shown(spoken, self.root))
        return self._noted(name, kind, fields), body

    def _path(self, name: str) -> Path:
        folders = self._folders if name.startswith(LENT) else self._folders[:1]
        found = [folder / name for folder in folders if (folder / name).exists()]
        return found[0] if found else self._folders[0] / name

    def _spoken(self, name: str) -> Path | None:
        if self.language is None:
            return None
        spoken = self._folder(self._path(name)) / self.language / name
        return spoken if spoken.exists() else None

    def _noted(self, name: str, kind: TextKind, fields: dict[str, Any]) -> dict[str, Any]:
        """Note the file; what only says where a text comes from is taken out of its fields."""
        spoken = self._spoken(name)
        path = spoken or self._path(name)
        known, origin = self._known(path), self._origins.get(self._folder(path), UNSAID)
        audience = "facilitator" if kind in FOR_FACILITATORS else fields.get("audience", "participant")
        file = shown(path, self.root)
        record = {
            "path": file,
            "title": next((str(fields[each]) for each in TITLES if fields.get(each)), name),
            "kind": kind,
            "audience": _audience(audience, file),
            "language": self.language if spoken and self.language else origin.language,
            "version": known.version if known else 0,
            "published_on": known.on if known else None,
            "review_on": _months_later(known.on, origin.about.review_months) if known else None,
            "sha256": sha256(path.read_bytes()).hexdigest(),
            "provenance": str(fields.pop("provenance", origin.about.provenance)),
            "tier": _tier(fields, kind, origin.about, file),
        }
        self.taken[file] = shaped(TextRecord, record, file)
        return fields

    def _known(self, path: Path) -> Published | None:
        folder = self._folder(path)
        if folder not in self._published:
            self._published[folder] = published(folder, self.root)
        return self._published[folder].get(path.relative_to(folder).as_posix())

    def _folder(self, path: Path) -> Path:
        """The folder of the course that this file belongs to."""
        return next(each for each in self._folders if path.is_relative_to(each))


def _origin(fields: dict[str, Any], file: str) -> Origin:
    about = UNSAID.about
    if "about" in fields:
        about = shaped(About, fields["about"], file, under="about")
    return Origin(about, str(fields.get("language")))


def _audience(value: object, file: str) -> Audience:
    if value == "facilitator":
        return "facilitator"
    if value == "participant":
        return "participant"
    raise ContentError(
        file, "audience", f"needs one of 'participant' or 'facilitator', and this is {value!r}."
    )


def _tier(fields: dict[str, Any], kind: TextKind, about: About, file: str) -> Any:
    keeps = kind in ("card", "guide")
    tier = fields.get("tier", about.tier) if keeps else fields.pop("tier", about.tier)
    if tier not in ("T1", "T2", "T3", "none"):
        raise ContentError(file, "tier", f"needs one of 'T1', 'T2', 'T3' or 'none', and this is {tier!r}.")
    return tier


def _months_later(day: str, months: int) -> str:
    """The first day of the month so many months later: near enough for reading a text again."""
    at = date.fromisoformat(day)
    ahead = at.year * 12 + at.month - 1 + months
    return date(ahead // 12, ahead % 12 + 1, 1).isoformat()
