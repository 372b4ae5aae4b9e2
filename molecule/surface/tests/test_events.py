# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who was refused by the applications is in the audit log of the host, which the playbook harden keeps."""

from __future__ import annotations

import json
import secrets
import time

import judges

PATIENCE_SECONDS = 20


def events(fleet, host, who):
    lines = fleet.on(host, "sh", "-c", "grep -hF -- %s /var/log/golive/audit.jsonl || true" % who).splitlines()
    return [json.loads(line) for line in lines]


def test_a_login_that_failed_is_in_the_audit_log(fleet, on, address, site):
    who = f"nobody-{secrets.token_hex(6)}@example.com"
    body = json.dumps({"email": who, "password": "wrong"})
    said = judges.at(address, [site], "curl", "-sk", "-H", "Content-Type: application/json", "-d", body, "-w", "%{http_code}", f"https://{site}/api/login")
    assert said.endswith("401"), said
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := events(fleet, on, who)) and time.monotonic() < end:
        time.sleep(0.2)
    application = f"gigs_{site.partition('.')[0]}"
    assert [(event["source"], event["application"], event["event"], event["outcome"]) for event in found] == [
        ("application", application, "login.failed", "failure")
    ]
