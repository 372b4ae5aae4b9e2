# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

from ansible_collections.golive.web.plugins.module_utils import _layout, _manifest, _validation

RELEASE = "1.0-0123456789ab-abcdef"


def test_what_a_slot_has_is_in_the_environment_where_a_release_is_live(tmp_path):
    layout = _layout.Layout("hello", root=str(tmp_path), run=str(tmp_path / "run"))
    assert set(_validation._of_application(layout, True)) == {"GOLIVE_APPLICATION", "GOLIVE_SHARED", "GOLIVE_HOME"}
    for folder in (layout.release(RELEASE), layout.slots, layout.sockets):
        os.makedirs(folder)
    os.symlink(f"../releases/{RELEASE}", layout.slot("blue"))
    os.symlink("slots/blue", layout.live)
    os.symlink("/run/hello/blue.sock", layout.release_socket(RELEASE))
    _manifest.write(layout, {"schema": _manifest.SCHEMA, "id": RELEASE, "entry": "hello.wsgi", "processes": 3, "request_seconds": 60})
    found = _validation._of_application(layout, True)
    assert found["GOLIVE_SOCKET"] == "/run/hello/blue.sock" and found["GOLIVE_CONFIG"] == layout.configuration(RELEASE)
    assert (found["GOLIVE_ENTRY"], found["GOLIVE_PROCESSES"], found["GOLIVE_REQUEST_SECONDS"]) == ("hello.wsgi", "3", "60")
