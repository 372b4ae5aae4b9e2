# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _calls
from ansible_collections.golive.web.plugins.modules import release


@pytest.mark.parametrize(
    "address", ["https://SECRET@h/gigs.zip", "https://h/gigs.zip?token=SECRET", "https://me:word@h/gigs.zip?token=SECRET", "https://h/\\SECRET'\""]
)
def test_the_address_of_an_artifact_is_neither_logged_nor_in_the_result(address, monkeypatch, capsys):
    logged = []
    monkeypatch.setattr(AnsibleModule, "log", lambda _self, *args, **more: logged.append((args, more)))
    monkeypatch.setattr(_calls, "release", lambda params, *_more: {"changed": True, "reason": "h/gigs.zip", "url": params["artifact"]["url"]})
    artifact = {"url": address, "sha256": "f" * 64}
    with patch_module_args({"name": "gigs", "state": "staged", "release": "1-a-b", "owner": "me", "artifact": artifact}), pytest.raises(SystemExit):
        release.main()
    result = capsys.readouterr().out
    assert logged and '"reason": "h/gigs.zip"' in result
    assert "SECRET" not in result + str(logged)
