"""docker-compose.yml as the tests read it."""

from pathlib import Path
from typing import Any

import yaml

OURS = ("migrate", "web", "worker", "beat")


def services(root: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((root / "docker-compose.yml").read_text())["services"]
    return found


def command(root: Path, name: str) -> list[str]:
    return [str(word) for word in services(root)[name]["command"]]
