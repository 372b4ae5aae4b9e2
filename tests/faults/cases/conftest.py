# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import artifacts
import pytest
from quartet import Quartet
from standing import Standing


@pytest.fixture(scope="module")
def host():
    """The host with both applications, nothing of what an earlier test did in its way."""
    bare = Standing()
    bare.on("mkdir", "-p", "/srv/narrow")
    if not bare.on("findmnt", "--noheadings", "/srv/narrow", check=False):
        bare.on("rm", "-rf", "/srv/narrow")
        bare.on("mkdir", "/srv/narrow")
        bare.on("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=2000,mode=0755", "tmpfs", "/srv/narrow")
    run = bare.provision()
    assert run.code == 0, run.output[-6000:]
    return bare


@pytest.fixture(scope="module")
def bare(host, tmp_path_factory):
    """The application, a good release of it live and under load; no request was lost when all is over."""
    host.live_on(artifacts.good())
    with host.load(tmp_path_factory.mktemp("load") / "counts.jsonl") as summary:
        yield host
    print(f"\n{summary['requests']} requests, {summary['lost']} lost")
    assert summary["lost"] == 0, summary["first_losses"]


@pytest.fixture(scope="module")
def narrow(host, tmp_path_factory):
    """The application whose folder is a file system of 8 MB and 2000 files, of which the share takes 900."""
    narrow = Standing("narrow")
    narrow.live_on(artifacts.good())
    with narrow.load(tmp_path_factory.mktemp("load") / "counts.jsonl") as summary:
        yield narrow
    assert summary["lost"] == 0, summary["first_losses"]


@pytest.fixture(scope="module")
def four():
    """The application on a fleet of four, with two good releases, and no load yet."""
    quartet = Quartet()
    run = quartet.provision()
    assert run.code == 0, run.output[-6000:]
    with quartet.by(bake_seconds=0):
        quartet.live_on(artifacts.good())
        quartet.live_on(artifacts.good())
    return quartet


@pytest.fixture(scope="module")
def quartet(four, tmp_path_factory):
    """The same under load on all hosts; no request was lost when all is over."""
    with four.load(tmp_path_factory.mktemp("load") / "counts.jsonl") as summary:
        yield four
    print(f"\n{summary['requests']} requests, {summary['lost']} lost")
    assert summary["lost"] == 0, summary["first_losses"]
