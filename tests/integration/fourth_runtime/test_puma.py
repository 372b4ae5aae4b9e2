# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A runtime that is not the collection's, Ruby's puma, brought by one role of another collection: all that the others can, it can."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fleet import ROOT, Fleet

HERE = Path(__file__).resolve().parent
HOST = "trixie3"
NAME = "rack.test"


class OneHost(Fleet):
    """A host whose applications are those of this folder, and whose controller has the other collection too."""

    def __init__(self, sources):
        super().__init__((HOST,), described=(HERE / "applications.yml",), collections=(HERE / "collections",))
        self.sources = sources

    def source(self, version):
        """The application's folder, as this version of it."""
        folder = self.sources / version
        if not folder.exists():
            shutil.copytree(HERE / "rack", folder)
            (folder / "VERSION").write_text(version)
        return str(folder)

    def deploy(self, application, version, *options, **variables):
        return super().deploy(application, version, *options, source=self.source(str(version)), **variables)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = OneHost(tmp_path_factory.mktemp("rack"))
    host.succeed("golive.web.provision")
    return host


def test_nothing_in_the_collection_knows_of_it():
    files = [path for folder in ("playbooks", "plugins", "roles", "meta") for path in (ROOT / folder).rglob("*") if path.is_file()]
    texts = {path: path.read_text(errors="replace").lower() for path in files if path.suffix != ".pyc"}
    assert len(texts) > 100
    assert [str(path) for path, text in texts.items() if "puma" in text or "ruby" in text] == []


def test_provisioning_again_changes_nothing(host):
    assert host.succeed("golive.web.provision").changed == 0


def test_releases_follow_each_other_and_go_back_under_load_and_a_broken_one_meets_nobody(host):
    one = host.live_on("rack", 1)
    with host.load(NAME, hosts=[HOST], scenario=HERE / "scenario.json") as summary:
        two = host.live_on("rack", 2)
        assert host.ask(HOST, NAME).body == "version 2, on ruby\n"
        broken = host.deploy("rack", 3)
        after = host.live("rack")
        back = host.playbook("golive.web.rollback", application="rack")
    assert broken.code != 0 and "broken on purpose" in broken.output, broken.output[-4000:]
    assert after == {HOST: two}
    assert back.code == 0, back.output[-4000:]
    assert host.live("rack") == {HOST: one}
    assert summary["lost"] == 0, summary["first_losses"]
    assert set(summary["by_release"]) == {one, two}
    assert min(summary["by_release"].values()) > 100
    assert min(summary["by_method"].values()) > 100
