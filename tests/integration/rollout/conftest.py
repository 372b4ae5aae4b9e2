# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from fleet import Fleet, build


def artifacts():
    """Version 1 and 2 of each application, and 3, which is never ready."""
    for application, options in (("plain_php", []), ("laravel", []), ("python", ["--python", "3.13"])):
        for version in ("1", "2"):
            build(application, "--version", version, *options)
        build(application, "--version", "3", "--broken", "health", *options)


@pytest.fixture(scope="session")
def fleet():
    """Hosts with all three applications set up, and no release of the first run left live by accident."""
    fleet = Fleet()
    artifacts()
    fleet.succeed("tests/data_host/playbook.yml")
    fleet.succeed("golive.web.provision")
    return fleet
