# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the steps of 'make check' and 'make test': one line a step, its output in .work/logs, the end of it where it failed.

All steps run whatever becomes of the others; the exit code is 0 only when every one has passed."""

from __future__ import annotations

import os
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
LAB = os.environ.get("GOLIVE_LAB") or "test"

Step = tuple[str, list[str]]

CHECK: list[Step] = [
    ("yamllint", ["yamllint", "--format", "parsable", "."]),
    ("specs and defaults", ["python", "tests/lint/argument_specs.py"]),
    ("scenarios are whole", ["python", "tests/lint/scenarios.py"]),
    ("changelog", ["antsibull-changelog", "lint"]),
    ("unit tests", ["python", "-m", "pytest", "--quiet"]),
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
    for script in sorted((ROOT / "tests" / "integration").glob("test_*")):
        if os.access(script, os.X_OK) and script.is_file():
            yield f"integration {script.stem[5:]}", [str(script)]
    yield "hosts removed", ["tests/lab/lab", "destroy", LAB]


def run(name: str, command: list[str]) -> bool:
    """Runs one step; returns whether it passed."""
    log = LOGS / f"{name.replace(', ', '-').replace(' ', '-')}.log"
    print(f"...   {name}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    began = time.monotonic()
    with log.open("wb") as output:
        try:
            code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        except OSError as error:
            output.write(f"{error}\n".encode())
            code = 127
    print(f"{'FAIL' if code else 'ok  '}  {name}, {time.monotonic() - began:.0f} s", flush=True)
    if code:
        lines = log.read_text(errors="replace").splitlines()
        print(f"      exit code {code}; the last {min(len(lines), TAIL)} lines of {log.relative_to(ROOT)}:")
        print("\n".join(f"      {line}" for line in lines[-TAIL:]), flush=True)
    return code == 0


def main(arguments: list[str]) -> int:
    """Runs the steps of what is asked for, or those of them whose name has a given word; returns the exit code."""
    plan = {"check": check, "test": test}[arguments[0]]
    steps = [step for step in plan() if all(word in step[0] for word in arguments[1:])]
    os.environ.update(NO_COLOR="1", ANSIBLE_NOCOLOR="1", ANSIBLE_FORCE_COLOR="0", PY_COLORS="0")
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    began = time.monotonic()
    passed = [run(name, command) for name, command in steps]
    failed = [step[0] for step, good in zip(steps, passed) if not good]
    names = f": {'; '.join(failed)}" if failed else ""
    print(f"\n{sum(passed)} passed, {len(failed)} failed in {time.monotonic() - began:.0f} s{names}")
    return 1 if failed or not steps else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
