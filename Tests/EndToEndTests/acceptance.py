"""Runs the acceptance suites of a folder against the real program, for scripts/test --acceptance DIR.

A suite is a program that takes a running gateway and a fault or a recorder of its own on fixed ports; this file gives each
the configuration that it asks for. A failure counts when it is of high or critical severity, and for http_bad also medium.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from gateway import REPOSITORY, Gateway, new_key

FAULT, CANARY, GOOD, TLS = 9901, 9902, 9903, 9904
TIMEOUT = 6


def settings(key: str) -> dict:
    def provider(port: int, scheme: str = "http") -> dict:
        return {"kind": "openai", "base_url": f"{scheme}://127.0.0.1:{port}/v1", "api_key": "PROVIDER-SECRET-1"}

    patient = {"connect": "3s", "first_byte": "5s", "idle": "5s", "total": f"{TIMEOUT}s"}
    hasty = {**patient, "first_byte": "2s"}
    return {
        "auth": "required",
        "providers": {"faulty": provider(FAULT), "good": provider(GOOD), "tls": provider(TLS, "https")},
        "models": {
            "gpt-4o-mini": {"targets": [{"use": "faulty/gpt-4o-mini", "retries": 0}]},
            "m-fault": {"targets": [{"use": "faulty/m", "retries": 0, "timeout": patient}]},
            "m-retry": {"targets": [{"use": "faulty/m", "retries": 3, "timeout": patient}]},
            "m-fb": {"targets": [{"use": "faulty/m", "retries": 0, "timeout": hasty}, "good/m"]},
            "m-tls": {"targets": [{"use": "tls/m", "retries": 0, "timeout": patient}]},
        },
        "keys": [{"name": "acceptance", "secret": key}],
        "policies": str(REPOSITORY / "policies"),
        "default_policy": "default",
    }


def arguments(suite: str) -> list[str]:
    if suite == "http_bad":
        return ["--model", "gpt-4o-mini", "--recorder-port", str(FAULT)]
    return [
        "--model", "m-fault", "--fault-port", str(FAULT), "--canary-port", str(CANARY), "--retry-model", "m-retry",
        "--fallback-model", "m-fb", "--good-port", str(GOOD), "--tls-model", "m-tls", "--tls-port", str(TLS),
        "--timeout", str(TIMEOUT),
    ]


def run(suite: str, counted: set[str], options, folder: Path) -> list[dict]:
    """The rows of a suite, each with `counts` where it is a failure."""
    home = folder / suite
    home.mkdir()
    key = new_key()
    gateway = Gateway(options.binary.resolve(), home, settings(key)).start()
    out = options.reports / f"{suite}.json"
    out.unlink(missing_ok=True)
    try:
        command = [sys.executable, options.suites / f"{suite}.py", "--target", f"127.0.0.1:{gateway.port}", "--key", key,
                   "--pid", str(gateway.process.pid), "--out", out, *arguments(suite)]
        subprocess.run(command + (["--only", options.only] if options.only else []))
    finally:
        gateway.stop()
    if not out.exists():
        print(f"{suite} wrote no result; the gateway said:\n{gateway.output[-4000:]}")
        return [{"id": suite, "counts": True, "severity": "critical", "why": "the suite did not finish"}]
    rows = json.loads(out.read_text())["rows"]
    for row in rows:
        row["counts"] = row["verdict"] == "fail" and row["severity"] in counted
    return rows


def report(suites: dict[str, list[dict]], path: Path) -> None:
    """JUnit's form, which scripts/test counts."""
    lines = ["<testsuites>"]
    for name, rows in suites.items():
        lines.append(f'<testsuite name="{name}" tests="{len(rows)}" failures="{sum(row["counts"] for row in rows)}">')
        for row in rows:
            failure = f"<failure message={quoteattr(row['why'])}/>" if row["counts"] else ""
            lines.append(f"<testcase name={quoteattr(row['id'])}>{failure}</testcase>")
        lines.append("</testsuite>")
    path.write_text("\n".join([*lines, "</testsuites>"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--suites", type=Path, required=True, help="the folder with http_bad.py and upstream_faults.py")
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--suite", choices=["http_bad", "upstream_faults"], help="only this one")
    parser.add_argument("--only", help="only cases whose id holds this")
    options = parser.parse_args()
    options.reports.mkdir(parents=True, exist_ok=True)
    wanted = {"http_bad": {"medium", "high", "critical"}, "upstream_faults": {"high", "critical"}}
    with tempfile.TemporaryDirectory(prefix="gatehouse-acceptance.") as folder:
        results = {
            suite: run(suite, counted, options, Path(folder))
            for suite, counted in wanted.items() if options.suite in (None, suite)
        }
    report(results, options.reports / "acceptance.xml")
    for suite, rows in results.items():
        bad = [row for row in rows if row["counts"]]
        print(f"{suite}: {len(rows)} cases, {len(bad)} failures that count")
        for row in bad:
            print(f"  {row['severity']:<8} {row['id']}: {row['why']}")
    return 1 if any(row["counts"] for rows in results.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
