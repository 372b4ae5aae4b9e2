# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
import testinfra
from watched import INVENTORY, Watched


@pytest.fixture(scope="session")
def collector():
    return testinfra.get_host("ansible://data1", ansible_inventory=str(INVENTORY))


@pytest.fixture
def watched(host, collector):
    return Watched(host, collector)
