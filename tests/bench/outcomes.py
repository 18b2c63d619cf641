"""How dear a comparison of 1,000 cohorts is: its sums, its page, its model, beside other programs.

Needs `bin/setup bench`. `bin/bench outcomes [COHORTS]` builds a database (two minutes for 1,000 cohorts of 12 people,
three waves and twelve items) and then lets the sides take turns, so that a busy machine slows all of them; medians of
CPU seconds are compared. Everybody starts from what is stored: we and the loop from scores, DuckDB from a Parquet file
of the answers.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pingouin as pg
from sqlalchemy import text
from sqlmodel import Session
from statsmodels.regression.mixed_linear_model import MixedLM

from course import store
from course.outcomes import freezing
from course.outcomes.frozen import Frozen, frozen
from course.statistics.cohort_moments import CohortMoments, mean_change, smcr
from course.statistics.effects import MeanChange, Standardised
from course.statistics.pooled_waves import PooledWaves, pooled_waves
from tests.bench.many_cohorts import MEASURE, NOW, WAVES, ManyCohorts, many_cohorts

ROUNDS = 5
SCORES = ("total", "compassionate", "uncompassionate")
SCORES_BY_COHORT = """
    SELECT e.cohort_id AS cohort, e.id AS person, a.wave_key AS wave, s.score_key AS score, s.value AS value
    FROM score s JOIN assessment a ON a.id = s.assessment_id JOIN enrolment e ON e.id = a.enrolment_id
    WHERE s.score_key IN ('total', 'compassionate', 'uncompassionate')
"""
ANSWERS_BY_COHORT = """
    SELECT e.cohort_id AS cohort, e.id AS person, a.wave_key AS wave, n.item_key AS item, n.value AS value
    FROM answer n JOIN assessment a ON a.id = n.assessment_id JOIN enrolment e ON e.id = a.enrolment_id
"""
Key = tuple[str, str, int]
"""Score, later wave, cohort."""


def main() -> None:
    cohorts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    gc.freeze()  # what the sides' libraries hold is not searched again and again on anybody's account
    with tempfile.TemporaryDirectory() as folder:
        world = many_cohorts(Path(folder), cohorts=cohorts)
        freeze(world)
        parquet = to_parquet(world, Path(folder))
        sums(world, parquet)
        pooled_model(world)
        page(world)


def freeze(world: ManyCohorts) -> None:
    """Each cohort's sums are taken once, when its questions have closed; the clock does it, not a page."""
    began = process_time()
    with store.writing(world.engine) as db:
        rows = freezing.freeze(db, world.programme_id, now=NOW)
    took = process_time() - began
    print(
        f"frozen once: {rows:,} rows of every score in {took:.1f} s of CPU,"
        f" {took / world.cohorts * 1000:.1f} ms a cohort"
    )


def sums(world: ManyCohorts, parquet: Path) -> None:
    """Mean change with interval and standardised change: cohorts x 3 scores x 2 later waves."""
    sides: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(world),
        "a plain loop (pandas, pingouin)": lambda: loop(world),
        "one DuckDB query over Parquet": lambda: duck(parquet),
    }
    found, seconds = in_turn(sides, ROUNDS)
    own = seconds["ours"]
    results = len(found["ours"])
    print(f"sums of the comparison, {results:,} results: ours {own * 1000:.0f} ms of CPU")
    for name in list(sides)[1:]:
        print(f"  {name} {seconds[name] * 1000:,.0f} ms: ours takes 1/{seconds[name] / own:.1f} of it")
    for name in list(sides)[1:]:
        print(f"  largest difference of a mean change there {apart(found['ours'], found[name]):.1e}")


def ours(world: ManyCohorts) -> dict[Key, float]:
    """What every visit of the comparison does: read the sums, and make the figures of all cohorts at once."""
    found: dict[Key, float] = {}
    with Session(world.engine) as db:
        rows = frozen(db, world.programme_id, MEASURE, scores=SCORES, waves=WAVES[1:])
    by: dict[tuple[str, str], list[Frozen]] = defaultdict(list)
    for row in rows:
        if row.before is not None:
            by[row.score, row.wave].append(row)
    for (score, wave), mine in by.items():
        change, _standardised = figures(mine)
        keys = [(score, wave, row.cohort_id) for row in mine]
        found |= dict(zip(keys, change.mean.tolist(), strict=True))
    return found


def figures(rows: list[Frozen]) -> tuple[MeanChange, Standardised]:
    columns = dict(zip(Frozen._fields, zip(*rows, strict=True), strict=True))
    n, *sums = (np.array(columns[field.name]) for field in fields(CohortMoments))
    cohorts = CohortMoments(n, *sums)
    return mean_change(cohorts), smcr(cohorts)


def loop(world: ManyCohorts) -> dict[Key, float]:
    """What one would write by hand: a group for each cohort, and a library for the effect and its interval."""
    long = read(world, SCORES_BY_COHORT)
    wide = long.pivot_table(index=["score", "cohort", "person"], columns="wave", values="value").reset_index()
    found: dict[Key, float] = {}
    for score, of_score in wide.groupby("score"):
        for cohort, people in of_score.groupby("cohort"):
            for wave in WAVES[1:]:
                both = people[["before", wave]].dropna()
                if len(both) >= 8:
                    g = pg.compute_effsize(both[wave], both["before"], paired=True, eftype="hedges")
                    pg.compute_esci(stat=g, nx=len(both), ny=len(both), paired=True, eftype="hedges")
                    found[str(score), wave, int(str(cohort))] = float((both[wave] - both["before"]).mean())
    return found


def read(world: ManyCohorts, query: str) -> pd.DataFrame:
    with world.engine.connect() as connection:
        return pd.read_sql_query(text(query), connection)


def to_parquet(world: ManyCohorts, folder: Path) -> Path:
    """Every answer as a row, written beforehand; the query makes the scores itself."""
    target = folder / "answers.parquet"
    with duckdb.connect() as duck_db:
        duck_db.register("answers", read(world, ANSWERS_BY_COHORT))
        duck_db.execute(f"COPY answers TO '{target}' (FORMAT parquet)")
    return target


DUCK = """
    WITH scores AS (
        SELECT cohort, person, wave,
            avg(CASE WHEN item IN ('q1','q4','q8','q9','q11','q12') THEN 6 - value ELSE value END) AS total,
            avg(value) FILTER (item IN ('q2','q3','q5','q6','q7','q10')) AS compassionate,
            avg(value) FILTER (item IN ('q1','q4','q8','q9','q11','q12')) AS uncompassionate
        FROM read_parquet(?) GROUP BY ALL
    ), long AS (UNPIVOT scores ON total, compassionate, uncompassionate INTO NAME score VALUE value)
    SELECT l.score, l.wave, l.cohort, count(*), avg(l.value - b.value), stddev_samp(l.value - b.value),
        stddev_samp(b.value), corr(l.value, b.value)
    FROM long l JOIN long b ON b.person = l.person AND b.score = l.score AND b.wave = 'before'
    WHERE l.wave <> 'before' GROUP BY ALL HAVING count(*) >= 8
"""


def duck(parquet: Path) -> dict[Key, float]:
    with duckdb.connect() as duck_db:
        rows = duck_db.execute(DUCK, [str(parquet)]).fetchall()
    return {(score, wave, cohort): mean for score, wave, cohort, _n, mean, *_rest in rows}


def pooled_model(world: ManyCohorts) -> None:
    """score ~ wave + (1 | person) over everybody's rows, by REML."""
    table = everybody(world)
    people, waves = np.nonzero(~np.isnan(table))
    scores = table[people, waves]
    found, seconds = in_turn(
        {
            "ours": lambda: pooled_waves(people, waves, scores),
            "statsmodels": lambda: mixed_lm(people, waves, scores),
        },
        1,
        first_again=ROUNDS,
    )
    own, theirs = seconds["ours"], seconds["statsmodels"]
    print(f"pooled model of {len(scores):,} scores of {len(table):,} people: ours {own * 1000:.0f} ms of CPU")
    print(f"  statsmodels MixedLM {theirs:,.1f} s: ours takes 1/{theirs / own:,.0f} of it")
    print(
        f"  largest relative difference of an estimate {model_apart(found['ours'], found['statsmodels']):.1e}"
    )


def everybody(world: ManyCohorts) -> np.ndarray[Any, Any]:
    """(people, waves), NaN where somebody did not answer."""
    long = read(world, SCORES_BY_COHORT)
    wide = long[long["score"] == "total"].pivot(index="person", columns="wave", values="value")
    return np.asarray(wide[list(WAVES)].to_numpy())


def mixed_lm(people: Any, waves: Any, scores: Any) -> Any:
    design = np.column_stack([np.ones(len(scores)), waves == 1, waves == 2]).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return MixedLM(scores, design, groups=people).fit(reml=True, gtol=1e-9)


def model_apart(own: object, theirs: Any) -> float:
    assert isinstance(own, PooledWaves)
    mine = np.array([*own.model.coef, own.model.between, own.model.within])
    other = np.array([*theirs.fe_params, float(np.asarray(theirs.cov_re)[0, 0]), theirs.scale])
    return float(np.max(np.abs(mine - other) / np.abs(other)))


PAGE = """
import json, re, sys, time
from course import store
from course.people import signed_in
from course.people.person import Person
from course.people.signed_in import Device
from course.settings import Settings
from web.app import create_app

app = create_app(Settings.from_env({"DATABASE_URL": sys.argv[1]}))
with store.writing(app.extensions["engine"]) as db:
    secret = signed_in.begin(db, db.get_one(Person, int(sys.argv[3])), Device.OWN)[1]
client = app.test_client()
client.set_cookie("kindly", secret, domain="127.0.0.1")

def page():
    began = time.process_time()
    answer = client.get(f"/programmes/{sys.argv[2]}/compare", base_url="http://127.0.0.1:8000")
    return answer, time.process_time() - began

answer, cpu = page()
mib = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"status": answer.status_code, "cpu": cpu, "again": page()[1], "bytes": len(answer.data), "mib": mib}))
"""


def page(world: ManyCohorts) -> None:
    """The whole page in a process that has read nothing yet; memory is the most the process ever held."""
    found = [fresh_page(world) for _round in range(3)]
    cpu, mib = median(one["cpu"] for one in found), max(one["mib"] for one in found)
    print(
        f"the comparison's page from a cold cache: {cpu:.2f} s of CPU, {mib:.0f} MiB,"
        f" {found[0]['bytes'] / 1024:,.0f} KiB"
    )
    print(f"  the second time in the same process: {median(one['again'] for one in found):.2f} s of CPU")


def fresh_page(world: ManyCohorts) -> Mapping[str, float]:
    made = subprocess.run(
        [sys.executable, "-c", PAGE, world.url, str(world.programme_id), str(world.lead_id)],
        capture_output=True,
        check=True,
    )
    read: dict[str, float] = json.loads(made.stdout.splitlines()[-1])
    if read["status"] != 200:
        raise SystemExit(f"the page answered {read['status']:.0f}")
    return read


def in_turn(
    sides: Mapping[str, Callable[[], object]], rounds: int, *, first_again: int = 1
) -> tuple[dict[str, Any], dict[str, float]]:
    """What each side found, and its median CPU seconds. `first_again`: the first side is quick, so more often."""
    found: dict[str, Any] = {}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _round in range(rounds):
        for place, (name, side) in enumerate(sides.items()):
            for _again in range(first_again if place == 0 else 1):
                began = process_time()
                found[name] = side()
                seconds[name].append(process_time() - began)
    return found, {name: median(each) for name, each in seconds.items()}


def apart(own: Mapping[Key, float], other: Mapping[Key, float]) -> float:
    """The largest difference; ValueError when the sides do not have the same results."""
    if set(own) != set(other):
        raise ValueError(f"{len(own)} results here, {len(other)} there")
    return max(abs(own[key] - other[key]) for key in own)


if __name__ == "__main__":
    main()
