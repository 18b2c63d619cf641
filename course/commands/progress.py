"""How long work is shown: a bar on the terminal, and nothing where nobody is looking."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress


def shown() -> Progress:
    """On the error stream, so that output stays clean for whoever reads it by program."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
