# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two applications on one host with servers of their own, from the artifact that runs on gunicorn elsewhere."""

from __future__ import annotations

import json

import pytest
from fleet import HERE

HOST = "trixie2"
OPTIONS = ("-e", f"@{HERE}/servers.yml")


@pytest.fixture(scope="module")
def servers(fleet):
    fleet.succeed("golive.web.provision", *OPTIONS)
    return fleet


@pytest.mark.long
@pytest.mark.parametrize("server", ["uvicorn", "granian"])
def test_another_server_keeps_the_contract_and_loses_nothing(servers, server):
    application, name = f"gigs_{server}", f"{server}.test"
    assert f"import {server}\n" in json.loads(servers.on(HOST, "cat", f"/srv/{application}/runtime.json"))["configuration"]
    one = servers.live_on(application, 1, *OPTIONS)
    servers.keeps_contract(HOST, application, name, one)
    with servers.load(name, hosts=[HOST]) as summary:
        two = servers.live_on(application, 2, *OPTIONS)
        broken = servers.deploy(application, 3, *OPTIONS)
    assert broken.code != 0 and servers.ask(HOST, name).release == two
    assert summary["lost"] == 0, summary["first_losses"]
    assert set(summary["by_release"]) == {one, two}
    assert min(summary["by_release"].values()) > 100
