# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Security headers out of data, for what makes a server's configuration."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.plugin_utils import _csp, _headers


def security_headers(preset, headers=None, csp=None, report_only=None, permissions=None, reports=False, locations=None):
    """The headers of I(preset), with what else is said laid over them (C(_headers.by_location)). Raises AnsibleFilterError."""
    try:
        return _headers.by_location(preset, locations, headers=headers, csp=csp, report_only=report_only, permissions=permissions, reports=reports)
    except _csp.Mistake as mistake:
        raise AnsibleFilterError(f"The security headers have a mistake at {mistake.place}: {mistake}. Nothing of them was written; correct it there.") from None


class FilterModule:
    """The filter by name."""

    def filters(self):
        return {"security_headers": security_headers}
