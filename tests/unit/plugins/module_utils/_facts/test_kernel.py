# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import kernel


def test_a_setting_of_this_kernel():
    assert int(kernel.setting({}, "net.core.somaxconn")) > 0
    assert len(kernel.setting({}, "net.ipv4.ip_local_port_range").split(" ")) == 2


@pytest.mark.parametrize("name, path", [
    ("vm.swappiness", "/proc/sys/vm/swappiness"), ("net/ipv4/conf/eth0.1/rp_filter", "/proc/sys/net/ipv4/conf/eth0.1/rp_filter"),
    ("net.ipv4.conf.eth0/1.rp_filter", "/proc/sys/net/ipv4/conf/eth0.1/rp_filter"),
])  # fmt: skip
def test_names_are_as_sysctl_has_them(name, path):
    assert kernel.path_of(name) == path


def test_one_that_is_not_there_is_missing():
    trouble = checks.trouble(kernel.setting, {}, "net.core.no_such")
    assert (trouble.outcome, trouble.reason) == ("fail", "missing")
