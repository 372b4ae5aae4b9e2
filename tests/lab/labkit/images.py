# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of the hosts, one a Debian release, rebuilt when their recipe changes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from labkit.commands import LabError, as_root, podman, podman_json, run

REPOSITORY = "localhost/golive-lab"
LABEL = "golive.lab.image"
RECIPE = Path(__file__).resolve().parents[1] / "image"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
DEBIAN = {"bookworm": "12", "trixie": "13"}


def packages() -> list[str]:
    """The Debian packages that every host has before any role touches it."""
    return (RECIPE / "packages").read_text().split()


def base() -> str:
    """A base image such as docker.io/library/debian, where a registry can be reached; else empty."""
    return os.environ.get("GOLIVE_LAB_BASE", "")


def sources(release: str) -> str:
    """sources.list of a release, from the mirrors that this machine's apt uses for Debian."""
    columns = "$(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)"
    listed = run("apt-get", "indextargets", "--format", columns, "Created-By: Packages")
    main, security = "", ""
    for line in listed.splitlines():
        fields = line.split()
        if len(fields) < 4 or fields[3] != "main":
            continue
        for name in (fields[1], fields[2]):
            if name in DEBIAN or name in ("stable", "oldstable"):
                main = main or fields[0]
            elif name.endswith("-security"):
                security = security or fields[0]
    if not main:
        raise LabError("apt on this machine has no Debian source to build the hosts' images from.")
    lines = [f"deb {main} {release} main", f"deb {main} {release}-updates main"]
    if security:
        lines.append(f"deb {security} {release}-security main")
    return "\n".join(lines) + "\n"


def proxies() -> list[str]:
    """apt's own proxy settings, which the hosts need as well."""
    return re.findall(r"^Acquire::https?::Proxy .*$", run("apt-config", "dump"), re.MULTILINE)


def digest(release: str) -> str:
    """12 hex digits of everything that decides what the image of a release contains."""
    recipe = hashlib.sha256("\n".join([base() or sources(release), release, *proxies()]).encode())
    for path in sorted(RECIPE.iterdir()):
        recipe.update(path.read_bytes())
    recipe.update(AUTHORITIES.read_bytes())
    return recipe.hexdigest()[:12]


def ensure(release: str) -> str:
    """Builds the image of a release unless it is there; returns its name."""
    if release not in DEBIAN:
        raise LabError(f"There is no recipe for Debian '{release}'; known are {', '.join(sorted(DEBIAN))}.")
    name = f"{REPOSITORY}:{release}-{digest(release)}"
    images = ("images", "--format", "json", "--filter", f"label={LABEL}={release}")
    if any(name in (image.get("Names") or []) for image in podman_json(*images)):
        return name
    print(f"lab: building the image of Debian {release}, once", flush=True)
    build = from_registry if base() else from_mirror
    build(release, name)
    for image in podman_json(*images):
        if name not in (image.get("Names") or []):
            podman("rmi", image["Id"], check=False)  # an older recipe; stays while a host of another lab uses it
    return name


def from_mirror(release: str, name: str) -> None:
    """The image by mmdebstrap, from the machine's own Debian mirror."""
    with tempfile.TemporaryDirectory(prefix="golive-lab-") as folder:
        tar = Path(folder, f"{release}.tar")
        options = [f"--aptopt={line}" for line in proxies()]
        as_root(
            "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages())}", *options,
            '--dpkgopt=force-unsafe-io',
            # A fresh host takes lists that are younger than an hour for its own: without any it would find no package.
            '--skip=cleanup/apt/lists',
            f'--customize-hook=mkdir -p "$1/tmp/lab" && cp {RECIPE}/* {AUTHORITIES} "$1/tmp/lab/"',
            '--customize-hook=chroot "$1" sh /tmp/lab/setup',
            release, str(tar), "-",
            data=sources(release).encode(),
        )  # fmt: skip
        podman("import", "--quiet", "--change", f"LABEL {LABEL}={release}", "--change", 'CMD ["/sbin/init"]', str(tar), name)
        as_root("rm", "-f", str(tar))


def from_registry(release: str, name: str) -> None:
    """The image from a base image of a container registry, with the same packages and the same set-up."""
    with tempfile.TemporaryDirectory(prefix="golive-lab-") as folder:
        for path in [*RECIPE.iterdir(), AUTHORITIES]:
            Path(folder, path.name).write_bytes(path.read_bytes())
        Path(folder, "Containerfile").write_text(
            f"FROM {base()}:{DEBIAN[release]}\n"
            "COPY . /tmp/lab/\n"
            "ENV DEBIAN_FRONTEND=noninteractive\n"
            f"RUN apt-get update -q && apt-get install -qy --no-install-recommends {' '.join(packages())}\n"
            "RUN sh /tmp/lab/setup\n"
            f'LABEL {LABEL}={release}\nCMD ["/sbin/init"]\n'
        )
        podman("build", "--quiet", "--runtime", "runc", "--network", "host", "--tag", name, folder)


def clone(container: str, lab: str) -> str:
    """An image of what a container of a lab has become; returns its name."""
    name = f"{REPOSITORY}-clone:{lab}"
    podman("commit", "--quiet", "--change", f"LABEL {LABEL}=clone", container, name)
    return name


def forget_clone(lab: str) -> None:
    """Removes the image that clone() made for a lab, if there is one."""
    podman("rmi", f"{REPOSITORY}-clone:{lab}", check=False)


def remove() -> None:
    """Removes every image and cache volume of the labs."""
    for image in podman_json("images", "--format", "json", "--filter", f"label={LABEL}"):
        podman("rmi", "--force", image["Id"], check=False)
    for volume in podman("volume", "ls", "--quiet", "--filter", f"label={LABEL}").split():
        podman("volume", "rm", "--force", volume, check=False)
