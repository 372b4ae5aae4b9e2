# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a firewall lets in and passes on, for what makes its rules."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.plugin_utils import _firewall


class FilterModule:
    """The filters by name."""

    def filters(self):
        return {"firewall_rules": _firewall.rules, "firewall_interfaces": _firewall.interfaces}
