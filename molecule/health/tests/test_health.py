# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role health promises."""

from __future__ import annotations

testinfra_hosts = ["web"]


def test_what_node_exporter_reads_says_what_was_found(host):
    file = host.file("/var/lib/golive.prom")
    assert (file.user, file.mode) == ("root", 0o644)
    assert 'golive_probe_success{name="sshd",type="tcp"} 1\n' in file.content_string
