# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sites can be used: by somebody with a browser, under the policy that the judges praise."""

from __future__ import annotations

import subprocess
import sys

import bootstrap
import judges
from fleet import ROOT


def test_a_page_is_used_without_one_violation_of_the_policy(address, site):
    bootstrap.install_packages(["chromium", "fonts-dejavu-core"])
    asked = ["--base-url", f"https://{address}", "--host", site, "--ca", str(judges.AUTHORITY), "--browser", "/usr/bin/chromium"]
    files = [str(ROOT / "tests/apps/contract" / name) for name in ("test_browser.py", "test_page.py")]
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *files, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "skipped" not in done.stdout, done.stdout[-4000:]
    print(site, done.stdout.strip().splitlines()[-1])
