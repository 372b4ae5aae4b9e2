# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._facts import probe


def key(ca_file):
    """That of the fact of a service whose certificate is by an authority in I(ca_file)."""
    check = checks.ready(check="service", probe={"type": "tls", "host": "127.0.0.1", "port": 9, "ca_file": str(ca_file)})
    ((source, text),) = KINDS["service"].needs(check)
    assert source == "probe"
    return text


@pytest.mark.parametrize(("content", "reason"), [(None, "missing"), ("no certificate", "tls")])
def test_file_of_the_host_that_can_not_be_used_is_a_finding_and_no_mistake_of_the_spec(tmp_path, content, reason):
    file = tmp_path / "authority.pem"
    if content:
        file.write_text(content)
    trouble = checks.trouble(lambda: asyncio.run(probe.asked({}, key(file))))
    assert (trouble.reason, trouble.outcome) == (reason, FAIL)
    assert str(file) in trouble.message


def test_key_without_its_certificate_stays_a_mistake():
    assert "client_key and no client_cert" in checks.mistake(check="service", probe={"type": "tls", "host": "shop.test", "client_key": "/key.pem"})
