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


def swift(*arguments: str, shows_output: bool) -> str:
    """Runs a command of SwiftPM with the benchmarks joined to the package; ends with its output if it fails."""
    done = subprocess.run(
        ["swift", *arguments], cwd=REPOSITORY, env=os.environ | {"GATEHOUSE_BENCH": "1"}, text=True,
        stdout=None if shows_output else subprocess.PIPE, stderr=None if shows_output else subprocess.STDOUT)
    if done.returncode:
        print(done.stdout or "", file=sys.stderr)
        raise SystemExit(f"swift {' '.join(arguments)} failed; scripts/run installs what a build needs.")
    return done.stdout or ""


def allocations() -> dict[str, Cost]:
    """By the name of the operation. The program tries its counter first and fails if it is wrong."""
    build = ["build", "-c", "release", "--scratch-path", SCRATCH]
    swift(*build, "--product", "StageAllocations", shows_output=False)
    program = Path(swift(*build, "--show-bin-path", shows_output=False).splitlines()[-1]) / "StageAllocations"
    done = subprocess.run([program], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("The allocations could not be counted.")
    costs = {}
    for line in done.stdout.splitlines():
        name, input_bytes, count, size = line.split("\t")
        costs[name] = Cost(int(input_bytes), float(count), float(size))
    return costs


def times(names: list[str], *filters: str) -> dict[str, Duration]:
    """By the name of the operation."""
    with tempfile.TemporaryDirectory() as folder:
        swift("package", "--scratch-path", SCRATCH, "benchmark", "--target", "StageTimes", "--no-progress",
              "--format", "histogramPercentiles", "--path", folder, shows_output=False)
        return {name: durations for name in names if (durations := read_percentiles(Path(folder), name))}


def read_percentiles(folder: Path, name: str) -> Duration | None:
    found = list(folder.glob(f"*.StageTimes.{name.replace(' ', '_')}.wallClock.histogram.percentiles.tsv"))
    if len(found) != 1:
        return None
    title, *rows = found[0].read_text().splitlines()
    if "ns" not in title:
        raise SystemExit(f"The times of {name} are not in nanoseconds: {title}")
    values = dict(map(int, row.split("\t")) for row in rows)
    return Duration(values[50], values[99])
