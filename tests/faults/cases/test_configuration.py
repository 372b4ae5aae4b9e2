# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration is part of a release: a changed secret, a changed setting, an upgraded package go live by a flip, and go back."""

from __future__ import annotations

import time

import artifacts
import pytest

PACKAGE = "golive-fault-runtime"


def install(standing, version):
    """Debian's way, with a package made on the spot: what an application is made of can't be upgraded at will."""
    control = f"Package: {PACKAGE}\\nVersion: {version}\\nArchitecture: all\\nMaintainer: test <test@example.test>\\nDescription: nothing\\n"
    folder = "/tmp/golive-fault-package"
    script = f"rm -rf {folder} && mkdir -p {folder}/DEBIAN && printf '{control}' > {folder}/DEBIAN/control && dpkg-deb --build {folder} && dpkg -i {folder}.deb"
    standing.on("sh", "-c", script)


@pytest.fixture(scope="module")
def packaged(bare):
    """The application has a package whose version is part of the release."""
    install(bare, "1.0")
    run = bare.provision("--tags", "application", change={"packages": [PACKAGE]})
    assert run.code == 0, run.output[-4000:]
    yield bare
    assert bare.provision("--tags", "application").code == 0
    bare.on("dpkg", "--purge", PACKAGE)


CHANGES = {
    "a secret": {"environment": {"GREETING": "another secret"}},
    "a setting": {"processes": 3},
    "a package": {},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_configuration_goes_live_and_back_as_a_release(packaged, what):
    artifact = artifacts.good()
    one = packaged.live_on(artifact, change={"packages": [PACKAGE]})
    with packaged.undisturbed() as known:
        if what == "a package":
            install(packaged, f"2.{time.time_ns()}")
        two = packaged.live_on(artifact, change={"packages": [PACKAGE], **CHANGES[what]})
        known.add(two)
        assert two != one and two[:-7] == one[:-7]
        assert ("another secret" in packaged.ask().body) is (what == "a secret")
        pids = packaged.pids()
        run = packaged.roll_back(change={"packages": [PACKAGE]})
        assert run.code == 0, run.output[-4000:]
        assert packaged.live() == packaged.ask().release == one
        assert "another secret" not in packaged.ask().body
    # The slot that is live again was warm.
    slot = packaged.on("readlink", "/srv/bare/live").rpartition("/")[2]
    assert packaged.pids()[f"bare-{slot}"] == pids[f"bare-{slot}"]
