# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rollouts over a fleet whose hosts are copies of one: what is lost, how quickly all are back, and what it costs beside Ansible's own ping.

Usage: GOLIVE_LAB=fleet (or fleet-50) fleets.py [--rollouts N] [--rollbacks N]; writes .work/logs/LAB.json.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import io
import json
import re
import statistics
import subprocess
import sys
import tarfile
import time

import lab
from labkit.commands import as_root
from lab import HERE, INVENTORY, LAB, ROOT, Failure, hosts, run

FAULTS = ROOT / "tests" / "faults"
NAME, SITE = "bare", "bare.test"
ROUNDS = 3
CANARY_WAVES = {"rollout_waves": [1, "25%", "100%"], "rollout_bake_seconds": 2}
# A light application: alone, without workers, and with no time for a release to die soon after its start, which would be a bake by another name.
# It has long to start, since fifty of them may do so on the machine at once.
_LIGHT = "{{ __bare | combine(__patience, {'server_names': ['%s'], 'workers': {}, 'settle_seconds': 0, 'start_seconds': 30}) }}" % SITE
COMMON = {"golive_hosts": "web", "application": NAME, "golive_applications": {NAME: _LIGHT}}
AT_ONCE = {"rollout_waves": "100%", "rollout_min_healthy": 0, "rollout_bake_seconds": 0}


def faulty(version, **fault):
    """The artifact of a release, with what the faults' application takes for wrong."""
    path = ROOT / ".work" / "artifacts" / "fleets" / f"bare-{version}.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    files = {"server.py": (FAULTS / "app" / "server.py").read_text(), "public/version.txt": version, "FAULT": json.dumps(fault) if fault else ""}
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return {"path": str(path), "version": version}


def deploy(artifact, *options, fails=False, **variables):
    """One rollout; I(fails) says that it must."""
    described = ["-e", f"@{FAULTS / 'applications.yml'}", "-e", json.dumps({**COMMON, "artifact": artifact, **variables})]
    environment = {"ANSIBLE_COLLECTIONS_PATH": f"{ROOT / '.work' / 'collections'}:{FAULTS / 'collections'}", "ANSIBLE_FORKS": str(len(hosts()))}
    command = ["ansible-playbook", "-i", str(INVENTORY), *described, *options, "golive.web.deploy"]
    return run(command, environment, expected=2 if fails else 0)


def prepare():
    """The first host is set up and has a release; the others are copies of it."""
    # Each host's systemd takes some of these, of which the kernel allows 128 by default.
    as_root("sysctl", "--quiet", "--write", "fs.inotify.max_user_instances=2048")
    subprocess.run([str(ROOT / "tests/lab/lab"), "create", LAB, "--first"], check=True, stdout=subprocess.DEVNULL)
    described = ["-e", f"@{FAULTS / 'applications.yml'}", "-e", json.dumps(COMMON)]
    environment = {"ANSIBLE_COLLECTIONS_PATH": f"{ROOT / '.work' / 'collections'}:{FAULTS / 'collections'}"}
    run(["ansible-playbook", "-i", str(INVENTORY), *described, "golive.web.provision"], environment)
    deploy(faulty("1"), **AT_ONCE)
    deploy(faulty("2"), **AT_ONCE)
    subprocess.run([str(ROOT / "tests/lab/lab"), "clone", LAB], check=True, stdout=subprocess.DEVNULL)
    lab.forget_cgroups()
    deploy(faulty("3"), **AT_ONCE)


def ping():
    """Seconds that Ansible's own ping of all hosts takes, with connections that are open."""
    environment = {"ANSIBLE_FORKS": str(len(hosts()))}
    return run(["ansible", "-i", str(INVENTORY), "web", "-m", "ansible.builtin.ping"], environment)


@contextlib.contextmanager
def load(rate):
    """Clients on all hosts; yields a dict that has their summary afterwards."""
    addresses = [f"--address={facts['ansible_host']}:80" for facts in hosts().values()]
    command = [sys.executable, str(HERE.parent / "load" / "client.py"), *addresses, f"--host={SITE}", f"--rate={rate}", "--clients=24", "--seconds=1800"]
    process = subprocess.Popen(
        [*command, f"--scenario={FAULTS / 'load.json'}", "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    summary = {}
    try:
        time.sleep(2)
        yield summary
    finally:
        summary.update(json.loads(process.communicate()[0]))


def ledger(host):
    """The events of a host's ledger."""
    text = lab.podman("exec", f"golive-{LAB}-{host}", "cat", f"/srv/{NAME}/ledger.jsonl")
    return [json.loads(line) for line in text.splitlines()]


def _seconds(clock):
    return datetime.datetime.fromisoformat(clock.replace("Z", "+00:00")).timestamp()


def back_after_verdict(release):
    """Seconds from the gate that failed I(release) until the last host served the release before, by the hosts' ledgers."""
    verdict, last = None, 0.0
    for host in hosts():
        for event in ledger(host):
            told = event.get("told") or {}
            if event["event"] == "judged" and told["verdict"] == "fail" and verdict is None and _knows(told, release):
                verdict = _seconds(told["time"])
            if event["event"] == "active" and event["before"] == release and event["live"] != release:
                last = max(last, _seconds(event["time"]))
    if verdict is None or last < verdict:
        raise Failure(f"{release} was to be brought back after a gate, and was not")
    return last - verdict


def _knows(told, release):
    return any(release in json.dumps(result) for result in told["hosts"].values()) or any(release in reason for reason in told["reasons"])


def released(measured):
    return re.search(r"Release ([A-Za-z0-9][A-Za-z0-9._+]*-[0-9a-f]{12}-[0-9a-f]{6})", measured.output)[1]


def round_trips(artifact):
    """The commands that Ansible ran on a host in one rollout, the most of any host."""
    output = deploy(artifact, "-vvv", **AT_ONCE).output
    counts = {facts["ansible_host"]: len(re.findall(rf"<{re.escape(facts['ansible_host'])}> SSH: EXEC ", output)) for facts in hosts().values()}
    return max(counts.values())


def measure(rollouts, rollbacks, tell):
    count, versions = len(hosts()), iter(range(10, 10_000))
    figures = {"hosts": count}
    with load(rate=10 * min(count, 12)) as summary:
        times, back, bad = [], [], set()
        for _number in range(rollouts):
            times.append(deploy(faulty(str(next(versions))), **CANARY_WAVES).seconds)
        tell(f"{rollouts} rollouts, {statistics.median(times):.1f} s")
        last = list(hosts())[-1]
        for _number in range(rollbacks):
            release = released(deploy(faulty(str(next(versions)), hosts=[last], unready_after=0.5), fails=True, **CANARY_WAVES))
            back.append(back_after_verdict(release))
        tell(f"{rollbacks} forced rollbacks, {', '.join(f'{seconds:.1f}' for seconds in back)} s from the verdict")
        bad.add(released(deploy(faulty(str(next(versions)), hosts=[last], unready=True), fails=True, **CANARY_WAVES)))
    figures.update(rollouts=rollouts, rollbacks=rollbacks, requests=summary["requests"], lost=summary["lost"], losses=summary["first_losses"][:3])
    figures.update(seconds=times, back=back, met_bad=sum(summary["by_release"].get(release, 0) for release in bad))
    pings, plain = [], []
    for _number in range(ROUNDS):
        pings.append(ping())
        plain.append(deploy(faulty(str(next(versions))), **AT_ONCE))
    figures.update(ping=[one.seconds for one in pings], at_once=[one.seconds for one in plain], cpu=[one.cpu / count for one in plain])
    figures["ping_cpu"] = [one.cpu / count for one in pings]
    figures["round_trips"] = round_trips(faulty(str(next(versions))))
    tell(f"at once {statistics.median(figures['at_once']):.1f} s, ping {statistics.median(figures['ping']):.1f} s, {figures['round_trips']} round trips")
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rollouts", type=int, default=10)
    parser.add_argument("--rollbacks", type=int, default=3)
    arguments = parser.parse_args()
    began = time.monotonic()

    def tell(text):
        print(f"{LAB}: {time.monotonic() - began:6.0f} s  {text}", flush=True)

    try:
        prepare()
        tell(f"{len(hosts())} hosts")
        figures = measure(arguments.rollouts, arguments.rollbacks, tell)
    except (Failure, subprocess.CalledProcessError) as failure:
        tell(str(failure))
        return 2
    path = ROOT / ".work" / "logs" / f"{LAB}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
