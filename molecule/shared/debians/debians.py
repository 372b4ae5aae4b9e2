# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of tests that take long and seldom find what depends on the release of Debian: only 'make test-full' has time for more than the newest."""

from __future__ import annotations

import os

WEB = ["web"] if os.environ.get("GOLIVE_CASES") else ["trixie1"]
