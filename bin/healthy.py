"""Is this part of the house well? `healthy.py web PORT`, `healthy.py worker` or `healthy.py beat SCHEDULE`.

Exits 0 when it is and 1 when it is not; the container engine asks.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

BEAT_WRITES_EVERY = 180  # seconds; celery's own interval for saving its schedule


def web(port: str) -> bool:
    """This process answers, whatever the database does; asked under the name it is known by: it refuses other names."""
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/livez", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own site
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


def worker() -> bool:
    """The worker of this machine answers through the broker."""
    name = f"worker@{socket.gethostname()}"
    celery = [sys.executable, "-m", "celery", "-A", "tasks.app", "inspect", "ping", "--timeout", "10"]
    return subprocess.run([*celery, "-d", name], capture_output=True, check=False).returncode == 0


def beat(schedule: str) -> bool:
    """The beat saved its schedule a short while ago."""
    saved = [path.stat().st_mtime for path in Path(schedule).parent.glob(Path(schedule).name + "*")]
    return bool(saved) and time.time() - max(saved) < 3 * BEAT_WRITES_EVERY


PARTS: dict[str, Callable[..., bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if PARTS[sys.argv[1]](*sys.argv[2:]) else 1)
