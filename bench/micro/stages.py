"""The microbenchmarks of the stages: how they are built, run and read."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
THRESHOLDS = HERE / "thresholds.tsv"
# Their own, so that the gateway's build stays as it is.
SCRATCH = ".build-bench"


@dataclass
class Cost:
    """What one operation allocates."""

    input_bytes: int
    allocations: float
    bytes: float


@dataclass
class Duration:
    """Nanoseconds of one operation, by percentile of the batches of a thousand."""

    p50: int
    p99: int


def swift(*arguments: str) -> str:
    """Runs a command of SwiftPM with the benchmarks joined to the package, and ends with its output if it fails."""
    done = subprocess.run(["swift", *arguments], cwd=REPOSITORY, env=os.environ | {"GATEHOUSE_BENCH": "1"},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nswift {' '.join(arguments)} failed; scripts/run installs what a build needs.")
    return done.stdout


def allocations() -> dict[str, Cost]:
    """By the name of the operation. The program tries its counter first and fails if it is wrong."""
    print("Building what counts the allocations (the first time takes minutes)", file=sys.stderr)
    build = ["build", "-c", "release", "--scratch-path", SCRATCH]
    swift(*build, "--product", "StageAllocations")
    program = Path(swift(*build, "--show-bin-path").splitlines()[-1]) / "StageAllocations"
    done = subprocess.run([program], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("The allocations could not be counted.")
    costs = {}
    for line in done.stdout.splitlines():
        name, input_bytes, count, size = line.split("\t")
        costs[name] = Cost(int(input_bytes), float(count), float(size))
    return costs


def times(names: list[str]) -> dict[str, Duration]:
    """By the name of the operation."""
    print("Building the harness and taking the times (about half a minute, the first time minutes)", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        swift("package", "--scratch-path", SCRATCH, "benchmark", "--target", "StageTimes", "--no-progress",
              "--format", "histogramPercentiles", "--path", folder)
        return {name: read_percentiles(Path(folder), name) for name in names}


def read_percentiles(folder: Path, name: str) -> Duration:
    found = list(folder.glob(f"*.StageTimes.{name.replace(' ', '_')}.wallClock.histogram.percentiles.tsv"))
    title, *rows = found[0].read_text().splitlines() if len(found) == 1 else [""]
    if "(ns)" not in title:
        raise SystemExit(f"The harness gave no time in nanoseconds for `{name}`.")
    values = dict(map(int, row.split("\t")) for row in rows)
    return Duration(values[50], values[99])
