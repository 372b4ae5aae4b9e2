# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the steps of 'make check', 'make test' and 'make test-full': one line a step, its output in .work/logs, the end of it where it failed.

All steps run whatever becomes of the others, in phases of lanes: lanes run side by side, and those that need hosts have hosts of their own. The exit code is
0 only when every step has passed.
'make test-full' leaves a table of what it ran in docs/test-full.md."""

from __future__ import annotations

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".work"
LOGS = WORK / "logs"
TAIL = 60
RUNNER = re.compile(r"\d+ passed|Passed: \d+")
LOAD = re.compile(r"^\w+: [\d,]+ requests, [\d,]+ lost$")
PAGE = """# What `make test-full` last printed

Written by `make test-full` itself: commit {commit}, {day}, {cores} cores, {total:.0f} minutes. First the demonstration, then what
needs no hosts; of all others two run at a time, each on hosts of its own, which makes each take longer than it does alone.

| step | result | seconds | its last word |
|---|---|---|---|
{rows}
"""
LAB = os.environ.get("GOLIVE_LAB") or "test"
# The hosts of the second lane.
OTHER_LAB = f"{LAB}-beside"
# What runs beside the scenarios; other scripts follow these. So that both lanes take about the same time.
BESIDE = {
    "integration": {"faults", "fourth_runtime", "ordinary_user", "rollout", "semantics", "truth", "watching"},
    "faults": {"broken_releases", "configuration", "fleet_hosts", "killed_modules", "long_connections", "power_cuts", "restarts", "two_at_a_time"},
}


class Step(NamedTuple):
    """A line of what is printed, and the command behind it."""

    name: str
    command: list[str]
    lab: str = LAB


Lane = list[Step]
Phase = list[Lane]

OLDEST = ".work/venv-oldest"
SANITY = ["python", "tests/lab/sanity.py"]
# Without what does not depend on the version of ansible-core.
SANITY_OLDEST = Step("sanity, oldest core", [*SANITY, OLDEST, *(f"--skip-test={name}" for name in ("pep8", "pylint", "shellcheck", "yamllint"))])
# What ansible-doc shows of all plugins and roles.
DOCUMENTATION = [
    "antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=all", "--disallow-unknown-collection-refs",
    ".work/collections/ansible_collections/golive/web",
]  # fmt: skip


def quick() -> Lane:
    """What takes seconds."""
    return [
        Step("yamllint", ["yamllint", "--format", "parsable", "."]),
        # Says at once what the sanity tests say after minutes.
        Step("ruff", ["ruff", "check", "--quiet", "."]),
        Step("specs and defaults", ["python", "tests/lint/argument_specs.py"]),
        Step("scenarios are whole", ["python", "tests/lint/scenarios.py"]),
        Step("changelog", ["antsibull-changelog", "lint"]),
    ]


def thorough() -> Lane:
    """Unit tests, and what takes as long."""
    units = ["python", "-m", "pytest", "--quiet", "--numprocesses", "auto", "-m", os.environ.get("GOLIVE_CASES", "not long")]
    return [Step("unit tests", units), Step("ansible-lint", ["ansible-lint"])]


def check() -> list[Phase]:
    """Lint and unit tests."""
    return [[quick()], [thorough()]]


def built(*more: Step) -> list[Phase]:
    """What needs no hosts: check, the sanity tests, that the collection installs, and more."""
    packed = [Step("collection builds and installs", ["sh", "tests/lab/build"]), Step("documentation", DOCUMENTATION)]
    return [[quick()], [[Step("sanity, newest core", [*SANITY, ".venv"])], [*thorough(), *packed, *more]]]


def test() -> list[Phase]:
    """Everything, on new hosts that all scenarios share."""
    first, second = scripts("integration")
    # There is time for the runtimes that the collection has.
    second = [step for step in second if step.name != "integration fourth_runtime"]
    return [*built(), [on_new_hosts(LAB, scenarios() + first), on_new_hosts(OTHER_LAB, second)]]


def full() -> list[Phase]:
    """Everything, and what 'make test' has no time for: the demonstration on a new machine, on a used one, and its end; every fault."""
    os.environ["GOLIVE_CASES"] = "long or not long"
    demo = [
        Step("demo", ["make", "demo"]),
        Step("demo again", ["make", "demo"]),
        Step("demo destroyed", ["make", "demo-destroy"]),
        Step("demo left nothing", ["tests/lab/nothing_left", "demo"]),
    ]
    first, second = scripts("integration")
    first_faults, second_faults = scripts("faults")
    # What 'make test' has of the broken releases is a part of what comes below.
    second = [step for step in second if step.name != "integration faults"]
    oldest = [SANITY_OLDEST] if (ROOT / OLDEST).exists() else []
    # The demonstration alone: a release that meets twice the load that its host bears is refused, and rightly so.
    return [[demo], *built(*oldest), [on_new_hosts(LAB, scenarios() + first + first_faults), on_new_hosts(OTHER_LAB, second + second_faults)]]


def on_new_hosts(lab: str, steps: Lane) -> Lane:
    """steps, on hosts of lab that are made before and removed behind."""
    hosts = "tests/lab/lab"
    new, removed = Step(f"new hosts, {lab}", [hosts, "create", lab, "--new"]), Step(f"hosts removed, {lab}", [hosts, "destroy", lab])
    return [step._replace(lab=lab) for step in (new, *steps, removed)]


def scenarios() -> Lane:
    """Those of molecule; first the one that makes hosts."""
    names = sorted(path.parent.name for path in (ROOT / "molecule").glob("*/molecule.yml"))
    return [Step(f"scenario {name}", ["tests/lab/scenario", name]) for name in sorted(names, key=lambda name: name != "default")]


def scripts(folder: str) -> tuple[Lane, Lane]:
    """The executable files tests/FOLDER/test_*, each a step, for both lanes; they make the hosts that they need."""
    lanes: tuple[Lane, Lane] = ([], [])
    for script in sorted((ROOT / "tests" / folder).glob("test_*")):
        if os.access(script, os.X_OK) and script.is_file():
            name = script.stem.removeprefix("test_")
            lanes[name in BESIDE[folder]].append(Step(f"{folder} {name}", [str(script)]))
    return lanes


class Result(NamedTuple):
    """What became of a step."""

    name: str
    passed: bool
    seconds: float


def run_all(phases: list[Phase]) -> list[Result]:
    """What became of the steps, lane by lane."""
    results: list[Result] = []
    for lanes in phases:
        with concurrent.futures.ThreadPoolExecutor(len(lanes) or 1) as pool:
            for of_lane in pool.map(lambda lane: [run(*step) for step in lane], lanes):
                results += of_lane
    return results


def log_of(name: str) -> Path:
    """Where a step's output is."""
    return LOGS / f"{name.replace(', ', '-').replace(' ', '-')}.log"


def run(name: str, command: list[str], lab: str) -> Result:
    """Runs one step, for which GOLIVE_LAB is lab."""
    log = log_of(name)
    print(f"...   {name}{chr(13) if sys.stdout.isatty() else chr(10)}", end="", flush=True)
    began = time.monotonic()
    with log.open("wb") as output:
        try:
            code = subprocess.call(
                command, cwd=ROOT, env={**os.environ, "GOLIVE_LAB": lab}, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            output.write(f"{error}\n".encode())
            code = 127
    seconds = time.monotonic() - began
    said = [f"{'FAIL' if code else 'ok  '}  {name}, {seconds:.0f} s"]
    if code:
        lines = log.read_text(errors="replace").splitlines()
        said += [f"      exit code {code}; the last {min(len(lines), TAIL)} lines of {log.relative_to(ROOT)}:"]
        said += [f"      {line}" for line in lines[-TAIL:]]
    # At once, as another lane prints, too.
    print("\n".join(said), flush=True)
    return Result(name, code == 0, seconds)


def what_it_printed(name: str) -> str:
    """The line of a step's log that says most: what its test runner ended on, or the demonstration's total."""
    lines = [line.strip("= ") for line in log_of(name).read_text(errors="replace").splitlines()]
    load = [line for line in lines if LOAD.search(line)]
    return "; ".join(load) or next((line for line in reversed(lines) if RUNNER.search(line)), "")


def summary(results: list[Result], seconds: float) -> str:
    """The page docs/test-full.md."""
    rows = [f"| {name} | {'passed' if passed else 'FAILED'} | {took:.0f} | {what_it_printed(name)} |" for name, passed, took in results]
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return PAGE.format(
        commit=commit.stdout.strip() or "no checkout", day=time.strftime("%Y-%m-%d"), cores=os.cpu_count(), total=seconds / 60, rows="\n".join(rows)
    )


def main(arguments: list[str]) -> int:
    """Runs the steps of what is asked for, or those of them whose name has all of the given words; returns the exit code."""
    plan = {"check": check, "test": test, "full": full}[arguments[0]]
    words = arguments[1:]
    phases = [[[step for step in lane if all(word in step.name for word in words)] for lane in lanes] for lanes in plan()]
    os.environ.update(NO_COLOR="1", ANSIBLE_NOCOLOR="1", ANSIBLE_FORCE_COLOR="0", PY_COLORS="0")
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    began = time.monotonic()
    results = run_all(phases)
    seconds = time.monotonic() - began
    failed = [result.name for result in results if not result.passed]
    if plan is full and not words:
        (ROOT / "docs" / "test-full.md").write_text(summary(results, seconds))
    names = f": {'; '.join(failed)}" if failed else ""
    print(f"\n{len(results) - len(failed)} passed, {len(failed)} failed in {seconds:.0f} s{names}")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
