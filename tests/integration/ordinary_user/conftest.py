# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from deployer import HOSTS, NAMES, Deployer, finished
from fleet import build


@pytest.fixture(scope="session")
def deployer(tmp_path_factory):
    """The user of docs/rights.md, on hosts where root can't log in."""
    for version in ("1", "2"):
        build("plain_php", "--version", version)
    deployer = Deployer(tmp_path_factory.mktemp("deployer"))
    try:
        for host in HOSTS:
            deployer.prepare(host)
        yield deployer
    finally:
        for host in HOSTS:
            deployer.restore(host)


@pytest.fixture(scope="session")
def first_deploys(deployer):
    """Two applications, provisioned together and deployed at the same time: exit code and output of each. Removed with all they have in the end."""
    deployer.succeed("golive.web.provision")
    yield [finished(run) for run in [deployer.started("golive.web.deploy", application=name) for name in NAMES]]
    for name in NAMES:
        deployer.succeed("golive.web.remove", application=name, confirm=name, remove_shared=True)


@pytest.fixture
def fleet(deployer, first_deploys):
    """The fleet with both applications live."""
    return deployer
