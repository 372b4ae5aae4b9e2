# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a lab: made, kept where they are still right, reached over SSH, removed."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from labkit import images
from labkit.commands import ROOT, LabError, as_root, podman, podman_json
from labkit.networks import LABEL

FINGERPRINT = "golive.lab.fingerprint"
BOOT_SECONDS = 60
# runc, since crun refuses the hybrid cgroup layout; SYS_ADMIN for the mount namespaces that hardened units ask for; LINUX_IMMUTABLE for logs that can only
# be added to.
OPTIONS = [
    "--runtime", "runc", "--systemd=always",
    "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096",
    "--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN", "--cap-add", "LINUX_IMMUTABLE",
    "--security-opt", "seccomp=unconfined",
]  # fmt: skip


@dataclass
class Host:
    """One host of a lab, from what its file says to what runs."""

    lab: str
    name: str
    debian: str
    groups: list[str]
    address: ipaddress.IPv4Address
    image: str = ""
    container: str = field(default="", compare=False)

    @property
    def container_name(self) -> str:
        return f"golive-{self.lab}-{self.name}"

    @property
    def mac(self) -> str:
        """The same after a restart, as a machine's is: others would send to the old one for most of a minute."""
        return ":".join(f"{byte:02x}" for byte in b"\x02\x00" + self.address.packed)

    def fingerprint(self, key: str) -> str:
        """Says whether a container is this very host, of this checkout, with this key; else it is made anew."""
        facts = [str(ROOT), key, self.image, str(self.address), self.mac, *OPTIONS]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def existing(lab: str) -> dict[str, dict]:
    """All containers of a lab on this machine, of any checkout, alive or dead, by name."""
    prefix = f"golive-{lab}-"
    return {
        container["Names"][0]: container
        for container in podman_json("ps", "--all", "--format", "json")
        if (container.get("Labels") or {}).get(LABEL) == lab or (
            LABEL not in (container.get("Labels") or {}) and container["Names"][0].startswith(prefix))
    }  # fmt: skip


def remove(containers: Iterable[dict]) -> None:
    """Removes containers and what they alone used."""
    identifiers = [container["Id"] for container in containers]
    if identifiers:
        podman("stop", "--time", "0", *identifiers, check=False)
        # What can only be added to can't be removed either.
        layers = podman("inspect", "--format", "{{.GraphDriver.Data.UpperDir}}", *identifiers, check=False).split()
        as_root("chattr", "-R", "-f", "-a", *(f"{layer}/var/log" for layer in layers), check=False)
        podman("rm", "--force", "--time", "0", "--volumes", *identifiers)


def ensure(hosts: list[Host], key: str) -> list[str]:
    """Brings the hosts of one lab up; returns the names of those that had to be made."""
    lab = hosts[0].lab
    found = existing(lab)
    kept: set[str] = set()
    for host in hosts:
        container = found.get(host.container_name)
        labels = (container or {}).get("Labels") or {}
        if container and container["State"] == "running" and labels.get(FINGERPRINT) == host.fingerprint(key):
            kept.add(host.container_name)
            host.container = container["Id"]
    remove(container for name, container in found.items() if name not in kept)
    new = [host for host in hosts if host.container_name not in kept]
    with ThreadPoolExecutor(max_workers=3) as pool:
        list(pool.map(lambda host: start(host, key), new))
    with ThreadPoolExecutor(max_workers=len(hosts)) as pool:
        list(pool.map(wait_for_ssh, hosts))
    return [host.name for host in new]


def ensure_beside(first: Host, others: list[Host], key: str) -> None:
    """Starts hosts that are not there, beside one that is."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        list(pool.map(lambda host: start(host, key), others))
    with ThreadPoolExecutor(max_workers=len(others)) as pool:
        list(pool.map(wait_for_ssh, [first, *others]))


def start(host: Host, key: str) -> None:
    """Starts a host that does not exist and lets the lab's key in."""
    cache = f"golive-lab-packages-{host.debian}"
    podman("volume", "create", "--label", images.LABEL, cache, check=False)  # fails where it is there already
    host.container = podman(
        "run", "--detach", "--name", host.container_name, "--hostname", host.name,
        "--label", f"{LABEL}={host.lab}", "--label", f"{FINGERPRINT}={host.fingerprint(key)}",
        "--network", f"golive-{host.lab}", "--network-alias", host.name, "--ip", str(host.address), "--mac-address", host.mac,
        "--volume", f"{cache}:/var/cache/golive-lab", *OPTIONS, host.image, "/sbin/init",
    ).strip()  # fmt: skip
    script = "umask 077; cat > /root/.ssh/authorized_keys; /usr/local/sbin/golive-lab-cache load"
    podman("exec", "--interactive", host.container, "sh", "-c", script, data=key.encode())


def wait_for_ssh(host: Host) -> None:
    """Waits until a host's SSH server greets."""
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((str(host.address), 22), timeout=2) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    log = podman("exec", host.container, "journalctl", "--no-pager", "--lines", "20", check=False)
    raise LabError(f"Host {host.name} did not answer on SSH within {BOOT_SECONDS} s; the end of its journal:\n{log}")
