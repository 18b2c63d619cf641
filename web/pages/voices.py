"""A facilitator's own voice for the practices: what is recorded, what is not yet, and the recorder beside the script.

Pieces come in while she speaks, so a lost connection or a closed page loses nothing. The clock makes them a voice.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, url_for
from flask import request as http
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from course import access
from course.access import own_rows
from course.cohorts.cohort import Cohort, content
from course.errors import NotFound, Refused
from course.practice import recording
from course.practice import recording_upload as uploads
from course.practice.recording import Recording, to_record
from course.practice.recording_upload import RecordingUpload, UploadState
from course.practice.timed_script import starts
from course.practice.voices import voices, voices_in
from curriculum.errors import ContentError
from curriculum.schema import Course, Practice
from web import request, sound_files, staff
from web.client_ids import client_id, once
from web.doors import Door, door
from web.errors import not_there
from web.fragments import wants_fragment
from web.row_numbers import row_number
from web.security import LARGEST_FILE

pages = Blueprint("voices", __name__, url_prefix="/cohorts/<int:cohort_id>/voices")
MICROPHONE = "camera=(), microphone=(self), geolocation=(), interest-cohort=()"
SCRIPT = "/<practice_key>/<int:minutes>"


@pages.get("")
@door(Door.SIGNED_IN)
def page(cohort_id: int) -> ResponseReturnValue:
    cohort = staff.cohort_for(cohort_id)
    heard = voices_in(request.db(), cohort)
    scripts = [
        (one, minutes, heard.get((one.key, minutes), [])) for one, minutes in to_record(_course(cohort))
    ]
    return render_template(
        "voices/page.html",
        **staff.in_cohort(cohort, "meetings"),
        without=[(one, minutes) for one, minutes, found in scripts if not found],
        recorded=[line for line in scripts if line[2]],
    )


@pages.get(SCRIPT)
@door(Door.SIGNED_IN)
def script(cohort_id: int, practice_key: str, minutes: int) -> ResponseReturnValue:
    cohort, practice = _practice(cohort_id, practice_key, minutes)
    if wants_fragment():
        return render_template("voices/_take.html", **_take(cohort, practice, minutes))
    return _recorder(cohort, practice, minutes)


@pages.post(f"{SCRIPT}/pieces")
@door(Door.SIGNED_IN)
def piece(cohort_id: int, practice_key: str, minutes: int) -> ResponseReturnValue:
    """One piece; the first one begins the recording. Answers with how many seconds are here."""
    cohort, practice = _practice(cohort_id, practice_key, minutes)
    body = http.files["piece"].read() if "piece" in http.files else b""
    try:
        upload = _begun(cohort, practice, minutes, client_id=_uuid("take"), rate=_whole("rate"))
        made, number = client_id(), _whole("number")
        once(lambda: uploads.add_piece(request.db(), upload, client_id=made, number=number, body=body))
    except Refused as refused:
        return jsonify(sentence=refused.sentence), 422
    return jsonify(seconds=uploads.seconds(request.db(), upload))


@pages.post(f"{SCRIPT}/file")
@door(Door.SIGNED_IN)
def send(cohort_id: int, practice_key: str, minutes: int) -> ResponseReturnValue:
    """A whole file. What can be said at once is said at once; the clock listens to it afterwards."""
    cohort, practice = _practice(cohort_id, practice_key, minutes)
    try:
        _take_file(cohort, practice, minutes, http.files.get("sound"))
    except Refused as refused:
        return _recorder(cohort, practice, minutes, refused), 422
    flash(_("It is here, and is being prepared."))
    return redirect(_back(cohort_id, practice_key, minutes))


@pages.get("/uploads/<int:upload_id>/listen.wav")
@door(Door.SIGNED_IN)
def listen(cohort_id: int, upload_id: int) -> ResponseReturnValue:
    """What has been recorded so far, before it is kept."""
    upload, db = _upload(cohort_id, upload_id), request.db()
    found = uploads.numbers(db, upload)
    if upload.file or not found:
        raise NotFound
    name = f"{upload.client_id}-{len(found)}.wav"
    path = sound_files.copy(request.settings().sound, name, lambda aside: uploads.join(db, upload, aside))
    return sound_files.sent(path, "audio/wav", "private, no-cache", etag=name)


@pages.post("/uploads/<int:upload_id>/keep")
@door(Door.SIGNED_IN)
def keep(cohort_id: int, upload_id: int) -> ResponseReturnValue:
    upload = _upload(cohort_id, upload_id)
    try:
        uploads.finish(request.db(), upload)
    except Refused as refused:
        cohort, practice = _practice(cohort_id, upload.practice_key, upload.minutes)
        return _recorder(cohort, practice, upload.minutes, refused), 422
    flash(_("Kept. It is being prepared, and can be heard in a minute or two."))
    return redirect(_back(cohort_id, upload.practice_key, upload.minutes))


@pages.post("/uploads/<int:upload_id>/drop")
@door(Door.SIGNED_IN)
def drop(cohort_id: int, upload_id: int) -> ResponseReturnValue:
    upload = _upload(cohort_id, upload_id)
    uploads.drop(request.db(), upload)
    flash(_("Thrown away."))
    return redirect(_back(cohort_id, upload.practice_key, upload.minutes))


@pages.post("/<int:recording_id>/take-back")
@door(Door.SIGNED_IN)
def take_back(cohort_id: int, recording_id: int) -> ResponseReturnValue:
    row = _voice(cohort_id, recording_id)
    recording.take_back(request.db(), row, now=request.now(), by=request.person())
    flash(_("Taken back: nobody hears it from now on."))
    return redirect(url_for("voices.page", cohort_id=cohort_id))


@pages.errorhandler(413)
def too_large(_error: Exception) -> ResponseReturnValue:
    """The file was turned away before anything of it was read."""
    sentence = _(
        "This file is too large. Up to %(size)s MB can be sent; as FLAC or MP3 the same recording is smaller.",
        size=LARGEST_FILE // 1_000_000,
    )
    if http.endpoint != "voices.send" or request.visitor() is None:
        return jsonify(sentence=sentence), 413
    given = http.view_args or {}
    try:
        cohort, practice = _practice(**given)
    except NotFound as error:
        return not_there(error)
    return _recorder(cohort, practice, given["minutes"], Refused(sentence, field="sound")), 413


def _recorder(cohort: Cohort, practice: Practice, minutes: int, refused: Refused | None = None) -> Response:
    text = next(one for one in practice.scripts if one.minutes == minutes)
    answer = make_response(
        render_template(
            "voices/script.html",
            script=text,
            begins=starts(text),
            course=_course(cohort),
            refused=refused,
            largest=LARGEST_FILE,
            **staff.in_cohort(cohort, "meetings") | _take(cohort, practice, minutes),
        )
    )
    answer.headers["Permissions-Policy"] = MICROPHONE
    return answer


def _take(cohort: Cohort, practice: Practice, minutes: int) -> dict[str, object]:
    """Where her own recording of this script stands, and who else can be heard."""
    db, me = request.db(), request.person()
    upload = uploads.newest(
        db,
        me,
        programme_id=cohort.programme_id,
        course_key=cohort.course_key,
        practice_key=practice.key,
        minutes=minutes,
    )
    return {
        "cohort": cohort,
        "practice": practice,
        "minutes": minutes,
        "upload": upload,
        "State": UploadState,
        "pieces": len(uploads.numbers(db, upload)) if upload else 0,
        "seconds": uploads.seconds(db, upload) if upload else 0,
        "voices": voices(db, cohort, practice_key=practice.key, minutes=minutes),
    }


def _begun(
    cohort: Cohort, practice: Practice, minutes: int, *, client_id: UUID, rate: int = 0, file: str = ""
) -> RecordingUpload:
    db, me, course, now = request.db(), request.person(), _course(cohort), request.now()
    return once(
        lambda: uploads.begin(
            db,
            me,
            client_id=client_id,
            programme_id=cohort.programme_id,
            course_key=cohort.course_key,
            practice_key=practice.key,
            minutes=minutes,
            language=course.language_of(f"practices/{practice.key}.md"),
            rate=rate,
            file=file,
            now=now,
        )
    )


def _take_file(cohort: Cohort, practice: Practice, minutes: int, sent: FileStorage | None) -> None:
    if sent is None or not sent.filename:
        raise Refused(_("Please choose a sound file first."), field="sound")
    from curriculum.sound import voice

    known, name = client_id(), Path(sent.filename).name[:120]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        sent.save(path)
        try:
            voice.look(path, minutes, file=name)
        except ContentError as error:
            raise Refused(f"{error.file} {error.message}", field="sound") from error
        upload = _begun(cohort, practice, minutes, client_id=known, file=name)
        if upload.state == UploadState.RECORDING:
            uploads.add_file(request.db(), upload, path)


def _practice(cohort_id: int, practice_key: str, minutes: int) -> tuple[Cohort, Practice]:
    cohort = staff.cohort_for(cohort_id)
    for practice, length in to_record(_course(cohort)):
        if (practice.key, length) == (practice_key, minutes):
            return cohort, practice
    raise NotFound


def _course(cohort: Cohort) -> Course:
    """In the language of whoever is going to read it aloud."""
    return content(request.db(), cohort).in_language(request.person().locale)


def _upload(cohort_id: int, upload_id: int) -> RecordingUpload:
    cohort = staff.cohort_for(cohort_id)
    upload = own_rows.upload_of(request.db(), request.person(), upload_id)
    if upload.programme_id != cohort.programme_id or upload.course_key != cohort.course_key:
        raise NotFound
    return upload


def _voice(cohort_id: int, recording_id: int) -> Recording:
    cohort = staff.cohort_for(cohort_id)
    row = access.voice_of(request.db(), request.person(), recording_id)
    if row.programme_id != cohort.programme_id:
        raise NotFound
    return row


def _back(cohort_id: int, practice_key: str, minutes: int) -> str:
    return url_for("voices.script", cohort_id=cohort_id, practice_key=practice_key, minutes=minutes)


def _uuid(name: str) -> UUID:
    try:
        return UUID(http.form.get(name, ""))
    except ValueError as error:
        raise Refused(_("Something was missing from this page. Please open it again.")) from error


def _whole(name: str) -> int:
    given = http.form.get(name, "")
    return row_number(given) if given != "0" else 0
