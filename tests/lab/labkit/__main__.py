# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the labs; see tests/lab/README.md."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from labkit import files, hosts, images, networks
from labkit.commands import LabError, podman_json


def create(arguments: argparse.Namespace) -> None:
    """Brings a lab up, keeps hosts that are right, writes its inventory."""
    began = time.monotonic()
    lab = arguments.lab
    with files.locked():
        releases = {facts["debian"] for facts in files.description(lab)["hosts"].values()}
        built = {release: images.ensure(release) for release in sorted(releases)}
        if arguments.new:
            hosts.remove(hosts.existing(lab).values())
        everyone = files.hosts(lab, networks.ensure(lab))
        wanted = everyone[:1] if arguments.first else everyone
        for host in wanted:
            host.image = built[host.debian]
        made = hosts.ensure(wanted, files.key(lab))
        inventory = files.write_inventory(lab, wanted)
    state = f"{len(made)} new" if made else "all kept"
    print(f"lab: {lab} has {len(wanted)} hosts ({state}) after {time.monotonic() - began:.1f} s; inventory {inventory}")


def clone(arguments: argparse.Namespace) -> None:
    """Makes all other hosts of a lab copies of its first one, as that is now."""
    began = time.monotonic()
    lab = arguments.lab
    with files.locked():
        first, *others = files.hosts(lab, networks.ensure(lab))
        known = hosts.existing(lab).get(first.container_name)
        if not known:
            raise LabError(f"Lab {lab} has no host {first.name} yet; 'tests/lab/lab create {lab} --first' makes it.")
        first.container = known["Id"]
        image = images.clone(first.container_name, lab)
        for host in others:
            host.image = image
        hosts.remove(container for name, container in hosts.existing(lab).items() if name != first.container_name)
        hosts.ensure_beside(first, others, files.key(lab))
        inventory = files.write_inventory(lab, [first, *others])
    print(f"lab: {lab} has {1 + len(others)} hosts ({len(others)} copies) after {time.monotonic() - began:.1f} s; inventory {inventory}")


def destroy(arguments: argparse.Namespace) -> None:
    """Removes a lab; with --everything also images and caches, unless another lab is there."""
    lab = arguments.lab
    files.description(lab)
    with files.locked():
        hosts.remove(hosts.existing(lab).values())
        networks.remove(lab)
        images.forget_clone(lab)
        files.forget(lab)
        if arguments.everything and not labs():
            images.remove()
    print(f"lab: {lab} is gone")


def labs() -> set[str]:
    """The labs that have hosts on this machine."""
    containers = podman_json("ps", "--all", "--format", "json", "--filter", f"label={networks.LABEL}")
    return {container["Labels"][networks.LABEL] for container in containers}


def status(arguments: argparse.Namespace) -> None:
    """Lists all hosts of all labs on this machine."""
    for lab in sorted(labs()):
        for name, container in sorted(hosts.existing(lab).items()):
            print(f"{lab:12} {name:24} {container['State']}")


def ssh(arguments: argparse.Namespace) -> None:
    """A shell, or a command, on one host of a lab."""
    inventory = files.folder(arguments.lab) / "inventory.yml"
    if not inventory.exists():
        raise LabError(f"Lab {arguments.lab} is not there; 'tests/lab/lab create {arguments.lab}' makes it.")
    everything = files.yaml.safe_load(inventory.read_text())["all"]
    if arguments.host not in everything["hosts"]:
        raise LabError(f"Lab {arguments.lab} has no host '{arguments.host}': {', '.join(everything['hosts'])}.")
    host = everything["hosts"][arguments.host]
    target = ["-i", everything["vars"]["ansible_ssh_private_key_file"], f"root@{host['ansible_host']}"]
    raise SystemExit(
        subprocess.call(["ssh", *host["ansible_ssh_common_args"].split(), *target, *arguments.command])
    )


def main() -> int:
    """Parses the command line; errors are one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="lab", description="Test hosts with systemd, addresses and SSH.")
    commands = parser.add_subparsers(required=True)
    for function in (create, clone, destroy, status, ssh):
        command = commands.add_parser(function.__name__, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        if function is not status:
            command.add_argument("lab")
        if function is create:
            command.add_argument("--new", action="store_true", help="make every host anew")
            command.add_argument("--first", action="store_true", help="only the first host, to be cloned later")
        if function is destroy:
            command.add_argument("--everything", action="store_true", help="images and caches, too")
        if function is ssh:
            command.add_argument("host")
            command.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        arguments.function(arguments)
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0  # whoever reads the output has seen enough
    return 0


if __name__ == "__main__":
    sys.exit(main())
