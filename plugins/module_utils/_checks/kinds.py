# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of checks, by the name that a spec has for them."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._check_kinds import (
    certificate, clock, extension, kernel, limit, locale, memory, path, port, reboot, service, setting, space, updates, variable, variables_agree, version,
)  # fmt: skip

KINDS = {
    "certificate": certificate.KIND,
    "clock": clock.KIND,
    "extension": extension.KIND,
    "kernel": kernel.KIND,
    "limit": limit.KIND,
    "locale": locale.KIND,
    "memory": memory.KIND,
    "path": path.KIND,
    "port": port.KIND,
    "reboot": reboot.KIND,
    "service": service.KIND,
    "setting": setting.KIND,
    "space": space.KIND,
    "updates": updates.KIND,
    "variable": variable.KIND,
    "variables_agree": variables_agree.KIND,
    "version": version.KIND,
}
