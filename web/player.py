"""What the player of a practice, or of the bell timer alone, is given."""

from dataclasses import dataclass

from flask import request as http
from flask import url_for

from course.cohorts.place import Place
from course.practice.timed_script import starts
from course.practice.voices import Voice, voices
from curriculum.schema.practice import Practice, Script, ScriptParagraph
from web import request
from web.timer_choice import MINUTES, TimerChoice, chosen

AFTER = 16
"""Seconds from the end of a voice to the end of its file: a silence of 4 and a bell of 12."""


@dataclass(frozen=True)
class Sound:
    """One voice as the page knows it. `starts` says for each paragraph when it is said."""

    voice: Voice
    starts: list[float]

    @property
    def facts(self) -> dict[str, object]:
        """As the script of the page reads it."""
        row = self.voice.recording
        return {
            "src": url_for("sound.voice", recording_id=row.id),
            "seconds": row.seconds,
            "bytes": row.bytes,
            "opens": 0,
            "closes": self.closes,
            "starts": self.starts,
            "who": self.voice.called,
        }

    @property
    def closes(self) -> float:
        """When the closing bell is struck."""
        return self.voice.recording.seconds - (AFTER - 4)


@dataclass(frozen=True)
class Player:
    """`chosen` is the voice to begin with; without one it is the timer."""

    title: str
    group_name: str
    sounds: list[Sound]
    chosen: Sound | None
    timer: TimerChoice
    paragraphs: tuple[ScriptParagraph, ...] = ()
    file: str = ""
    lengths: tuple[int, ...] = MINUTES

    @property
    def facts(self) -> dict[str, dict[str, object]]:
        """{the number of a recording: what the script of the page needs to know of it}."""
        return {str(one.voice.recording.id): one.facts for one in self.sounds}

    @property
    def src(self) -> str:
        """The address of what is chosen, for a page without a script."""
        if self.chosen is None:
            return url_for("sound.timer", name=self.timer.name)
        return str(self.chosen.facts["src"])

    @property
    def bytes(self) -> int:
        return self.chosen.voice.recording.bytes if self.chosen else self.timer.bytes


def of_practice(mine: Place, practice: Practice, minutes: int) -> Player | None:
    """The player of one length of a practice; none for what has no text and is done on the go."""
    script = practice.script(minutes)
    if script is None and practice.kind != "formal":
        return None
    found = voices(request.db(), mine.cohort, practice_key=practice.key, minutes=minutes)
    spoken = mine.course.language_of(f"practices/{practice.key}.md")
    # Stable: within each language the cohort's own facilitators stay first.
    found.sort(key=lambda one: one.recording.language != spoken)
    sounds = [Sound(one, _starts(script, one)) for one in found]
    return Player(
        title=practice.name,
        group_name=mine.cohort.name,
        sounds=sounds,
        chosen=_chosen(sounds),
        timer=chosen(http.args, minutes=minutes),
        paragraphs=script.paragraphs if script else (),
        file=f"practices/{practice.key}.md",
    )


def of_timer(title: str, group_name: str) -> Player:
    return Player(title, group_name, [], None, chosen(http.args, minutes=10))


def _chosen(sounds: list[Sound]) -> Sound | None:
    wanted = http.args.get("voice", "")
    if wanted == "timer":
        return None
    named = (one for one in sounds if str(one.voice.recording.id) == wanted)
    return next(named, sounds[0] if sounds else None)


def _starts(script: Script | None, voice: Voice) -> list[float]:
    if script is None:
        return []
    row = voice.recording
    return starts(script, begins=row.begins, lasts=row.seconds - row.begins - AFTER)
