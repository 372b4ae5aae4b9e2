# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's own judge agrees with those that others wrote, about guarded sites and an unguarded one."""

from __future__ import annotations

import json
import os
import subprocess

import judges

LOGIN = {"path": "/api/login", "requests": 15, "body": '{"email": "nobody@example.com", "password": "wrong"}', "headers": {"Content-Type": "application/json"}}


def audited(url, address, **asked):
    """Outcome by check of what C(http_audit) finds."""
    said = subprocess.run(
        ["ansible", "localhost", "-m", "golive.web.http_audit", "-a", json.dumps({"url": url, "address": address, "ca_file": str(judges.AUTHORITY), **asked})],
        env={**os.environ, "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.oneline", "ANSIBLE_NOCOLOR": "1"},
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    # Colours may come behind it.
    result, _end = json.JSONDecoder().raw_decode(said, said.index("{"))
    return {finding["id"]: (finding["outcome"], finding["observed"]) for finding in result["findings"]}, result


def test_an_outsider_finds_nothing(address, site):
    found, result = audited(f"https://{site}", address, pages=["/", "/api/gigs"], body_bytes=8 << 20, login=LOGIN)
    print(
        site,
        result["verdict"],
        {outcome: [check for check, (one, _seen) in found.items() if one == outcome] for outcome in {one for one, _seen in found.values()}},
    )
    assert {check: seen for check, (outcome, seen) in found.items() if outcome not in ("pass", "not_applicable")} == {}
    assert result["verdict"] == "pass"


def test_an_outsider_finds_what_is_wrong_with_an_unguarded_site(address):
    found, result = audited("https://laravel.test:9443", address)
    wrong = {check for check, (outcome, _seen) in found.items() if outcome == "fail"}
    print("unguarded:", sorted(wrong))
    assert result["verdict"] == "fail" and {"S12", "S17", "S18", "S20"} <= wrong
