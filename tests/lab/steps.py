# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the steps of 'make check', 'make test' and 'make test-full': one line a step, its output in .work/logs, the end of it where it failed.

All steps run whatever becomes of the others, and those of one name before the comma side by side; the exit code is 0 only when every one has passed.
'make test-full' leaves a table of what it ran in docs/test-full.md."""

from __future__ import annotations

import concurrent.futures
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".work"
LOGS = WORK / "logs"
TAIL = 60
RUNNER = re.compile(r"\d+ passed|Passed: \d+")
LOAD = re.compile(r"^\w+: [\d,]+ requests, [\d,]+ lost$")
PAGE = """# What `make test-full` last printed

Written by `make test-full` itself: commit {commit}, {day}, {cores} cores, {total:.0f} minutes.

| step | result | seconds | its last word |
|---|---|---|---|
{rows}
"""
LAB = os.environ.get("GOLIVE_LAB") or "test"

Step = tuple[str, list[str]]

CHECK: list[Step] = [
    ("yamllint", ["yamllint", "--format", "parsable", "."]),
    ("specs and defaults", ["python", "tests/lint/argument_specs.py"]),
    ("scenarios are whole", ["python", "tests/lint/scenarios.py"]),
    ("changelog", ["antsibull-changelog", "lint"]),
    ("unit tests", ["python", "-m", "pytest", "--quiet", "--numprocesses", "auto"]),
    ("ansible-lint", ["ansible-lint"]),
]


def check() -> Iterator[Step]:
    """Lint and unit tests."""
    yield from CHECK


def test() -> Iterator[Step]:
    """Everything, on new hosts that all scenarios share."""
    yield from check()
    for name, environment in (("newest core", ".venv"), ("oldest core", ".work/venv-oldest")):
        if (ROOT / environment).exists():
            yield f"sanity, {name}", ["python", "tests/lab/sanity.py", environment]
    yield "collection builds and installs", ["sh", "tests/lab/build"]
    yield "new hosts", ["tests/lab/lab", "create", LAB, "--new"]
    scenarios = sorted(path.parent.name for path in (ROOT / "molecule").glob("*/molecule.yml"))
    for scenario in sorted(scenarios, key=lambda name: name != "default"):
        yield f"scenario {scenario}", ["tests/lab/scenario", scenario]
    yield from scripts("integration")
    yield "hosts removed", ["tests/lab/lab", "destroy", LAB]


def scripts(folder: str) -> Iterator[Step]:
    """The executable files tests/FOLDER/test_*, each a step; they make the hosts that they need."""
    for script in sorted((ROOT / "tests" / folder).glob("test_*")):
        if os.access(script, os.X_OK) and script.is_file():
            yield f"{folder} {script.stem[5:]}", [str(script)]


def full() -> Iterator[Step]:
    """Everything, and what 'make test' has no time for: the demonstration on a new machine, on a used one, and its end; every fault."""
    yield "demo", ["make", "demo"]
    yield "demo again", ["make", "demo"]
    yield "demo destroyed", ["make", "demo-destroy"]
    yield "demo left nothing", ["tests/lab/nothing_left", "demo"]
    # What 'make test' has of the broken releases is a part of what comes below.
    yield from (step for step in test() if step[0] != "integration faults")
    yield from scripts("faults")
    yield "hosts removed again", ["tests/lab/lab", "destroy", LAB]


def run_all(steps: list[Step]) -> list[tuple[bool, float]]:
    """What each of the steps gave."""
    results = []
    for _name, together in itertools.groupby(steps, key=lambda step: step[0].partition(",")[0]):
        together = list(together)
        with concurrent.futures.ThreadPoolExecutor(len(together)) as pool:
            results += pool.map(lambda step: run(*step), together)
    return results


def log_of(name: str) -> Path:
    """Where a step's output is."""
    return LOGS / f"{name.replace(', ', '-').replace(' ', '-')}.log"


def run(name: str, command: list[str]) -> tuple[bool, float]:
    """Runs one step; returns whether it passed, and its seconds."""
    log = log_of(name)
    print(f"...   {name}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    began = time.monotonic()
    with log.open("wb") as output:
        try:
            code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        except OSError as error:
            output.write(f"{error}\n".encode())
            code = 127
    seconds = time.monotonic() - began
    print(f"{'FAIL' if code else 'ok  '}  {name}, {seconds:.0f} s", flush=True)
    if code:
        lines = log.read_text(errors="replace").splitlines()
        print(f"      exit code {code}; the last {min(len(lines), TAIL)} lines of {log.relative_to(ROOT)}:")
        print("\n".join(f"      {line}" for line in lines[-TAIL:]), flush=True)
    return code == 0, seconds


def what_it_printed(name: str) -> str:
    """The line of a step's log that says most: what its test runner ended on, or the demonstration's total."""
    lines = [line.strip("= ") for line in log_of(name).read_text(errors="replace").splitlines()]
    load = [line for line in lines if LOAD.search(line)]
    return "; ".join(load) or next((line for line in reversed(lines) if RUNNER.search(line)), "")


def summary(steps: list[Step], results: list[tuple[bool, float]]) -> str:
    """The page docs/test-full.md."""
    rows = [
        f"| {name} | {'passed' if passed else 'FAILED'} | {seconds:.0f} | {what_it_printed(name)} |"
        for (name, _command), (passed, seconds) in zip(steps, results)
    ]
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return PAGE.format(
        commit=commit.stdout.strip() or "no checkout", day=time.strftime("%Y-%m-%d"), cores=os.cpu_count(),
        total=sum(seconds for _passed, seconds in results) / 60, rows="\n".join(rows),
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Runs the steps of what is asked for, or those of them whose name has a given word; returns the exit code."""
    plan = {"check": check, "test": test, "full": full}[arguments[0]]
    steps = [step for step in plan() if all(word in step[0] for word in arguments[1:])]
    os.environ.update(NO_COLOR="1", ANSIBLE_NOCOLOR="1", ANSIBLE_FORCE_COLOR="0", PY_COLORS="0")
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    began = time.monotonic()
    results = run_all(steps)
    failed = [name for (name, _command), (passed, _seconds) in zip(steps, results) if not passed]
    if plan is full and not arguments[1:]:
        (ROOT / "docs" / "test-full.md").write_text(summary(steps, results))
    names = f": {'; '.join(failed)}" if failed else ""
    print(f"\n{len(results) - len(failed)} passed, {len(failed)} failed in {time.monotonic() - began:.0f} s{names}")
    return 1 if failed or not steps else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
