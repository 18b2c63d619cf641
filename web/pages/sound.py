"""Sound itself: bell timers for anybody, voices for the people of their programme. Players ask for it in pieces."""

from pathlib import Path

from flask import Blueprint
from flask.typing import ResponseReturnValue

from course import access
from course.errors import NotFound
from course.practice import recording
from course.practice.recording import Recording
from web import request, sound_files, timer_choice
from web.doors import Door, door
from web.sound_files import sent

pages = Blueprint("sound", __name__, url_prefix="/sound")
A_MONTH, AN_HOUR = 2_592_000, 3600


@pages.get("/timer/<name>.mp3")
@door(Door.ANYONE)
def timer(name: str) -> ResponseReturnValue:
    choice = timer_choice.named(name)
    if choice is None:
        raise NotFound
    path = sound_files.timer(request.settings().sound, choice)
    found = path.stat()
    return sent(
        path, "audio/mpeg", f"public, max-age={A_MONTH}", etag=f"{found.st_mtime_ns:x}-{found.st_size:x}"
    )


@pages.get("/bell/<name>.mp3")
@door(Door.ANYONE)
def bell(name: str) -> ResponseReturnValue:
    """One strike, to be pressed in a room."""
    found = timer_choice.bell_named(name)
    if found is None:
        raise NotFound
    path = sound_files.bell(request.settings().sound, found)
    return sent(path, "audio/mpeg", f"public, max-age={A_MONTH}", etag=f"{path.stat().st_size:x}")


@pages.get("/recording/<int:recording_id>.mp3")
@door(Door.SIGNED_IN)
def voice(recording_id: int) -> ResponseReturnValue:
    row = access.recording_for(request.db(), request.person(), recording_id)
    return sent(_file(row), "audio/mpeg", f"private, max-age={AN_HOUR}", etag=row.sha256)


def _file(row: Recording) -> Path | bytes:
    """A copy on the disk; on a machine that writes nothing, the whole of it each time."""
    db = request.db()
    try:
        return sound_files.copy(
            request.settings().sound,
            f"{row.sha256}.mp3",
            lambda path: path.write_bytes(recording.sound(db, row)),
        )
    except OSError:
        return recording.sound(db, row)
