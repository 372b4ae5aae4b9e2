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
    "the public folder": {"public_dir": "web"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_configuration_goes_live_and_back_as_a_release(packaged, what):
    artifact = artifacts.good(files={"web/where.txt": "web", "public/where.txt": "public"})
    one = packaged.live_on(artifact, change={"packages": [PACKAGE]})
    with packaged.undisturbed() as known:
        if what == "a package":
            install(packaged, f"2.{time.time_ns()}")
        two = packaged.live_on(artifact, change={"packages": [PACKAGE], **CHANGES[what]})
        known.add(two)
        assert two != one and two[:-7] == one[:-7]
        assert ("another secret" in packaged.ask().body) is (what == "a secret")
        assert packaged.ask("/where.txt").body == ("web" if what == "the public folder" else "public")
        pids = packaged.pids()
        run = packaged.roll_back(change={"packages": [PACKAGE]})
        assert run.code == 0, run.output[-4000:]
        assert packaged.live() == packaged.ask().release == one
        assert "another secret" not in packaged.ask().body
        assert packaged.ask("/where.txt").body == "public"
    # The slot that is live again was warm.
    slot = packaged.on("readlink", "/srv/bare/live").rpartition("/")[2]
    assert packaged.pids()[f"bare-{slot}"] == pids[f"bare-{slot}"]


def test_a_runtime_that_is_asked_in_another_way_does_not_replace_what_is_live(bare):
    bare.live_on(artifacts.good())
    with bare.undisturbed():
        bare.on("sed", "-i.kept", 's/"protocol": "http"/"protocol": "fastcgi"/', "/srv/bare/runtime.json")
        run = bare.provision("--tags", "application")
        bare.on("mv", "/srv/bare/runtime.json.kept", "/srv/bare/runtime.json")
        assert run.code != 0
        assert "nginx could not ask what is live" in run.output and "Nothing was changed" in run.output
    assert bare.provision("--tags", "application").code == 0


def test_the_way_back_is_open_to_a_release_that_lacks_a_worker(bare):
    commands = {"clock": ["/usr/bin/python3", "server.py", "work"], "late": ["/usr/bin/python3", "late.py"]}
    change = {"workers": {name: {"command": words, "stop_seconds": 5} for name, words in commands.items()}}
    late = "bare-worker-late:bare-worker-late_00"
    one = bare.live_on(artifacts.good())
    refused = bare.deploy(artifacts.good(), change=change)
    assert refused.code != 0 and "workers that supervisord does not know (bare-worker-late): run the provision playbook first" in refused.output
    assert bare.provision("--tags", "application", change=change).code == 0
    with bare.undisturbed() as known:
        two = bare.live_on(artifacts.good(files={"late.py": "import time\n\ntime.sleep(3600)\n"}), change=change)
        known.add(two)
        assert late in bare.pids()
        # The settings lack it again, but the live release does not.
        assert bare.provision("--tags", "application").code == 0
        assert late in bare.pids()
        run = bare.roll_back(change=change)
        assert run.code == 0, run.output[-4000:]
        assert bare.live() == bare.worker_release() == one
        assert late not in bare.pids()
    assert bare.provision("--tags", "application").code == 0
