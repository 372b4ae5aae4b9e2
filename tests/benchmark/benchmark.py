# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmark: sets hosts up, measures, and writes docs/benchmark.md after each part. Exit code 1 where a limit doesn't hold, 2 where it could not go on."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time

import canaries
import checks
import guards
import page
import probes
import releases
import speed
import staging
import usual_ways
from lab import HERE, LOG, ROOT, Failure
from runtimes import RUNTIMES

RELEASES, ROUNDS, ROLLOUTS = 20, 5, 10
_BEGAN = time.monotonic()


def tell(text):
    print(f"benchmark: {time.monotonic() - _BEGAN:6.0f} s  {text}", flush=True)


def releases_on_four_hosts(results):
    versions = list(range(results.rounds + 2))
    tell("setting up four hosts for the collection, a plain playbook and Capistrano")
    speed.prepare(versions)
    usual_ways.prepare()
    speed.prepare_others(versions)
    results.speed = speed.measure(versions[:-1], tell)
    results.profiled, results.tasks, results.steps = speed.where_the_time_goes(versions[-1])


def staging_of_many_files(results):
    tell("making two releases of 25,000 files")
    staging.prepare()
    results.staging = staging.measure()
    for result in results.staging:
        tell(f"{result.label}: {result.seconds:.1f} s, {result.written / 1e6:.0f} MB written, {result.kept / 1e6:.0f} MB kept")


def usual_ways_under_load(results):
    usual_ways.prepare()  # again: the plain playbook has kept the newest five releases of this site
    for label, way, port in usual_ways.WAYS:
        result = usual_ways.measure(label, way, port, results.releases)
        results.ways.append(result)
        tell(f"{label}: {result.section.requests} requests, lost {len(result.section.lost)}")


def releases_under_load(results):
    for runtime in RUNTIMES:
        tell(f"{runtime.label}: setting up")
        releases.prepare(runtime)
        result = releases.measure(runtime, results.releases)
        results.runtimes.append(result)
        p99 = f"p99 {result.flips.p99} ms, control {result.control.p99} ms"
        tell(f"{runtime.label}: {result.flips.requests} requests, lost {len(result.flips.lost) + len(result.control.lost)}, {p99}")


def rollouts_over_fleets(results):
    for name, count in (("fleet", ROLLOUTS), ("fleet-50", 2)):
        # A lab of its own, in a process of its own.
        command = [sys.executable, str(HERE / "fleets.py"), f"--rollouts={count}"]
        done = subprocess.run(command, env={**os.environ, "GOLIVE_LAB": name}, check=False)
        subprocess.run([str(ROOT / "tests/lab/lab"), "destroy", name], check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            raise Failure(f"the lab {name} could not be measured")
        results.fleets.append(json.loads((LOG.parent / f"{name}.json").read_text(encoding="utf-8")))


def a_thousand_endpoints(results):
    probes.prepare()
    results.probes = probes.measure()
    tell(f"{probes.ENDPOINTS} endpoints: {results.probes.of_bare:.2f} of a bare client, a loop takes {results.probes.of_loop:.0f} times as long")


def a_hundred_checks(results):
    results.checks = checks.measure()
    tell(f"{checks.CHECKS} checks: {results.checks.beyond:.2f} s beyond a call without one")


def a_guarded_site(results):
    tell("setting up a site with every guard on, and one without")
    guards.prepare()
    results.guards = guards.measure()
    tell(f"a guarded site: a request takes {results.guards.ratio:.3f} of what it takes without")


def simulated_canaries(results):
    results.canaries = canaries.measure(tell=tell)


PARTS = (
    releases_on_four_hosts,
    staging_of_many_files,
    usual_ways_under_load,
    releases_under_load,
    a_thousand_endpoints,
    a_hundred_checks,
    a_guarded_site,
    rollouts_over_fleets,
    simulated_canaries,
)


def main():
    parser = argparse.ArgumentParser(description="See README.md.")
    parser.add_argument("--releases", type=int, default=RELEASES, help=f"releases in a row under load ({RELEASES})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"measured releases on four hosts ({ROUNDS})")
    parser.add_argument("--only", choices=[part.__name__ for part in PARTS], help="one part; its page is printed and not written")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else playbooks and load would go on alone
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    results = page.Results(commit or "no checkout", time.strftime("%Y-%m-%d"), os.cpu_count(), arguments.releases, arguments.rounds)
    for part in PARTS:
        if arguments.only not in (None, part.__name__):
            continue
        tell(part.__name__.replace("_", " "))
        try:
            part(results)
        except Failure as failure:
            results.problems.append(f"{part.__name__.replace('_', ' ')} could not be measured to the end: {str(failure).splitlines()[0]}")
            tell(str(failure))
        results.minutes = (time.monotonic() - _BEGAN) / 60
        if not arguments.only:
            page.PATH.write_text(page.text(results), encoding="utf-8")
    broken = [str(limit) for limit in page.limits(results) if not limit.holds]
    print(f"\n{page.text(results)}")
    for line in [*results.problems, *broken]:
        tell(line)
    tell("every limit holds" if not broken and not results.problems else "FAILED")
    return 2 if results.problems else 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
