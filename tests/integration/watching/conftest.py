# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bootstrap
import pytest
from browser import Browser
from stage import CORES, Stage, collections, inventory


@pytest.fixture(scope="session")
def paths(tmp_path_factory):
    return collections(tmp_path_factory.mktemp("collections") / "all")


@pytest.fixture(params=CORES)
def stage(request, tmp_path, paths):
    core = CORES[request.param]
    if not core.exists():
        pytest.skip(f"there is no {core}")
    inventory(tmp_path)
    return Stage(tmp_path, core, paths)


@pytest.fixture(scope="session")
def browser():
    bootstrap.install_packages(["chromium", "fonts-dejavu-core"])
    browser = Browser()
    yield browser
    browser.close()
