# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role validation leaves on the controller."""

from __future__ import annotations

import json
import os
import pathlib
import xml.etree.ElementTree as ET

testinfra_hosts = ["web"]
REPORTS = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])


def test_a_report_has_each_finding_with_what_was_seen(host):
    report = json.loads((REPORTS / f"{host.backend.get_hostname()}.json").read_text())
    found = {finding["id"]: finding for finding in report["hello"]["findings"]}
    assert report["hello"]["verdict"] == "pass"
    assert found["variable:APP_ENV"]["observed"] == "'production'"
    assert found["path:/etc/ssh/sshd_config"]["observed"] == "file, 0644, root:root"


def test_a_report_for_ci_has_a_case_for_each_finding(host):
    suite = ET.parse(REPORTS / f"{host.backend.get_hostname()}.xml").getroot()[0]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("hello", "2", "0", "0")
    assert {case.get("name") for case in suite} == {"variable:APP_ENV", "path:/etc/ssh/sshd_config"}
