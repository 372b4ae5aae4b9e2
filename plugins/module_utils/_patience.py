# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many seconds each command of an application has, on its host and in the controller's plan."""

from __future__ import annotations

BUILD = 900
MIGRATION = 3600
HOOK = 900
