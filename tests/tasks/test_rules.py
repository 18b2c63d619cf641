"""Rules that hold for every line of ours, read from the syntax tree."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.timetable import TIMETABLE

FORBIDDEN = {"eta", "countdown", "retry", "retry_policy"}
PACKAGES = ("course", "web", "tasks", "curriculum", "bin")


def modules(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))


def postponed(tree: ast.AST) -> list[str]:
    """Calls that leave something in the broker for later, or let Celery try again by itself."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            words = {keyword.arg for keyword in node.keywords if keyword.arg}
            if name in {"apply_async", "send_task", "signature", "s", "si"} and words & FORBIDDEN:
                found.append(f"{node.lineno}: {name}({', '.join(sorted(words & FORBIDDEN))})")
            if name == "retry" or words & {"eta", "countdown", "autoretry_for", "max_retries"}:
                found.append(f"{node.lineno}: {name or 'call'}")
    return found


def test_nothing_is_ever_left_in_the_broker_for_later(root: Path) -> None:
    found = {
        str(path.relative_to(root)): calls
        for path in modules(root)
        if (calls := postponed(ast.parse(path.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "pump.apply_async(eta=tomorrow)",
        "pump.apply_async(countdown=60)",
        "self.retry()",
        "app.send_task('x', countdown=3)",
        "@app.task(autoretry_for=(Exception,))\ndef f(): ...",
    ],
)
def test_the_rule_sees_every_way_to_postpone(line: str) -> None:
    assert postponed(ast.parse(line))


def test_a_job_takes_ids_only_and_is_a_few_lines_long(root: Path) -> None:
    tree = ast.parse((root / "tasks" / "jobs.py").read_text())
    jobs = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    tasks = [job for job in jobs if isinstance(job.decorator_list[0], ast.Call)]
    assert tasks
    for job in tasks:
        assert len(job.body) <= 4
        for argument in job.args.args:
            assert isinstance(argument.annotation, ast.Name)
            assert argument.annotation.id == "int"


def test_every_line_of_the_timetable_names_a_job_that_is_there(root: Path) -> None:
    jobs = (root / "tasks" / "jobs.py").read_text()
    names = [line["task"] for line in TIMETABLE.values()]
    assert sorted(names) == ["kindly.figures", "kindly.pump", "kindly.voices"]
    assert all(f'name="{name}"' in jobs for name in names)


SCHEDULE = """
from tasks.app import app
from tasks.steady_beat import SteadyBeat

beat = SteadyBeat(app=app, schedule_filename="beat")
print(*sorted(beat.schedule))
beat.close()
"""
LOADED = "import sys, tasks.app, tasks.jobs; print(*sorted({'numpy', 'scipy', 'flask'} & set(sys.modules)))"


def test_beat_names_the_jobs_of_the_timetable_and_no_other(root: Path, tmp_path: Path) -> None:
    """Celery adds jobs of its own where its settings seem to ask for them."""
    assert said(SCHEDULE, root, tmp_path).split() == sorted(TIMETABLE)


def test_a_worker_that_works_nothing_out_holds_no_arithmetic(root: Path, tmp_path: Path) -> None:
    """It takes about a tenth of what a worker holds, for figures that are due a few times a year."""
    assert said(LOADED, root, tmp_path).split() == []


def said(code: str, root: Path, folder: Path) -> str:
    """By a process of its own, which reads no settings but these."""
    environ = {
        "PYTHONPATH": str(root),
        "REDIS_URL": "redis://localhost:1/0",
        "DATABASE_URL": f"sqlite:///{folder}/none",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout
