# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of checks, by the name that a spec has for them."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._check_kinds import extension, path, service, setting, variable, variables_agree, version

KINDS = {
    "extension": extension.KIND,
    "path": path.KIND,
    "service": service.KIND,
    "setting": setting.KIND,
    "variable": variable.KIND,
    "variables_agree": variables_agree.KIND,
    "version": version.KIND,
}
