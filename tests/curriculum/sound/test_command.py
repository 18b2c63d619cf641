"""`python -m curriculum sound FOLDER` builds everything and says what it built."""

import subprocess
import sys
from pathlib import Path
from time import monotonic

from curriculum.files import ROOT


def test_one_command_builds_every_timer_in_less_than_twenty_seconds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "curriculum", "sound", str(tmp_path / "timers")]
    began = monotonic()
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=True)
    assert monotonic() - began < 20
    *files, total = done.stdout.splitlines()
    assert len(files) == 54
    # 6 s, 3 minutes and the ring of 12 s are 4127 frames; one of silence goes before: 192 + 4128 * 48 bytes.
    assert files[0].split() == ["timer-3-none-bowl.mp3", "198,336", "bytes", "198.096", "s", "2", "bells"]
    assert total.startswith("54 files, ")
    assert len(list((tmp_path / "timers").iterdir())) == 55
