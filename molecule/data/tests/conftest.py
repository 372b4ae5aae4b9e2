# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The data hosts, and one whose clients ask them."""

from __future__ import annotations

import os
import pathlib

import pytest
import testinfra
from asking import FOLDER, OTHER, OWN, Asking

ROOT = pathlib.Path(__file__).parents[3]
INVENTORY = ROOT / ".work/labs" / os.environ.get("GOLIVE_LAB", "test") / "inventory.yml"
CERTIFICATES = f"""mkdir -p {FOLDER} && echo '{{own}}' > {OWN} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 \
-subj '/CN=Authority of golive.web' -keyout /dev/null -out {OTHER} 2> /dev/null"""


@pytest.fixture(scope="session")
def clients():
    """The host that asks."""
    host = testinfra.get_host(f"ansible://trixie1?ansible_inventory={INVENTORY}")
    host.check_output(CERTIFICATES.format(own=(ROOT / ".work/authority/authority.pem").read_text()))
    yield host
    host.check_output(f"rm -r {FOLDER}")


@pytest.fixture
def ask(clients, host):
    return Asking(clients, host.backend.get_hostname())
