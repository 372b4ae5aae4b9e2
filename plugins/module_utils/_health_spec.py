# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument spec of the C(health) option, shared by the modules that ask an application (doc fragment: health)."""

from __future__ import annotations

HEALTH = {
    "type": "dict",
    "default": {},
    "apply_defaults": True,
    "options": {
        "path": {"type": "str", "default": "/health/ready"},
        "host": {"type": "str", "default": "localhost"},
        "port": {"type": "int", "default": 80},
        "header": {"type": "str", "default": "X-Release"},
        "successes": {"type": "int", "default": 3},
        "interval": {"type": "float", "default": 0.15},
        "timeout": {"type": "float", "default": 5.0},
    },
}
