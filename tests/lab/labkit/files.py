# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a lab: what it should have, its SSH key, its inventory."""

from __future__ import annotations

import fcntl
import ipaddress
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from labkit.commands import WORK, LabError, run
from labkit.hosts import Host

DESCRIPTIONS = Path(__file__).resolve().parents[1] / "labs"
FIRST_ADDRESS = 11


def description(lab: str) -> dict:
    """What a lab has. A lab 'test-x' is one more of the kind that labs/test.yml describes."""
    kind = lab.split("-")[0]
    path = DESCRIPTIONS / f"{kind}.yml"
    if not lab.replace("-", "").isalnum() or not path.exists():
        known = ", ".join(sorted(path.stem for path in DESCRIPTIONS.glob("*.yml")))
        raise LabError(f"There is no lab '{lab}'; known are {known}, and names that add '-anything' to one of them.")
    described = yaml.safe_load(path.read_text())
    return {**described, "hosts": dict(_each(described["hosts"], lab))}


def _each(described: dict, lab: str) -> Iterator[tuple[str, dict]]:
    """Each host by name. One that is described with a count stands for so many, or for as many as a number in the lab's name says."""
    for name, facts in described.items():
        if "count" not in facts:
            yield name, facts
            continue
        asked = [part for part in lab.split("-")[1:] if part.isdigit()]
        for number in range(1, int(asked[0] if asked else facts["count"]) + 1):
            yield f"{name}{number}", facts


def hosts(lab: str, subnet: ipaddress.IPv4Network) -> list[Host]:
    """The hosts of a lab, with their addresses."""
    return [
        Host(lab, name, facts["debian"], facts["groups"], subnet[FIRST_ADDRESS + number])
        for number, (name, facts) in enumerate(description(lab)["hosts"].items())
    ]


def folder(lab: str) -> Path:
    """Where the files of a lab are."""
    return WORK / "labs" / lab


@contextmanager
def locked() -> Iterator[None]:
    """One command at a time changes labs of this checkout; the next waits."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "lab.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def key(lab: str) -> str:
    """The public SSH key of a lab, made when there is none."""
    private = folder(lab) / "id_ed25519"
    if not private.exists():
        private.parent.mkdir(parents=True, exist_ok=True)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"golive-{lab}", "-f", str(private))
    return private.with_suffix(".pub").read_text()


def write_inventory(lab: str, made: list[Host]) -> Path:
    """Writes an inventory that ansible-playbook -i, molecule and testinfra take."""
    control = Path.home() / ".ansible" / "cp"
    control.mkdir(parents=True, exist_ok=True, mode=0o700)
    groups: dict[str, dict] = {}
    for host in made:
        for group in host.groups:
            groups.setdefault(group, {"hosts": {}})["hosts"][host.name] = {}
    everything = {
        "hosts": {host.name: {"ansible_host": str(host.address), **ssh(host, control)} for host in made},
        "children": groups,
        "vars": {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(folder(lab) / "id_ed25519"),
            "ansible_pipelining": True,
            "ansible_python_interpreter": "/usr/bin/python3",
        },
    }
    path = folder(lab) / "inventory.yml"
    header = f"---\n# Written by 'tests/lab/lab create {lab}'.\n"
    path.write_text(header + yaml.safe_dump({"all": everything}, sort_keys=False))
    return path


def ssh(host: Host, control: Path) -> dict[str, str]:
    """SSH arguments of a host. Its control socket carries the container's id: a new host never meets an old connection.

    Host keys are not checked, in labs only: hosts come and go under the same addresses."""
    options = [
        "ControlMaster=auto", "ControlPersist=120s", f"ControlPath={control}/{host.container[:12]}",
        "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR",
        # Else a connection to a host that has died stays open for hours.
        "ServerAliveInterval=5", "ServerAliveCountMax=3",
    ]  # fmt: skip
    return {"ansible_ssh_common_args": " ".join(f"-o {option}" for option in options)}


def forget(lab: str) -> None:
    """Removes the files of a lab."""
    shutil.rmtree(folder(lab), ignore_errors=True)
    shutil.rmtree(WORK / "molecule" / lab, ignore_errors=True)  # where molecule remembers that it made the hosts
