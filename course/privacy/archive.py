"""Everything about one person as one zip for her: facts as JSON, her words, her own voice, files she put up."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from course.group.file import GroupFile, whole
from course.group.material import Material
from course.people.key import Keyring
from course.people.person import Person
from course.practice.recording import RecordedSound
from course.privacy.exporting import Copy, export_person
from course.words import _

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a zip says of a file without a date: the same bytes for the same person."""


def archive(db: Session, ring: Keyring, person: Person) -> bytes:
    """With the words of her journal, so only her own page makes one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, body in _files(db, person, export_person(db, ring, person)):
            zipped.writestr(zipfile.ZipInfo(name, EARLIEST), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(db: Session, person: Person, copy: Copy) -> Iterator[tuple[str, bytes]]:
    yield "read-me.txt", _read_me().encode()
    yield "everything.json", json.dumps(copy, ensure_ascii=False, indent=1).encode()
    if copy["journal_entry"]:
        yield "journal.txt", "\n\n".join(_dated(one, one["text"]) for one in copy["journal_entry"]).encode()
    if copy["filled_form"]:
        yield "forms.txt", "\n\n".join(_dated(one, _answers(one)) for one in copy["filled_form"]).encode()
    if copy["check_in"]:
        yield "weeks.txt", "\n\n".join(_dated(one, _words(one["words"])) for one in copy["check_in"]).encode()
    hers = select(RecordedSound.recording_id).where(RecordedSound.person_id == person.id)
    for number in db.exec(hers.order_by(col(RecordedSound.recording_id))).all():
        one = select(RecordedSound.body).where(RecordedSound.recording_id == number)
        yield f"voice-{number}.mp3", db.exec(one).one()
    put_up = select(GroupFile).join(Material, col(Material.file_id) == col(GroupFile.id))
    for file in db.exec(put_up.where(GroupFile.person_id == person.id).order_by(col(GroupFile.id))).all():
        yield f"material-{file.id}.{file.ending}", whole(db, file)


def _read_me() -> str:
    return "\n".join(
        (
            _("Everything that is kept about you, as it is today."),
            "",
            _("everything.json: all of it, in a form that programs read."),
            _(
                "journal.txt, forms.txt, weeks.txt: what you wrote, to read. A file is left out where there is none."
            ),
            _("voice-….mp3: practices that you spoke yourself."),
            _("material-…: files that you put up for a group."),
            "",
            _("It holds your journal in plain words: keep it where only you look."),
            "",
        )
    )


def _dated(row: dict[str, Any], text: str) -> str:
    return f"{row['written_at'][:16].replace('T', ' ')}\n\n{text}\n"


def _answers(row: dict[str, Any]) -> str:
    return f"{row['exercise_key']}\n{_words(row['answers'])}"


def _words(given: dict[str, Any]) -> str:
    return "\n".join(
        f"{key}: {', '.join(value) if isinstance(value, list) else value}" for key, value in given.items()
    )
